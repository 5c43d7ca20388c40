import Images
import Tensors

/// A tree: a conifer in tiers, a round crown of leaves, a slim poplar, or bare branches. One unit is
/// its height.
struct Tree: Figure {
  enum Kind: CaseIterable { case conifer, round, poplar, bare }

  let kind: Kind
  let leaves, bark: Tint
  let fruit: Tint?
  let crownSeed: Int
  let slimness: Float
  let unit: Float

  init(using generator: inout SeededGenerator) {
    kind = generator.pick([.conifer, .conifer, .round, .round, .round, .poplar, .bare], or: .round)
    switch kind {
    case .conifer: leaves = generator.tint(of: [0x2F5D3E, 0x3B6A45, 0x2D5348, 0x4A7344])
    case .poplar: leaves = generator.tint(of: [0x6B8F3F, 0x587F3A, 0xC9A23C])
    default:
      leaves = generator.tint(of: [
        0x5B8C3A, 0x6E9B3F, 0x4B7B37, 0x86A83F, 0xD08A2E, 0xBF5B2F, 0x7A9A4A, 0xE3A7B4,
      ])
    }
    bark = generator.tint(of: [0x6B4F38, 0x5A4434, 0x7C6450, 0x8A7B6A])
    fruit = generator.chance(0.3) ? generator.tint(of: [0xC8372D, 0xE8B33A]) : nil
    crownSeed = generator.index(below: 1 << 20)
    slimness = generator.between(0.85, 1.15)
    unit = kind == .bare ? generator.between(2.6, 4) : generator.between(3, 5)
  }

  var reach: Reach {
    switch kind {
    case .conifer: Reach(left: -0.32, right: 0.32, top: -1.03, bottom: 0.03)
    case .round: Reach(left: -0.5, right: 0.5, top: -1.06, bottom: 0.03)
    case .poplar: Reach(left: -0.24, right: 0.24, top: -1.05, bottom: 0.03)
    case .bare: Reach(left: -0.5, right: 0.5, top: -1.08, bottom: 0.03)
    }
  }

  func draw(on canvas: inout Canvas) {
    switch kind {
    case .conifer: drawConifer(on: &canvas)
    case .round: drawRound(on: &canvas)
    case .poplar: drawPoplar(on: &canvas)
    case .bare: drawBare(on: &canvas)
    }
  }

  private func trunk(top: Float, width: Float, on canvas: inout Canvas) {
    let brush = Brush(bark, .upright, grain: 0.22, grainSize: 0.02)
    canvas.fill(
      .smooth(through: [
        Point(-width * 1.5, 0.01), Point(-width * 0.6, -0.08), Point(-width * 0.45, top),
        Point(width * 0.45, top), Point(width * 0.6, -0.08), Point(width * 1.5, 0.01),
      ]), brush)
  }

  private func drawConifer(on canvas: inout Canvas) {
    trunk(top: -0.3, width: 0.05, on: &canvas)
    var random = SeededGenerator(seed: crownSeed)
    let tiers = 5
    for tier in 0..<tiers {
      let t = Float(tier) / Float(tiers - 1)
      let bottom = -0.12 - t * 0.66
      let top = bottom - 0.36 + t * 0.12
      let half = (0.29 - 0.2 * t) * slimness
      var points = [Point(0, top)]
      // The hem hangs in tips.
      let tips = 5
      for i in 0...tips {
        let u = 1 - 2 * Float(i) / Float(tips)
        points.append(Point(u * half, bottom - abs(u) * 0.035 + random.between(0, 0.03)))
        if i < tips {
          points.append(Point((u - 1 / Float(tips)) * half, bottom - 0.05))
        }
      }
      canvas.fill(
        .polygon(points),
        Brush(leaves.scaled(0.84 + 0.2 * t), .round, grain: 0.24, grainSize: 0.022))
    }
  }

