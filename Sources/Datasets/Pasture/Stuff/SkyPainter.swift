import Images
import Tensors

/// The sky: a gradient, the sun's glow, veils of cloud, heaps of cloud, a few birds.
struct SkyPainter {
  let frame: Frame
  let weather: Weather
  let landscape: Landscape

  func paint(on layer: inout Layer, using generator: inout SeededGenerator) {
    let sun = Point(
      frame.width * (0.5 + 0.55 * weather.light.direction.x),
      landscape.ground.horizon * (weather.kind == .dusk ? 0.8 : 0.15))
    paintGradient(on: &layer, sun: sun)
    let heaps = weather.cloudCover > 0.08 && weather.kind != .fog ? generator.index(below: 5) : 0
    for _ in 0..<heaps { paintHeap(on: &layer, using: &generator) }
    if generator.chance(0.3) { paintBirds(on: &layer, using: &generator) }
  }

  private func paintGradient(on layer: inout Layer, sun: Point) {
    let noise = Noise(seed: landscape.seed ^ 0x51)
    let horizon = landscape.ground.horizon
    let glow: Float =
      switch weather.kind {
      case .clear: 0.5
      case .dusk: 0.8
      case .cloudy: 0.3
      default: 0.1
      }
    let glowTint = weather.kind == .dusk ? Tint(0xFFD9A0) : Tint(0xFFFBEA)
    let white = weather.kind == .dusk ? Tint(0xF2B79A) : weather.skyLow.mixed(Tint(0xFFFFFF), 0.6)
    let grey = weather.skyTop.mixed(Tint(0x8E959C), weather.kind == .rain ? 0.5 : 0.25)
    let brightness: Float = weather.kind == .rain || weather.kind == .overcast ? 0.4 : 0.64
    let threshold = 0.62 - weather.cloudCover
    let rows = min(layer.rows.count, Int((horizon * frame.scale).rounded(.up)) + 1)
    let inverse = 1 / frame.scale
    let width = layer.width
    for row in 0..<max(0, rows) {
      let y = (Float(row) + 0.5) * inverse
      let t = min(1, y / horizon)
      let base = weather.skyTop.mixed(weather.skyLow, t * t * (2 - t))
      for column in 0..<width {
        let x = (Float(column) + 0.5) * inverse
        var tint = base
        if weather.cloudCover > 0.05 {
          // Clouds lie flatter the lower they are.
          let depth = 1 / (1.25 - t)
          let value = noise.layered(x * depth / 38, y * depth / 15)
          let amount = smoothStep(threshold, threshold + 0.6, value) * (0.85 - 0.4 * t)
          if amount > 0 {
            let lit = noise.layered(x * depth / 38 + 0.2, y * depth / 15 - 0.25) - value
            tint = tint.mixed(grey.mixed(white, max(0, min(1, brightness - lit * 1.2))), amount)
          }
        }
        let (dx, dy) = ((x - sun.x) / 60, (y - sun.y) / 44)
        let near = 1 / (1 + 3 * (dx * dx + dy * dy))
        layer.pixels[row * width + column] = tint.mixed(glowTint, glow * near * near)
      }
    }
  }

  /// A heap cloud: balls on a flat base, lit from the sun's side.
  private func paintHeap(on layer: inout Layer, using generator: inout SeededGenerator) {
    let y = landscape.ground.horizon * generator.between(0.12, 0.75)
    let x = frame.width * generator.between(0, 1)
    let size = generator.between(8, 17) * (1.15 - y / landscape.ground.horizon * 0.7)
    var light = weather.light
    light.ambient = weather.skyTop.mixed(weather.skyLow, 0.7).scaled(0.86).withOpacity(1)
    light.sun = (light.sun * 0.5).withOpacity(0)
    // A sheet as large as the cloud, laid over the sky when it is soft.
    let center = frame.pixels(Point(x, y))
    let reach = size * frame.scale * 2
    let columns = Layer.span(center.x - reach * 1.3, center.x + reach * 1.3, within: layer.columns)
    let rows = Layer.span(center.y - reach, center.y + reach * 0.4, within: layer.rows)
    let count = 6 + generator.index(below: 5)
    var balls: [(x: Float, y: Float, radius: Float)] = []
    for i in 0..<count {
      let along = (Float(i) + 0.5) / Float(count) * 2 - 1
      let swell = 1 - along * along
      balls.append(
        (
          along * 1.5 + generator.between(-0.1, 0.1),
          -0.1 - swell * generator.between(0.05, 0.42),
          0.24 + swell * generator.between(0.12, 0.34)
        ))
    }
    guard !columns.isEmpty, !rows.isEmpty else { return }
    var canvas = Canvas(
      layer: Layer(columns: columns, rows: rows), light: light, origin: center,
      scale: size * frame.scale, grainSeed: landscape.seed)
    let opacity: Float = weather.kind == .overcast || weather.kind == .rain ? 0.5 : 0.85
    for ball in balls {
      canvas.ellipse(
        ball.x, ball.y, ball.radius * 1.1, ball.radius * 0.82,
        Brush(Tint(0xFFFFFF), .round, grain: 0.05, grainSize: 0.1), opacity: opacity)
    }
    canvas.layer.blur(radius: size * frame.scale * 0.07)
    layer.compose(canvas.layer)
  }

  private func paintBirds(on layer: inout Layer, using generator: inout SeededGenerator) {
    let place = Point(
      frame.width * generator.between(0.1, 0.9),
      landscape.ground.horizon * generator.between(0.15, 0.6))
    let count = 2 + generator.index(below: 4)
    var canvas = Canvas(
      layer: layer, light: weather.light, origin: frame.pixels(place), scale: frame.scale,
      grainSeed: 1)
    layer.pixels = []  // one copy only, while the canvas draws
    for _ in 0..<count {
      let (x, y) = (generator.between(-16, 16), generator.between(-5, 5))
      let span = generator.between(1.1, 2)
      canvas.stroke(
        .smoothLine(through: [
          Point(x - span, y - span * 0.3), Point(x - span * 0.4, y - span * 0.5), Point(x, y),
          Point(x + span * 0.4, y - span * 0.5), Point(x + span, y - span * 0.3),
        ]), width: 0.36, Brush(Tint(0x3A4048), grain: 0), opacity: 0.8)
    }
    layer = canvas.layer
  }
}

extension Layer {
  /// The whole pixels between two positions, kept within `limits`.
  static func span(_ low: Float, _ high: Float, within limits: Range<Int>) -> Range<Int> {
    let least = Float(limits.lowerBound)
    let most = Float(limits.upperBound)
    let first = Int(max(least, min(most, low.rounded(.down))))
    let last = Int(max(least, min(most, high.rounded(.up))))
    return first..<max(first, last)
  }
}
