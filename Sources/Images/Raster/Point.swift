/// A place on the picture plane: x runs right, y runs down, in pixels unless a caller says otherwise.
///
/// - Example:
///       let point = Point(3, 4)
///       point.x
///       point.y
public struct Point: Hashable, Sendable {
  /// In pixels, unless a caller says otherwise: `x` to the right, `y` downwards.
  public var x, y: Float

  /// To the right, and downwards.
  ///
  /// - Parameter x: to the right, in pixels.
  /// - Parameter y: downwards, in pixels.
  public init(_ x: Float, _ y: Float) {
    self.x = x
    self.y = y
  }

  public static func + (a: Point, b: Point) -> Point { Point(a.x + b.x, a.y + b.y) }
  public static func - (a: Point, b: Point) -> Point { Point(a.x - b.x, a.y - b.y) }
  public static func * (a: Point, scale: Float) -> Point { Point(a.x * scale, a.y * scale) }

  /// The distance from the origin.
  public var length: Float { (x * x + y * y).squareRoot() }

  /// The point `t` of the way from this one to `other`: 0 here, 1 there.
  public func interpolated(to other: Point, at t: Float) -> Point {
    Point(x + (other.x - x) * t, y + (other.y - y) * t)
  }

  var isFinite: Bool { x.isFinite && y.isFinite }
}

extension Point: CustomStringConvertible {
  public var description: String { "Point(\(x), \(y))" }
}
