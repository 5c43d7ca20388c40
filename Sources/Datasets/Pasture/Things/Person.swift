import Images
import Tensors

/// A person. One unit is their height.
struct Person: Figure {
  /// What somebody wears and looks like.
  struct Style: Sendable {
    enum Hair: Sendable, CaseIterable { case short, long, bun, curly, none }
    enum Hat: Sendable { case none, straw, cap, woolly }
    enum Bottom: Sendable { case trousers, shorts, skirt, dungarees }

    let skin, hairColor, shirt, cloth, shoes, hatColor: Tint
    let hair: Hair
    let hat: Hat
    let bottom: Bottom
    let hasLongSleeves, hasStripes, hasBeard: Bool

    init(using generator: inout SeededGenerator) {
      skin = generator.tint(of: [0xF3D0B2, 0xE5B48D, 0xC98F66, 0xA36B45, 0x7B4C31, 0x5B3826])
      hairColor = generator.tint(of: [0x2A2019, 0x4B3020, 0x7A4A25, 0xC08E45, 0xA8482A, 0xB9B4AC])
      shirt = generator.tint(of: [
        0xC8423B, 0x3E6EA8, 0xE3B23C, 0x4E8B5B, 0xF0E8DA, 0x7D5A9A, 0xD9763B, 0x3C4654, 0xE08A9B,
        0x57A3A8,
      ])
      cloth = generator.tint(of: [0x3B4A6B, 0x54493E, 0x7A6A52, 0x2F3338, 0x6B7B52, 0x8A4B3B])
      shoes = generator.tint(of: [0x3A2A20, 0x6A4A30, 0x2F3A2C, 0xB03A30, 0xE5DDCF])
      hatColor = generator.tint(of: [0xB03A30, 0x3E6EA8, 0xE3B23C, 0x4E8B5B, 0x5B4A6B])
      hair = generator.pick(Hair.allCases, or: .short)
      hat = generator.pick([.none, .none, .straw, .straw, .cap, .woolly], or: .none)
      bottom = generator.pick([.trousers, .trousers, .shorts, .skirt, .dungarees], or: .trousers)
      hasLongSleeves = generator.chance(0.55)
      hasStripes = generator.chance(0.25)
      hasBeard = hair != .long && hair != .bun && generator.chance(0.35)
    }
  }

  let pose: PersonPose
  let style: Style
  let unit: Float

  init(using generator: inout SeededGenerator) {
    pose = PersonPose(using: &generator)
    style = Style(using: &generator)
    // One in four is a child.
    unit = generator.chance(0.25) ? generator.between(1.1, 1.35) : generator.between(1.6, 1.85)
  }

  var reach: Reach {
    let limbs = [pose.firstArm, pose.secondArm, pose.firstLeg, pose.secondLeg]
    let points = limbs.flatMap { [$0.root, $0.middle, $0.end] } + [pose.head]
    let margin: Float = 0.16
    return Reach(
      left: (points.map(\.x).min() ?? 0) - margin, right: (points.map(\.x).max() ?? 0) + margin,
      top: (points.map(\.y).min() ?? -1) - margin, bottom: 0.05)
  }

  func draw(on canvas: inout Canvas) {
    let isSide = pose.view == .side
    if isSide { drawArm(pose.firstArm, shade: 0.74, on: &canvas) }
    if style.hair == .long && pose.view != .back { drawLongHair(on: &canvas) }
    drawLeg(pose.firstLeg, shade: isSide ? 0.74 : 1, on: &canvas)
    drawLeg(pose.secondLeg, shade: 1, on: &canvas)
    drawTorso(on: &canvas)
    drawHead(on: &canvas)
    if !isSide { drawArm(pose.firstArm, shade: 1, on: &canvas) }
    drawArm(pose.secondArm, shade: 1, on: &canvas)
  }

  private var shirtBrush: Brush {
    Brush(
      style.shirt, .upright, grain: 0.08, grainSize: 0.025,
      pattern: style.hasStripes
        ? .bands(height: 0.062, Tint(0xF4EFE6)) : .none)
  }

  private func drawArm(_ arm: PersonPose.Limb, shade: Float, on canvas: inout Canvas) {
    let skin = Brush(style.skin.scaled(shade), .upright, grain: 0.03)
    let sleeve = Brush(style.shirt.scaled(shade * 0.96), .upright, grain: 0.08, grainSize: 0.025)
    let bend = Path.polyline([arm.root, arm.middle, arm.end])
    canvas.ellipse(arm.end.x, arm.end.y, 0.028, 0.028, skin)
    if style.hasLongSleeves {
      let cuff = arm.middle.interpolated(to: arm.end, at: 0.86)
      canvas.stroke(.polyline([arm.root, arm.middle, cuff]), from: 0.082, to: 0.056, sleeve)
    } else {
      canvas.stroke(bend, from: 0.062, to: 0.04, skin)
      let hem = arm.root.interpolated(to: arm.middle, at: 0.6)
      canvas.stroke(.polyline([arm.root, hem]), from: 0.084, to: 0.08, sleeve)
    }
  }

