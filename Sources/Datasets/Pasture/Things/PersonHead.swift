import Images

extension Person {
  /// From the head's own coordinates (centre at (0, 0)) to the person's.
  private var headPlace: Transform {
    Transform.rotation(degrees: pose.lean).followed(by: .translation(pose.head.x, pose.head.y))
  }

  private var hairBrush: Brush { Brush(style.hairColor, .round, grain: 0.14, grainSize: 0.015) }

  /// The part of long hair that falls behind the shoulders.
  func drawLongHair(on canvas: inout Canvas) {
    let isSide = pose.view == .side
    let points: [(Float, Float)] =
      isSide
      ? [(0.02, -0.1), (-0.09, -0.06), (-0.115, 0.08), (-0.08, 0.2), (-0.02, 0.17), (0.0, 0.05)]
      : [
        (0, -0.1), (-0.095, -0.05), (-0.105, 0.1), (-0.075, 0.18), (0.075, 0.18), (0.105, 0.1),
        (0.095, -0.05),
      ]
    canvas.fill(path(points), hairBrush)
  }

  private func path(_ points: [(Float, Float)]) -> Path {
    Path.smooth(through: points.map { Point($0.0, $0.1) }).transformed(by: headPlace)
  }

  private func oval(_ x: Float, _ y: Float, _ radiusX: Float, _ radiusY: Float) -> Path {
    Path.ellipse(center: Point(x, y), radiusX: radiusX, radiusY: radiusY)
      .transformed(by: headPlace)
  }

  func drawHead(on canvas: inout Canvas) {
    let skin = Brush(style.skin, .round, grain: 0.03)
    switch pose.view {
    case .front:
      canvas.fill(oval(-0.078, 0.008, 0.018, 0.025), skin)
      canvas.fill(oval(0.078, 0.008, 0.018, 0.025), skin)
      canvas.fill(oval(0, 0, 0.08, 0.094), skin)
      drawFace(on: &canvas)
    case .back:
      canvas.fill(oval(-0.078, 0.008, 0.018, 0.025), skin)
      canvas.fill(oval(0.078, 0.008, 0.018, 0.025), skin)
      canvas.fill(oval(0, 0, 0.08, 0.094), skin)
    case .side:
      canvas.fill(oval(0.004, 0, 0.078, 0.093), skin)
      canvas.fill(path([(0.06, -0.02), (0.092, 0.016), (0.064, 0.03)]), skin)
      drawProfile(on: &canvas)
    }
    drawHair(on: &canvas)
    drawHat(on: &canvas)
  }

  private func drawFace(on canvas: inout Canvas) {
    let dark = Brush(Tint(0x241A18), grain: 0)
    for x in [-0.032, 0.032] as [Float] {
      canvas.fill(oval(x, -0.012, 0.0115, 0.0135), dark)
      canvas.fill(oval(x + 0.004, -0.016, 0.004, 0.004), Brush(Tint(0xFFFFFF), grain: 0))
      canvas.fill(
        oval(x * 1.6, 0.027, 0.017, 0.012), Brush(Tint(0xE0796B), .flat(facing: 0.6)), opacity: 0.4)
    }
    canvas.fill(oval(0, 0.015, 0.011, 0.012), Brush(style.skin.scaled(0.82), .round))
    if style.hasBeard {
      drawBeard(
        [
          (-0.075, 0.02), (-0.03, 0.03), (0.03, 0.03), (0.075, 0.02),
          (0.055, 0.09), (0, 0.112), (-0.055, 0.09),
        ], on: &canvas)
    }
    canvas.stroke(
      Path.smoothLine(through: [Point(-0.024, 0.044), Point(0, 0.053), Point(0.024, 0.044)])
        .transformed(by: headPlace), width: 0.009, Brush(Tint(0x8C3F38)))
  }

