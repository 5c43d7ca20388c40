/// Anything that `show` and `save` can draw: an image, a tensor, a chart.
///
/// - Example: `try show(Tensor([1, 4, 9]), "squares")`
public protocol Picture {
  /// What is drawn.
  ///
  /// - Throws: an error that says what cannot be drawn, and what to try.
  func picture() throws -> Image
}

extension Image: Picture {
  /// The picture itself.
  public func picture() -> Image { self }
}
