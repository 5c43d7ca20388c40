/// A block of 32-bit floats with a shape: the one data type every lesson computes with.
///
/// A value: assigning copies nothing, and nobody sees anybody else's changes. Elements lie row by
/// row (the last axis varies fastest). A picture is `[N, C, H, W]`: batch, channels, rows, columns.
///
/// - Example:
///       let x = try Tensor([[1, 2, 3], [4, 5, 6]])
///       x.shape
///       x.rank
///       x.count
///       x.values
///       try x.mean().item()
public struct Tensor: Sendable {
  /// The length of each axis; `[]` for a single number.
  public let shape: [Int]
  /// Shared with every tensor that is a view of it.
  package let storage: Storage
  /// Where this tensor starts in `storage`, in floats.
  package let offset: Int
  /// How to send a gradient back to what made this tensor, when that was recorded.
  package var node: GradientNode?
  /// What made this tensor, when `recordingOrigins` was on.
  package var trace: Origin?

  /// How many axes there are.
  public var rank: Int { shape.count }
  /// How many numbers there are.
  public let count: Int

  package init(
    shape: [Int], storage: Storage, offset: Int = 0, node: GradientNode? = nil,
    trace: Origin? = nil
  ) {
    self.shape = shape
    self.count = shape.reduce(1, *)  // cannot overflow: `checkedCount` came first
    self.storage = storage
    self.offset = offset
    self.node = node
    self.trace = trace
  }

  /// A new tensor whose floats `fill` writes, every one of them.
  ///
  /// - Throws: `ShapeError` for a negative or overflowing shape, `AllocationError`, and what `fill`
  ///   throws.
  package init(
    shape: [Int], operation: String,
    fill: (UnsafeMutablePointer<Float>) throws -> Void
  ) throws {
    let count = try Tensor.checkedCount(shape, operation: operation)
    let storage = try Storage(count: count)
    try fill(storage.base)
    self.init(shape: shape, storage: storage)
  }

  /// The number of elements of `shape`, or an error when an axis is negative or the product is too
  /// large to count. Axes of length 0 do not excuse the others: strides must be countable too.
  package static func checkedCount(_ shape: [Int], operation: String) throws -> Int {
    var count = 1
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: Swift.max(length, 1))
      guard length >= 0, !overflow else {
        throw ShapeError(
          operation: operation, expected: "axis lengths that are at least 0 and can be multiplied",
          found: "\(shape)")
      }
      count = product
    }
    return shape.contains(0) ? 0 : count
  }

  /// Refuses a shape that no tensor can have or that does not fit into memory; for operations that
  /// prepare tables as long as their result before they make it.
  package static func checkRoom(for shape: [Int], operation: String) throws {
    try StoragePool.shared.checkRoom(floats: checkedCount(shape, operation: operation))
  }

  /// The floats, read only, for as long as `body` runs.
  package func withFloats<R>(_ body: (UnsafePointer<Float>) throws -> R) rethrows -> R {
    if let watch = storage.watch { watch.noteReading(shape: shape) }
    return try withExtendedLifetime(storage) { try body(UnsafePointer(storage.base + offset)) }
  }
}

extension Tensor {
  /// A single number, of shape `[]`.
  ///
  /// - Example: `try Tensor(0.5)`
  /// - Parameter value: the number.
  public init(_ value: Float) throws {
    try self.init(shape: [], operation: "Tensor") { $0[0] = value }
  }

  /// A vector, of shape `[values.count]`.
  ///
  /// - Example: `try Tensor([0.5, 1.5])`
  public init(_ values: [Float]) throws {
    try self.init(values, shape: [values.count])
  }

  /// `values` row by row in the given shape.
  ///
  /// - Throws: `ShapeError` unless the shape holds exactly `values.count` numbers.
  /// - Parameter shape: the length of each axis.
  /// - Example: `try Tensor([1, 2, 3, 4, 5, 6], shape: [2, 3])`
  public init(_ values: [Float], shape: [Int]) throws {
    let count = try Tensor.checkedCount(shape, operation: "Tensor")
    guard count == values.count else {
      throw ShapeError(
        operation: "Tensor", expected: "\(count) values for shape \(shape)",
        found: "\(values.count) values")
    }
    try self.init(shape: shape, operation: "Tensor") { floats in
      values.withUnsafeBufferPointer { source in
        if let base = source.baseAddress { floats.update(from: base, count: count) }
      }
    }
  }

  /// A matrix from its rows.
  ///
  /// - Throws: `ShapeError` unless all rows are equally long.
  /// - Returns: `[rows.count, columns]`.
  /// - Example: `try Tensor([[1, 2], [3, 4]])`
  public init(_ rows: [[Float]]) throws {
    let width = rows.first?.count ?? 0
    if let row = rows.firstIndex(where: { $0.count != width }) {
      throw ShapeError(
        operation: "Tensor", expected: "rows of \(width) values each",
        found: "\(rows[row].count) values in row \(row)")
    }
    try self.init(rows.flatMap { $0 }, shape: [rows.count, width])
  }

  /// Every number, row by row.
  public var values: [Float] {
    withFloats { Array(UnsafeBufferPointer(start: $0, count: count)) }
  }

  /// The only number of a tensor that has one.
  ///
  /// - Throws: `ShapeError` when there is not exactly one.
  public func item() throws -> Float {
    guard count == 1 else {
      throw ShapeError(
        operation: "item", expected: "a tensor of one number", found: "shape \(shape)",
        hint: "index it first, as in x[0, 2], or use .values")
    }
    return withFloats { $0[0] }
  }
}
