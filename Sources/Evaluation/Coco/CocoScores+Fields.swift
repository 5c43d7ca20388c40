/// A score under the name that other programs know it by.
public struct ScoreField: Hashable, Sendable {
  /// `AP50`, `mask_AP`, `keypoint_APm`, `voc_AP50`.
  public let name: String
  /// In 0…1; `nil` when there was nothing to find.
  public let value: Double?

  public init(name: String, value: Double?) {
    self.name = name
    self.value = value
  }
}

extension CocoScores {
  /// The figures, named for a file that may hold those of boxes, masks and keypoints together.
  public var fields: [ScoreField] {
    let prefix =
      switch options.kind {
      case .bbox: ""
      case .segm: "mask_"
      case .keypoints: "keypoint_"
      }
    return figures.map { ScoreField(name: prefix + $0.name, value: $0.value) }
  }
}

extension VocScores {
  /// The mean average precision, as `voc_AP50`.
  public var fields: [ScoreField] {
    [ScoreField(name: "voc_AP\(thresholdText)", value: meanAveragePrecision)]
  }

  /// `50`.
  var thresholdText: String { "\(Int((options.iou * 100).rounded()))" }
}
