/// A transparent sheet of pixels that one figure is painted on before it is laid into the scene.
///
/// It may reach beyond the picture, so that the hidden part of a figure is known too. Colours are
/// premultiplied by their opacity.
struct Layer {
  /// The columns and rows of the picture that the sheet covers; may be negative.
  let columns, rows: Range<Int>
  var pixels: [Tint]

  var width: Int { columns.count }

  init(columns: Range<Int>, rows: Range<Int>, filledWith tint: Tint = .zero) {
    self.columns = columns
    self.rows = rows
    pixels = Array(repeating: tint, count: columns.count * rows.count)
  }

  /// The opacity at a pixel of the picture; 0 outside the sheet.
  func opacity(x: Int, y: Int) -> Float {
    columns.contains(x) && rows.contains(y)
      ? pixels[(y - rows.lowerBound) * width + x - columns.lowerBound].w : 0
  }

  /// The opacity between pixel centres, blended from the four around it.
  func opacity(at x: Float, _ y: Float) -> Float {
    guard x > Float(columns.lowerBound) - 2, x < Float(columns.upperBound) + 2,
      y > Float(rows.lowerBound) - 2, y < Float(rows.upperBound) + 2
    else { return 0 }
    let (left, top) = ((x - 0.5).rounded(.down), (y - 0.5).rounded(.down))
    let (fx, fy) = (x - 0.5 - left, y - 0.5 - top)
    let (column, row) = (Int(left), Int(top))
    let (a, b) = (opacity(x: column, y: row), opacity(x: column + 1, y: row))
    let (c, d) = (opacity(x: column, y: row + 1), opacity(x: column + 1, y: row + 1))
    return (a + (b - a) * fx) + ((c + (d - c) * fx) - (a + (b - a) * fx)) * fy
  }

  /// Spreads every pixel over its neighbours within `radius` pixels, by a tent of that half width.
  mutating func blur(radius: Float) {
    guard radius > 0.05, !pixels.isEmpty else { return }
    let reach = Int(radius.rounded(.up))
    var weights = (0...reach).map { max(0, 1 - Float($0) / (radius + 1)) }
    let sum = weights[0] + 2 * weights.dropFirst().reduce(0, +)
    for i in weights.indices { weights[i] /= sum }
    // A radius below 1 is a mix of no blur and one of three pixels.
    if radius < 1 {
      let side = weights[1] * radius
      weights = [1 - 2 * side, side]
    }
    let (width, height) = (width, rows.count)
    pass(lines: height, length: width, lineStep: width, step: 1, weights)
    pass(lines: width, length: height, lineStep: 1, step: width, weights)
  }

  private mutating func pass(
    lines: Int, length: Int, lineStep: Int, step: Int, _ weights: [Float]
  ) {
    var line = [Tint](repeating: .zero, count: length)
    for l in 0..<lines {
      let start = l * lineStep
      for i in 0..<length { line[i] = pixels[start + i * step] }
      for i in 0..<length {
        var sum = line[i] * weights[0]
        for k in weights.indices.dropFirst() {
          sum += (line[max(0, i - k)] + line[min(length - 1, i + k)]) * weights[k]
        }
        pixels[start + i * step] = sum
      }
    }
  }

  /// Moves every colour `amount` of the way to `haze`, keeping opacities: air between it and us.
  mutating func fade(to haze: Tint, _ amount: Float) {
    guard amount > 0 else { return }
    for i in pixels.indices {
      let opacity = pixels[i].w
      pixels[i] = pixels[i].mixed(haze.withOpacity(1) * opacity, amount)
    }
  }

  /// Lays `other` over this sheet, where the two meet.
  mutating func compose(_ other: Layer) {
    let (x, y) = (columns.clamped(to: other.columns), rows.clamped(to: other.rows))
    guard !x.isEmpty else { return }
    for row in y {
      let from = (row - other.rows.lowerBound) * other.width - other.columns.lowerBound
      let to = (row - rows.lowerBound) * width - columns.lowerBound
      for column in x {
        let source = other.pixels[from + column]
        if source.w > 0 { pixels[to + column] = source + pixels[to + column] * (1 - source.w) }
      }
    }
  }
}
