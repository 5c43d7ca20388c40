extension Path {
  /// The contours as straight lines, in pixels after `transform`.
  ///
  /// Curves are cut finely enough that no line leaves its curve by more than about a twentieth of a
  /// pixel. Points that are not finite are left out.
  public func contours(through transform: Transform = .identity) -> [[Point]] {
    var contours: [[Point]] = []
    forEachContour(through: transform) { points, _ in contours.append(points) }
    return contours
  }

  /// Calls `body` with each contour's points and whether it was closed.
  func forEachContour(through transform: Transform, _ body: ([Point], Bool) -> Void) {
    var points: [Point] = []
    func finish(closed: Bool) {
      if !points.isEmpty { body(points, closed) }
    }
    func add(_ p: Point) {
      if p.isFinite { points.append(p) }
    }
    for element in elements {
      switch element {
      case .move(let p):
        finish(closed: false)
        points.removeAll(keepingCapacity: true)
        add(transform(p))
      case .line(let p):
        add(transform(p))
      case .quadratic(let control, let end):
        let p0 = points.last ?? transform(end)
        let (p1, p2) = (transform(control), transform(end))
        let steps = Path.steps(bend: (p0 - p1 * 2 + p2).length * 2)
        for i in 1...steps {
          let t = Float(i) / Float(steps)
          let (a, b) = (p0.interpolated(to: p1, at: t), p1.interpolated(to: p2, at: t))
          add(a.interpolated(to: b, at: t))
        }
      case .cubic(let control1, let control2, let end):
        let p0 = points.last ?? transform(end)
        let (p1, p2, p3) = (transform(control1), transform(control2), transform(end))
        let bend = max((p0 - p1 * 2 + p2).length, (p1 - p2 * 2 + p3).length)
        let steps = Path.steps(bend: bend * 6)
        for i in 1...steps {
          let t = Float(i) / Float(steps)
          let u = 1 - t
          let (w0, w1, w2, w3) = (u * u * u, 3 * u * u * t, 3 * u * t * t, t * t * t)
          add(p0 * w0 + p1 * w1 + p2 * w2 + p3 * w3)
        }
      case .close:
        let first = points.first
        finish(closed: true)
        points.removeAll(keepingCapacity: true)
        if let first { points.append(first) }
      }
    }
    if points.count > 1 { finish(closed: false) }
  }

  /// How many lines stand in for a curve whose second derivative is at most `bend`: a chord over a
  /// step of length h strays by h²/8 of it.
  private static func steps(bend: Float) -> Int {
    let tolerance: Float = 0.04
    let ideal = (bend / (8 * tolerance)).squareRoot().rounded(.up)
    guard ideal.isFinite else { return 1 }
    return Int(max(1, min(96, ideal)))
  }
}
