extension Image {
  /// This picture with the inside of `path` painted over it, edges anti-aliased.
  ///
  /// Colours mix in sRGB values. On a grey picture a colour counts as its luma.
  public func filling(_ path: Path, through transform: Transform = .identity, with paint: Paint)
    -> Image
  {
    var image = self
    image.fill(path, through: transform, with: paint)
    return image
  }

  /// As `filling`, in place.
  package mutating func fill(
    _ path: Path, through transform: Transform = .identity, with paint: Paint
  ) {
    var converter = ScanConverter()
    fill(path, through: transform, with: paint, converter: &converter)
  }

  /// As `filling`, in place and with a converter that is reused from path to path.
  package mutating func fill(
    _ path: Path, through transform: Transform = .identity, with paint: Paint,
    converter: inout ScanConverter
  ) {
    converter.scan(path, through: transform, columns: 0..<width, rows: 0..<height) {
      y, x, coverage in
      for i in coverage.indices where coverage[i] > 0 {
        blend(paint.color(x: x + i, y: y), x: x + i, y: y, coverage: coverage[i])
      }
    }
  }

  /// Lays a colour over one pixel; `coverage` 255 covers all of it. Outside the picture: nothing.
  package mutating func blend(_ color: Color, x: Int, y: Int, coverage: UInt8 = 255) {
    guard x >= 0, x < width, y >= 0, y < height else { return }
    let index = (y * width + x) * channels
    let opacity = Int32(color.alpha) * Int32(coverage)  // 0 ... 255²
    let whole: Int32 = 255 * 255
    func over(_ source: UInt8, _ target: UInt8) -> UInt8 {
      let sum = Int32(source) * opacity + Int32(target) * (whole - opacity)
      return UInt8(clamping: (sum + whole / 2) / whole)
    }
    switch channels {
    case 1:
      let (red, green, blue) = (Int(color.red), Int(color.green), Int(color.blue))
      let luma = UInt8(clamping: (red * 299 + green * 587 + blue * 114 + 500) / 1000)
      samples[index] = over(luma, samples[index])
    case 3:
      samples[index] = over(color.red, samples[index])
      samples[index + 1] = over(color.green, samples[index + 1])
      samples[index + 2] = over(color.blue, samples[index + 2])
    default:
      // Not premultiplied: each colour counts by its share of the resulting opacity.
      let below = Float(samples[index + 3]) / 255
      let above = Float(opacity) / Float(whole)
      let alpha = above + below * (1 - above)
      guard alpha > 0 else { return }
      let colors = (color.red, color.green, color.blue)
      func mix(_ source: UInt8, _ target: UInt8) -> UInt8 {
        let value = (Float(source) * above + Float(target) * below * (1 - above)) / alpha
        return UInt8(max(0, min(255, value.rounded())))
      }
      samples[index] = mix(colors.0, samples[index])
      samples[index + 1] = mix(colors.1, samples[index + 1])
      samples[index + 2] = mix(colors.2, samples[index + 2])
      samples[index + 3] = UInt8(max(0, min(255, (alpha * 255).rounded())))
    }
  }
}
