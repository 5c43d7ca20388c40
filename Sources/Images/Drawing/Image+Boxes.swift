import Boxes

extension Image {
  /// The picture with a box on it, and a label on a plate beside it.
  ///
  /// The box's edges are moved to whole pixels, so that lines are crisp; a line of thickness 2 lies
  /// one pixel inside and one outside. The plate stays inside the picture.
  ///
  /// - Throws: `ImageError` for a box that is not finite, or a thickness that is not positive.
  /// - Parameter thickness: of the line, in pixels.
  /// - Parameter label: stands on the plate; none for `nil`.
  /// - Example: `try Image(example: "pasture-01.png").drawing(Box(x: 10, y: 20, width: 40, height: 30), label: "tree")`
  public func drawing(
    _ box: Box, color: Color = .red, thickness: Int = 2, pattern: LineStyle.Pattern = .solid,
    label: String? = nil
  ) throws -> Image {
    var copy = self
    try copy.draw(box, color: color, thickness: thickness, pattern: pattern, label: label)
    return copy
  }

  /// The picture with many boxes of one colour.
  ///
  /// - Parameter thickness: of the lines, in pixels.
  /// - Throws: `ImageError` for a box that is not finite, or a thickness that is not positive.
  /// - Example: `try Image(example: "pasture-01.png").drawing([Box(x: 10, y: 20, width: 40, height: 30)], color: .blue)`
  public func drawing(
    _ boxes: [Box], color: Color = .red, thickness: Int = 2, pattern: LineStyle.Pattern = .solid
  ) throws -> Image {
    var copy = self
    for box in boxes { try copy.draw(box, color: color, thickness: thickness, pattern: pattern) }
    return copy
  }

  /// As `drawing(_:color:thickness:pattern:label:)`, in place.
  public mutating func draw(
    _ box: Box, color: Color = .red, thickness: Int = 2, pattern: LineStyle.Pattern = .solid,
    label: String? = nil
  ) throws {
    guard box.isFinite else {
      throw ImageError("drawing", expected: "a box of finite coordinates", found: "\(box)")
    }
    let style = LineStyle(color, thickness: Float(thickness), pattern: pattern)
    try style.checked("drawing")
    outline(box, style, thickness)
    if let label, !label.isEmpty {
      var plates = LabelPlates()
      plates.place(label, at: box, color: color, thickness: thickness, on: self)
      plates.draw(on: &self)
    }
  }

  /// Four bars, or dashes along the same lines.
  mutating func outline(_ box: Box, _ style: LineStyle, _ thickness: Int) {
    // Coordinates far outside would only make long dashes nobody sees.
    let margin = Float(thickness + 16)
    let (right, bottom) = (Float(width) + margin, Float(height) + margin)
    func whole(_ value: Float, _ limit: Float) -> Float {
      min(max(value, -margin), limit).rounded()
    }
    let (x1, x2) = (whole(box.x1, right), whole(box.x2, right))
    let (y1, y2) = (whole(box.y1, bottom), whole(box.y2, bottom))
    let t = style.thickness
    // An odd line stands on the pixels inside the edge.
    let out = Float(thickness / 2)
    let frame = Box(
      x1: x1 - out, y1: y1 - out, x2: max(x2 + out, x1 + t - out), y2: max(y2 + out, y1 + t - out))
    switch style.pattern {
    case .solid:
      let paint = Paint.solid(style.color)
      let inner = frame.height - 2 * t
      fill(.rectangle(x: frame.x1, y: frame.y1, width: frame.width, height: t), with: paint)
      if inner > -t {
        fill(.rectangle(x: frame.x1, y: frame.y2 - t, width: frame.width, height: t), with: paint)
      }
      if inner > 0 {
        for x in [frame.x1, frame.x2 - t] {
          fill(.rectangle(x: x, y: frame.y1 + t, width: t, height: inner), with: paint)
        }
      }
    case .dashed, .dotted:
      let line = frame.expanded(by: -t / 2)
      let corners = [
        Point(line.x1, line.y1), Point(line.x2, line.y1), Point(line.x2, line.y2),
        Point(line.x1, line.y2), Point(line.x1, line.y1),
      ]
      stroke(corners, style)
    }
  }
}
