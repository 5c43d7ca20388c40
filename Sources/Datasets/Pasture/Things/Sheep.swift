import Images
import Tensors

/// A sheep, seen from the side: a body of curls on four thin legs. One unit is its body's length.
struct Sheep: Figure {
  enum Pose: CaseIterable { case standing, grazing, lookingAtYou, lying }

  let pose: Pose
  let wool, face: Tint
  let fluff: Float
  let steps: [Float]
  let curlSeed: Int
  let unit: Float

  init(using generator: inout SeededGenerator) {
    pose = generator.pick(
      [.standing, .standing, .grazing, .grazing, .lookingAtYou, .lookingAtYou, .lying],
      or: .standing)
    wool = generator.tint(of: [
      0xF4EDDF, 0xF7F2E8, 0xEFE6D2, 0xF4EDDF, 0xE4D9C3, 0xB9A58C, 0x6F5B4B, 0x4A4340,
    ])
    face = generator.tint(of: [0x2F2A2A, 0x3A302C, 0xD9C2A3, 0x8A6B52, 0xEADCC6, 0x2F2A2A])
    fluff = generator.between(0.055, 0.08)
    steps = (0..<4).map { _ in generator.between(-0.05, 0.05) }
    curlSeed = generator.index(below: 1 << 20)
    // One in six is a lamb.
    unit = generator.chance(0.17) ? generator.between(0.62, 0.75) : generator.between(1.1, 1.35)
  }

  var reach: Reach {
    Reach(left: -0.62, right: 0.78, top: pose == .lying ? -0.78 : -1.0, bottom: 0.04)
  }

  /// How high the belly is above the ground.
  private var lift: Float { pose == .lying ? 0.02 : 0.27 }

  func draw(on canvas: inout Canvas) {
    if pose != .lying { drawLegs(on: &canvas) }
    drawBody(on: &canvas)
    drawHead(on: &canvas)
  }

  private func drawLegs(on canvas: inout Canvas) {
    let near = Brush(face.scaled(0.95), .upright)
    let far = Brush(face.scaled(0.7), .upright)
    for (i, x) in [-0.24, 0.27, -0.33, 0.2].enumerated() {
      let foot = Float(x) + steps[i]
      let leg = Path.polyline([Point(Float(x), -0.42), Point(foot, i < 2 ? -0.04 : -0.02)])
      canvas.stroke(leg, from: 0.1, to: 0.07, i < 2 ? far : near)
    }
  }

  private func drawBody(on canvas: inout Canvas) {
    let (centerY, radiusX, radiusY) = (-lift - 0.28, Float(0.44), Float(0.27))
    let woolBrush = Brush(wool, .round, grain: 0.1, grainSize: 0.05)
    // A tail, then an egg with a rim of curls, then curls all over it.
    canvas.ellipse(-0.47, centerY + 0.02, 0.07, 0.11, woolBrush)
    var outline = Path.ellipse(center: Point(0, centerY), radiusX: radiusX, radiusY: radiusY)
    var curls = SeededGenerator(seed: curlSeed)
    let count = 17
    for i in 0..<count {
      let turn = Float(i) / Float(count)
      let radius = fluff * curls.between(0.8, 1.3)
      let center = Point(
        Trigonometry.cosine(turns: turn) * radiusX * 0.97,
        centerY + Trigonometry.sine(turns: turn) * radiusY * 0.97)
      outline.append(.circle(center: center, radius: radius))
    }
    canvas.fill(outline, woolBrush)
    for _ in 0..<16 {
      let (turn, distance) = (curls.unit(), curls.unit().squareRoot() * 0.8)
      let x = Trigonometry.cosine(turns: turn) * radiusX * distance
      let y = centerY + Trigonometry.sine(turns: turn) * radiusY * distance
      let radius = fluff * curls.between(0.9, 1.4)
      // Curls take the body's light where they stand.
      let facing =
        x / radiusX * canvas.side * canvas.light.direction.x
        + (y - centerY) / radiusY * canvas.light.direction.y + 0.35
      let curl = Brush(
        wool.scaled(1.03), .flat(facing: facing + 0.12), grain: 0.08, grainSize: 0.03)
      canvas.ellipse(x, y, radius, radius * 0.85, curl, opacity: 0.35)
    }
  }

  private func drawHead(on canvas: inout Canvas) {
    let skin = Brush(face, .round, grain: 0.04)
    let woolBrush = Brush(wool, .round, grain: 0.1, grainSize: 0.05)
    let ear = Brush(face.scaled(0.82), .round)
    let neck = Brush(wool, .lying, grain: 0.1, grainSize: 0.05)
    switch pose {
    case .grazing:
      canvas.stroke(
        .polyline([Point(0.33, -0.56), Point(0.52, -0.3)]), from: 0.3, to: 0.2, neck)
      canvas.ellipse(0.5, -0.3, 0.1, 0.04, turned: -20, ear)
      canvas.ellipse(0.59, -0.18, 0.16, 0.085, turned: 62, skin)
      canvas.ellipse(0.51, -0.31, 0.09, 0.07, woolBrush)
      canvas.ellipse(0.6, -0.2, 0.017, 0.017, Brush(Tint(0x141010)))
    case .standing, .lying:
      let drop: Float = pose == .lying ? 0.2 : 0
      canvas.stroke(
        .polyline([Point(0.3, -0.6 + drop), Point(0.47, -0.76 + drop)]), from: 0.32, to: 0.22,
        neck)
      canvas.ellipse(0.61, -0.73 + drop, 0.15, 0.09, turned: 28, skin)
      canvas.ellipse(0.45, -0.77 + drop, 0.1, 0.038, turned: 205, ear)
      canvas.ellipse(0.49, -0.83 + drop, 0.1, 0.075, woolBrush)
      canvas.ellipse(0.595, -0.765 + drop, 0.019, 0.019, Brush(Tint(0x141010)))
      canvas.ellipse(0.6, -0.77 + drop, 0.007, 0.007, Brush(Tint(0xFFFFFF)))
    case .lookingAtYou:
      canvas.stroke(
        .polyline([Point(0.3, -0.6), Point(0.42, -0.74)]), from: 0.32, to: 0.24, neck)
      canvas.ellipse(0.31, -0.75, 0.11, 0.042, turned: -14, ear)
      canvas.ellipse(0.61, -0.75, 0.11, 0.042, turned: 14, ear)
      canvas.fill(
        .smooth(through: [
          Point(0.36, -0.82), Point(0.46, -0.88), Point(0.56, -0.82), Point(0.54, -0.64),
          Point(0.46, -0.54), Point(0.38, -0.64),
        ]), skin)
      canvas.ellipse(0.46, -0.87, 0.12, 0.075, woolBrush)
      for x in [0.41, 0.51] as [Float] {
        canvas.ellipse(x, -0.745, 0.019, 0.019, Brush(Tint(0x141010)))
        canvas.ellipse(x + 0.006, -0.751, 0.007, 0.007, Brush(Tint(0xFFFFFF)))
      }
      canvas.ellipse(0.46, -0.59, 0.035, 0.018, Brush(face.scaled(0.6)))
    }
  }
}
