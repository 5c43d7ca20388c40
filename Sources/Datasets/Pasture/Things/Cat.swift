import Images
import Tensors

/// A cat: a round face with a short muzzle and two pointed ears, a supple body, a long thin tail.
/// One unit is its height when it sits, ears included.
struct Cat: Figure {
  enum Pose: CaseIterable { case sitting, walking, lying }

  let pose: Pose
  let fur, belly, eyes: Tint
  let markings: Brush.Pattern
  let tailCurl: Float
  let headTilt: Float
  let unit: Float

  init(using generator: inout SeededGenerator) {
    pose = generator.pick([.sitting, .sitting, .walking, .walking, .lying], or: .sitting)
    let coats: [(fur: UInt32, belly: UInt32, marking: UInt32?)] = [
      (0xD98B45, 0xF2DFC4, 0xAD5F24),  // ginger tabby
      (0x8E8378, 0xC9BFB2, 0x635950),  // grey tabby
      (0x2E2B2C, 0x343132, nil),  // black
      (0x2E2B2C, 0xF1ECE4, nil),  // tuxedo
      (0xF1ECE2, 0xFAF6EE, 0xC9803F),  // white with ginger
      (0x83888F, 0x9BA0A6, nil),  // blue-grey
      (0xE2CDA8, 0xF0E6D2, 0xC4A172),  // cream
    ]
    let coat = generator.pick(coats, or: coats[0])
    fur = Tint(coat.fur).scaled(generator.between(0.93, 1.07))
    belly = Tint(coat.belly)
    if let marking = coat.marking {
      markings =
        coat.fur == 0xF1ECE2
        ? .spots(size: 0.24, share: 0.4, Tint(marking))
        : .stripes(period: generator.between(0.085, 0.12), slant: 0.25, Tint(marking))
    } else {
      markings = .none
    }
    eyes = generator.tint(of: [0xA9C34F, 0xE0B23A, 0x6FAE8E, 0x7FB2D6])
    tailCurl = generator.between(-0.12, 0.16)
    headTilt = generator.between(-9, 9)
    unit = generator.between(0.72, 0.9)
  }

  var reach: Reach {
    switch pose {
    case .sitting: Reach(left: -0.62, right: 0.42, top: -1.08, bottom: 0.05)
    case .walking: Reach(left: -1.0, right: 0.72, top: -1.2, bottom: 0.04)
    case .lying: Reach(left: -0.72, right: 0.66, top: -0.72, bottom: 0.06)
    }
  }

  private func coat(_ form: Brush.Form = .round, shade: Float = 1) -> Brush {
    Brush(fur.scaled(shade), form, grain: 0.09, grainSize: 0.03, pattern: markings)
  }

  func draw(on canvas: inout Canvas) {
    switch pose {
    case .sitting: drawSitting(on: &canvas)
    case .walking: drawWalking(on: &canvas)
    case .lying: drawLying(on: &canvas)
    }
  }

  private func drawSitting(on canvas: inout Canvas) {
    canvas.stroke(
      .smoothLine(through: [
        Point(-0.16, -0.08), Point(-0.42, -0.05), Point(-0.54, -0.2 - tailCurl),
        Point(-0.46, -0.36 - tailCurl),
      ]), from: 0.1, to: 0.07, coat())
    // Haunches and back, then the chest and front legs.
    canvas.fill(
      .smooth(through: [
        Point(-0.04, -0.7), Point(0.13, -0.56), Point(0.19, -0.3), Point(0.2, -0.02),
        Point(-0.12, 0), Point(-0.32, -0.05), Point(-0.33, -0.27), Point(-0.2, -0.52),
      ]), coat())
    canvas.fill(
      .smooth(through: [
        Point(0.06, -0.58), Point(0.16, -0.48), Point(0.16, -0.28), Point(0.08, -0.2),
        Point(0.03, -0.4),
      ]), Brush(belly, .round, grain: 0.06, grainSize: 0.03))
    for x in [0.04, 0.16] as [Float] {
      canvas.stroke(
        .polyline([Point(x, -0.4), Point(x + 0.01, -0.05)]), from: 0.12, to: 0.1, coat(.upright))
      canvas.ellipse(x + 0.03, -0.03, 0.07, 0.035, Brush(belly.mixed(fur, 0.4), .round))
    }
    canvas.ellipse(-0.17, -0.19, 0.17, 0.19, coat())
    canvas.ellipse(-0.06, -0.03, 0.11, 0.035, Brush(belly.mixed(fur, 0.4), .round))
    drawHead(x: 0.07, y: -0.76, radius: 0.21, on: &canvas)
  }

