/// Truths of a size, in square pixels; both ends belong to it.
///
/// In a band's figures everything else is ignored: truths outside it, and detections outside it that
/// hit nothing.
///
/// - Example:
///       let band = AreaBand("tiny", 0...64)
///       band.name
public struct AreaBand: Hashable, Sendable {
  /// `small`; its first letter ends a figure's name, as in `APs`.
  public let name: String
  /// From the smallest to the largest that belongs to it, in square pixels.
  public let areas: ClosedRange<Double>

  /// A band of one's own.
  ///
  /// - Parameter name: small, medium …
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
  /// - Example: `AreaBand.coco.map(\.name)`
  public static let coco = bands(32, 96)

  /// The Pasture's, whose things are smaller: under 16² pixels, 16² to 40², over 40².
  ///
  /// - Example: `AreaBand.pasture.map(\.name)`
  public static let pasture = bands(16, 40)

  /// Small, medium and large, parted at two lengths of side in pixels.
  static func bands(_ low: Double, _ high: Double) -> [AreaBand] {
    [
      AreaBand("small", 0...low * low), AreaBand("medium", low * low...high * high),
      AreaBand("large", high * high...largest),
    ]
  }
}
