/// Smooth, repeatable randomness over the plane: the grain of grass, wool, bark and cloud.
///
/// Values on a lattice of whole coordinates, blended in between. Only whole-number hashing and
/// plain float arithmetic, so it is the same on every machine.
///
/// - Source: value noise; Ebert et al., "Texturing and Modeling", 3rd edition, chapter 2.
struct Noise: Sendable {
  let seed: UInt32

  /// A hash of a lattice point in 0 ..< 1.
  @inline(__always)
  func lattice(_ x: Int32, _ y: Int32) -> Float {
    var h = UInt32(bitPattern: x) &* 0x9E37_79B1 ^ UInt32(bitPattern: y) &* 0x85EB_CA77 ^ seed
    h = (h ^ (h >> 15)) &* 0x2C1B_3C6D
    h = (h ^ (h >> 12)) &* 0x297A_2D39
    return Float((h ^ (h >> 15)) >> 8) * 0x1p-24
  }

  /// Smooth noise between -1 and 1 with features about one unit wide.
  @inline(__always)
  func callAsFunction(_ x: Float, _ y: Float) -> Float {
    let (x, y) = (max(-1e6, min(1e6, x)), max(-1e6, min(1e6, y)))
    var (column, row) = (Int32(x), Int32(y))  // towards zero, within range
    if Float(column) > x { column -= 1 }
    if Float(row) > y { row -= 1 }
    let (fx, fy) = (x - Float(column), y - Float(row))
    let (sx, sy) = (fx * fx * (3 - 2 * fx), fy * fy * (3 - 2 * fy))
    let (a, b) = (lattice(column, row), lattice(column + 1, row))
    let (c, d) = (lattice(column, row + 1), lattice(column + 1, row + 1))
    let (top, bottom) = (a + (b - a) * sx, c + (d - c) * sx)
    return (top + (bottom - top) * sy) * 2 - 1
  }

  /// Three octaves of noise, each half as wide and half as strong; about -1 … 1.
  @inline(__always)
  func layered(_ x: Float, _ y: Float) -> Float {
    (self(x, y) + self(x * 2.03 + 17.7, y * 2.03 - 5.1) * 0.5
      + self(x * 4.1 - 3.3, y * 4.1 + 9.4) * 0.25) * (1 / 1.75)
  }
}
