/// How a line is drawn.
public struct LineStyle: Hashable, Sendable {
  /// What a line looks like along its way.
  ///
  /// - Example: `try Image(example: "pasture-01.png").drawing(Box(x: 10, y: 20, width: 40, height: 30), pattern: .dashed)`
  public enum Pattern: String, Hashable, Sendable {
    case solid, dashed, dotted
  }
  public var color: Color
  /// In pixels.
  public var thickness: Float
  public var pattern: Pattern

  public init(_ color: Color = .red, thickness: Float = 2, pattern: Pattern = .solid) {
    self.color = color
    self.thickness = thickness
    self.pattern = pattern
  }

  /// Lengths of a dash and of the gap after it, in pixels. A dot is a dash of no length, which the
  /// round pen makes a circle.
  var dash: (on: Float, off: Float)? {
    switch pattern {
    case .solid: nil
    case .dashed: (max(4, thickness * 3), max(3, thickness * 2) + thickness)
    case .dotted: (0, max(3, thickness * 2))
    }
  }

  func checked(_ operation: String) throws {
    guard thickness.isFinite, thickness > 0, thickness <= 4096 else {
      throw ImageError(
        operation, expected: "a line thickness above 0 and at most 4096 pixels",
        found: "\(thickness)")
    }
  }
}

/// Cuts lines into dashes.
enum Dashes {
  /// No more than this many in one drawing, so that a line to the moon ends.
  private static let most = 20_000

  static func cut(_ points: [Point], _ dash: (on: Float, off: Float)) -> Path {
    var path = Path()
    var count = 0
    var phase: Float = 0  // how far into dash and gap
    let period = dash.on + dash.off
    for (from, to) in zip(points, points.dropFirst()) {
      let length = (to - from).length
      guard length > 0, length.isFinite else { continue }
      // Where the first dash of this line starts; it may have started on the line before.
      var at = -phase
      while at < length, count < most {
        let (start, end) = (max(0, at), min(length, at + dash.on))
        if end >= start {
          path.move(to: from.interpolated(to: to, at: start / length))
          path.line(to: from.interpolated(to: to, at: end / length))
        }
        at += period
        count += 1
      }
      phase = (phase + length).truncatingRemainder(dividingBy: period)
    }
    return path
  }
}
