import Images
import Tensors

/// What the camera adds: rain in the air, a soft lens, darker corners, a little noise.
struct Finish {
  let frame: Frame
  let weather: Weather
  let seed: Int

  func apply(to picture: inout Layer, using generator: inout SeededGenerator) {
    if weather.kind == .rain { paintRain(on: &picture, using: &generator) }
    let softness = generator.chance(0.35) ? generator.between(0.3, 0.9) : generator.between(0, 0.25)
    picture.blur(radius: softness * frame.scale)
    let exposure = generator.between(0.95, 1.06)
    let warmth = generator.between(-0.02, 0.02)
    let gain = Tint(exposure + warmth, exposure, exposure - warmth, 1)
    let grain = generator.between(0.003, 0.016)
    let vignette = generator.between(0.03, 0.13)
    let noise = Noise(seed: UInt32(truncatingIfNeeded: seed) ^ 0xA5A5)
    let (width, height) = (picture.width, picture.rows.count)
    for y in 0..<height {
      let dy = (Float(y) + 0.5) / Float(height) * 2 - 1
      for x in 0..<width {
        let dx = (Float(x) + 0.5) / Float(width) * 2 - 1
        let speck = (noise.lattice(Int32(x), Int32(y)) - 0.5) * 2 * grain
        let dark = 1 - vignette * 0.5 * (dx * dx + dy * dy)
        let at = y * width + x
        picture.pixels[at] = picture.pixels[at] * gain * dark + Tint(speck, speck, speck, 0)
      }
    }
  }

  private func paintRain(on picture: inout Layer, using generator: inout SeededGenerator) {
    var canvas = Canvas(
      layer: picture, light: weather.light, origin: Point(0, 0), scale: frame.scale, grainSeed: 3)
    picture.pixels = []  // one copy only, while the canvas draws
    let drop = Brush(Tint(0xE4EAEE), .flat(facing: 0.8), grain: 0)
    let slant = generator.between(-0.25, 0.25)
    for _ in 0..<110 {
      let (x, y) = (frame.width * generator.unit(), frame.height * generator.unit())
      let length = generator.between(3, 8)
      let width = generator.between(0.12, 0.3)
      canvas.fill(
        .polygon([
          Point(x, y), Point(x + width, y), Point(x + width + slant * length, y + length),
          Point(x + slant * length, y + length),
        ]), drop, opacity: 0.5)
    }
    picture = canvas.layer
  }

  /// The picture in 8 bits a channel.
  static func image(of picture: Layer) -> Image {
    let samples = [UInt8](unsafeUninitializedCapacity: picture.pixels.count * 3) {
      buffer, initialized in
      for (i, pixel) in picture.pixels.enumerated() {
        let scaled = (pixel * 255 + 0.5).clamped(
          lowerBound: .zero, upperBound: Tint(repeating: 255))
        buffer[i * 3] = UInt8(scaled.x)
        buffer[i * 3 + 1] = UInt8(scaled.y)
        buffer[i * 3 + 2] = UInt8(scaled.z)
      }
      initialized = picture.pixels.count * 3
    }
    return Image(width: picture.width, height: picture.rows.count, channels: 3, samples: samples)
  }
}
