import Boxes

// Lines, polygons, circles and arrows, anti-aliased. Each comes twice: `draw…` changes the picture,
// `drawing…` returns a new one. What lies outside the picture is not drawn.

extension Image {
  /// Draws a line through `points`, in pixels.
  ///
  /// - Throws: `ImageError` for a point that is not finite, or a thickness that is not positive.
  public mutating func draw(line points: [Point], style: LineStyle = LineStyle()) throws {
    try check(points, "drawing(line:)")
    try style.checked("drawing(line:)")
    stroke(points, style)
  }

  /// Fills a closed outline, draws it, or both.
  ///
  /// - Throws: `ImageError` for a point that is not finite, or a thickness that is not positive.
  public mutating func draw(
    polygon points: [Point], fill color: Color? = nil, style: LineStyle? = nil
  ) throws {
    try check(points, "drawing(polygon:)")
    try style?.checked("drawing(polygon:)")
    if let color { fill(.polygon(points), with: .solid(color)) }
    if let style, let first = points.first { stroke(points + [first], style) }
  }

  /// Fills a circle, draws it, or both.
  ///
  /// - Throws: `ImageError` for a centre or a radius that is not finite or not positive.
  public mutating func draw(
    circle center: Point, radius: Float, fill color: Color? = nil, style: LineStyle? = nil
  ) throws {
    try check([center], "drawing(circle:)")
    try style?.checked("drawing(circle:)")
    guard radius.isFinite, radius > 0 else {
      throw ImageError("drawing(circle:)", expected: "a radius above 0", found: "\(radius)")
    }
    let path = Path.circle(center: center, radius: radius)
    if let color { fill(path, with: .solid(color)) }
    if let style { stroke(path.contours().flatMap { $0 + $0.prefix(1) }, style) }
  }

  /// Draws an arrow whose tip is exactly at `to`.
  ///
  /// - Throws: `ImageError` for a point that is not finite, or a thickness that is not positive.
  public mutating func draw(
    arrowFrom from: Point, to: Point, style: LineStyle = LineStyle()
  ) throws {
    try check([from, to], "drawing(arrowFrom:to:)")
    try style.checked("drawing(arrowFrom:to:)")
    let along = to - from
    let length = along.length
    guard length > 0 else { return }
    let head = min(length, max(8, style.thickness * 4.5))
    let unit = along * (1 / length)
    let side = Point(-unit.y, unit.x) * (head * 0.42)
    let base = to - unit * head
    if length > head { stroke([from, to - unit * (head * 0.8)], style) }
    fill(
      .polygon([to, base + side, to - unit * (head * 0.75), base - side]), with: .solid(style.color)
    )
  }

  /// Colours the pixels of a mask.
  ///
  /// - Parameter opacity: 0 changes nothing, 1 hides the picture.
  /// - Throws: `ImageError` unless the mask has the picture's size.
  public mutating func draw(mask: Mask, color: Color, opacity: Float = 0.5) throws {
    guard mask.width == width, mask.height == height else {
      throw ImageError(
        "drawing(mask:)", expected: "a mask of the picture's size, \(width)×\(height)",
        found: "one of \(mask.width)×\(mask.height)")
    }
    let ink = color.withAlpha(opacity)
    for y in 0..<height {
      for x in 0..<width where mask.contains(x: x, y: y) { blend(ink, x: x, y: y) }
    }
  }

  /// As the checked ones, for points that are known to be finite.
  mutating func stroke(_ points: [Point], _ style: LineStyle) {
    let path = style.dash.map { Dashes.cut(points, $0) } ?? .polyline(points)
    fill(path.stroked(width: style.thickness), with: .solid(style.color))
  }

  private func check(_ points: [Point], _ operation: String) throws {
    if let bad = points.first(where: { !$0.isFinite }) {
      throw ImageError(operation, expected: "finite coordinates", found: "(\(bad.x), \(bad.y))")
    }
  }
}

extension Image {
  public func drawing(line points: [Point], style: LineStyle = LineStyle()) throws -> Image {
    var copy = self
    try copy.draw(line: points, style: style)
    return copy
  }

  public func drawing(
    polygon points: [Point], fill color: Color? = nil, style: LineStyle? = nil
  ) throws -> Image {
    var copy = self
    try copy.draw(polygon: points, fill: color, style: style)
    return copy
  }

  public func drawing(
    circle center: Point, radius: Float, fill color: Color? = nil, style: LineStyle? = nil
  ) throws -> Image {
    var copy = self
    try copy.draw(circle: center, radius: radius, fill: color, style: style)
    return copy
  }

  public func drawing(
    arrowFrom from: Point, to: Point, style: LineStyle = LineStyle()
  ) throws -> Image {
    var copy = self
    try copy.draw(arrowFrom: from, to: to, style: style)
    return copy
  }

  /// The picture with the pixels of a mask coloured.
  ///
  /// - Parameter opacity: 0 changes nothing, 1 hides the picture.
  /// - Throws: `ImageError` unless the mask has the picture's size.
  /// - Example:
  ///       let image = try Image(example: "pasture-01.png")
  ///       let mask = try Mask(width: image.width, height: image.height, filling: Box(x: 10, y: 20, width: 40, height: 30))
  ///       try image.drawing(mask: mask, color: .yellow)
  public func drawing(mask: Mask, color: Color, opacity: Float = 0.5) throws -> Image {
    var copy = self
    try copy.draw(mask: mask, color: color, opacity: opacity)
    return copy
  }
}
