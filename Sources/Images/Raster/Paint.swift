/// What an outline is filled with.
public enum Paint: Hashable, Sendable {
  case solid(Color)
  /// Colours that change evenly from one point to the other, in pixels, and stay the same beyond.
  case linear(from: Point, to: Point, Color, Color)
  /// Colours that change evenly from the centre to the radius, and stay the same beyond.
  case radial(center: Point, radius: Float, Color, Color)

  /// The colour at the centre of pixel (`x`, `y`).
  func color(x: Int, y: Int) -> Color {
    let p = Point(Float(x) + 0.5, Float(y) + 0.5)
    switch self {
    case .solid(let color): return color
    case .linear(let from, let to, let first, let second):
      let axis = to - from
      let length = axis.x * axis.x + axis.y * axis.y
      let along = (p - from).x * axis.x + (p - from).y * axis.y
      return first.mixed(with: second, length > 0 ? along / length : 0)
    case .radial(let center, let radius, let first, let second):
      return first.mixed(with: second, radius > 0 ? (p - center).length / radius : 1)
    }
  }
}

extension Color {
  /// The colour `t` of the way to `other`; `t` is kept within 0 … 1.
  public func mixed(with other: Color, _ t: Float) -> Color {
    let t = t > 0 ? min(1, t) : 0  // also for NaN
    func mix(_ a: UInt8, _ b: UInt8) -> UInt8 {
      UInt8((Float(a) + (Float(b) - Float(a)) * t).rounded())
    }
    return Color(
      mix(red, other.red), mix(green, other.green), mix(blue, other.blue),
      alpha: mix(alpha, other.alpha))
  }
}
