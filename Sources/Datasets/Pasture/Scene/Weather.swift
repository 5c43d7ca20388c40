import Tensors

/// The weather, and everything that follows from it: light, sky, air, grass.
struct Weather: Sendable {
  enum Kind: CaseIterable, Sendable { case clear, cloudy, overcast, dusk, fog, rain }

  let kind: Kind
  let light: Light
  let skyTop, skyLow: Tint
  /// What distance fades into, and how much of it at the horizon.
  let haze: Tint
  let hazeStrength: Float
  /// How dark cast shadows are, 0 … 1, and how far they reach per unit of height.
  let shadow: Float
  let shadowReach: (x: Float, y: Float)
  /// Share of the sky that is cloud.
  let cloudCover: Float
  let nearGrass, farGrass: Tint

  init(using generator: inout SeededGenerator) {
    let draw = generator.unit()
    kind =
      switch draw {
      case ..<0.34: .clear
      case ..<0.58: .cloudy
      case ..<0.72: .overcast
      case ..<0.86: .dusk
      case ..<0.94: .fog
      default: .rain
      }
    let fromLeft: Float = generator.chance(0.5) ? -1 : 1
    let height: Float =
      kind == .dusk ? generator.between(0.15, 0.35) : generator.between(0.45, 0.85)
    let depth = generator.between(0.1, 0.6)
    let raw = SIMD3<Float>(fromLeft * generator.between(0.45, 0.9), -height, depth)
    let direction = raw / (raw.x * raw.x + raw.y * raw.y + raw.z * raw.z).squareRoot()
    let summer = generator.tint(of: [0x7FA544, 0x8FAE4A, 0x6F9A46, 0x94A855, 0xA8A658, 0x7E9F58])
    var near = summer
    var far = summer.mixed(Tint(0xB9C98A), 0.35)
    switch kind {
    case .clear:
      light = Light(
        direction: direction, sun: Tint(0.82, 0.77, 0.66, 0), ambient: Tint(0.42, 0.46, 0.54, 1))
      skyTop = generator.tint(of: [0x4E93CF, 0x5AA2D8, 0x4487C6])
      skyLow = generator.tint(of: [0xCDE5F0, 0xDCEBEC])
      (haze, hazeStrength) = (skyLow.scaled(0.97), generator.between(0.15, 0.35))
      (shadow, cloudCover) = (generator.between(0.38, 0.5), generator.between(0, 0.3))
    case .cloudy:
      light = Light(
        direction: direction, sun: Tint(0.66, 0.63, 0.57, 0), ambient: Tint(0.5, 0.52, 0.56, 1))
      skyTop = generator.tint(of: [0x6FA5CF, 0x7BA9C9])
      skyLow = generator.tint(of: [0xDDE7EA, 0xE6E9E4])
      (haze, hazeStrength) = (skyLow, generator.between(0.2, 0.4))
      (shadow, cloudCover) = (generator.between(0.24, 0.36), generator.between(0.4, 0.7))
    case .overcast:
      light = Light(
        direction: direction, sun: Tint(0.32, 0.32, 0.32, 0), ambient: Tint(0.64, 0.65, 0.68, 1))
      skyTop = generator.tint(of: [0x9AA7B2, 0xA9B1B6])
      skyLow = generator.tint(of: [0xD5D9DA, 0xDEDDD8])
      (haze, hazeStrength) = (skyLow.scaled(0.98), generator.between(0.3, 0.5))
      (shadow, cloudCover) = (generator.between(0.1, 0.16), generator.between(0.7, 1))
      near = near.saturated(0.8)
      far = far.saturated(0.75)
    case .dusk:
      light = Light(
        direction: direction, sun: Tint(0.92, 0.66, 0.42, 0), ambient: Tint(0.44, 0.42, 0.5, 1))
      skyTop = generator.tint(of: [0x5A6FA3, 0x70689C, 0x6A8AB5])
      skyLow = generator.tint(of: [0xF6C48A, 0xF2A977, 0xF7D9A0])
      (haze, hazeStrength) = (skyLow.mixed(Tint(0xC9A0A0), 0.3), generator.between(0.25, 0.45))
      (shadow, cloudCover) = (generator.between(0.36, 0.48), generator.between(0.1, 0.55))
      near = near.mixed(Tint(0xB09A4A), 0.1)
      far = far.mixed(Tint(0xD9B070), 0.22)
    case .fog:
      light = Light(
        direction: direction, sun: Tint(0.28, 0.27, 0.25, 0), ambient: Tint(0.66, 0.68, 0.7, 1))
      skyTop = Tint(0xC3CCD0)
      skyLow = generator.tint(of: [0xDADEDD, 0xE2E1DA])
      (haze, hazeStrength) = (skyLow, generator.between(0.72, 0.86))
      (shadow, cloudCover) = (0.08, 0)
      near = near.saturated(0.75)
      far = far.saturated(0.6)
    case .rain:
      light = Light(
        direction: direction, sun: Tint(0.2, 0.21, 0.23, 0), ambient: Tint(0.6, 0.63, 0.68, 1))
      skyTop = generator.tint(of: [0x6E7B88, 0x7C8791])
      skyLow = generator.tint(of: [0xB3BCC2, 0xBEC4C4])
      (haze, hazeStrength) = (skyLow.scaled(0.95), generator.between(0.45, 0.6))
      (shadow, cloudCover) = (0.07, generator.between(0.8, 1))
      near = near.saturated(0.7).scaled(0.92)
      far = far.saturated(0.65).scaled(0.92)
    }
    nearGrass = near.scaled(0.95)
    farGrass = far
    let slant = kind == .dusk ? generator.between(1.1, 1.9) : generator.between(0.35, 0.9)
    shadowReach = (-fromLeft * slant, generator.between(0.12, 0.34))
  }
}
