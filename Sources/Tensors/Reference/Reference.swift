// The naive kernels: plain loops over `[Float]`, one element at a time, summed in Double. They stay
// for ever, as the oracle of the fast loops and as their fallback (`FOVEA_KERNELS=reference`).

/// The definitions of the operations, written to be read.
package enum Reference {
  package static func map(_ x: Tensor, _ function: (Double) -> Double) throws -> Tensor {
    try Tensor(x.values.map { Float(function(Double($0))) }, shape: x.shape)
  }

  /// `function` of pairs, both sides stretched to `shape`.
  package static func zip(
    _ a: Tensor, _ b: Tensor, shape: [Int], _ function: (Double, Double) -> Double
  ) throws -> Tensor {
    try checkRoom(for: shape)
    let (left, right) = (a.values, b.values)
    let values = positions(in: shape).map { position in
      Float(
        function(
          Double(left[place(of: position, stretchedFrom: a.shape)]),
          Double(right[place(of: position, stretchedFrom: b.shape)])))
    }
    return try Tensor(values, shape: shape)
  }

  /// Every position of a tensor, row by row: `[0, 0]`, `[0, 1]`, …
  package static func positions(in shape: [Int]) -> Positions { Positions(shape: shape) }

  /// Positions, each worked out when it is asked for.
  package struct Positions: RandomAccessCollection, Sendable {
    let shape: [Int]
    package var startIndex: Int { 0 }
    package var endIndex: Int { shape.contains(0) ? 0 : shape.reduce(1, *) }
    package subscript(place: Int) -> [Int] { Shape.position(place, in: shape) }
  }

  /// Where `position` lies in a row-major tensor of `shape`.
  package static func place(of position: [Int], in shape: [Int]) -> Int {
    Swift.zip(position, shape).reduce(0) { $0 * $1.1 + $1.0 }
  }

  /// The same, where axes of length 1 repeat and leading axes may be missing.
  static func place(of position: [Int], stretchedFrom shape: [Int]) -> Int {
    let trailing = position.suffix(shape.count)
    return place(of: Swift.zip(trailing, shape).map { $1 == 1 ? 0 : $0 }, in: shape)
  }

  /// - Throws: `AllocationError` where a tensor of that shape would not fit in memory.
  static func checkRoom(for shape: [Int]) throws {
    try Tensor.checkRoom(for: shape, operation: "reference")
  }
}