  private func drawProfile(on canvas: inout Canvas) {
    canvas.fill(oval(0.045, -0.012, 0.01, 0.0135), Brush(Tint(0x241A18), grain: 0))
    canvas.fill(
      oval(0.035, 0.028, 0.016, 0.012), Brush(Tint(0xE0796B), .flat(facing: 0.6)), opacity: 0.4)
    if style.hasBeard {
      drawBeard(
        [
          (-0.02, 0.02), (0.03, 0.032), (0.075, 0.03), (0.078, 0.075),
          (0.05, 0.11), (0, 0.09),
        ], on: &canvas)
    }
    canvas.stroke(
      Path.polyline([Point(0.068, 0.046), Point(0.046, 0.049)]).transformed(by: headPlace),
      width: 0.009, Brush(Tint(0x8C3F38)))
    canvas.fill(oval(-0.012, 0.008, 0.016, 0.023), Brush(style.skin.scaled(0.88), .round))
  }

  private func drawBeard(_ points: [(Float, Float)], on canvas: inout Canvas) {
    canvas.fill(path(points), hairBrush)
  }

  private func drawHair(on canvas: inout Canvas) {
    guard style.hair != .none else { return }
    switch pose.view {
    case .back:
      let bottom: Float = style.hair == .long ? 0.19 : 0.06
      canvas.fill(
        path([
          (0, -0.102), (-0.07, -0.075), (-0.088, 0), (-0.075, bottom), (0, bottom + 0.015),
          (0.075, bottom), (0.088, 0), (0.07, -0.075),
        ]), hairBrush)
    case .front:
      canvas.fill(
        path([
          (0, -0.106), (-0.065, -0.085), (-0.09, -0.02), (-0.078, 0.01), (-0.066, -0.035),
          (-0.02, -0.054), (0.03, -0.046), (0.066, -0.035), (0.078, 0.01), (0.09, -0.02),
          (0.065, -0.085),
        ]), hairBrush)
    case .side:
      canvas.fill(
        path([
          (0.02, -0.106), (-0.055, -0.09), (-0.092, -0.02), (-0.075, 0.06), (-0.04, 0.055),
          (-0.03, -0.01), (0.015, -0.03), (0.05, -0.05), (0.078, -0.04), (0.07, -0.08),
        ]), hairBrush)
    }
    let isSide = pose.view == .side
    switch style.hair {
    case .bun:
      canvas.fill(oval(isSide ? -0.075 : 0, isSide ? -0.075 : -0.115, 0.042, 0.04), hairBrush)
    case .curly:
      for i in 0..<7 {
        let turn = 0.52 + Float(i) * 0.075 - (isSide ? 0.1 : 0)
        canvas.fill(
          oval(
            Trigonometry.cosine(turns: turn) * 0.083, Trigonometry.sine(turns: turn) * 0.09, 0.032,
            0.032), hairBrush)
      }
    default: break
    }
  }

  private func drawHat(on canvas: inout Canvas) {
    let isSide = pose.view == .side
    switch style.hat {
    case .none: break
    case .straw:
      let straw = Brush(Tint(0xDDBB6E), .round, grain: 0.14, grainSize: 0.012)
      canvas.fill(oval(0, -0.055, 0.15, 0.033), straw)
      canvas.fill(
        path([(-0.075, -0.06), (-0.065, -0.125), (0, -0.145), (0.065, -0.125), (0.075, -0.06)]),
        straw)
      canvas.stroke(
        Path.polyline([Point(-0.072, -0.078), Point(0.072, -0.078)]).transformed(by: headPlace),
        width: 0.022, Brush(style.hatColor))
    case .cap:
      let cap = Brush(style.hatColor, .round, grain: 0.05)
      canvas.fill(
        path([
          (-0.088, -0.035), (-0.078, -0.09), (0, -0.125), (0.078, -0.09), (0.088, -0.035),
        ]), cap)
      if pose.view != .back {
        canvas.fill(oval(isSide ? 0.1 : 0, -0.042, isSide ? 0.055 : 0.075, 0.016), cap)
      }
    case .woolly:
      let wool = Brush(style.hatColor, .round, grain: 0.2, grainSize: 0.018)
      canvas.fill(
        path([
          (-0.09, -0.03), (-0.085, -0.09), (0, -0.135), (0.085, -0.09), (0.09, -0.03), (0, -0.045),
        ]), wool)
      canvas.fill(
        oval(0, -0.145, 0.03, 0.03), Brush(Tint(0xF3EEE4), .round, grain: 0.2, grainSize: 0.02))
    }
  }
}
