import Layers

extension PictureNetwork {
  /// The bytes of everything that the stages answer on the way for an input of this shape: what
  /// training keeps until the way back, at least. Float32, 4 bytes a number.
  ///
  /// Inference can forget a map once the next is made; a plan does (`InferencePlan.arenaBytes`).
  ///
  /// - Parameter inputShape: `[N, 3, H, W]`; `Self.inputShape` unless you say.
  public func activationBytes(inputShape: [Int]? = nil) throws -> Int {
    try table(inputShape: inputShape).rows
      .reduce(0) { $0 + $1.outputShape.reduce(4, *) }
  }
}
