import Boxes

extension Box {
  /// Six regions that every picture has: the whole, its four quarters, its middle. Where a table or a
  /// trace needs some, and proposals would be another algorithm's.
  static func standInRegions(width: Int, height: Int) -> [Box] {
    let (w, h) = (Float(width), Float(height))
    return [
      Box(x1: 0, y1: 0, x2: w, y2: h),
      Box(x1: 0, y1: 0, x2: w / 2, y2: h / 2), Box(x1: w / 2, y1: 0, x2: w, y2: h / 2),
      Box(x1: 0, y1: h / 2, x2: w / 2, y2: h), Box(x1: w / 2, y1: h / 2, x2: w, y2: h),
      Box(x1: w / 4, y1: h / 4, x2: 3 * w / 4, y2: 3 * h / 4),
    ]
  }
}
