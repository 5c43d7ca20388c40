// Class numbers and indices travel as `[Int]`, or as whole numbers in a tensor.

extension Tensor {
  /// Class numbers or indices as floats, in the shape of a tensor.
  ///
  /// - Returns: `[numbers.count]`.
  /// - Example: `try Tensor([3, 1, 2])`
  public init(_ numbers: [Int]) throws {
    try self.init(numbers.map { Float($0) }, shape: [numbers.count])
  }

  /// Every number as an `Int`, row by row.
  ///
  /// - Throws: `ShapeError` that says where a number is not whole (or NaN, infinite or too large).
  /// - Example: `try Tensor([3, 1, 2]).wholeNumbers()`
  public func wholeNumbers() throws -> [Int] {
    try wholeNumbers(operation: "wholeNumbers", role: "whole numbers")
  }

  package func wholeNumbers(operation: String, role: String) throws -> [Int] {
    try values.enumerated().map { place, value in
      guard let number = Int(exactly: value) else {
        throw ShapeError(
          operation: operation, expected: role, found: "\(value) at place \(place)")
      }
      return number
    }
  }
}
