extension Tensor {
  /// A tensor full of one number.
  public static func full(_ shape: [Int], _ value: Float) throws -> Tensor {
    let count = try checkedCount(shape, operation: "full")
    return try Tensor(shape: shape, operation: "full") { $0.update(repeating: value, count: count) }
  }

  public static func + (a: Tensor, b: Tensor) throws -> Tensor {
    try Tensor(zip(a.values, b.values).map { $0 + $1 }, shape: a.shape)  // until broadcasting lands
  }
}
