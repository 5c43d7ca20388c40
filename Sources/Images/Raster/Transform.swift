/// An affine map of the plane: moves, turns, scales and shears.
///
///     x' = a·x + c·y + tx
///     y' = b·x + d·y + ty
public struct Transform: Hashable, Sendable {
  public var a, b, c, d, tx, ty: Float

  public init(a: Float, b: Float, c: Float, d: Float, tx: Float, ty: Float) {
    self.a = a
    self.b = b
    self.c = c
    self.d = d
    self.tx = tx
    self.ty = ty
  }

  public static let identity = Transform(a: 1, b: 0, c: 0, d: 1, tx: 0, ty: 0)

  public static func translation(_ x: Float, _ y: Float) -> Transform {
    Transform(a: 1, b: 0, c: 0, d: 1, tx: x, ty: y)
  }

  public static func scale(_ x: Float, _ y: Float) -> Transform {
    Transform(a: x, b: 0, c: 0, d: y, tx: 0, ty: 0)
  }

  public static func scale(_ factor: Float) -> Transform { scale(factor, factor) }

  /// Turns about the origin; a positive angle turns clockwise on the screen, since y runs down.
  public static func rotation(turns: Float) -> Transform {
    let sine = Trigonometry.sine(turns: turns)
    let cosine = Trigonometry.cosine(turns: turns)
    return Transform(a: cosine, b: sine, c: -sine, d: cosine, tx: 0, ty: 0)
  }

  public static func rotation(degrees: Float) -> Transform { rotation(turns: degrees / 360) }

  /// Turns about `center` instead of the origin.
  public static func rotation(degrees: Float, about center: Point) -> Transform {
    translation(-center.x, -center.y)
      .followed(by: rotation(degrees: degrees))
      .followed(by: translation(center.x, center.y))
  }

  /// This map first, then `next`.
  public func followed(by next: Transform) -> Transform {
    Transform(
      a: next.a * a + next.c * b, b: next.b * a + next.d * b,
      c: next.a * c + next.c * d, d: next.b * c + next.d * d,
      tx: next.a * tx + next.c * ty + next.tx, ty: next.b * tx + next.d * ty + next.ty)
  }

  public func callAsFunction(_ p: Point) -> Point {
    Point(a * p.x + c * p.y + tx, b * p.x + d * p.y + ty)
  }

  /// The map that takes every point back, or `nil` when this one flattens the plane.
  public var inverse: Transform? {
    // In double precision: small determinants would lose the offset's digits.
    let determinant = Double(a) * Double(d) - Double(b) * Double(c)
    guard determinant != 0, determinant.isFinite else { return nil }
    let (e, f) = (Double(d) / determinant, Double(-b) / determinant)
    let (g, h) = (Double(-c) / determinant, Double(a) / determinant)
    let back = Transform(
      a: Float(e), b: Float(f), c: Float(g), d: Float(h),
      tx: Float(-(e * Double(tx) + g * Double(ty))), ty: Float(-(f * Double(tx) + h * Double(ty))))
    return back.isFinite ? back : nil
  }

  public var isFinite: Bool {
    a.isFinite && b.isFinite && c.isFinite && d.isFinite && tx.isFinite && ty.isFinite
  }

  /// Turns everything over: left of a picture of this width becomes right.
  public static func flip(width: Float) -> Transform {
    Transform(a: -1, b: 0, c: 0, d: 1, tx: width, ty: 0)
  }

  /// How much a length grows, on average over directions: the square root of the area's growth.
  public var magnification: Float { abs(a * d - b * c).squareRoot() }
}
