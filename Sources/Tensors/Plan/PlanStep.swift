internal import CKernels

/// One thing a plan does, and all that its table says about it.
struct PlanStep: Sendable {
  typealias Run = @Sendable (_ buffers: PlanBuffers, _ loops: CKTable) throws -> Void

  /// The layer it stands in: `features.0`; may be empty.
  let name: String
  /// `conv2D batchNorm relu`.
  let operation: String
  let shape: [Int]
  /// How it is computed, where there is a choice.
  let algorithm: String
  let flops: Int
  let result: PlanPlace
  let run: Run

  /// - Parameter scratch: where the step's scratch memory begins in the arena, in floats.
  init(
    _ node: PlanGraph.Node, _ prepared: PreparedProduct?, memory: PlanMemory, scratch: Int,
    kernels: Kernels
  ) {
    let operands = node.operands.map { memory.place(of: $0) }
    let result = memory.place(ofValue: node.value)
    name = node.name
    operation = node.operation
    shape = node.shape
    flops = node.flops
    self.result = result
    if let prepared {
      algorithm = prepared.algorithm
      run = { buffers, _ in
        let residual = operands.dropFirst().first.map { UnsafePointer(buffers.pointer($0)) }
        try prepared.run(
          buffers.pointer(operands[0]), residual: residual, into: buffers.pointer(result),
          scratch: buffers.pointer(.arena(offset: scratch)))
      }
    } else if let run = kernels.isReference ? nil : Self.loop(node, operands, result) {
      algorithm = ""
      self.run = run
    } else {
      algorithm = "as unplanned"
      run = Self.again(node, operands, result, kernels)
    }
  }

  /// A step that writes straight to its place.
  private static func loop(
    _ node: PlanGraph.Node, _ operands: [PlanPlace], _ result: PlanPlace
  ) -> Run? {
    switch node.kind {
    case .affine(let affine): return affineLoop(affine, node.shape, operands[0], result)
    case .activation(let activation):
      return activationLoop(activation, node.shape, operands[0], result)
    case .sum: return sumLoop(node.shape, operands[0], operands[1], result)
    case .concatenate(let axis): return concatenation(node, operands, result, axis: axis)
    default:
      guard let loop = node.loop else { return nil }
      return { buffers, loops in
        let inputs = operands.map { UnsafePointer(buffers.pointer($0)) }
        loop(inputs, buffers.pointer(result), loops)
      }
    }
  }

  /// A step that runs the operation itself and copies its result.
  private static func again(
    _ node: PlanGraph.Node, _ operands: [PlanPlace], _ result: PlanPlace, _ kernels: Kernels
  ) -> Run {
    let (again, shapes) = (node.again, node.operands.map(\.shape))
    return { buffers, _ in
      let inputs = zip(operands, shapes).map { buffers.tensor($0, shape: $1) }
      let output = try kernels.use { try withoutGradient { try again(inputs) } }
      output.withFloats { buffers.pointer(result).update(from: $0, count: output.count) }
    }
  }
}
