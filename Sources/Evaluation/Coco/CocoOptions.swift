/// What COCO's scoring leaves open.
///
/// - Example:
///       var options = CocoOptions(.bbox, areaBands: AreaBand.pasture)
///       options.iouThresholds = [0.5]
///       options.detectionLimits
///       options.iouThresholds
public struct CocoOptions: Hashable, Sendable {
  /// What is compared: boxes, masks or keypoints.
  public var kind: OverlapKind
  /// The least overlaps of a hit, rising; figures are means over them.
  public var iouThresholds: [Double]
  /// Beside all sizes together.
  public var areaBands: [AreaBand]
  /// How many detections count of a class in a picture, best first; rising.
  public var detectionLimits: [Int]
  /// One for each keypoint.
  public var keypointSigmas: [Double]

  /// As pycocotools has it: thresholds 0.50, 0.55 … 0.95; for boxes and masks three bands of size
  /// and at most 1, 10 and 100 detections; for keypoints two bands and at most 20.
  ///
  /// - Parameter areaBands: other bands than COCO's, as `AreaBand.pasture`. Keypoints leave out the
  ///   first: on small people nobody marks them.
  public init(_ kind: OverlapKind = .bbox, areaBands: [AreaBand] = AreaBand.coco) {
    self.kind = kind
    self.areaBands = kind == .keypoints ? Array(areaBands.dropFirst()) : areaBands
    iouThresholds = Self.cocoThresholds
    detectionLimits = kind == .keypoints ? [20] : [1, 10, 100]
    keypointSigmas = KeypointSimilarity.personSigmas
  }

  /// 0.50, 0.55 … 0.95, each with the rounding of NumPy's `linspace`.
  public static let cocoThresholds: [Double] = {
    let step = (0.95 - 0.5) / 9
    return (0...9).map { $0 == 9 ? 0.95 : 0.5 + Double($0) * step }
  }()

  /// All sizes first, then the bands.
  var bands: [AreaBand] { [.all] + areaBands }

  /// - Throws: `EvaluationError` for empty or disordered lists.
  func check() throws {
    func refuse(_ expected: String, _ found: String) -> EvaluationError {
      EvaluationError(operation: "CocoOptions", expected: expected, found: found)
    }
    guard !iouThresholds.isEmpty, iouThresholds.allSatisfy({ $0 > 0 && $0 <= 1 }) else {
      throw refuse("thresholds over 0 and at most 1", "\(iouThresholds)")
    }
    guard !detectionLimits.isEmpty, detectionLimits.allSatisfy({ $0 > 0 }),
      detectionLimits == detectionLimits.sorted()
    else { throw refuse("limits of 1 or more, rising", "\(detectionLimits)") }
  }
}
