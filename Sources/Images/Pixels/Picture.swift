/// Anything that `show` and `save` can draw: an image, a tensor, a chart.
public protocol Picture {
  /// - Throws: an error that says what cannot be drawn, and what to try.
  func picture() throws -> Image
}

extension Image: Picture {
  public func picture() -> Image { self }
}
