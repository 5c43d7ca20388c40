/// What may stand between the brackets of `x[0, 2..., ..<16]`: a whole number picks one place along
/// its axis and drops the axis; a range keeps the axis.
///
/// - Example: `try Tensor.range(0..<6).reshaped([2, 3])[1, 0..<2]`
public protocol TensorIndex: Sendable {
  var selection: TensorSelection { get }
}

/// The places one index picks along one axis, before the axis's length is known.
public enum TensorSelection: Equatable, Sendable {
  case place(Int)
  /// From `lower` (else the beginning) up to, not including, `upper` (else the end).
  case range(lower: Int?, upper: Int?)
}

extension Int: TensorIndex {
  public var selection: TensorSelection { .place(self) }
}
extension Range: TensorIndex where Bound == Int {
  public var selection: TensorSelection { .range(lower: lowerBound, upper: upperBound) }
}
extension ClosedRange: TensorIndex where Bound == Int {
  public var selection: TensorSelection {
    .range(lower: lowerBound, upper: upperBound == .max ? .max : upperBound + 1)
  }
}
extension PartialRangeFrom: TensorIndex where Bound == Int {
  public var selection: TensorSelection { .range(lower: lowerBound, upper: nil) }
}
extension PartialRangeUpTo: TensorIndex where Bound == Int {
  public var selection: TensorSelection { .range(lower: nil, upper: upperBound) }
}
extension PartialRangeThrough: TensorIndex where Bound == Int {
  public var selection: TensorSelection {
    .range(lower: nil, upper: upperBound == .max ? .max : upperBound + 1)
  }
}

/// A rectangular region of a tensor, checked against its shape.
struct Region: Equatable, Sendable {
  /// For every axis of the tensor: the places picked.
  let ranges: [Range<Int>]
  /// The axes that a whole number picked from, which the result does not have.
  let dropped: [Int]
  /// The shape of what is picked.
  let shape: [Int]

  /// - Throws: `ShapeError` that says the axis, its length, and what was found.
  init(_ indices: [any TensorIndex], of shape: [Int], operation: String) throws {
    guard indices.count <= shape.count else {
      throw ShapeError(
        operation: operation, expected: "at most \(shape.count) indices for shape \(shape)",
        found: "\(indices.count)")
    }
    var ranges = shape.map { 0..<$0 }
    var dropped: [Int] = []
    for (axis, index) in indices.enumerated() {
      let length = shape[axis]
      switch index.selection {
      case .place(let place):
        guard place >= 0, place < length else {
          throw ShapeError(
            operation: operation,
            expected: length == 0
              ? "an axis \(axis) that is not empty" : "an index in 0 ..< \(length) on axis \(axis)",
            found: "\(place) for shape \(shape)",
            hint: place < 0 && length > 0 ? "count from 0; the last one is \(length - 1)" : "")
        }
        ranges[axis] = place..<place + 1
        dropped.append(axis)
      case .range(let lower, let upper):
        let (start, end) = (lower ?? 0, upper ?? length)
        guard start >= 0, start <= end, end <= length else {
          throw ShapeError(
            operation: operation, expected: "a range within 0 ..< \(length) on axis \(axis)",
            found: "\(lower.map(String.init) ?? "")..<\(upper.map(String.init) ?? "")"
              + " for shape \(shape)")
        }
        ranges[axis] = start..<end
      }
    }
    self.ranges = ranges
    self.dropped = dropped
    self.shape = Shape.reducing(
      ranges.map(\.count), axes: dropped, keepingAxes: false)
  }

  /// The region's places in a row-major tensor of `shape`.
  func block(in shape: [Int]) -> StridedBlock {
    let strides = Shape.strides(shape)
    let offset = zip(ranges, strides).reduce(0) { $0 + $1.0.lowerBound * $1.1 }
    return StridedBlock(shape: ranges.map(\.count), strides: strides, offset: offset)
  }

  /// Where the region starts, when it is one contiguous stretch: then picking it copies nothing.
  func contiguousOffset(in shape: [Int]) -> Int? {
    guard let first = ranges.indices.first(where: { ranges[$0].count != 1 }) else {
      return block(in: shape).offset
    }
    guard ranges.indices.dropFirst(first + 1).allSatisfy({ ranges[$0].count == shape[$0] }) else {
      return nil
    }
    return block(in: shape).offset
  }
}
