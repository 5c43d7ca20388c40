/// How a shape is painted: its colour, how it bulges towards the light, its grain and its pattern.
struct Brush: Sendable {
  /// How the surface inside an outline is thought to bulge.
  enum Form: Sendable {
    /// A wall: the same light everywhere. `facing` is as for `Light.shade`.
    case flat(facing: Float)
    /// A ball or egg that fills the outline's bounds.
    case round
    /// An upright cylinder that fills the bounds: limbs and trunks.
    case upright
    /// A lying cylinder that fills the bounds.
    case lying
  }

  /// A second colour laid over the first.
  enum Pattern: Sendable {
    case none
    /// Wavy bands; `period` in the figure's units, `slant` how far they lean.
    case stripes(period: Float, slant: Float, Tint)
    /// Level bands, as on a jersey.
    case bands(height: Float, Tint)
    /// Blotches about `size` units wide; `share` of the surface is covered.
    case spots(size: Float, share: Float, Tint)
    /// Rows of tiles or bricks with joints in the second colour.
    case tiles(width: Float, height: Float, Tint)
    /// Upright boards with joints in the second colour.
    case boards(width: Float, Tint)
  }

  var color: Tint
  var form: Form = .flat(facing: 0.3)
  /// Strength of the grain, as a share of brightness, and its size in the figure's units.
  var grain: Float = 0.06
  var grainSize: Float = 0.08
  var pattern: Pattern = .none

  init(
    _ color: Tint, _ form: Form = .flat(facing: 0.3), grain: Float = 0.06,
    grainSize: Float = 0.08, pattern: Pattern = .none
  ) {
    self.color = color
    self.form = form
    self.grain = grain
    self.grainSize = grainSize
    self.pattern = pattern
  }

  /// The bounds that `form` bulges in, in the figure's units.
  struct Bounds {
    var center: SIMD2<Float>
    var inverseRadius: SIMD2<Float>
  }

  /// The lit colour at a point given in the figure's units.
  @inline(__always)
  func tint(
    at p: SIMD2<Float>, in bounds: Bounds, light: Light, mirrored: Bool, noise: Noise
  ) -> Tint {
    var color = patterned(at: p, noise: noise)
    if grain > 0 {
      // Two octaves on turned lattices, so that no rows or columns show in it.
      let (u, v) = ((p.x * 0.8 + p.y * 0.6) / grainSize, (p.y * 0.8 - p.x * 0.6) / grainSize)
      let speckle = noise(u, v) + 0.6 * noise(2.1 * v + 7.3, 9.1 - 2.1 * u)
      color = color.scaled(1 + grain * 0.8 * speckle)
    }
    return light.shade(color, facing: facing(at: p, in: bounds, light: light, mirrored: mirrored))
  }

  @inline(__always)
  private func facing(
    at p: SIMD2<Float>, in bounds: Bounds, light: Light, mirrored: Bool
  ) -> Float {
    var n = (p - bounds.center) * bounds.inverseRadius
    switch form {
    case .flat(let facing): return facing
    case .round: break
    case .upright: n.y = 0
    case .lying: n.x = 0
    }
    if mirrored { n.x = -n.x }
    let square = n.x * n.x + n.y * n.y
    if square > 0.98 { n *= (0.98 / square).squareRoot() }
    let z = (1 - min(0.98, square)).squareRoot()
    return n.x * light.direction.x + n.y * light.direction.y + z * light.direction.z
  }

  @inline(__always)
  private func patterned(at p: SIMD2<Float>, noise: Noise) -> Tint {
    switch pattern {
    case .none: return color
    case .stripes(let period, let slant, let second):
      let wave = (p.x + p.y * slant) / period + 0.35 * noise(p.x / period, p.y / period * 0.5)
      let phase = abs(wave - wave.rounded()) * 2  // 0 on a band's middle, 1 between bands
      return second.mixed(color, smoothStep(0.3, 0.6, phase))
    case .bands(let height, let second):
      let phase = abs(p.y / height - (p.y / height).rounded()) * 2
      return second.mixed(color, smoothStep(0.35, 0.5, phase))
    case .spots(let size, let share, let second):
      let value = noise(p.x / size + 3.7, p.y / size - 1.3) * 0.5 + 0.5
      return color.mixed(second, smoothStep(0.96 - share, 1.04 - share, value))
    case .tiles(let width, let height, let joint):
      let row = (p.y / height).rounded(.down)
      let shift: Float = row - 2 * (row / 2).rounded(.down) == 0 ? 0 : 0.5
      let column = p.x / width + shift
      let tile = column.rounded(.down)
      let near = min(column - tile, 1 - (column - tile)) * width
      let low = p.y / height - row
      let edge = max(1 - near / (0.12 * height), (low - 0.78) / 0.22)
      let own = noise.lattice(Int32(max(-9e5, min(9e5, tile))), Int32(max(-9e5, min(9e5, row))))
      return color.scaled(0.9 + 0.2 * own).mixed(joint, max(0, min(1, edge)) * 0.7)
    case .boards(let width, let joint):
      let column = p.x / width
      let board = column.rounded(.down)
      let near = min(column - board, 1 - (column - board))
      let own = noise.lattice(Int32(max(-9e5, min(9e5, board))), 7)
      return color.scaled(0.93 + 0.14 * own).mixed(joint, max(0, min(1, 1 - near / 0.1)) * 0.8)
    }
  }
}
