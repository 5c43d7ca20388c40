extension Path {
  /// The outline of a pen of the given `width` that follows this path, with round joins and ends.
  ///
  /// Made of one four-cornered piece per straight line and one circle per corner, all turning the
  /// same way, so that the non-zero winding rule merges them.
  ///
  /// - Parameter tolerance: how large one pixel is in the path's own units; give 1 / scale when the
  ///   path will be enlarged by `scale`, so that its curves stay smooth.
  public func stroked(width: Float, tolerance: Float = 1) -> Path {
    tapered(from: width, to: width, tolerance: tolerance)
  }

  /// As `stroked(width:)`, with a width that changes evenly from the first to the last point of
  /// each contour: limbs, tails, branches.
  public func tapered(from startWidth: Float, to endWidth: Float, tolerance: Float = 1) -> Path {
    var outline = Path()
    guard startWidth.isFinite, endWidth.isFinite, startWidth > 0 || endWidth > 0 else {
      return outline
    }
    let unit = tolerance.isFinite && tolerance > 0 ? tolerance : 1
    forEachContour(through: .scale(1 / unit)) { scaled, closed in
      var points = scaled.map { $0 * unit }
      if closed, let first = points.first { points.append(first) }
      var lengths: [Float] = [0]
      for i in points.indices.dropFirst() {
        lengths.append(lengths[i - 1] + (points[i] - points[i - 1]).length)
      }
      let total = max(lengths.last ?? 0, 1e-6)
      let radii = lengths.map { (startWidth + (endWidth - startWidth) * ($0 / total)) / 2 }
      for i in points.indices {
        outline.append(.circle(center: points[i], radius: radii[i]))
        guard i > 0 else { continue }
        let along = points[i] - points[i - 1]
        let length = along.length
        guard length > 0 else { continue }
        let normal = Point(-along.y / length, along.x / length)
        // The same direction of travel as `ellipse`, whatever the direction of the line.
        outline.append(
          .polygon([
            points[i - 1] - normal * radii[i - 1], points[i] - normal * radii[i],
            points[i] + normal * radii[i], points[i - 1] + normal * radii[i - 1],
          ]))
      }
    }
    return outline
  }
}
