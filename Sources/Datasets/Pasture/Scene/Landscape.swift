import Images
import Tensors

/// Everything that is not a thing: where the horizon is, the hills, the path, the water.
struct Landscape: Sendable {
  struct Range: Sendable {
    let height: Float  // base units above the horizon
    let breadth: Float  // base units from hill to hill
    let color: Tint
    let isWooded: Bool
    let seed: UInt32
  }

  /// A ribbon from the lower edge towards the horizon.
  struct Track: Sendable {
    let start, end, bend: Float  // x at the lower edge, x far away, sideways bow: base units
    let far: Float  // how near to the horizon it reaches, as nearness
    let halfWidth: Float  // at the lower edge
    let color: Tint
    let hasRuts: Bool

    func center(at nearness: Float) -> Float {
      let t = (nearness - far) / (1 - far)
      return end + (start - end) * t + bend * t * (1 - t) * 4
    }
  }

  struct Pond: Sendable {
    let x, nearness: Float
    let radiusX, radiusY: Float  // base units
    let seed: UInt32
  }

  let ground: Ground
  let ranges: [Range]
  let track: Track?
  let pond: Pond?
  let seed: UInt32

  init(frame: Frame, weather: Weather, using generator: inout SeededGenerator) {
    let horizon = frame.height * generator.between(0.26, 0.44)
    ground = Ground(horizon: horizon, bottom: frame.height, metre: generator.between(29, 42))
    seed = UInt32(generator.index(below: 1 << 30))
    let count = 1 + generator.index(below: 3)
    ranges = (0..<count).map { i in
      let distance = 1 - Float(i) / Float(count)  // farthest first
      let color = generator.tint(of: [0x6F8F5A, 0x7F9A5E, 0x5F8062, 0x8A9A62])
      return Range(
        height: generator.between(7, 15) * (0.55 + distance),
        breadth: generator.between(34, 80), color: color.mixed(Tint(0x7F9FB8), distance * 0.55),
        isWooded: generator.chance(i == count - 1 ? 0.55 : 0.25),
        seed: UInt32(generator.index(below: 1 << 30)))
    }
    track =
      generator.chance(0.45)
      ? Track(
        start: frame.width * generator.between(0.05, 0.95),
        end: frame.width * generator.between(0.2, 0.8), bend: generator.between(-26, 26),
        far: generator.between(0.03, 0.2), halfWidth: generator.between(9, 20),
        color: generator.tint(of: [0xC9AE82, 0xB89B72, 0xD3C09A, 0xA99A86]),
        hasRuts: generator.chance(0.5)) : nil
    if generator.chance(0.34) {
      let nearness = generator.between(0.12, 0.7)
      let radiusY = (frame.height - horizon) * generator.between(0.05, 0.12) * (0.5 + nearness)
      pond = Pond(
        x: frame.width * generator.between(0.1, 0.9), nearness: nearness,
        radiusX: radiusY * generator.between(3.2, 6), radiusY: radiusY,
        seed: UInt32(generator.index(below: 1 << 30)))
    } else {
      pond = nil
    }
  }

  /// Below 1 inside the pond, growing outwards; its shore wobbles.
  func pondDistance(x: Float, y: Float) -> Float {
    guard let pond else { return 9 }
    let dx = (x - pond.x) / pond.radiusX
    let dy = (y - ground.y(at: pond.nearness)) / pond.radiusY
    guard abs(dx) < 1.5, abs(dy) < 1.5 else { return 9 }
    return (dx * dx + dy * dy).squareRoot() + 0.16 * Noise(seed: pond.seed)(dx * 3, dy * 2)
  }

  /// The upper edge of a range of hills, in base units, without its trees.
  func hill(_ range: Range, x: Float) -> Float {
    let noise = Noise(seed: range.seed)
    let hill = noise(x / range.breadth, 0.5) * 0.5 + 0.5
    let bumps = noise(x / (range.breadth * 0.3), 7.5) * 0.16
    return ground.horizon - range.height * (0.25 + 0.75 * hill + bumps)
  }

  /// The upper edge of a range of hills, in base units.
  func ridge(_ range: Range, x: Float) -> Float {
    let top = hill(range, x: x)
    guard range.isWooded else { return top }
    let noise = Noise(seed: range.seed)
    return top - 1.4 - noise(x / 2.6, 3.5) * 0.9 - noise(x / 1.1, 9.5) * 0.35
  }
}
