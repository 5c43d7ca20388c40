extension Path {
  /// How far the control points of a quarter circle stand from its ends, in radii.
  private static let quarterCircle: Float = 0.552_284_75

  public static func rectangle(x: Float, y: Float, width: Float, height: Float) -> Path {
    polygon([
      Point(x, y), Point(x + width, y), Point(x + width, y + height), Point(x, y + height),
    ])
  }

  /// A closed outline through `points`; empty when there are none.
  public static func polygon(_ points: [Point]) -> Path {
    var path = polyline(points)
    if !points.isEmpty { path.close() }
    return path
  }

  /// An open line through `points`.
  public static func polyline(_ points: [Point]) -> Path {
    var path = Path()
    guard let first = points.first else { return path }
    path.move(to: first)
    for point in points.dropFirst() { path.line(to: point) }
    return path
  }

  /// An ellipse whose axes lie along x and y.
  public static func ellipse(center: Point, radiusX: Float, radiusY: Float) -> Path {
    let (x, y) = (center.x, center.y)
    let (kx, ky) = (radiusX * quarterCircle, radiusY * quarterCircle)
    var path = Path()
    path.move(to: Point(x + radiusX, y))
    path.cubic(
      to: Point(x, y + radiusY), control1: Point(x + radiusX, y + ky),
      control2: Point(x + kx, y + radiusY))
    path.cubic(
      to: Point(x - radiusX, y), control1: Point(x - kx, y + radiusY),
      control2: Point(x - radiusX, y + ky))
    path.cubic(
      to: Point(x, y - radiusY), control1: Point(x - radiusX, y - ky),
      control2: Point(x - kx, y - radiusY))
    path.cubic(
      to: Point(x + radiusX, y), control1: Point(x + kx, y - radiusY),
      control2: Point(x + radiusX, y - ky))
    path.close()
    return path
  }

  public static func circle(center: Point, radius: Float) -> Path {
    ellipse(center: center, radiusX: radius, radiusY: radius)
  }

  /// A rectangle with round corners; the radius is cut down to half the shorter side.
  public static func roundedRectangle(
    x: Float, y: Float, width: Float, height: Float, radius: Float
  ) -> Path {
    let r = max(0, min(radius, min(width, height) / 2))
    let k = r * (1 - quarterCircle)
    let (right, bottom) = (x + width, y + height)
    var path = Path()
    path.move(to: Point(x + r, y))
    path.line(to: Point(right - r, y))
    path.cubic(
      to: Point(right, y + r), control1: Point(right - k, y), control2: Point(right, y + k))
    path.line(to: Point(right, bottom - r))
    path.cubic(
      to: Point(right - r, bottom), control1: Point(right, bottom - k),
      control2: Point(right - k, bottom))
    path.line(to: Point(x + r, bottom))
    path.cubic(
      to: Point(x, bottom - r), control1: Point(x + k, bottom), control2: Point(x, bottom - k))
    path.line(to: Point(x, y + r))
    path.cubic(to: Point(x + r, y), control1: Point(x, y + k), control2: Point(x + k, y))
    path.close()
    return path
  }

  /// A closed, smooth outline through `points` (a Catmull-Rom spline as Bézier curves).
  public static func smooth(through points: [Point]) -> Path {
    guard points.count >= 3 else { return polygon(points) }
    let count = points.count
    func at(_ i: Int) -> Point { points[(i + count) % count] }
    var path = Path()
    path.move(to: at(0))
    for i in 0..<count {
      let (before, from, to, after) = (at(i - 1), at(i), at(i + 1), at(i + 2))
      path.cubic(
        to: to, control1: from + (to - before) * (1 / 6), control2: to - (after - from) * (1 / 6))
    }
    path.close()
    return path
  }

  /// An open, smooth line through `points`.
  public static func smoothLine(through points: [Point]) -> Path {
    guard points.count >= 3 else { return polyline(points) }
    func at(_ i: Int) -> Point { points[max(0, min(points.count - 1, i))] }
    var path = Path()
    path.move(to: at(0))
    for i in 0..<(points.count - 1) {
      let (before, from, to, after) = (at(i - 1), at(i), at(i + 1), at(i + 2))
      path.cubic(
        to: to, control1: from + (to - before) * (1 / 6), control2: to - (after - from) * (1 / 6))
    }
    return path
  }
}
