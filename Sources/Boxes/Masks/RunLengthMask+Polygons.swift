// Polygons to masks, as COCO does it.
extension RunLengthMask {
  /// The longest outline of a polygon, in pixels.
  static let longestOutline = 40_000_000.0

  /// The pixels inside any of the polygons.
  ///
  /// - Parameter polygons: each x, y, x, y … in pixels, three points or more. Points may lie outside
  ///   the picture.
  /// - Throws: `BoxError` for a polygon that is none.
  /// - Source: pycocotools, `frPyObjects` and `merge`.
  /// - Differs: four numbers are refused; pycocotools takes them for a box x, y, width, height.
  public init(polygons: [[Double]], width: Int, height: Int) throws {
    let masks = try polygons.map { try RunLengthMask(polygon: $0, width: width, height: height) }
    self = try RunLengthMask.union(masks, width: width, height: height)
  }

  /// The pixels inside one polygon; where it winds around itself, every other layer is outside.
  ///
  /// The outline is walked on a grid five times as fine, whole steps at a time. Wherever it passes
  /// the middle of a column, the pixel there begins or ends a run; sorted, those places are the runs.
  ///
  /// - Source: pycocotools, `maskApi.c`, `rleFrPoly`, step for step.
  public init(polygon: [Double], width: Int, height: Int) throws {
    try Mask.checkSize(width, height)
    try Self.check(polygon)
    var changes: [Int] = []  // pixels, counted down the columns, where inside and outside change
    var last: GridPoint?
    Self.walkOutline(polygon) { point in
      if let last, last.x != point.x {
        // The middle of column X lies between 5X + 2 and 5X + 3.
        let left = min(last.x, point.x)
        if left % 5 == 2, left / 5 < width {
          let y = (Double(min(last.y, point.y)) + 0.5) / 5 - 0.5
          let row = min(max(y, 0), Double(height)).rounded(.up)
          changes.append(left / 5 * height + Int(row))
        }
      }
      last = point
    }
    changes.append(width * height)
    changes.sort()
    self.init(unchecked: Self.runs(between: changes), width: width, height: height)
  }

  /// Two changes at one pixel cancel each other.
  private static func runs(between changes: [Int]) -> [Int] {
    var runs: [Int] = []
    var last = 0
    var isJoining = false  // the next length belongs to the run before
    for (index, change) in changes.enumerated() {
      let length = change - last
      last = change
      if isJoining {
        runs[runs.count - 1] += length
        isJoining = false
      } else if length > 0 || index == 0 {
        runs.append(length)
      } else {
        isJoining = true
      }
    }
    return runs
  }

  private struct GridPoint {
    var x, y: Int
  }

  /// Calls `visit` with every point of the outline on the grid of fifths of a pixel, in order; a
  /// corner comes once for each of its two sides.
  private static func walkOutline(_ polygon: [Double], _ visit: (GridPoint) -> Void) {
    // The conversion cuts off towards zero, as C's does.
    var corners: [GridPoint] = []
    for i in stride(from: 0, to: polygon.count - 1, by: 2) {
      corners.append(GridPoint(x: Int(5 * polygon[i] + 0.5), y: Int(5 * polygon[i + 1] + 0.5)))
    }
    for (index, corner) in corners.enumerated() {
      var (start, end) = (corner, corners[(index + 1) % corners.count])
      let (dx, dy) = (abs(end.x - start.x), abs(end.y - start.y))
      // Lines are computed from the left (or the top), whichever way they are walked, so that two
      // neighbours share their border to the pixel.
      let isFlipped = dx >= dy ? start.x > end.x : start.y > end.y
      if isFlipped { swap(&start, &end) }
      let steps = max(dx, dy)
      let rise: Int = dx >= dy ? end.y - start.y : end.x - start.x
      let slope: Double = steps == 0 ? 0 : Double(rise) / Double(steps)
      for step in 0...steps {
        let t = isFlipped ? steps - step : step
        let across = slope * Double(t)
        if dx >= dy {
          visit(GridPoint(x: start.x + t, y: Int(Double(start.y) + across + 0.5)))
        } else {
          visit(GridPoint(x: Int(Double(start.x) + across + 0.5), y: start.y + t))
        }
      }
    }
  }

  /// - Throws: `BoxError` for a polygon that `init(polygon:width:height:)` would refuse.
  package static func check(_ polygon: [Double]) throws {
    func refuse(_ expected: String, _ found: String, _ hint: String = "") -> BoxError {
      BoxError(operation: "Mask", expected: expected, found: found, hint: hint)
    }
    guard polygon.count % 2 == 0, polygon.count >= 6 else {
      throw refuse(
        "a polygon of three points or more, x, y, x, y …", "\(polygon.count) numbers",
        polygon.count == 4 ? "a box is no polygon; say its four corners" : "")
    }
    if let bad = polygon.firstIndex(where: { !(abs($0) <= 1e6) }) {
      throw refuse(
        "coordinates within a million pixels", "\(polygon[bad]) at index \(bad)")
    }
    var outline = 0.0
    for i in stride(from: 0, to: polygon.count, by: 2) {
      let next = (i + 2) % polygon.count
      outline += max(abs(polygon[next] - polygon[i]), abs(polygon[next + 1] - polygon[i + 1]))
    }
    guard outline <= longestOutline else {
      throw refuse("an outline of at most \(Int(longestOutline)) pixels", "\(Int(outline))")
    }
  }
}
