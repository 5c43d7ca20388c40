/// The strokes of one letter, as a pen would draw them.
///
/// Drawn for Fovea on a grid of units: the baseline is y = 0 and y runs **up**; small letters reach
/// 5, capitals and digits 7, ascenders 8, descenders −2. x starts at 0, and 1 unit is kept free at
/// the left. At 11 pixels a unit is a pixel, and strokes on whole units fill whole pixels.
///
/// The notation, after SVG's paths, all coordinates absolute:
/// - `M x y` lifts the pen and moves it; `L x y` draws a line;
/// - `h x y` draws a quarter of an ellipse that sets out horizontally, `v x y` one that sets out
///   vertically;
/// - `Q cx cy x y` and `C …` draw quadratic and cubic curves;
/// - `E cx cy rx ry` draws a whole ellipse; `D x y` a dot.
struct GlyphStrokes: Sendable {
  /// From the start of this letter to the start of the next, in units.
  let advance: Float
  let strokes: [Stroke]

  enum Stroke: Sendable {
    case line([Command])
    case ellipse(center: Point, radii: Point)
    case dot(Point)
  }

  enum Command: Sendable {
    case move(Point)
    case line(Point)
    case horizontalArc(Point)
    case verticalArc(Point)
    case quadratic(Point, Point)
    case cubic(Point, Point, Point)
  }

  /// Reads the notation. What cannot be read is left out; a test checks that nothing is.
  init(_ advance: Float, _ notation: String) {
    self.advance = advance
    var strokes: [Stroke] = []
    var line: [Command] = []
    func finish() {
      if !line.isEmpty { strokes.append(.line(line)) }
      line = []
    }
    for (letter, n) in GlyphStrokes.commands(notation) {
      func point(_ i: Int) -> Point { Point(n[2 * i], n[2 * i + 1]) }
      switch (letter, n.count) {
      case ("M", 2):
        finish()
        line = [.move(point(0))]
      case ("L", 2): line.append(.line(point(0)))
      case ("h", 2): line.append(.horizontalArc(point(0)))
      case ("v", 2): line.append(.verticalArc(point(0)))
      case ("Q", 4): line.append(.quadratic(point(0), point(1)))
      case ("C", 6): line.append(.cubic(point(0), point(1), point(2)))
      case ("E", 4): strokes.append(.ellipse(center: point(0), radii: point(1)))
      case ("D", 2): strokes.append(.dot(point(0)))
      default: break
      }
    }
    finish()
    self.strokes = strokes
  }

  /// Letters and the numbers that follow each.
  static func commands(_ notation: String) -> [(letter: Character, numbers: [Float])] {
    var result: [(letter: Character, numbers: [Float])] = []
    for word in notation.split(separator: " ") {
      var number = word
      if let first = word.first, first.isLetter {
        result.append((first, []))
        number = word.dropFirst()
      }
      if !result.isEmpty, let value = Float(number) {
        result[result.count - 1].numbers.append(value)
      }
    }
    return result
  }
}
