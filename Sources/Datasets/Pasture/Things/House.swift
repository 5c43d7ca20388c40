import Images
import Tensors

/// A house in three-quarter view: a gable end and a long side under a pitched roof. One unit is a
/// metre.
struct House: Figure {
  enum Kind: CaseIterable { case cottage, barn, farmhouse }

  let kind: Kind
  let walls, roof, trim, door: Tint
  let wallPattern: Brush.Pattern
  let gable, side, eaves, rise: Float
  let hasChimney, hasShutters: Bool
  let smoke: Float
  let unit: Float = 1

  init(using generator: inout SeededGenerator) {
    kind = generator.pick([.cottage, .cottage, .barn, .farmhouse], or: .cottage)
    trim = generator.tint(of: [0xF3EEE2, 0xE6DCC8, 0x5B4636])
    door = generator.tint(of: [0x5F3A28, 0x2F5D62, 0x8C2F2B, 0x3F5E8C, 0x4F6B3A])
    switch kind {
    case .barn:
      walls = generator.tint(of: [0x9E3A2F, 0xA84A38, 0x7D5238, 0x6F7F6A])
      roof = generator.tint(of: [0x5C5A5E, 0x6B5848, 0x77706C])
      wallPattern = .boards(width: 0.28, walls.scaled(0.62))
      (gable, side) = (generator.between(2.4, 3), generator.between(2.6, 3.6))
      (eaves, rise) = (generator.between(2, 2.5), generator.between(1.4, 1.8))
      hasChimney = false
    case .cottage, .farmhouse:
      walls = generator.tint(of: [
        0xF1E9D8, 0xE9D9B6, 0xD9B98A, 0xB8C4C0, 0xDDB3A0, 0xCFC6B4, 0xB98F72,
      ])
      roof = generator.tint(of: [0xA8503A, 0x8A4436, 0x6A5A50, 0x55606B, 0xB98D4E])
      let isStone = generator.chance(0.35)
      wallPattern =
        isStone ? .tiles(width: 0.5, height: 0.26, walls.scaled(0.72)) : .none
      (gable, side) = (generator.between(1.8, 2.4), generator.between(2.4, 3.4))
      eaves = kind == .cottage ? generator.between(1.5, 1.9) : generator.between(2.7, 3.2)
      rise = generator.between(1.1, 1.6)
      hasChimney = true
    }
    hasShutters = generator.chance(0.5)
    smoke = generator.chance(0.5) ? generator.between(0.4, 1) : 0
  }

  private var left: Float { -(gable + side) / 2 }
  private var corner: Float { left + gable }
  private var right: Float { corner + side }
  /// The long side recedes a little: its far end is lower and its foot is higher.
  private let recession: Float = 0.14

  var reach: Reach {
    Reach(left: left - 0.4, right: right + 0.4, top: -(eaves + rise) - 0.9, bottom: 0.08)
  }

  func draw(on canvas: inout Canvas) {
    let apex = Point(left + gable / 2, -(eaves + rise))
    let farApex = Point(right - 0.45, -(eaves + rise) + recession)
    let sideWall = Path.polygon([
      Point(corner, 0), Point(corner, -eaves), Point(right, -eaves + recession),
      Point(right, -recession),
    ])
    let gableWall = Path.polygon([
      Point(left, 0), Point(left, -eaves), apex, Point(corner, -eaves), Point(corner, 0),
    ])
    let sun = canvas.light.direction.x * canvas.side
    let gableBrush = Brush(
      walls, .flat(facing: 0.25 - 0.55 * sun), grain: 0.08, grainSize: 0.12, pattern: wallPattern)
    let sideBrush = Brush(
      walls, .flat(facing: 0.25 + 0.55 * sun), grain: 0.08, grainSize: 0.12, pattern: wallPattern)
    if hasChimney { drawChimney(from: apex, to: farApex, on: &canvas) }
    canvas.fill(sideWall, sideBrush)
    canvas.fill(gableWall, gableBrush)
    drawOpenings(gableFacing: 0.25 - 0.55 * sun, sideFacing: 0.25 + 0.55 * sun, on: &canvas)
    // The shadow of the eaves, then the roof over both.
    canvas.fill(
      .polygon([
        Point(corner, -eaves), Point(right, -eaves + recession),
        Point(right, -eaves + recession + 0.22), Point(corner, -eaves + 0.24),
      ]), Brush(Tint(0x2A2430)), opacity: 0.3)
    let roofBrush = Brush(
      roof, .flat(facing: 0.45 + 0.45 * sun), grain: 0.1, grainSize: 0.1,
      pattern: .tiles(width: 0.3, height: 0.2, roof.scaled(0.66)))
    canvas.fill(
      .polygon([
        Point(apex.x - 0.02, apex.y - 0.1), Point(farApex.x + 0.1, farApex.y - 0.08),
        Point(right + 0.22, -eaves + recession + 0.12), Point(corner + 0.12, -eaves + 0.2),
      ]), roofBrush)
    // Barge boards along the gable.
    let board = Brush(kind == .barn ? trim : roof.scaled(0.8), .flat(facing: 0.3))
    canvas.stroke(
      .polyline([
        Point(left - 0.18, -eaves + 0.22), Point(apex.x, apex.y - 0.04),
        Point(corner + 0.14, -eaves + 0.2),
      ]), width: 0.16, board)
  }

