import Images
import Tensors

/// A dog: a long muzzle in profile, hanging or pricked ears, a deep chest, a sturdy tail. One unit
/// is its height when it stands.
struct Dog: Figure {
  enum Pose: CaseIterable { case standing, sitting, running }

  let pose: Pose
  let coat, chest: Tint
  let markings: Brush.Pattern
  let hasHangingEars: Bool
  let hasBushyTail: Bool
  let collar: Tint
  let tailLift: Float
  let unit: Float

  init(using generator: inout SeededGenerator) {
    pose = generator.pick([.standing, .standing, .sitting, .running], or: .standing)
    let breeds: [(coat: UInt32, chest: UInt32, spots: UInt32?)] = [
      (0xC9924F, 0xE6C48D, nil),  // golden
      (0x6B452B, 0x83583A, nil),  // chocolate
      (0x2C2928, 0xF0EAE0, nil),  // collie, white chest
      (0xF2EEE6, 0xF7F4EE, 0x35302D),  // spotted
      (0xA5683A, 0xF0E4D0, nil),  // tan and white
      (0xEDE4D6, 0xF5EEE2, 0xA86A3B),  // white and tan
      (0x77706A, 0x9B948D, nil),  // grey
    ]
    let breed = generator.pick(breeds, or: breeds[0])
    coat = Tint(breed.coat).scaled(generator.between(0.93, 1.07))
    chest = Tint(breed.chest)
    markings =
      breed.spots.map {
        .spots(size: generator.between(0.1, 0.2), share: 0.38, Tint($0))
      } ?? .none
    hasHangingEars = generator.chance(0.6)
    hasBushyTail = generator.chance(0.5)
    collar = generator.tint(of: [0xC6403A, 0x3E78B5, 0xE0A93B, 0x4C9A61])
    tailLift = generator.between(-0.12, 0.2)
    unit = generator.between(0.85, 1.15)
  }

  var reach: Reach {
    switch pose {
    case .standing: Reach(left: -0.92, right: 0.86, top: -1.12, bottom: 0.04)
    case .sitting: Reach(left: -0.66, right: 0.66, top: -1.12, bottom: 0.05)
    case .running: Reach(left: -1.06, right: 0.96, top: -1.08, bottom: 0.04)
    }
  }

  private func fur(_ form: Brush.Form = .round, shade: Float = 1) -> Brush {
    Brush(coat.scaled(shade), form, grain: 0.09, grainSize: 0.04, pattern: markings)
  }

  private func pale(_ shade: Float = 1) -> Brush {
    Brush(chest.scaled(shade), .round, grain: 0.07, grainSize: 0.03)
  }

  func draw(on canvas: inout Canvas) {
    switch pose {
    case .standing:
      drawTail(from: Point(-0.46, -0.66), lift: tailLift, on: &canvas)
      drawLegs(
        [
          (-0.34, -0.4, -0.34, 0.72), (0.3, 0.32, 0.3, 0.72), (-0.42, -0.5, -0.42, 1),
          (0.22, 0.24, 0.2, 1),
        ], on: &canvas)
      drawTrunk(turned: 0, about: Point(0, -0.6), on: &canvas)
      drawHead(at: Point(0.46, -0.88), turned: 0, on: &canvas)
    case .running:
      drawTail(from: Point(-0.48, -0.68), lift: tailLift + 0.05, on: &canvas)
      drawLegs(
        [
          (-0.34, -0.6, -0.82, 0.72), (0.28, 0.56, 0.7, 0.72), (-0.4, -0.42, -0.66, 1),
          (0.24, 0.42, 0.56, 1),
        ], on: &canvas)
      drawTrunk(turned: -3, about: Point(0, -0.6), on: &canvas)
      drawHead(at: Point(0.5, -0.84), turned: 6, on: &canvas)
    case .sitting:
      drawTail(from: Point(-0.26, -0.1), lift: tailLift - 0.2, on: &canvas)
      drawSittingBody(on: &canvas)
      drawHead(at: Point(0.16, -0.88), turned: -4, on: &canvas)
    }
  }

  private func drawTail(from root: Point, lift: Float, on canvas: inout Canvas) {
    let tail = Path.smoothLine(through: [
      root, Point(root.x - 0.2, root.y - 0.08 - lift * 0.4),
      Point(root.x - 0.34, root.y - 0.2 - lift),
    ])
    if hasBushyTail {
      canvas.stroke(tail, from: 0.1, to: 0.17, fur())
      canvas.ellipse(root.x - 0.35, root.y - 0.23 - lift, 0.07, 0.09, pale())
    } else {
      canvas.stroke(tail, from: 0.11, to: 0.04, fur())
    }
  }

  /// Legs by hip, knee and foot, far ones first.
  private func drawLegs(
    _ legs: [(hip: Float, knee: Float, foot: Float, shade: Float)], on canvas: inout Canvas
  ) {
    for leg in legs {
      let raised: Float = pose == .running ? -0.07 : 0
      canvas.stroke(
        .smoothLine(through: [
          Point(leg.hip, -0.5), Point(leg.knee, -0.27 + raised / 2),
          Point(leg.foot, -0.05 + raised),
        ]), from: 0.2, to: 0.085, fur(.upright, shade: leg.shade))
      canvas.ellipse(leg.foot + 0.035, -0.035 + raised, 0.075, 0.038, pale(leg.shade))
    }
  }

