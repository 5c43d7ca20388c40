// New tensors. Random ones take their generator from the caller: same seed, same numbers.

extension Tensor {
  /// A tensor full of one number.
  ///
  /// - Parameter shape: the length of each axis; `[]` for a single number.
  /// - Parameter value: what stands everywhere.
  /// - Example: `try Tensor.full([2, 3], 0.5)`
  /// - Returns: that shape.
  public static func full(_ shape: [Int], _ value: Float) throws -> Tensor {
    let count = try checkedCount(shape, operation: "full")
    return try Tensor(shape: shape, operation: "full") { $0.update(repeating: value, count: count) }
  }

  /// A tensor of zeros.
  ///
  /// - Parameter shape: the length of each axis.
  /// - Example: `try Tensor.zeros([2, 3])`
  /// - Returns: that shape.
  public static func zeros(_ shape: [Int]) throws -> Tensor { try full(shape, 0) }

  /// A tensor of ones.
  ///
  /// - Parameter shape: the length of each axis.
  /// - Example: `try Tensor.ones([1, 3, 4, 4])`
  /// - Returns: that shape.
  public static func ones(_ shape: [Int]) throws -> Tensor { try full(shape, 1) }

  /// The whole numbers of `range` as a vector: `range(2..<5)` is `[2, 3, 4]`.
  ///
  /// Beyond 2²⁴ a 32-bit float no longer holds every whole number; the nearest one is stored.
  ///
  /// - Returns: `[range.count]`.
  /// - Example: `try Tensor.range(0..<6).reshaped([2, 3])`
  public static func range(_ range: Range<Int>) throws -> Tensor {
    let (count, overflow) = range.upperBound.subtractingReportingOverflow(range.lowerBound)
    guard !overflow else {
      throw ShapeError(
        operation: "range", expected: "a range whose length fits in an Int", found: "\(range)")
    }
    return try Tensor(shape: [count], operation: "range") { floats in
      for i in 0..<count { floats[i] = Float(range.lowerBound + i) }
    }
  }

  /// `count` numbers at equal distances from `first` to `last`, both included.
  ///
  /// - Returns: `[count]`.
  /// - Example: `try Tensor.evenlySpaced(from: 0, to: 1, count: 5)`
  public static func evenlySpaced(from first: Float, to last: Float, count: Int) throws -> Tensor {
    try Tensor(shape: [count], operation: "evenlySpaced") { floats in
      let step = count > 1 ? (Double(last) - Double(first)) / Double(count - 1) : 0
      for i in 0..<count { floats[i] = Float(Double(first) + step * Double(i)) }
      if count > 1 { floats[count - 1] = last }
    }
  }

  /// The identity matrix: `[n, n]`, ones on the diagonal.
  ///
  /// - Example: `try Tensor.eye(3)`
  public static func eye(_ n: Int) throws -> Tensor {
    let count = try checkedCount([n, n], operation: "eye")
    return try Tensor(shape: [n, n], operation: "eye") { floats in
      floats.update(repeating: 0, count: count)
      for i in 0..<n { floats[i * n + i] = 1 }
    }
  }

  /// Numbers from a normal distribution.
  ///
  /// - Parameter shape: the length of each axis.
  /// - Parameter deviation: the standard deviation, the root of the variance.
  /// - Parameter generator: gives one draw after the other, row by row.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       try Tensor.normal([2, 3], deviation: 0.1, using: &generator)
  /// - Parameter mean: the middle of the distribution.
  /// - Returns: that shape.
  public static func normal(
    _ shape: [Int], mean: Float = 0, deviation: Float = 1, using generator: inout SeededGenerator
  ) throws -> Tensor {
    let count = try checkedCount(shape, operation: "normal")
    return try Tensor(shape: shape, operation: "normal") { floats in
      for i in 0..<count { floats[i] = generator.normal(mean: mean, deviation: deviation) }
    }
  }

  /// Numbers evenly spread over `range`.
  ///
  /// - Parameter shape: the length of each axis.
  /// - Parameter range: the lower end may come up, the upper does not.
  /// - Parameter generator: gives one draw after the other, row by row.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       try Tensor.uniform([2, 3], in: -1..<1, using: &generator)
  /// - Returns: that shape.
  public static func uniform(
    _ shape: [Int], in range: Range<Float> = 0..<1, using generator: inout SeededGenerator
  ) throws -> Tensor {
    let count = try checkedCount(shape, operation: "uniform")
    return try Tensor(shape: shape, operation: "uniform") { floats in
      for i in 0..<count { floats[i] = generator.uniform(range) }
    }
  }
}
