internal import CKernels

// N images, C channels, H×W cells in, OH×OW cells out.

/// Where one cell of an upsampled axis takes its number from: `near` and `far`, by their weights.
package struct UpsamplingTap: Equatable, Sendable {
  package let near: Int
  package let far: Int
  package let nearWeight: Float
  package let farWeight: Float
}

extension Tensor {
  /// Each cell of the result is the nearest cell of `self`.
  ///
  /// - Parameter size: `[OH, OW]`, larger or smaller.
  /// - Returns: `[N, C, OH, OW]`; row `i` is row ⌊i·H / OH⌋ (PyTorch's `nearest`).
  /// - Throws: `ShapeError` unless `self` is `[N, C, H, W]` and the size is at least 1×1.
  /// - Example: `try Tensor([1, 2, 3, 4], shape: [1, 1, 2, 2]).upsampledNearest(to: [3, 4])`
  public func upsampledNearest(to size: [Int]) throws -> Tensor {
    try upsampled("upsampledNearest", size, scale: nil, nearestTaps)
  }

  /// As `upsampledNearest(to:)`, `scale` times as many rows and columns, rounded down.
  ///
  /// - Returns: `[N, C, scale·H, scale·W]`.
  /// - Example: `try Tensor([1, 2, 3, 4], shape: [1, 1, 2, 2]).upsampledNearest(by: 2)`
  public func upsampledNearest(by scale: Float) throws -> Tensor {
    let size = try scaledSize("upsampledNearest", scale)
    return try upsampled("upsampledNearest", size, scale: scale, nearestTaps)
  }

  /// Each cell of the result is the mean of the four cells around its place, by distance.
  ///
  /// - Parameters:
  ///   - size: `[OH, OW]`, larger or smaller (without antialiasing).
  ///   - alignCorners: with it, the centres of the corner cells stay where they are: row `i` stands
  ///     at `i·(H − 1) / (OH − 1)`. Without, the edges of the picture do: at
  ///     `(i + ½)·H / OH − ½` ("half-pixel" centres), no less than 0.
  /// - Returns: `[N, C, OH, OW]`.
  /// - Throws: `ShapeError` unless `self` is `[N, C, H, W]` and the size is at least 1×1.
  /// - Example: `try Tensor([1, 2, 3, 4], shape: [1, 1, 2, 2]).upsampledBilinear(to: [3, 3])`
  public func upsampledBilinear(to size: [Int], alignCorners: Bool = false) throws -> Tensor {
    try upsampled(
      "upsampledBilinear", size, scale: nil, alignCorners ? cornerTaps : halfPixelTaps)
  }

  /// As `upsampledBilinear(to:alignCorners:)`, `scale` times as many rows and columns, rounded down.
  ///
  /// - Returns: `[N, C, scale·H, scale·W]`.
  /// - Example: `try Tensor([1, 2, 3, 4], shape: [1, 1, 2, 2]).upsampledBilinear(by: 2, alignCorners: true)`
  public func upsampledBilinear(by scale: Float, alignCorners: Bool = false) throws -> Tensor {
    let size = try scaledSize("upsampledBilinear", scale)
    return try upsampled(
      "upsampledBilinear", size, scale: scale, alignCorners ? cornerTaps : halfPixelTaps)
  }

  private func scaledSize(_ operation: String, _ scale: Float) throws -> [Int] {
    try checkPictures(operation, shape)
    return try shape.suffix(2).map { length in
      let scaled = (Double(length) * Double(scale)).rounded(.down)
      guard scaled >= 1, scaled <= Double(1 << 24) else {
        throw ShapeError(
          operation: operation,
          expected: "a scale that leaves at least 1 (and at most 2²⁴) of \(length) cells",
          found: "\(scale)")
      }
      return Int(scaled)
    }
  }

  private typealias Taps = (_ from: Int, _ to: Int, _ scale: Float?) -> [UpsamplingTap]

  private func upsampled(
    _ operation: String, _ size: [Int], scale: Float?, _ taps: Taps
  ) throws -> Tensor {
    try checkPictures(operation, shape)
    try checkSize(operation, size)
    let result = Array(shape.prefix(2) + size)
    try Tensor.checkRoom(for: result, operation: operation)
    return try upsampled(
      operation, size,
      UpsamplingPlan(
        rows: taps(shape[2], size[0], scale), columns: taps(shape[3], size[1], scale),
        width: shape[3]))
  }

