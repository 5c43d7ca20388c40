/// Truths of a size, in square pixels; both ends belong to it.
///
/// In a band's figures everything else is ignored: truths outside it, and detections outside it that
/// hit nothing.
public struct AreaBand: Hashable, Sendable {
  /// `small`; its first letter ends a figure's name, as in `APs`.
  public let name: String
  public let areas: ClosedRange<Double>

  public init(_ name: String, _ areas: ClosedRange<Double>) {
    self.name = name
    self.areas = areas
  }

  /// COCO's largest area.
  static let largest = 1e5 * 1e5

  /// All sizes.
  public static let all = AreaBand("all", 0...largest)

  /// COCO's: under 32² pixels, 32² to 96², over 96².
  ///
  /// - Source: pycocotools, `cocoeval.py`, `Params`.
  public static let coco = bands(32, 96)

  /// The Pasture's, whose things are smaller: under 16² pixels, 16² to 40², over 40².
  public static let pasture = bands(16, 40)

  /// Small, medium and large, parted at two lengths of side in pixels.
  static func bands(_ low: Double, _ high: Double) -> [AreaBand] {
    [
      AreaBand("small", 0...low * low), AreaBand("medium", low * low...high * high),
      AreaBand("large", high * high...largest),
    ]
  }
}
