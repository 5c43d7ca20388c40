import LessonKit

/// Means of the pixels that fall on each cell of a smaller picture.
struct AreaSampler {
  let raster: Raster
  let width: Int
  let height: Int

  /// The mean colour of a cell, as 0xRRGGBB.
  func color(_ x: Int, _ y: Int) -> UInt32 {
    let columns = Self.range(x, of: width, over: raster.width)
    let rows = Self.range(y, of: height, over: raster.height)
    var (red, green, blue) = (0, 0, 0)
    for row in rows {
      var index = 3 * (row * raster.width + columns.lowerBound)
      for _ in columns {
        red += Int(raster.samples[index])
        green += Int(raster.samples[index + 1])
        blue += Int(raster.samples[index + 2])
        index += 3
      }
    }
    let count = max(1, columns.count * rows.count)
    return UInt32(red / count) << 16 | UInt32(green / count) << 8 | UInt32(blue / count)
  }

  /// Cell `index` of `count` covers these pixels of `length`: at least one.
  private static func range(_ index: Int, of count: Int, over length: Int) -> Range<Int> {
    let start = min(length - 1, index * length / count)
    return start..<max(start + 1, min(length, (index + 1) * length / count))
  }
}
