/// One of COCO's figures: a number with a name that everybody knows.
///
/// - Example:
///       let scene = try Pasture.scene(seed: 7)
///       var record = try DetectionRecord(classNames: Pasture.classNames)
///       try record.add(scene, detections: [])
///       let figure = try record.cocoScores().figures[0]
///       figure.name
///       figure.value
public struct CocoFigure: Hashable, Sendable {
  /// `AP50`, `ARs`.
  public let name: String
  /// In 0…1; `nil` when there was nothing to find (pycocotools prints −1).
  public let value: Double?
  /// What it is the mean of: thresholds, sizes, detections a picture.
  public let iou, area: String
  public let limit: Int
}

extension CocoScores {
  /// The twelve of boxes and masks, or the ten of keypoints, in pycocotools' order.
  public var figures: [CocoFigure] {
    let isKeypoints = options.kind == .keypoints
    let most = options.detectionLimits.last ?? 0
    let recallEnding = isKeypoints ? "" : "\(most)"
    var list = [
      figure("AP", averagePrecision()), figure("AP50", averagePrecision(iou: 0.5), iou: "0.50"),
      figure("AP75", averagePrecision(iou: 0.75), iou: "0.75"),
    ]
    list += options.areaBands.map {
      figure("AP\($0.letter)", averagePrecision(band: $0.name), area: $0.name)
    }
    list += options.detectionLimits.dropLast().map {
      figure("AR\($0)", averageRecall(limit: $0), limit: $0)
    }
    list.append(figure("AR\(recallEnding)", averageRecall()))
    if isKeypoints {
      list += [
        figure("AR50", averageRecall(iou: 0.5), iou: "0.50"),
        figure("AR75", averageRecall(iou: 0.75), iou: "0.75"),
      ]
    }
    list += options.areaBands.map {
      figure("AR\($0.letter)", averageRecall(band: $0.name), area: $0.name)
    }
    return list
  }

  /// The figure of that name: `scores["AP50"]`.
  public subscript(name: String) -> Double? { figures.first { $0.name == name }?.value }

  private func figure(
    _ name: String, _ value: Double?, iou: String? = nil, area: String = "all", limit: Int? = nil
  ) -> CocoFigure {
    let thresholds = options.iouThresholds
    let ends = [thresholds.first, thresholds.last].map { fixed($0 ?? 0, 2) }
    return CocoFigure(
      name: name, value: value, iou: iou ?? ends.joined(separator: ":"), area: area,
      limit: limit ?? options.detectionLimits.last ?? 0)
  }
}

extension AreaBand {
  /// What ends a figure's name.
  var letter: String { String(name.prefix(1)) }
}