  private func drawLeg(_ leg: PersonPose.Limb, shade: Float, on canvas: inout Canvas) {
    let cloth = Brush(style.cloth.scaled(shade), .upright, grain: 0.08, grainSize: 0.03)
    let skin = Brush(style.skin.scaled(shade), .upright, grain: 0.03)
    let shoe = Brush(style.shoes.scaled(shade), .lying)
    // Shoes point where the person looks.
    if pose.view == .side {
      let along = leg.end - leg.middle
      let tilt = max(-40, min(60, -along.x / max(0.02, along.length) * 40))
      canvas.ellipse(leg.end.x + 0.03, leg.end.y + 0.013, 0.058, 0.027, turned: -tilt * 0.5, shoe)
    } else {
      let turn: Float = leg.root.x < 0 ? -0.012 : 0.012
      canvas.ellipse(leg.end.x + turn, leg.end.y + 0.012, 0.036, 0.028, shoe)
    }
    let line = Path.polyline([leg.root, leg.middle, leg.end])
    switch style.bottom {
    case .trousers, .dungarees: canvas.stroke(line, from: 0.11, to: 0.07, cloth)
    case .shorts:
      canvas.stroke(line, from: 0.085, to: 0.05, skin)
      let hem = leg.root.interpolated(to: leg.middle, at: 0.75)
      canvas.stroke(.polyline([leg.root, hem]), from: 0.115, to: 0.1, cloth)
    case .skirt: canvas.stroke(line, from: 0.075, to: 0.048, skin)
    }
  }

  private func drawTorso(on canvas: inout Canvas) {
    let lean = pose.torso
    let isSide = pose.view == .side
    let width: Float = isSide ? 0.72 : 1
    let cloth = Brush(style.cloth, .upright, grain: 0.08, grainSize: 0.03)
    func shape(_ points: [(Float, Float)]) -> Path {
      Path.smooth(through: points.map { Point($0.0 * width, $0.1) }).transformed(by: lean)
    }
    canvas.stroke(
      Path.polyline([Point(0, -0.84), Point(0.002, -0.77)]).transformed(by: lean), width: 0.062,
      Brush(style.skin.scaled(0.85), .upright))
    canvas.fill(
      shape([
        (-0.06, -0.806), (0.06, -0.806), (0.128, -0.768), (0.118, -0.66), (0.102, -0.56),
        (0.108, -0.455), (-0.108, -0.455), (-0.102, -0.56), (-0.118, -0.66), (-0.128, -0.768),
      ]), shirtBrush)
    switch style.bottom {
    case .skirt:
      let fabric = Brush(
        style.shirt.mixed(style.cloth, 0.35), .upright, grain: 0.1, grainSize: 0.03)
      let knees = pose.firstLeg.middle.interpolated(to: pose.secondLeg.middle, at: 0.5)
      guard !pose.isSitting else {
        canvas.stroke(.polyline([pose.hips, knees]), from: 0.15, to: 0.13, fabric)
        return
      }
      let hem = Point(knees.x * 0.5, knees.y)
      let waist = lean(Point(0, -0.55))
      let flare: Float = isSide ? 0.125 : 0.15
      canvas.fill(
        .polygon([
          Point(waist.x - 0.09 * width, waist.y), Point(waist.x + 0.09 * width, waist.y),
          Point(hem.x + flare, hem.y), Point(hem.x + flare * 0.3, hem.y + 0.02),
          Point(hem.x - flare * 0.4, hem.y + 0.02), Point(hem.x - flare, hem.y),
        ]), fabric)
    case .dungarees:
      canvas.fill(
        shape([
          (-0.1, -0.56), (0, -0.56), (0.1, -0.56), (0.106, -0.5), (0.1, -0.45), (0, -0.44),
          (-0.1, -0.45), (-0.106, -0.5),
        ]), cloth)
      if pose.view != .back {
        canvas.fill(
          Path.roundedRectangle(
            x: isSide ? 0.0 : -0.062, y: -0.68, width: isSide ? 0.075 : 0.124, height: 0.16,
            radius: 0.02
          ).transformed(by: lean), cloth)
      }
      for x in isSide ? [0.02] : [-0.055, 0.055] as [Float] {
        canvas.stroke(
          Path.polyline([Point(x, -0.67), Point(x * 1.1, -0.798)]).transformed(by: lean),
          width: 0.022, cloth)
      }
    case .trousers, .shorts:
      canvas.fill(
        shape([
          (-0.098, -0.5), (0, -0.5), (0.098, -0.5), (0.104, -0.47), (0.1, -0.45), (0, -0.44),
          (-0.1, -0.45), (-0.104, -0.47),
        ]), cloth)
    }
  }
}
