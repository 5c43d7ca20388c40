/// Cuts a picture into regions of about one colour, by joining neighbouring pixels: lightest edges
/// first, and never across an edge that is heavy *for the regions it parts*. A busy region (leaves,
/// wool) forgives more than a smooth one (sky).
///
/// - Source: Felzenszwalb and Huttenlocher, "Efficient Graph-Based Image Segmentation", IJCV 2004.
/// - Example:
///
///     let picture = try Image(example: "pasture-01.png")
///     try GraphSegmentation(k: 100).regions(of: picture).count
public struct GraphSegmentation: Hashable, Sendable {
  /// How much a region without any inner difference forgives, times its size: larger, and regions
  /// get larger. The paper's *k*, for colours in 0…255.
  public let k: Float
  /// Pixels by which the picture is smoothed first; 0 leaves it as it is.
  public let sigma: Float
  /// Regions with fewer pixels are joined to a neighbour in the end.
  public let minimumSize: Int

  /// The most pixels of a picture: each takes some 100 bytes while it is cut.
  public static let largestArea = 8 << 20

  /// - Throws: `ImageError` unless `k` and `sigma` are finite and not negative, `sigma` is at most 100
  ///   and `minimumSize` is not negative.
  public init(k: Float = 100, sigma: Float = 0.8, minimumSize: Int = 20) throws {
    func refuse(_ expected: String, _ found: String) -> ImageError {
      ImageError("GraphSegmentation", expected: expected, found: found)
    }
    guard k >= 0, k.isFinite else { throw refuse("a finite k of at least 0", "\(k)") }
    guard 0...100 ~= sigma else { throw refuse("a sigma in 0…100 pixels", "\(sigma)") }
    guard minimumSize >= 0 else { throw refuse("a minimumSize of at least 0", "\(minimumSize)") }
    self.k = k
    self.sigma = sigma
    self.minimumSize = minimumSize
  }

  /// The regions of a picture, numbered row by row.
  ///
  /// - Throws: `ImageError` for more than 8 Mpx.
  public func regions(of image: Image, in space: ColorSpace = .rgb) throws -> RegionMap {
    try Self.checkArea(image, operation: "GraphSegmentation.regions")
    return PixelGraph(image.planes(in: space).blurred(sigma: Double(sigma)))
      .regions(k: Double(k), minimumSize: minimumSize)
  }

  package static func checkArea(_ image: Image, operation: String) throws {
    guard image.width * image.height <= largestArea else {
      throw ImageError(
        operation, expected: "a picture of at most \(largestArea >> 20) Mpx",
        found: "\(image.width)×\(image.height)",
        hint: "resized(width: 500, height: …): R-CNN looked for its proposals at that width")
    }
  }
}

extension GraphSegmentation: CustomStringConvertible {
  public var description: String {
    "GraphSegmentation(k: \(k), sigma: \(sigma), minimumSize: \(minimumSize))"
  }
}