  private func upsampled(
    _ operation: String, _ size: [Int], _ plan: UpsamplingPlan
  ) throws -> Tensor {
    let result = Array(shape.prefix(2) + size)
    let total = result.reduce(1, *)
    let (planes, cells, outputCells) = (shape[0] * shape[1], shape[2] * shape[3], size[0] * size[1])
    let loops = Kernels.current.loops
    return try tracing(
      operation, from: [self], flops: plan.isWeighted ? total &* 7 : 0,
      field: { field in
        var field = field.spread(shape[2], over: size[0])
        if plan.isWeighted { field.size += field.stride * Float(size[0]) / Float(shape[2]) }
        return field
      },
      plan: .loop({ inputs, out, loops in
        forEachPlane(planes) { plane in
          plan.upsample(inputs[0] + plane * cells, out + plane * outputCells, loops)
        }
      }) { try $0[0].upsampled(operation, size, plan) }
    ) {
      let upsampled =
        try KernelChoice.isReference
        ? Reference.upsample(self, plan)
        : Tensor(shape: result, operation: operation) { out in
          withFloats { x in
            forEachPlane(planes) { plane in
              plan.upsample(x + plane * cells, out + plane * outputCells, loops)
            }
          }
        }
      return upsampled.recording(operation, from: [self]) { [shape] gradient in
        [
          try Tensor(shape: shape, operation: operation) { out in
            gradient.withFloats { g in
              forEachPlane(planes) { plane in
                let out = out + plane * cells
                out.update(repeating: 0, count: cells)
                plan.gather(g + plane * outputCells, into: out)
              }
            }
          }
        ]
      }
    }
  }
}

// MARK: - Where a cell of the result stands

// In Float, and in this order, as PyTorch: a cell on the border between two must fall the same way.

private func nearestTaps(_ from: Int, _ to: Int, _ scale: Float?) -> [UpsamplingTap] {
  let step = scale.map { 1 / $0 } ?? Float(from) / Float(to)
  return (0..<to).map { i in
    let near = min(Int((Float(i) * step).rounded(.down)), from - 1)
    return UpsamplingTap(near: near, far: near, nearWeight: 1, farWeight: 0)
  }
}

private func halfPixelTaps(_ from: Int, _ to: Int, _ scale: Float?) -> [UpsamplingTap] {
  let step = scale.map { 1 / $0 } ?? Float(from) / Float(to)
  return (0..<to).map { i in tap(at: max(step * (Float(i) + 0.5) - 0.5, 0), of: from) }
}

private func cornerTaps(_ from: Int, _ to: Int, _ scale: Float?) -> [UpsamplingTap] {
  let step = to > 1 ? Float(from - 1) / Float(to - 1) : 0
  return (0..<to).map { i in tap(at: step * Float(i), of: from) }
}

private func tap(at place: Float, of length: Int) -> UpsamplingTap {
  let near = min(Int(place), length - 1)
  let weight = min(max(place - Float(near), 0), 1)
  return UpsamplingTap(
    near: near, far: min(near + 1, length - 1), nearWeight: 1 - weight, farWeight: weight)
}

// MARK: - The loops

/// The taps of both axes, and the loops over one plane.
package struct UpsamplingPlan: Sendable {
  package let rows: [UpsamplingTap]
  package let columns: [UpsamplingTap]
  /// Of a row of the input.
  package let width: Int

  /// Whether any cell is a mean of several.
  var isWeighted: Bool {
    rows.contains { $0.farWeight != 0 } || columns.contains { $0.farWeight != 0 }
  }

  func upsample(_ x: UnsafePointer<Float>, _ out: UnsafeMutablePointer<Float>, _ loops: CKTable) {
    let isWeighted = isWeighted
    columns.withUnsafeBufferPointer { columns in
      withUnsafeTemporaryAllocation(of: Float.self, capacity: width) { buffer in
        guard let line = buffer.baseAddress else { return }
        var out = out
        for row in rows {
          let (near, far) = (x + row.near &* width, x + row.far &* width)
          if isWeighted {
            // A weight of 0 does not hide a NaN, as in PyTorch.
            loops.multiply_scalar(near, row.nearWeight, line, width)
            loops.axpy(row.farWeight, far, line, width)
            for (i, column) in columns.enumerated() {
              out[i] = column.nearWeight * line[column.near] + column.farWeight * line[column.far]
            }
          } else {
            for (i, column) in columns.enumerated() { out[i] = near[column.near] }
          }
          out += columns.count
        }
      }
    }
  }

  /// The other way: adds what each cell of the result got to the cells it came from.
  func gather(_ g: UnsafePointer<Float>, into out: UnsafeMutablePointer<Float>) {
    columns.withUnsafeBufferPointer { columns in
      var g = g
      for row in rows {
        let (near, far) = (out + row.near &* width, out + row.far &* width)
        for (i, column) in columns.enumerated() {
          near[column.near] += row.nearWeight * column.nearWeight * g[i]
          near[column.far] += row.nearWeight * column.farWeight * g[i]
          far[column.near] += row.farWeight * column.nearWeight * g[i]
          far[column.far] += row.farWeight * column.farWeight * g[i]
        }
        g += columns.count
      }
    }
  }
}
