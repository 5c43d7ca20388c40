import Boxes
import Tensors

/// A picture cut into regions: each pixel belongs to exactly one.
///
/// - Example:
///
///     let picture = try Image(example: "pasture-01.png")
///     let regions = try GraphSegmentation(k: 200).regions(of: picture)
///     regions.sizes.max() ?? 0
public struct RegionMap: Hashable, Sendable {
  /// Of the picture, in pixels.
  public let width, height: Int
  /// How many regions there are; their labels are 0 ..< `count`.
  public let count: Int
  /// The label of each pixel, row by row.
  package let pixels: [Int32]

  /// For callers in this package: `pixels` are in 0 ..< `count`, and there are width × height.
  package init(width: Int, height: Int, count: Int, pixels: [Int32]) {
    self.width = width
    self.height = height
    self.count = count
    self.pixels = pixels
  }

  /// Pixels of one name are one region; labels are given in the order in which regions are met, row
  /// by row.
  ///
  /// - Parameter name: of each pixel, in 0 ..< width × height.
  package init(width: Int, height: Int, naming name: (_ pixel: Int) -> Int) {
    var labels = [Int32](repeating: -1, count: width * height)
    var count: Int32 = 0
    let pixels = (0..<width * height).map { pixel in
      let name = name(pixel)
      if labels[name] < 0 {
        labels[name] = count
        count += 1
      }
      return labels[name]
    }
    self.init(width: width, height: height, count: Int(count), pixels: pixels)
  }

  /// The label at column `x` and row `y`, or `nil` outside the picture.
  public func label(x: Int, y: Int) -> Int? {
    guard x >= 0, y >= 0, x < width, y < height else { return nil }
    return Int(pixels[y * width + x])
  }

  /// Pixels of each region.
  public var sizes: [Int] {
    var sizes = [Int](repeating: 0, count: count)
    for label in pixels { sizes[Int(label)] += 1 }
    return sizes
  }

  /// The smallest box around each region.
  public var boxes: [Box] {
    var (left, top) = (
      [Int](repeating: width, count: count), [Int](repeating: height, count: count)
    )
    var (right, bottom) = ([Int](repeating: -1, count: count), [Int](repeating: -1, count: count))
    for y in 0..<height {
      for x in 0..<width {
        let label = Int(pixels[y * width + x])
        left[label] = min(left[label], x)
        right[label] = max(right[label], x)
        top[label] = min(top[label], y)
        bottom[label] = y
      }
    }
    return (0..<count).map {
      Box(
        x1: Float(left[$0]), y1: Float(top[$0]), x2: Float(right[$0] + 1), y2: Float(bottom[$0] + 1)
      )
    }
  }

  /// The pixels of the region with that label.
  ///
  /// - Throws: `ImageError` unless there is such a label.
  public func mask(of label: Int) throws -> Mask {
    guard 0..<count ~= label else {
      throw ImageError(
        "RegionMap.mask", expected: "a label in 0..<\(count)", found: "\(label)")
    }
    return Mask(width: width, height: height, bits: pixels.map { $0 == label ? 1 : 0 })
  }

  /// The labels as numbers: `[height, width]`.
  public func tensor() throws -> Tensor {
    try Tensor(pixels.map { Float($0) }, shape: [height, width])
  }

  /// Each pair of regions that share an edge of a pixel, the smaller label first, in order.
  package var neighbours: [(Int, Int)] {
    var pairs: [UInt64] = []
    var last: UInt64 = 0  // the same two meet many times in a row
    func meet(_ a: Int32, _ b: Int32) {
      guard a != b else { return }
      let pair = UInt64(min(a, b)) << 32 | UInt64(max(a, b))
      if pair != last {
        pairs.append(pair)
        last = pair
      }
    }
    for y in 0..<height {
      let row = y * width
      for x in 1..<max(1, width) { meet(pixels[row + x - 1], pixels[row + x]) }
      if y > 0 { for x in 0..<width { meet(pixels[row + x - width], pixels[row + x]) } }
    }
    pairs.sort()
    var unique: [(Int, Int)] = []
    for (i, pair) in pairs.enumerated() where i == 0 || pair != pairs[i - 1] {
      unique.append((Int(pair >> 32), Int(pair & 0xFFFF_FFFF)))
    }
    return unique
  }
}

extension RegionMap: CustomStringConvertible {
  public var description: String { "RegionMap \(width)×\(height), \(count) regions" }
}
