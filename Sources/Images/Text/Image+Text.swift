extension Image {
  /// The picture with text in it, its top left corner at (`x`, `y`).
  ///
  /// Lines are parted by a line break. A letter that Fovea cannot draw becomes an empty box.
  public func drawing(text: String, x: Int, y: Int, style: TextStyle = .medium) -> Image {
    var image = self
    image.draw(text: text, x: x, y: y, style: style)
    return image
  }

  /// As `drawing(text:x:y:style:)`, in place.
  public mutating func draw(text: String, x: Int, y: Int, style: TextStyle = .medium) {
    let sight = -(1 << 20)...(1 << 20)
    guard sight.contains(x), sight.contains(y) else { return }
    var converter = ScanConverter()
    var top = y
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if top > height { break }
      var left = x
      let pen = Pen(style)
      for letter in line {
        if left > width { break }
        let path = pen.outline(of: letter, x: left, baseline: top + style.ascent)
        fill(path, with: .solid(style.color), converter: &converter)
        left += style.advance(of: letter)
      }
      top += style.lineHeight
    }
  }

  /// Text whose middle is at `x`.
  package mutating func draw(centered text: String, x: Int, y: Int, style: TextStyle) {
    var top = y
    for line in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      draw(text: line, x: x - style.width(of: line) / 2, y: top, style: style)
      top += style.lineHeight
    }
  }

  /// Text that reads upwards, its middle at `y`, its left edge at `x`.
  package mutating func draw(upwards text: String, x: Int, y: Int, style: TextStyle) {
    let (long, high) = (style.width(of: text), style.height(of: text))
    guard long > 0, let strip = try? Image(width: long, height: high, color: .clear) else { return }
    // Grey levels of a strip written level, then turned and laid over.
    var level = strip
    level.draw(text: text, x: 0, y: 0, style: style.colored(style.color))
    let turned = level.rotated(quarterTurns: -1)
    for row in 0..<turned.height {
      for column in 0..<turned.width {
        let ink = turned.color(atX: column, y: row)
        if ink.alpha > 0 { blend(ink, x: x + column, y: y - long / 2 + row) }
      }
    }
  }
}

/// Turns the strokes of a letter into an outline at a size, with stems on whole pixels.
struct Pen {
  private let scale: Float
  private let width: Float
  /// Middle of a stroke within its pixel: an odd pen stands on a pixel's centre, an even one on the
  /// line between two.
  private let middle: Float

  init(_ style: TextStyle) {
    scale = style.scale
    width = style.penWidth
    middle = Int(width.rounded()) % 2 == 1 ? 0.5 : 0
  }

  /// A coordinate in units to pixels: whole units fall on whole pixels, what lies between them
  /// between those.
  private func snapped(_ units: Float) -> Float {
    let low = units.rounded(.down)
    let (a, b) = ((low * scale).rounded(), ((low + 1) * scale).rounded())
    return a + (b - a) * (units - low)
  }

  func outline(of letter: Character, x: Int, baseline: Int) -> Path {
    let (base, mark) = glyph(for: letter)
    let origin = Point(Float(x) + middle, Float(baseline) - middle)
    var path = outline(of: base, origin)
    if let mark {
      let isTall = letter.isUppercase || "bdfhklt".contains(letter)
      let rise = snapped(isTall ? 7 : 5)
      let shift = snapped((base.advance / 2 - 0.5).rounded())
      path.append(outline(of: mark, Point(origin.x + shift, origin.y - rise)))
    }
    return path
  }

  private func outline(of glyph: GlyphStrokes, _ origin: Point) -> Path {
    func place(_ p: Point) -> Point { Point(origin.x + snapped(p.x), origin.y - snapped(p.y)) }
    var path = Path()
    for stroke in glyph.strokes {
      switch stroke {
      case .line(let commands): path.append(line(commands, place).stroked(width: width))
      case .ellipse(let center, let radii):
        let (low, high) = (place(center - radii), place(center + radii))
        let ring = Path.ellipse(
          center: (low + high) * 0.5, radiusX: abs(high.x - low.x) / 2,
          radiusY: abs(high.y - low.y) / 2)
        path.append(ring.stroked(width: width))
      case .dot(let p):
        let center = place(p)
        let side = width * 1.15
        path.append(
          .rectangle(x: center.x - side / 2, y: center.y - side / 2, width: side, height: side))
      }
    }
    return path
  }

  private func line(_ commands: [GlyphStrokes.Command], _ place: (Point) -> Point) -> Path {
    /// How far a quarter ellipse's control points stand from its ends, towards the corner.
    let bend: Float = 0.56
    var path = Path()
    var last = Point(0, 0)
    for command in commands {
      switch command {
      case .move(let p):
        path.move(to: place(p))
        last = p
      case .line(let p):
        path.line(to: place(p))
        last = p
      case .horizontalArc(let p), .verticalArc(let p):
        var corner = Point(p.x, last.y)
        if case .verticalArc = command { corner = Point(last.x, p.y) }
        path.cubic(
          to: place(p), control1: place(last.interpolated(to: corner, at: bend)),
          control2: place(p.interpolated(to: corner, at: bend)))
        last = p
      case .quadratic(let control, let p):
        path.quadratic(to: place(p), control: place(control))
        last = p
      case .cubic(let control1, let control2, let p):
        path.cubic(to: place(p), control1: place(control1), control2: place(control2))
        last = p
      }
    }
    return path
  }
}