  private func drawChimney(from apex: Point, to farApex: Point, on canvas: inout Canvas) {
    let x = apex.x + (farApex.x - apex.x) * 0.62
    let brick = Tint(0x9A5A48)
    canvas.fill(
      .rectangle(x: x - 0.2, y: apex.y - 0.5, width: 0.42, height: 1.1),
      Brush(
        brick, .upright, grain: 0.1, pattern: .tiles(width: 0.2, height: 0.12, brick.scaled(0.7))))
    canvas.fill(
      .rectangle(x: x - 0.26, y: apex.y - 0.56, width: 0.54, height: 0.12),
      Brush(brick.scaled(0.8), .upright))
  }

  private func drawOpenings(gableFacing: Float, sideFacing: Float, on canvas: inout Canvas) {
    let middle = left + gable / 2
    switch kind {
    case .barn:
      let width = gable * 0.46
      canvas.fill(
        .rectangle(x: middle - width / 2, y: -1.6, width: width, height: 1.6),
        Brush(
          door.mixed(walls, 0.5).scaled(0.7), .flat(facing: gableFacing),
          pattern: .boards(width: 0.22, Tint(0x2B211C))))
      let cross = Brush(trim, .flat(facing: gableFacing))
      var frame = Path.polygon([
        Point(middle - width / 2, 0), Point(middle - width / 2, -1.6),
        Point(middle + width / 2, -1.6), Point(middle + width / 2, 0),
      ])
      frame.append(.polyline([Point(middle - width / 2, 0), Point(middle + width / 2, -1.6)]))
      frame.append(.polyline([Point(middle + width / 2, 0), Point(middle - width / 2, -1.6)]))
      canvas.stroke(frame, width: 0.09, cross)
      window(x: middle, y: -eaves - 0.35, width: 0.5, height: 0.5, facing: gableFacing, on: &canvas)
    case .cottage:
      window(
        x: middle, y: -eaves * 0.55, width: 0.62, height: 0.66, facing: gableFacing, on: &canvas)
      drawDoor(x: corner + side * 0.3, height: 1.25, facing: sideFacing, on: &canvas)
      window(
        x: corner + side * 0.7, y: -eaves * 0.56, width: 0.6, height: 0.6, facing: sideFacing,
        on: &canvas)
    case .farmhouse:
      for row in [0.3, 0.74] as [Float] {
        window(
          x: middle, y: -eaves * row, width: 0.6, height: 0.7, facing: gableFacing, on: &canvas)
        window(
          x: corner + side * 0.72, y: -eaves * row, width: 0.55, height: 0.66, facing: sideFacing,
          on: &canvas)
      }
      window(
        x: corner + side * 0.3, y: -eaves * 0.74, width: 0.55, height: 0.66, facing: sideFacing,
        on: &canvas)
      drawDoor(x: corner + side * 0.3, height: 1.35, facing: sideFacing, on: &canvas)
    }
  }

  private func drawDoor(x: Float, height: Float, facing: Float, on canvas: inout Canvas) {
    canvas.fill(
      .roundedRectangle(
        x: x - 0.36, y: -height - 0.16, width: 0.72, height: height + 0.12, radius: 0.1),
      Brush(trim, .flat(facing: facing)))
    canvas.fill(
      .rectangle(x: x - 0.28, y: -height - 0.08, width: 0.56, height: height + 0.02),
      Brush(door, .flat(facing: facing), pattern: .boards(width: 0.14, door.scaled(0.7))))
    canvas.ellipse(x + 0.18, -height * 0.48, 0.04, 0.04, Brush(Tint(0xE8C25A)))
  }

  private func window(
    x: Float, y: Float, width: Float, height: Float, facing: Float, on canvas: inout Canvas
  ) {
    let (left, top) = (x - width / 2, y - height / 2)
    if hasShutters && kind != .barn {
      for edge in [left - width * 0.42, left + width] {
        canvas.fill(
          .rectangle(x: edge, y: top - 0.02, width: width * 0.42, height: height + 0.04),
          Brush(door, .flat(facing: facing), pattern: .boards(width: 0.09, door.scaled(0.75))))
      }
    }
    canvas.fill(
      .rectangle(x: left - 0.07, y: top - 0.07, width: width + 0.14, height: height + 0.14),
      Brush(trim, .flat(facing: facing)))
    canvas.fill(
      .rectangle(x: left, y: top, width: width, height: height),
      Brush(Tint(0x3C4C5C), .round, grain: 0.12, grainSize: 0.2))
    canvas.fill(
      .polygon([
        Point(left, top), Point(left + width * 0.7, top), Point(left, top + height * 0.8),
      ]), Brush(Tint(0xBFD6E4)), opacity: 0.35)
    let bar = Brush(trim, .flat(facing: facing))
    canvas.fill(.rectangle(x: x - 0.025, y: top, width: 0.05, height: height), bar)
    canvas.fill(.rectangle(x: left, y: y - 0.025, width: width, height: 0.05), bar)
  }

  func drawBehind(on canvas: inout Canvas) {
    guard hasChimney, smoke > 0 else { return }
    let apexX = left + gable / 2
    let x = apexX + (right - 0.45 - apexX) * 0.62
    for i in 0..<6 {
      let t = Float(i) / 5
      canvas.ellipse(
        x + t * t * 1.5 * smoke, -(eaves + rise) - 0.6 - t * 1.7, 0.16 + 0.34 * t, 0.14 + 0.26 * t,
        Brush(Tint(0xE9E6E2), .round, grain: 0.1, grainSize: 0.3), opacity: 0.42 * (1 - t * 0.8))
    }
  }
}
