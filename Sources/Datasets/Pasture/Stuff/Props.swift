import Images
import Tensors

// Small scenery that belongs to the grass: it may stand in front of things, but is no thing itself.

/// A bush, sometimes in flower. One unit is a metre.
struct Bush: Figure {
  let color: Tint
  let bloom: Tint?
  let seed: Int
  let unit: Float

  init(using generator: inout SeededGenerator) {
    color = generator.tint(of: [0x4F7A3A, 0x5F8A45, 0x6B7F3F, 0x48704A])
    bloom = generator.chance(0.35) ? generator.tint(of: [0xE7A9BE, 0xF2E6DA, 0xE6C24F]) : nil
    seed = generator.index(below: 1 << 20)
    unit = generator.between(0.7, 1.3)
  }

  var reach: Reach { Reach(left: -0.85, right: 0.85, top: -0.95, bottom: 0.05) }

  func draw(on canvas: inout Canvas) {
    var random = SeededGenerator(seed: seed)
    for i in 0..<9 {
      let x = random.between(-0.5, 0.5)
      let y = -0.26 - random.unit() * 0.3 * (1 - abs(x))
      let radius = random.between(0.2, 0.32)
      canvas.ellipse(
        x, y, radius * 1.1, radius,
        Brush(color.scaled(0.8 + 0.03 * Float(i)), .round, grain: 0.3, grainSize: 0.05))
    }
    guard let bloom else { return }
    for _ in 0..<14 {
      canvas.ellipse(
        random.between(-0.6, 0.6), random.between(-0.72, -0.12), 0.045, 0.045,
        Brush(bloom, .round, grain: 0))
    }
  }
}

/// A grey boulder. One unit is a metre.
struct Rock: Figure {
  let color: Tint
  let corners: [Float]
  let unit: Float

  init(using generator: inout SeededGenerator) {
    color = generator.tint(of: [0x9A958C, 0x8A8780, 0xA39A88, 0x7F8487])
    corners = (0..<7).map { _ in generator.between(0.8, 1.15) }
    unit = generator.between(0.5, 1.1)
  }

  var reach: Reach { Reach(left: -0.7, right: 0.7, top: -0.75, bottom: 0.05) }

  func draw(on canvas: inout Canvas) {
    let points = corners.enumerated().map { i, far -> Point in
      let turn = 0.5 + Float(i) / Float(corners.count - 1) * 0.5
      return Point(
        Trigonometry.cosine(turns: turn) * 0.5 * far, Trigonometry.sine(turns: turn) * 0.55 * far)
    }
    canvas.fill(
      .smooth(through: points + [Point(0.2, 0.02), Point(-0.2, 0.02)]),
      Brush(
        color, .round, grain: 0.22, grainSize: 0.09,
        pattern: .spots(size: 0.25, share: 0.25, Tint(0x7F8B5A))))
  }
}

/// A stretch of wooden fence. One unit is a metre.
struct Fence: Figure {
  let color: Tint
  let posts: Int
  let leans: [Float]
  let unit: Float = 1

  init(using generator: inout SeededGenerator) {
    color = generator.tint(of: [0x8A6B4C, 0x9A8468, 0x7A6656, 0xE6E0D2])
    posts = 3 + generator.index(below: 5)
    leans = (0..<8).map { _ in generator.between(-0.05, 0.05) }
  }

  private let spacing: Float = 1.1
  private var half: Float { Float(posts - 1) * spacing / 2 }

  var reach: Reach { Reach(left: -half - 0.2, right: half + 0.2, top: -1.1, bottom: 0.04) }

  func draw(on canvas: inout Canvas) {
    let wood = Brush(color, .lying, grain: 0.14, grainSize: 0.06)
    for (i, y) in [-0.78, -0.42].enumerated() {
      canvas.stroke(
        .smoothLine(through: [
          Point(-half - 0.1, Float(y) + leans[i]), Point(0, Float(y) + leans[i + 2] * 0.5),
          Point(half + 0.1, Float(y) + leans[i + 4]),
        ]), width: 0.09, wood)
    }
    for i in 0..<posts {
      let x = -half + Float(i) * spacing
      canvas.stroke(
        .polyline([Point(x, -0.02), Point(x + leans[i], -0.98)]), width: 0.13,
        Brush(color.scaled(0.9), .upright, grain: 0.14, grainSize: 0.06))
    }
  }
}

/// A round bale of hay. One unit is a metre.
struct Bale: Figure {
  let color: Tint
  let unit: Float

  init(using generator: inout SeededGenerator) {
    color = generator.tint(of: [0xD3B45E, 0xC9A24F, 0xBFA867])
    unit = generator.between(1, 1.3)
  }

  var reach: Reach { Reach(left: -0.75, right: 0.8, top: -1.05, bottom: 0.05) }

  func draw(on canvas: inout Canvas) {
    canvas.fill(
      .roundedRectangle(x: -0.2, y: -1, width: 0.85, height: 1, radius: 0.2),
      Brush(color, .lying, grain: 0.2, grainSize: 0.04))
    canvas.ellipse(
      -0.2, -0.5, 0.42, 0.5, Brush(color.scaled(0.92), .round, grain: 0.24, grainSize: 0.03))
    for radius in [0.36, 0.24, 0.12] as [Float] {
      let ring = Path.ellipse(center: Point(-0.2, -0.5), radiusX: radius * 0.84, radiusY: radius)
      canvas.stroke(ring, width: 0.03, Brush(color.scaled(0.66)), opacity: 0.6)
    }
  }
}

/// A tuft of long grass, with or without flowers. One unit is a metre.
struct Tuft: Figure {
  let color: Tint
  let bloom: Tint?
  let seed: Int
  let unit: Float

  init(color: Tint, using generator: inout SeededGenerator) {
    self.color = color.scaled(generator.between(0.8, 1.12))
    bloom =
      generator.chance(0.4)
      ? generator.tint(of: [0xF7F3EA, 0xF2C84B, 0xC9463F, 0x8F7FC4, 0xE9A3B6]) : nil
    seed = generator.index(below: 1 << 20)
    unit = generator.between(0.3, 0.6)
  }

  var reach: Reach { Reach(left: -0.9, right: 0.9, top: -1.2, bottom: 0.05) }

  func draw(on canvas: inout Canvas) {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<7 {
      let root = random.between(-0.35, 0.35)
      let tip = Point(root + random.between(-0.4, 0.4), -random.between(0.45, 0.95))
      var blade = Path()
      blade.move(to: Point(root - 0.05, 0))
      blade.quadratic(to: tip, control: Point(root - 0.04, tip.y * 0.6))
      blade.quadratic(to: Point(root + 0.06, 0), control: Point(root + 0.07, tip.y * 0.5))
      blade.close()
      canvas.fill(blade, Brush(color.scaled(random.between(0.8, 1.2)), .flat(facing: 0.4)))
      if let bloom, random.chance(0.45) {
        canvas.ellipse(tip.x, tip.y, 0.11, 0.1, Brush(bloom, .round, grain: 0.05))
        canvas.ellipse(tip.x, tip.y, 0.035, 0.035, Brush(Tint(0xE0B040)))
      }
    }
  }
}
