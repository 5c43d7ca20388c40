import Images

/// The picture's geometry: sizes in base units (192 × 144 of them in a picture of 4 : 3), so that a
/// scene is laid out before its size in pixels matters.
struct Frame: Sendable {
  let pixelWidth, pixelHeight: Int
  /// Base units across and down; they keep the picture's proportions and an area of 192 · 144.
  let width, height: Float
  /// Pixels per base unit.
  let scale: Float

  init(pixelWidth: Int, pixelHeight: Int) {
    self.pixelWidth = pixelWidth
    self.pixelHeight = pixelHeight
    let ratio = Float(pixelWidth) / Float(pixelHeight)
    width = (192 * 144 * ratio).squareRoot()
    height = width / ratio
    scale = Float(pixelWidth) / width
  }

  func pixels(_ p: Point) -> Point { p * scale }
}

/// Flat ground seen from standing height: what is twice as far below the horizon is twice as large.
struct Ground: Sendable {
  /// The horizon's y, and the picture's lower edge, in base units.
  let horizon, bottom: Float
  /// Base units per metre at the lower edge.
  let metre: Float

  /// `nearness` 0 is the horizon, 1 the lower edge.
  func y(at nearness: Float) -> Float { horizon + (bottom - horizon) * nearness }

  /// Base units per metre at a place.
  func scale(at nearness: Float) -> Float { metre * nearness }
}
