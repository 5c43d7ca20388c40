import Images
import Tensors

/// Hills, grass, path and water, and which of them each pixel is.
struct GroundPainter {
  let frame: Frame
  let weather: Weather
  let landscape: Landscape

  /// Paints below the ridges, and writes the number of the stuff into `map` (one value a pixel).
  func paint(on layer: inout Layer, map: inout [UInt8]) {
    for range in landscape.ranges { paintHills(range, on: &layer, map: &map) }
    paintGround(on: &layer, map: &map)
  }

  private func paintHills(_ range: Landscape.Range, on layer: inout Layer, map: inout [UInt8]) {
    let noise = Noise(seed: range.seed ^ 0x9)
    let inverse = 1 / frame.scale
    let width = layer.width
    let bottom = min(
      layer.rows.count, Int((landscape.ground.horizon * frame.scale).rounded(.up)) + 1)
    // Farther ranges are higher, and lie in thicker air.
    let air = weather.hazeStrength * (0.55 + 0.02 * range.height)
    for column in 0..<width {
      let x = (Float(column) + 0.5) * inverse
      let top = landscape.ridge(range, x: x)
      let slope = landscape.hill(range, x: x + 1.5) - landscape.hill(range, x: x)
      let facing = max(-0.6, min(0.9, 0.3 - slope * weather.light.direction.x * 0.9))
      let first = max(0, Int((top * frame.scale).rounded(.down)))
      guard first < bottom else { continue }
      for row in first..<bottom {
        let y = (Float(row) + 0.5) * inverse
        let coverage = max(0, min(1, Float(row) + 1 - top * frame.scale))
        let patch = noise(x / 11, y / 3.4)
        var tint = range.color.scaled(1 + 0.08 * patch)
        if range.isWooded {
          // Crowns: light above, dark below, at random heights.
          let crown = noise(x / 2.1, y / 1.7) + 0.5 * noise(x / 0.9, y / 0.8)
          tint = tint.mixed(Tint(0x3F5B40), 0.5).scaled(1 + 0.15 * crown)
        } else if patch > 0.25 {
          tint = tint.mixed(Tint(0xC9B96A), 0.22)  // a field in another crop
        }
        tint = weather.light.shade(tint, facing: facing).mixed(weather.haze, air)
        let at = row * width + column
        layer.pixels[at] = layer.pixels[at].mixed(tint.withOpacity(1), coverage)
        if coverage >= 0.5 { map[at] = UInt8(PastureStuff.hills.rawValue) }
      }
    }
  }

  private func paintGround(on layer: inout Layer, map: inout [UInt8]) {
    let ground = landscape.ground
    let inverse = 1 / frame.scale
    let width = layer.width
    let first = max(0, Int((ground.horizon * frame.scale).rounded(.down)))
    guard first < layer.rows.count else { return }
    for row in first..<layer.rows.count {
      let y = (Float(row) + 0.5) * inverse
      let nearness = max(0.004, (y - ground.horizon) / (ground.bottom - ground.horizon))
      let coverage = max(0, min(1, Float(row) + 1 - ground.horizon * frame.scale))
      let air = weather.hazeStrength * self.air(at: nearness)
      for column in 0..<width {
        let x = (Float(column) + 0.5) * inverse
        let (bare, stuff) = surface(x: x, y: y, nearness: nearness)
        let tint = bare.mixed(weather.haze, air)
        let at = row * width + column
        layer.pixels[at] = layer.pixels[at].mixed(tint.withOpacity(1), coverage)
        if coverage >= 0.5 { map[at] = UInt8(stuff.rawValue) }
      }
    }
  }

  /// How much air is in front of a place on the ground: 1 at the horizon, little at our feet.
  func air(at nearness: Float) -> Float {
    let clear = max(0, min(1, nearness))
    return (1 - clear) * (1 - clear) * 0.95
  }

  private func surface(x: Float, y: Float, nearness: Float) -> (Tint, PastureStuff) {
    let noise = Noise(seed: landscape.seed)
    let grass = grassTint(x: x, y: y, nearness: nearness, noise: noise)
    var result = (weather.light.shade(grass, facing: 0.35), PastureStuff.grass)
    if let track = landscape.track, nearness > track.far {
      let half = track.halfWidth * nearness
      let wobble = noise(x / 9, y / 4) * 0.16 + noise(x / 2.2, y / 1.5) * 0.07
      let away = abs(x - track.center(at: min(1, nearness))) / max(0.2, half) + wobble
      if away < 1.15 {
        var earth = track.color.scaled(
          1 + 0.09 * noise(x / (1 + nearness), y * 1.4) + 0.07 * noise(x / 7, y / 2.5))
        if track.hasRuts {
          earth = earth.mixed(grass, smoothStep(0.26, 0.1, away) * 0.7)
            .scaled(1 - 0.14 * smoothStep(0.22, 0, abs(away - 0.55)))
        }
        let amount = smoothStep(1.12, 0.9, away)
        result.0 = result.0.mixed(weather.light.shade(earth, facing: 0.35), amount)
        if amount >= 0.5 { result.1 = .path }
      }
    }
    let shore = landscape.pondDistance(x: x, y: y)
    if shore < 1.25 {
      let mud = weather.light.shade(Tint(0x7A6B4C), facing: 0.2)
      result.0 = result.0.mixed(mud, smoothStep(1.2, 1.02, shore) * 0.7)
      let amount = smoothStep(1.04, 0.97, shore)
      if amount > 0 {
        result.0 = result.0.mixed(waterTint(x: x, y: y, shore: shore, noise: noise), amount)
      }
      if amount >= 0.5 { result.1 = .water }
    }
    return result
  }

  private func grassTint(x: Float, y: Float, nearness: Float, noise: Noise) -> Tint {
    // Patches shrink with distance; blades only show near.
    let (u, v) = ((x - frame.width / 2) / nearness, 150 / nearness)
    let patch =
      (noise(u / 60, v / 44) * 0.6 + noise(u / 19 + 5, v / 15) * 0.5)
      * smoothStep(0.05, 0.3, nearness)
    // Two sizes of blade, the longer one near: sizes that changed from row to row would draw rays.
    let near = smoothStep(0.2, 0.9, nearness)
    let short = noise(x / 0.7, y / 1.2)
    let blade = short + (noise(x / 1.1 + 40, y / 3.2) - short) * near
    let fine = noise(x * 3.1, y * 1.1) * nearness
    let base = weather.farGrass.mixed(weather.nearGrass, min(1, nearness * 1.25))
    return base.mixed(Tint(0xC9BE6A), max(0, patch) * 0.3)
      .scaled(1 + 0.1 * patch + (0.05 + 0.07 * near) * blade + 0.07 * fine - 0.1 * nearness)
  }

  private func waterTint(x: Float, y: Float, shore: Float, noise: Noise) -> Tint {
    let ripple = noise(x / 5, y * 1.7) * 0.6 + noise(x / 1.6, y * 3.1) * 0.4
    let mirror = weather.skyLow.mixed(weather.skyTop, 0.45 + 0.35 * ripple)
    let deep = weather.light.shade(Tint(0x3D6470), facing: 0.3)
    return mirror.mixed(deep, 0.34 + 0.2 * smoothStep(0.7, 1, shore)).scaled(0.97 + 0.05 * ripple)
  }
}
