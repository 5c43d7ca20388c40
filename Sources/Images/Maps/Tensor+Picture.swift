import Tensors

extension Tensor: Picture {
  /// The picture that suits the shape:
  ///
  /// | shape | drawn as |
  /// | --- | --- |
  /// | `[n]` | bars, or a line when there are more than 24 |
  /// | `[H, W]` | heat map with colour bar |
  /// | `[1, H, W]` | grey picture when all numbers are in 0…1, else heat map |
  /// | `[3, H, W]` | colour picture when all numbers are in 0…1, else mosaic |
  /// | `[C, H, W]` | mosaic of the maps |
  /// | `[N, 3, H, W]` | grid of colour pictures when in 0…1 |
  /// | `[N, 1, H, W]` | mosaic |
  ///
  /// A leading axis of 1 in front of `[C, H, W]` does not count.
  ///
  /// - Throws: `ShapeError` for any other shape.
  /// - Example: `try Tensor([1, 4, 9, 16]).picture()`
  public func picture() throws -> Image {
    var shape = shape
    if shape.count == 4, shape[0] == 1 { shape.removeFirst() }
    guard count > 0 else { throw undrawable("an empty tensor has nothing to draw") }
    switch shape.count {
    case 1: return try vectorChart().picture()
    case 2: return try heatMap()
    case 3:
      let isPicture = [1, 3].contains(shape[0]) && holdsSamples
      if isPicture { return try Image(self) }
      return shape[0] == 1 ? try heatMap() : try mosaic()
    case 4 where shape[1] == 1: return try mosaic()
    case 4 where shape[1] == 3 && holdsSamples: return try Image.grid(try batchImages())
    case 4: throw undrawable("pick one of the batch with x[0], or one channel with x[0, 2]")
    case 0: throw undrawable("a single number is printed, not drawn: .item()")
    default: throw undrawable("index first, until four axes or fewer are left")
    }
  }

  private func undrawable(_ hint: String) -> ShapeError {
    ShapeError(
      operation: "picture", expected: "[n], [H, W], [C, H, W], [1, C, H, W] or [N, 3, H, W]",
      found: "\(shape)", hint: hint)
  }

  private var holdsSamples: Bool {
    withFloats { floats in (0..<count).allSatisfy { floats[$0] >= 0 && floats[$0] <= 1 } }
  }

  /// `[N, 3, H, W]` as N pictures.
  private func batchImages() throws -> [Image] {
    let size = count / shape[0]
    let values = values
    return try (0..<shape[0]).map { n in
      let image = try Image(
        Tensor(Array(values[n * size..<(n + 1) * size]), shape: Array(shape.dropFirst())))
      // Small crops are enlarged so that their grid can be seen.
      return try image.scaled(by: MapTile.cropFactor(image))
    }
  }

  private func vectorChart() -> Chart {
    count <= 24
      ? Chart().bars((0..<count).map(String.init), values) : Chart(x: "index").line("", values)
  }
}
