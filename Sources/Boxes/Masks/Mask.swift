/// Which pixels of a picture belong to a thing: one bit a pixel, row by row from the top left.
///
/// - Example:
///       let mask = try Mask(width: 8, height: 6, filling: Box(x1: 1, y1: 2, x2: 4, y2: 5))
///       mask.width
///       mask.height
///       mask.area
///       mask.box
///       mask.contains(x: 1, y: 2)
///       mask.runLengths
///       mask.polygons
///       let right = try Mask(width: 8, height: 6, filling: Box(x1: 2, y1: 2, x2: 6, y2: 5))
///       try mask.intersectionArea(with: right)
///       try mask.iou(with: right)
public struct Mask: Hashable, Sendable {
  /// Of the whole picture, in pixels.
  public let width, height: Int
  /// `height * width` values, each 0 or 1.
  package var bits: [UInt8]

  /// The longest side of a mask, in pixels: as long as a picture's.
  public static let largestSide = 16_384

  /// A mask without a pixel in it.
  ///
  /// - Throws: `BoxError` unless both sides are in 0…16384.
  public init(width: Int, height: Int) throws {
    try Mask.checkSize(width, height)
    self.init(width: width, height: height, bits: [UInt8](repeating: 0, count: width * height))
  }

  /// A mask from its pixels, row by row.
  ///
  /// - Throws: `BoxError` unless there are `width * height` of them.
  public init(width: Int, height: Int, pixels: [Bool]) throws {
    try Mask.checkSize(width, height)
    guard pixels.count == width * height else {
      throw BoxError(
        operation: "Mask", expected: "\(width * height) pixels for \(width)×\(height)",
        found: "\(pixels.count)")
    }
    self.init(width: width, height: height, bits: pixels.map { $0 ? 1 : 0 })
  }

  /// The pixels whose centres lie in `box`.
  ///
  /// - Throws: `BoxError` unless both sides are in 0…16384.
  public init(width: Int, height: Int, filling box: Box) throws {
    try self.init(width: width, height: height)
    for y in 0..<height {
      for x in 0..<width where box.contains(x: Float(x) + 0.5, y: Float(y) + 0.5) {
        bits[y * width + x] = 1
      }
    }
  }

  /// For callers in this package whose sizes are known to fit.
  package init(width: Int, height: Int, bits: [UInt8]) {
    self.width = width
    self.height = height
    self.bits = bits
  }

  static func checkSize(_ width: Int, _ height: Int) throws {
    guard (0...largestSide).contains(width), (0...largestSide).contains(height) else {
      throw BoxError(
        operation: "Mask", expected: "sides of 0 to \(largestSide) pixels",
        found: "\(width)×\(height)")
    }
  }

  /// Whether pixel (`x`, `y`) belongs to the mask; false outside the picture.
  public func contains(x: Int, y: Int) -> Bool {
    x >= 0 && x < width && y >= 0 && y < height && bits[y * width + x] != 0
  }

  /// Adds the pixel to the mask or takes it out. Outside the picture: nothing happens.
  public mutating func set(x: Int, y: Int, to isInside: Bool = true) {
    if x >= 0, x < width, y >= 0, y < height { bits[y * width + x] = isInside ? 1 : 0 }
  }
}

extension Mask: CustomStringConvertible {
  public var description: String { "Mask \(width)×\(height), \(area) pixels" }
}

extension Mask {
  /// How many pixels belong to it.
  public var area: Int { bits.reduce(0) { $0 + Int($1) } }

  public var isEmpty: Bool { !bits.contains(1) }

  /// The smallest box around its pixels, or `nil` when it has none.
  public var box: Box? {
    var (left, top, right, bottom) = (width, height, -1, -1)
    for y in 0..<height {
      let row = bits[y * width..<(y + 1) * width]
      guard let first = row.firstIndex(of: 1), let last = row.lastIndex(of: 1) else { continue }
      left = min(left, first - y * width)
      right = max(right, last - y * width)
      top = min(top, y)
      bottom = y
    }
    guard right >= 0 else { return nil }
    return Box(x1: Float(left), y1: Float(top), x2: Float(right + 1), y2: Float(bottom + 1))
  }

  /// How many pixels belong to both.
  ///
  /// - Throws: `BoxError` when the masks are of different pictures.
  public func intersectionArea(with other: Mask) throws -> Int {
    guard width == other.width, height == other.height else {
      throw BoxError(
        operation: "Mask", expected: "two masks of one size, \(width)×\(height)",
        found: "one of \(other.width)×\(other.height)")
    }
    return zip(bits, other.bits).reduce(0) { $0 + Int($1.0 & $1.1) }
  }

  /// Intersection over union, in 0…1; 0 when both are empty.
  ///
  /// - Throws: `BoxError` when the masks are of different pictures.
  public func iou(with other: Mask) throws -> Float {
    let shared = try intersectionArea(with: other)
    let union = area + other.area - shared
    return union > 0 ? Float(shared) / Float(union) : 0
  }
}