  private func drawTrunk(turned degrees: Float, about pivot: Point, on canvas: inout Canvas) {
    let turn = Transform.rotation(degrees: degrees, about: pivot)
    canvas.fill(
      Path.smooth(through: [
        Point(-0.5, -0.64), Point(-0.4, -0.78), Point(0, -0.76), Point(0.3, -0.8),
        Point(0.46, -0.66), Point(0.4, -0.42), Point(0.2, -0.38), Point(-0.14, -0.48),
        Point(-0.44, -0.44),
      ]).transformed(by: turn), fur())
    canvas.ellipse(0.37, -0.56, 0.11, 0.18, pale())
    canvas.stroke(
      .polyline([Point(0.3, -0.68), Point(0.46, -0.88)]), from: 0.3, to: 0.2, fur())
    canvas.stroke(
      .polyline([Point(0.31, -0.86), Point(0.49, -0.75)]), width: 0.05, Brush(collar, .lying))
  }

  private func drawSittingBody(on canvas: inout Canvas) {
    canvas.fill(
      .smooth(through: [
        Point(0.1, -0.86), Point(0.24, -0.66), Point(0.26, -0.4), Point(0.2, -0.04),
        Point(-0.1, 0), Point(-0.36, -0.04), Point(-0.38, -0.24), Point(-0.18, -0.56),
        Point(-0.04, -0.8),
      ]), fur())
    canvas.ellipse(0.18, -0.52, 0.09, 0.2, pale())
    for (x, shade) in [(0.22, 0.8), (0.13, 1)] as [(Float, Float)] {
      canvas.stroke(
        .polyline([Point(x - 0.02, -0.48), Point(x, -0.05)]), from: 0.15, to: 0.09,
        fur(.upright, shade: shade))
      canvas.ellipse(x + 0.04, -0.035, 0.08, 0.04, pale(shade))
    }
    canvas.ellipse(-0.18, -0.19, 0.2, 0.2, fur())
    canvas.ellipse(-0.04, -0.035, 0.12, 0.042, pale())
    canvas.stroke(
      .polyline([Point(0.0, -0.8), Point(0.22, -0.72)]), width: 0.05, Brush(collar, .lying))
  }

  private func drawHead(at p: Point, turned degrees: Float, on canvas: inout Canvas) {
    let place = Transform.rotation(degrees: degrees).followed(by: .translation(p.x, p.y))
    func fill(_ path: Path, _ brush: Brush) { canvas.fill(path.transformed(by: place), brush) }
    if !hasHangingEars {
      fill(
        .polygon([Point(-0.16, -0.06), Point(-0.13, -0.3), Point(0.0, -0.12)]), fur(shade: 0.75))
    }
    // Skull, long muzzle, jaw.
    fill(
      .smooth(through: [
        Point(-0.18, 0.0), Point(-0.12, -0.15), Point(0.05, -0.16), Point(0.14, -0.07),
        Point(0.34, -0.03), Point(0.37, 0.05), Point(0.3, 0.11), Point(0.1, 0.13),
        Point(-0.1, 0.14),
      ]), fur())
    fill(
      .smooth(through: [
        Point(0.12, -0.01), Point(0.33, 0.0), Point(0.36, 0.06), Point(0.28, 0.12),
        Point(0.08, 0.13),
      ]), pale())
    fill(
      .ellipse(center: Point(0.36, -0.01), radiusX: 0.045, radiusY: 0.04),
      Brush(Tint(0x1D1819), .round))
    canvas.stroke(
      Path.smoothLine(through: [Point(0.34, 0.06), Point(0.22, 0.075), Point(0.12, 0.06)])
        .transformed(by: place), width: 0.014, Brush(Tint(0x3A2A26)))
    if pose != .sitting {
      fill(
        .smooth(through: [
          Point(0.24, 0.08), Point(0.3, 0.1), Point(0.29, 0.19), Point(0.24, 0.18),
        ]), Brush(Tint(0xD9717A), .round))
    }
    fill(.circle(center: Point(0.07, -0.05), radius: 0.028), Brush(Tint(0x15100E)))
    fill(.circle(center: Point(0.08, -0.06), radius: 0.009), Brush(Tint(0xFFFFFF)))
    let ear = Brush(coat.scaled(0.72), .round, grain: 0.08, grainSize: 0.03)
    if hasHangingEars {
      fill(
        .smooth(through: [
          Point(-0.13, -0.12), Point(-0.03, -0.1), Point(-0.03, 0.08), Point(-0.11, 0.19),
          Point(-0.18, 0.08),
        ]), ear)
    } else {
      fill(.polygon([Point(-0.12, -0.08), Point(-0.06, -0.34), Point(0.05, -0.12)]), ear)
    }
  }
}
