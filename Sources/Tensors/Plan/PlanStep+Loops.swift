internal import CKernels

// N images, C channels: the steps that passes may have changed, each over a whole value.

extension PlanStep {
  /// `x · scale + shift`.
  static func affineLoop(
    _ affine: ChannelAffine, _ shape: [Int], _ x: PlanPlace, _ result: PlanPlace
  ) -> Run {
    if affine.isForAll {
      let (count, scale, shift) = (shape.reduce(1, *), affine.scale[0], affine.shift[0])
      return { buffers, loops in
        let (x, out) = (buffers.pointer(x), buffers.pointer(result))
        Work.chunks(count) {
          loops.scale_shift(x + $0.lowerBound, scale, shift, out + $0.lowerBound, $0.count)
        }
      }
    }
    let (channels, plane) = (shape[1], shape.dropFirst(2).reduce(1, *))
    let planes = shape[0] * channels
    return { buffers, loops in
      let (x, out) = (buffers.pointer(x), buffers.pointer(result))
      Work.items(planes, elements: plane) { item in
        let channel = item % channels
        loops.scale_shift(
          x + item * plane, affine.scale[channel], affine.shift[channel], out + item * plane, plane)
      }
    }
  }

  static func activationLoop(
    _ activation: FusedActivation, _ shape: [Int], _ x: PlanPlace, _ result: PlanPlace
  ) -> Run {
    let count = shape.reduce(1, *)
    return { buffers, loops in
      let (x, out) = (buffers.pointer(x), buffers.pointer(result))
      Work.chunks(count) {
        let (x, out) = (x + $0.lowerBound, out + $0.lowerBound)
        switch activation {
        case .none: if x != out { out.update(from: x, count: $0.count) }
        case .relu: loops.relu(x, out, $0.count)
        case .leakyReLU(let slope): loops.leaky_relu(x, slope, out, $0.count)
        }
      }
    }
  }

  /// `a + b` of one shape.
  static func sumLoop(
    _ shape: [Int], _ a: PlanPlace, _ b: PlanPlace, _ result: PlanPlace
  ) -> Run {
    let count = shape.reduce(1, *)
    return { buffers, loops in
      let (a, b) = (buffers.pointer(a), buffers.pointer(b))
      let out = buffers.pointer(result)
      Work.chunks(count) {
        loops.add(a + $0.lowerBound, b + $0.lowerBound, out + $0.lowerBound, $0.count)
      }
    }
  }

  /// Copies the parts that do not lie in the result already.
  static func concatenation(
    _ node: PlanGraph.Node, _ operands: [PlanPlace], _ result: PlanPlace, axis: Int
  ) -> Run {
    let count = node.shape[..<axis].reduce(1, *)
    let stride = node.shape[axis...].reduce(1, *)
    let runs = node.operands.map { $0.shape[axis...].reduce(1, *) }
    return { buffers, _ in
      var target = buffers.pointer(result)
      for (operand, run) in zip(operands, runs) {
        let x = buffers.pointer(operand)
        if x != target { interleave(x, run: run, count: count, into: target, stride: stride) }
        target += run
      }
    }
  }
}
