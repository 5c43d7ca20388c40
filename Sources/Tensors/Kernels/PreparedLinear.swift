internal import CKernels

// N rows of K features in, O features out.

/// A fully connected layer for one number of rows with its weights packed once, all of whose temporary
/// memory belongs to the caller; see `PreparedConvolution`.
package final class PreparedLinear: Sendable {
  /// `[..., O]`.
  package let outputShape: [Int]
  /// The floats that `run` needs to work in; their contents mean nothing between runs.
  package let scratchFloats: Int
  /// What the weights and biases take in the form they are kept in.
  package let weightBytes: Int
  /// Multiplications and additions of one run.
  package var flops: Int { 2 &* rows &* outputs &* features }

  private let rows: Int
  private let features: Int
  private let outputs: Int
  private let kernels: Kernels
  private let bias: Tensor?
  private let method: Method

  private enum Method: Sendable {
    /// The weights as they are: with one or two rows, each of them is read once and used once.
    case dots(Tensor)
    /// Panels of `tile_columns` outputs, block of features by block.
    case panels(Storage)
  }
  /// Features that are multiplied together.
  private static let step = 256

  /// - Parameters:
  ///   - weight: `[O, K]`.
  ///   - bias: `[O]`, or none.
  ///   - inputShape: `[..., K]`.
  /// - Throws: `ShapeError` as `linear` does, `AllocationError`.
  package init(weight: Tensor, bias: Tensor? = nil, inputShape: [Int]) throws {
    outputShape = try linearShape(inputShape, weight: weight.shape, bias: bias?.shape)
    (outputs, features) = (weight.shape[0], weight.shape[1])
    rows = outputShape.dropLast().reduce(1, *)
    kernels = .current
    self.bias = bias?.detached()
    let loops = kernels.loops
    let biasBytes = (bias?.count ?? 0) * 4
    if rows <= 2 || kernels.isReference {
      method = .dots(weight.detached())
      weightBytes = weight.count * 4 + biasBytes
      scratchFloats = 0
      return
    }
    let tile = Int(loops.tile_columns)
    let (outputs, features) = (outputs, features)
    let packed = try Storage(
      count: Tensor.checkedCount(
        [blocks(outputs, of: tile), features + Int(loops.lanes), tile], operation: "linear"))
    let base = packed.base
    weight.withFloats { weight in
      let view = MatrixView(weight, rows: outputs, columns: features).transposed
      Workers.shared.parallel(blocks(outputs, of: tile)) { panel in
        let columns = panel * tile..<min(outputs, (panel + 1) * tile)
        view.packRight(
          depth: 0..<features, columns: columns,
          into: base + panel * (features + Int(loops.lanes)) * tile, loops: loops)
      }
    }
    method = .panels(packed)
    weightBytes = packed.count * 4 + biasBytes
    scratchFloats = try Self.packedFloats(rows: rows, features: features, loops)
  }

  /// What so many rows take side by side, as the product wants them.
  private static func packedFloats(rows: Int, features: Int, _ loops: CKTable) throws -> Int {
    try Tensor.checkedCount(
      [
        blocks(rows, of: Int(loops.tile_rows)), features + Int(loops.lanes),
        Int(loops.tile_rows),
      ], operation: "linear")
  }

  /// Computes `activation(x · weightᵀ + bias + residual)`.
  ///
  /// - Parameters:
  ///   - x: `[..., K]`, with 64 floats behind it that may be read.
  ///   - rows: how many of the rows there are; all unless you say, and never more.
  ///   - residual: laid out as the result, or nil; must not overlap it.
  ///   - residualLast: computes `activation(x · weightᵀ + bias) + residual` instead.
  ///   - result: `[..., O]`; must not overlap `x`.
  ///   - scratch: `scratchFloats` floats.
  package func run(
    _ x: UnsafePointer<Float>, rows: Int? = nil, residual: UnsafePointer<Float>? = nil,
    activation: FusedActivation = .none, residualLast: Bool = false,
    into result: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) throws {
    let rows = min(rows ?? self.rows, self.rows)
    let tail = Tail(residual: residual, activation: activation, addsResidualLast: residualLast)
    withOptionalFloats(bias) { bias in
      switch method {
      case .dots(let weight):
        weight.withFloats { runDots(x, rows, $0, bias, tail: tail, into: result) }
      case .panels(let storage):
        runPanels(x, rows, storage, bias, tail: tail, into: result, scratch: scratch)
      }
    }
  }

  /// The same, of as many rows as the layer was prepared for, or fewer, in memory of its own.
  ///
  /// - Parameter x: `[N, K]`.
  /// - Returns: `[N, O]`, nothing recorded.
  /// - Throws: `ShapeError` for another shape or too many rows.
  package func callAsFunction(
    _ x: Tensor, activation: FusedActivation = .none
  ) throws -> Tensor {
    guard x.rank == 2, x.shape[0] <= rows, x.shape[1] == features else {
      throw ShapeError(
        operation: "linear", expected: "at most \(rows) rows of \(features) features",
        found: "\(x.shape)")
    }
    let count = x.shape[0]
    let needed = try Self.packedFloats(rows: count, features: features, kernels.loops)
    let scratch = try Storage(count: min(needed, scratchFloats))
    return try withExtendedLifetime(scratch) {
      try Tensor(shape: [count, outputs], operation: "linear") { out in
        try x.withFloats {
          try run($0, rows: count, activation: activation, into: out, scratch: scratch.base)
        }
      }
    }
  }

  /// Bias (one for each column) and tail of a stretch of one row.
  private func finish(
    row: Int, columns: Range<Int>, _ bias: UnsafePointer<Float>?, tail: Tail,
    in result: UnsafeMutablePointer<Float>, loops: CKTable
  ) {
    let place = row * outputs + columns.lowerBound
    let part = result + place
    if let bias { loops.add(part, bias + columns.lowerBound, part, columns.count) }
    withLoop(tail, row: 0, place: place) {
      if let tail = $0 { loops.finish(part, tail, part, columns.count) }
    }
  }

  private func runDots(
    _ x: UnsafePointer<Float>, _ rows: Int, _ weight: UnsafePointer<Float>,
    _ bias: UnsafePointer<Float>?,
    tail: Tail, into result: UnsafeMutablePointer<Float>
  ) {
    let loops = kernels.loops
    let (outputs, features) = (outputs, features)
    let piece = 32
    Workers.shared.parallel(blocks(outputs, of: piece)) { task in
      let columns = task * piece..<min(outputs, (task + 1) * piece)
      for row in 0..<rows {
        for column in columns {
          result[row * outputs + column] = Float(
            loops.dot(x + row * features, weight + column * features, features))
        }
        finish(row: row, columns: columns, bias, tail: tail, in: result, loops: loops)
      }
    }
  }

  private func runPanels(
    _ x: UnsafePointer<Float>, _ rows: Int, _ weight: Storage, _ bias: UnsafePointer<Float>?,
    tail: Tail,
    into result: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) {
    let loops = kernels.loops
    let (outputs, features) = (outputs, features)
    let (tileRows, tileColumns) = (Int(loops.tile_rows), Int(loops.tile_columns))
    let panelSteps = features + Int(loops.lanes)
    let view = MatrixView(x, rows: rows, columns: features)
    let leftPanels = blocks(rows, of: tileRows)
    Workers.shared.parallel(leftPanels) { panel in
      view.packLeft(
        rows: panel * tileRows..<min(rows, (panel + 1) * tileRows), depth: 0..<features,
        into: scratch + panel * panelSteps * tileRows, loops: loops)
    }
    let base = weight.base
    // Two panels of weights at a time: a panel of rows, which may lie no nearer than in memory, is
    // fetched for both. The last ones singly, so that threads end together.
    let weightPanels = blocks(outputs, of: tileColumns)
    let pairs = weightPanels / 4 * 2
    Workers.shared.parallel(weightPanels - pairs) { task in
      let some = task < pairs ? 2 * task..<2 * task + 2 : task + pairs..<task + pairs + 1
      var k = 0
      repeat {
        let steps = min(Self.step, features - k)
        for panel in 0..<leftPanels {
          let row = panel * tileRows
          for right in some {
            let first = right * tileColumns
            let count = min(tileColumns, outputs - first)
            loops.tile(
              steps, scratch + (panel * panelSteps + k) * tileRows,
              base + right * panelSteps * tileColumns + k * Int(loops.padded(count)),
              result + row * outputs + first, outputs, Int32(min(tileRows, rows - row)),
              Int32(count), k > 0 ? 1 : 0, nil, 0)
          }
        }
        k += steps
      } while k < features
      let columns =
        some.lowerBound * tileColumns..<min(outputs, some.upperBound * tileColumns)
      for row in 0..<rows {
        finish(row: row, columns: columns, bias, tail: tail, in: result, loops: loops)
      }
    }
  }
}