  /// Overlapping clumps of leaves, those in the shade first, those in the light last.
  private func crown(
    center: Point, radiusX: Float, radiusY: Float, clumps: Int, on canvas: inout Canvas
  ) {
    var random = SeededGenerator(seed: crownSeed)
    let dark = Brush(leaves.scaled(0.74), .round, grain: 0.26, grainSize: 0.025)
    var mass = Path.ellipse(center: center, radiusX: radiusX * 0.86, radiusY: radiusY * 0.86)
    for i in 0..<clumps {
      let turn = (Float(i) + random.between(-0.3, 0.3)) / Float(clumps)
      let at = Point(
        center.x + Trigonometry.cosine(turns: turn) * radiusX * 0.78,
        center.y + Trigonometry.sine(turns: turn) * radiusY * 0.78)
      mass.append(.circle(center: at, radius: radiusY * random.between(0.24, 0.36)))
    }
    canvas.fill(mass, dark)
    let sun = canvas.light.direction
    for i in 0..<clumps {
      let (turn, distance) = (random.unit(), random.unit().squareRoot() * 0.72)
      let shift: Float = 0.12 * Float(i) / Float(clumps)
      let at = Point(
        center.x + Trigonometry.cosine(turns: turn) * radiusX * distance
          + sun.x * canvas.side * shift * radiusX,
        center.y + Trigonometry.sine(turns: turn) * radiusY * distance + sun.y * shift * radiusY)
      let radius = radiusY * random.between(0.2, 0.34)
      let bright = 0.88 + 0.26 * Float(i) / Float(clumps)
      canvas.fill(
        .ellipse(center: at, radiusX: radius * 1.12, radiusY: radius),
        Brush(leaves.scaled(bright), .round, grain: 0.26, grainSize: 0.018), opacity: 0.8)
    }
    // Dabs of single twigs break the clumps up.
    for _ in 0..<44 {
      let (turn, distance) = (random.unit(), random.unit().squareRoot() * 1.02)
      let (u, v) = (
        Trigonometry.cosine(turns: turn) * distance, Trigonometry.sine(turns: turn) * distance
      )
      let facing = (u * canvas.side * sun.x + v * sun.y) * 0.5 + 0.2
      let size = random.between(0.009, 0.019)
      canvas.ellipse(
        center.x + u * radiusX * 0.95, center.y + v * radiusY * 0.95, size * 1.3, size * 0.8,
        Brush(leaves.scaled(random.between(0.82, 1.08)), .flat(facing: facing), grain: 0.1))
    }
    if let fruit {
      for _ in 0..<12 {
        let (turn, distance) = (random.unit(), random.unit().squareRoot() * 0.85)
        canvas.ellipse(
          center.x + Trigonometry.cosine(turns: turn) * radiusX * distance,
          center.y + Trigonometry.sine(turns: turn) * radiusY * distance, 0.017, 0.017,
          Brush(fruit, .round, grain: 0))
      }
    }
  }

  private func drawRound(on canvas: inout Canvas) {
    trunk(top: -0.5, width: 0.06, on: &canvas)
    let limb = Brush(bark, .upright, grain: 0.2, grainSize: 0.02)
    canvas.stroke(.polyline([Point(0, -0.32), Point(-0.15, -0.52)]), from: 0.045, to: 0.02, limb)
    canvas.stroke(.polyline([Point(0, -0.28), Point(0.14, -0.5)]), from: 0.04, to: 0.02, limb)
    crown(
      center: Point(0, -0.67), radiusX: 0.37 * slimness, radiusY: 0.31, clumps: 15, on: &canvas)
  }

  private func drawPoplar(on canvas: inout Canvas) {
    trunk(top: -0.3, width: 0.04, on: &canvas)
    crown(
      center: Point(0, -0.57), radiusX: 0.145 * slimness, radiusY: 0.44, clumps: 11, on: &canvas)
  }

  private func drawBare(on canvas: inout Canvas) {
    var random = SeededGenerator(seed: crownSeed)
    let brush = Brush(bark.scaled(0.9), .upright, grain: 0.16, grainSize: 0.02)
    trunk(top: -0.34, width: 0.06, on: &canvas)
    branch(
      from: Point(0, -0.28), lean: 0, length: 0.24, width: 0.06, depth: 0, brush, &random, &canvas)
  }

  private func branch(
    from root: Point, lean: Float, length: Float, width: Float, depth: Int, _ brush: Brush,
    _ random: inout SeededGenerator, _ canvas: inout Canvas
  ) {
    let tip = Point(
      root.x + Trigonometry.sine(turns: lean) * length * slimness,
      root.y - Trigonometry.cosine(turns: lean) * length)
    canvas.stroke(.polyline([root, tip]), from: width, to: width * 0.62, brush)
    guard depth < 3 else { return }
    let spread = random.between(0.07, 0.12)
    for side in [-1, 1, random.between(-0.3, 0.3)] as [Float] {
      branch(
        from: tip, lean: lean * 0.8 + side * spread + random.between(-0.02, 0.02),
        length: length * random.between(0.62, 0.82), width: width * 0.58, depth: depth + 1, brush,
        &random, &canvas)
    }
  }
}
