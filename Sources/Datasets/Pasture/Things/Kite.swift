import Images
import Tensors

/// A kite in the sky. One unit is the height of its sail; (0, 0) is where the spars cross.
///
/// Its mask is the sail. The string and the tail with its bows are too thin to be labelled.
struct Kite: Figure {
  enum Shape: CaseIterable { case diamond, delta, hexagon }

  let shape: Shape
  let colors: [Tint]
  let lean: Float
  let tailWave: Float
  /// Where the string leads, seen from the kite, in units.
  let stringEnd: Point
  let unit: Float

  init(using generator: inout SeededGenerator) {
    shape = generator.pick(Shape.allCases + [.diamond], or: .diamond)
    let palettes: [[UInt32]] = [
      [0xE2483D, 0xF3C13A, 0x3A7CA8], [0x3F8FC4, 0xF2EDE0, 0xE7653A],
      [0xF1A33B, 0xC63F58, 0x6B3F80], [0x47A06B, 0xF4D35E, 0xD9553F],
      [0x7A5BB0, 0xF08FA5, 0xF7E3A6], [0xD93F6A, 0x3FB0B5, 0xF6E7C8],
    ]
    colors = generator.pick(palettes, or: [0xE2483D, 0xF3C13A, 0x3A7CA8]).map { Tint($0) }
    lean = generator.between(8, 34)
    tailWave = generator.between(0.06, 0.16)
    stringEnd = Point(generator.between(-3.4, -1.2), generator.between(4, 7))
    unit = generator.between(1.6, 2.3)
  }

  var reach: Reach { Reach(left: -0.75, right: 0.75, top: -0.75, bottom: 0.8) }

  private var turn: Transform { .rotation(degrees: lean) }

  func draw(on canvas: inout Canvas) {
    switch shape {
    case .diamond:
      sail(
        [Point(0, -0.5), Point(0.36, -0.14), Point(0, 0.5), Point(-0.36, -0.14)],
        hub: Point(0, -0.14), on: &canvas)
    case .delta:
      sail(
        [
          Point(0, -0.45), Point(0.62, 0.24), Point(0.16, 0.16), Point(0, 0.34),
          Point(-0.16, 0.16), Point(-0.62, 0.24),
        ], hub: Point(0, 0.1), on: &canvas)
    case .hexagon:
      sail(
        (0..<6).map {
          Point(
            Trigonometry.cosine(turns: Float($0) / 6) * 0.46,
            Trigonometry.sine(turns: Float($0) / 6) * 0.46)
        }, hub: Point(0, 0), on: &canvas)
    }
  }

  /// Panels from the hub to each side, spars over them.
  private func sail(_ corners: [Point], hub: Point, on canvas: inout Canvas) {
    canvas.fill(
      Path.polygon(corners).transformed(by: turn), Brush(colors[0], .flat(facing: 0.5), grain: 0.03)
    )
    for i in corners.indices {
      let panel = Path.polygon([corners[i], corners[(i + 1) % corners.count], hub])
      let facing: Float = i % 2 == 0 ? 0.75 : 0.35
      canvas.fill(
        panel.transformed(by: turn),
        Brush(colors[i % 2], .flat(facing: facing), grain: 0.05, grainSize: 0.1))
    }
    canvas.fill(
      Path.circle(center: hub, radius: 0.1).transformed(by: turn),
      Brush(colors[2], .flat(facing: 0.6)))
    let spar = Brush(Tint(0x5A4632))
    for corner in corners {
      canvas.stroke(
        Path.polyline([hub, corner]).transformed(by: turn), width: 0.02, spar, opacity: 0.7)
    }
  }

  func drawBehind(on canvas: inout Canvas) {
    let hub = Point(0, 0)
    let line = Brush(Tint(0xF4EFE4), .flat(facing: 0.6), grain: 0)
    let middle = Point(stringEnd.x * 0.35, stringEnd.y * 0.6)
    var string = Path()
    string.move(to: hub)
    string.quadratic(to: stringEnd, control: middle)
    canvas.stroke(string, width: 0.022, line, opacity: 0.75)
    let foot = turn(Point(0, 0.45))
    let tail = (0..<6).map { i -> Point in
      let t = Float(i) / 5
      let sway = tailWave * (i % 2 == 0 ? 1 : -1) * (i == 0 ? 0 : 1)
      return Point(foot.x - 0.3 * t + sway, foot.y + t * 0.95)
    }
    canvas.stroke(.smoothLine(through: tail), width: 0.025, line, opacity: 0.8)
    for (i, knot) in tail.enumerated().dropFirst() {
      let bow = Brush(colors[i % 3], .flat(facing: 0.5), grain: 0.03)
      canvas.fill(
        .polygon([
          Point(knot.x - 0.09, knot.y - 0.05), knot, Point(knot.x - 0.09, knot.y + 0.05),
        ]), bow)
      canvas.fill(
        .polygon([
          Point(knot.x + 0.09, knot.y - 0.05), knot, Point(knot.x + 0.09, knot.y + 0.05),
        ]), bow)
    }
  }
}
