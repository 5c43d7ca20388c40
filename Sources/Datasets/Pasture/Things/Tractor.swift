import Images
import Tensors

/// A tractor from the side: a large rear wheel, a small front wheel, a bonnet, a cab or a bare seat.
/// One unit is a metre.
struct Tractor: Figure {
  let paint, rims, cabFrame: Tint
  let hasCab: Bool
  let rear, front: Float
  let bonnet: Float
  let unit: Float

  init(using generator: inout SeededGenerator) {
    paint = generator.tint(of: [0xC23B2E, 0x3F7D3C, 0x2F66A0, 0xE0912F, 0x7B8B94, 0xD2B13A])
    rims = generator.tint(of: [0xF0D35A, 0xE9E4DA, 0xC9402F, 0xB9BDC0])
    cabFrame = generator.chance(0.5) ? paint.scaled(0.85) : Tint(0x3A3D40)
    hasCab = generator.chance(0.7)
    rear = generator.between(0.66, 0.8)
    front = generator.between(0.36, 0.46)
    bonnet = generator.between(1.15, 1.4)
    unit = generator.between(0.92, 1.1)
  }

  var reach: Reach {
    Reach(left: -1.45, right: bonnet + 0.5, top: -2.45, bottom: 0.05)
  }

  func draw(on canvas: inout Canvas) {
    let dark = Brush(Tint(0x2C2C2E), .upright, grain: 0.1)
    let body = Brush(paint, .lying, grain: 0.05, grainSize: 0.2)
    let rearX: Float = -0.55
    let frontX = bonnet - 0.12
    // The wheels on the far side.
    wheel(rearX + 0.2, rear * 0.96, shade: 0.55, on: &canvas)
    wheel(frontX + 0.16, front * 0.95, shade: 0.55, on: &canvas)
    // Frame, exhaust, bonnet.
    canvas.fill(.rectangle(x: -0.5, y: -0.72, width: bonnet + 0.45, height: 0.26), dark)
    canvas.stroke(
      .polyline([Point(bonnet * 0.58, -1.3), Point(bonnet * 0.58, -1.95)]), width: 0.1, dark)
    canvas.stroke(
      .polyline([Point(bonnet * 0.58, -1.95), Point(bonnet * 0.58 + 0.08, -2.03)]), width: 0.08,
      dark)
    canvas.fill(
      .smooth(through: [
        Point(0.05, -1.38), Point(bonnet * 0.6, -1.36), Point(bonnet + 0.08, -1.24),
        Point(bonnet + 0.16, -0.95), Point(bonnet + 0.1, -0.66), Point(0.05, -0.66),
      ]), body)
    canvas.fill(
      .roundedRectangle(x: bonnet * 0.32, y: -1.14, width: bonnet * 0.5, height: 0.3, radius: 0.06),
      Brush(Tint(0x2C2C2E), .lying, pattern: .boards(width: 0.09, paint.scaled(0.7))))
    canvas.ellipse(bonnet + 0.1, -1.08, 0.07, 0.1, Brush(Tint(0xF6E9B8), .round, grain: 0))
    if hasCab { drawCab(body, on: &canvas) } else { drawSeat(dark, on: &canvas) }
    // Mudguard over the rear wheel, then the near wheels.
    canvas.fill(
      .smooth(through: [
        Point(rearX - 0.86, -0.95), Point(rearX - 0.6, -1.42), Point(rearX, -1.62),
        Point(rearX + 0.5, -1.46), Point(rearX + 0.74, -1.0), Point(rearX + 0.4, -0.9),
        Point(rearX - 0.4, -0.9),
      ]), body)
    wheel(rearX, rear, shade: 1, on: &canvas)
    wheel(frontX, front, shade: 1, on: &canvas)
  }

  private func drawCab(_ body: Brush, on canvas: inout Canvas) {
    let frame = Brush(cabFrame, .upright)
    let glass = Path.polygon([
      Point(-0.9, -1.3), Point(-0.8, -2.2), Point(-0.02, -2.2), Point(0.14, -1.3),
    ])
    canvas.fill(glass, Brush(Tint(0x9DB9C4), .round, grain: 0.05, grainSize: 0.4), opacity: 0.88)
    // The driver's seat and the steering wheel, dim behind the glass.
    canvas.fill(
      .roundedRectangle(x: -0.72, y: -1.75, width: 0.16, height: 0.5, radius: 0.07),
      Brush(Tint(0x33363B)), opacity: 0.6)
    canvas.stroke(
      .polyline([Point(-0.18, -1.3), Point(-0.3, -1.62)]), width: 0.05, Brush(Tint(0x33363B)),
      opacity: 0.6)
    for line in [
      [Point(-0.9, -1.3), Point(-0.8, -2.22)], [Point(-0.02, -2.22), Point(0.14, -1.3)],
      [Point(-0.42, -1.3), Point(-0.4, -2.22)],
    ] {
      canvas.stroke(.polyline(line), width: 0.08, frame)
    }
    canvas.fill(
      .roundedRectangle(x: -0.98, y: -2.36, width: 1.14, height: 0.2, radius: 0.09), body)
  }

  private func drawSeat(_ dark: Brush, on canvas: inout Canvas) {
    canvas.fill(
      .smooth(through: [
        Point(-0.78, -1.4), Point(-0.86, -1.85), Point(-0.76, -1.92), Point(-0.66, -1.6),
        Point(-0.36, -1.56), Point(-0.34, -1.42),
      ]), Brush(Tint(0x4A3A30), .round))
    canvas.stroke(.polyline([Point(0.06, -1.3), Point(-0.12, -1.72)]), width: 0.06, dark)
    canvas.stroke(.polyline([Point(-0.22, -1.62), Point(-0.02, -1.8)]), width: 0.07, dark)
  }

  private func wheel(_ x: Float, _ radius: Float, shade: Float, on canvas: inout Canvas) {
    let rubber = Brush(Tint(0x343234).scaled(shade), .round, grain: 0.14, grainSize: 0.07)
    var tread = Path.circle(center: Point(x, -radius), radius: radius * 0.95)
    let lugs = 18
    for i in 0..<lugs {
      let turn = Float(i) / Float(lugs)
      tread.append(
        .circle(
          center: Point(
            x + Trigonometry.cosine(turns: turn) * radius * 0.94,
            -radius + Trigonometry.sine(turns: turn) * radius * 0.94), radius: radius * 0.07))
    }
    canvas.fill(tread, rubber)
    canvas.ellipse(x, -radius, radius * 0.58, radius * 0.58, Brush(rims.scaled(shade), .round))
    canvas.ellipse(
      x, -radius, radius * 0.46, radius * 0.46, Brush(rims.scaled(0.78 * shade), .round))
    canvas.ellipse(
      x, -radius, radius * 0.17, radius * 0.17, Brush(Tint(0x4A4A4C).scaled(shade), .round))
  }
}