  private func drawWalking(on canvas: inout Canvas) {
    canvas.stroke(
      .smoothLine(through: [
        Point(-0.46, -0.56), Point(-0.66, -0.66), Point(-0.76, -0.88),
        Point(-0.7 + tailCurl, -1.06), Point(-0.6 + tailCurl, -1.1),
      ]), from: 0.09, to: 0.07, coat())
    let legs: [(Float, Float, Float)] = [
      (-0.32, -0.44, 0.72), (0.34, 0.44, 0.72), (-0.42, -0.32, 1), (0.24, 0.18, 1),
    ]
    for (hip, foot, shade) in legs {
      canvas.stroke(
        .smoothLine(through: [
          Point(hip, -0.44), Point((hip + foot) / 2 - 0.03, -0.22), Point(foot, -0.04),
        ]), from: 0.15, to: 0.085, coat(.upright, shade: shade))
      canvas.ellipse(
        foot + 0.03, -0.03, 0.06, 0.033, Brush(belly.mixed(fur, 0.4).scaled(shade), .round))
    }
    canvas.fill(
      .smooth(through: [
        Point(-0.5, -0.55), Point(-0.4, -0.68), Point(-0.1, -0.64), Point(0.22, -0.68),
        Point(0.42, -0.62), Point(0.4, -0.4), Point(0.16, -0.33), Point(-0.2, -0.36),
        Point(-0.44, -0.36),
      ]), coat())
    drawHead(x: 0.47, y: -0.74, radius: 0.19, on: &canvas)
  }

  private func drawLying(on canvas: inout Canvas) {
    canvas.fill(
      .smooth(through: [
        Point(-0.56, -0.12), Point(-0.5, -0.36), Point(-0.2, -0.47), Point(0.16, -0.42),
        Point(0.36, -0.22), Point(0.34, 0), Point(-0.4, 0),
      ]), coat())
    canvas.ellipse(-0.32, -0.17, 0.2, 0.17, coat())
    canvas.stroke(
      .smoothLine(through: [
        Point(-0.52, -0.06), Point(-0.36, 0), Point(-0.1, -0.01), Point(0.04, -0.05 - tailCurl / 3),
      ]), from: 0.1, to: 0.075, coat())
    canvas.stroke(
      .polyline([Point(0.24, -0.07), Point(0.46, -0.04)]), from: 0.12, to: 0.09, coat(.lying))
    canvas.ellipse(0.5, -0.04, 0.06, 0.04, Brush(belly.mixed(fur, 0.4), .round))
    drawHead(x: 0.34, y: -0.42, radius: 0.2, on: &canvas)
  }

  /// The face looks at the viewer, a little turned.
  private func drawHead(x: Float, y: Float, radius r: Float, on canvas: inout Canvas) {
    let tilt = Transform.scale(r).followed(by: .rotation(degrees: headTilt))
      .followed(by: .translation(x, y))
    func path(_ points: [(Float, Float)]) -> Path {
      Path.polygon(points.map { Point($0.0, $0.1) }).transformed(by: tilt)
    }
    func oval(_ x: Float, _ y: Float, _ rx: Float, _ ry: Float) -> Path {
      Path.ellipse(center: Point(x, y), radiusX: rx, radiusY: ry).transformed(by: tilt)
    }
    for side in [-1, 1] as [Float] {
      canvas.fill(path([(side * 0.98, -0.3), (side * 0.84, -1.46), (side * 0.14, -0.8)]), coat())
      canvas.fill(
        path([(side * 0.8, -0.55), (side * 0.75, -1.2), (side * 0.36, -0.8)]),
        Brush(Tint(0xD99A8F)))
    }
    canvas.fill(oval(0, 0, 1.08, 0.92), coat())
    canvas.fill(oval(0.06, 0.42, 0.5, 0.36), Brush(belly, .round))
    for side in [-1, 1] as [Float] {
      canvas.fill(oval(side * 0.43 + 0.05, -0.06, 0.21, 0.19), Brush(eyes, .flat(facing: 0.8)))
      canvas.fill(oval(side * 0.43 + 0.06, -0.06, 0.08, 0.18), Brush(Tint(0x15110F)))
      let whisker = Path.polyline([Point(side * 0.4, 0.4), Point(side * 1.4, 0.28 + side * 0.05)])
      canvas.stroke(
        whisker.transformed(by: tilt), width: 0.012, Brush(Tint(0xF5F0E8)), opacity: 0.6)
    }
    canvas.fill(path([(-0.08, 0.22), (0.2, 0.22), (0.06, 0.37)]), Brush(Tint(0xC9736B)))
    canvas.stroke(
      Path.smoothLine(through: [
        Point(-0.16, 0.53), Point(-0.02, 0.57), Point(0.06, 0.4), Point(0.14, 0.57),
        Point(0.28, 0.53),
      ]).transformed(by: tilt), width: 0.014, Brush(Tint(0x4A3530)))
  }
}
