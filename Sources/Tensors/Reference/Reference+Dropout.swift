extension Reference {
  /// Each number times its place in the mask: 0, or 1 / (1 − probability).
  package static func dropout(_ x: Tensor, mask: Tensor) throws -> Tensor {
    try Tensor(
      Swift.zip(x.values, mask.values).map { Float(Double($0) * Double($1)) }, shape: x.shape)
  }
}
