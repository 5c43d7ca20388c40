/// VOC's scores of a detector: one curve and one average precision for each class, and their mean.
///
/// - Source: Everingham et al., "The PASCAL Visual Object Classes Challenge", IJCV 2010, §4.2;
///   development kits 2007 and 2012, `VOCevaldet.m`.
/// - Example:
///       let scene = try Pasture.scene(seed: 7)
///       let found = scene.things.map { Detection(box: $0.box, classIndex: $0.kind.rawValue, score: 0.9) }
///       var record = try DetectionRecord(classNames: Pasture.classNames)
///       try record.add(scene, detections: found, name: "scene 7")
///       let scores = try record.vocScores()
///       scores.curves.count
///       scores.averagePrecisions
///       scores.meanAveragePrecision
///       print(scores.table)
public struct VocScores: Sendable {
  public let options: VocOptions
  public let pictureCount: Int
  public let classNames: [String]
  /// `[K]`; `nil` for a class without a truth that counts.
  public let curves: [PrecisionRecallCurve?]

  /// `[K]`; `nil` for a class without a truth that counts.
  public var averagePrecisions: [Double?] {
    curves.map { $0?.averagePrecision(options.rule) }
  }

  /// The mean over the classes that have truths, known as mAP.
  public var meanAveragePrecision: Double? {
    let values = averagePrecisions.compactMap { $0 }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

extension DetectionRecord {
  /// VOC's scores of boxes. Difficult truths and crowds count neither for nor against.
  ///
  /// - Throws: `EvaluationError` for a threshold outside 0…1.
  /// - Parameter options: rule and threshold.
  /// - Source: Everingham et al., "The PASCAL Visual Object Classes Challenge", IJCV 2010, §4.2.
  public func vocScores(_ options: VocOptions = VocOptions()) throws -> VocScores {
    guard options.iou > 0, options.iou <= 1 else {
      throw EvaluationError(
        operation: "vocScores", expected: "an IoU over 0 and at most 1", found: "\(options.iou)")
    }
    return VocScores(
      options: options, pictureCount: pictures.count, classNames: classNames,
      curves: cells().map { vocCurve($0, options) })
  }

  private func vocCurve(_ cells: [ClassCell], _ options: VocOptions) -> PrecisionRecallCurve? {
    var counted: [(score: Double, isTruePositive: Bool)] = []
    var truthCount = 0
    for cell in cells {
      let picture = pictures[cell.picture]
      let truths = cell.truths.map { picture.truths[$0] }
      let isIgnored = truths.map { $0.isDifficult || $0.isCrowd }
      truthCount += isIgnored.count { !$0 }
      let overlaps = cell.detections.map { index in
        let box = picture.detections[index].box
        return truths.map {
          options.isInclusive ? box.inclusiveIoU(with: $0.box) : box.iou(with: $0.box)
        }
      }
      let matches = matchedByVoc(overlaps, threshold: options.iou, isIgnored: isIgnored)
      for (index, match) in zip(cell.detections, matches) where !match.isIgnored {
        counted.append((picture.detections[index].score, match.isTruePositive))
      }
    }
    guard truthCount > 0 else { return nil }
    let order = counted.map(\.score).orderFromLargest()
    return PrecisionRecallCurve(ordered: order.map { counted[$0] }, truthCount: truthCount)
  }
}

extension VocScores {
  /// The classes as text: truths that count, detections that count, AP; the mean last.
  public var table: String {
    let rows = classNames.indices.map { k in
      [
        classNames[k], "\(curves[k]?.truthCount ?? 0)", "\(curves[k]?.points.count ?? 0)",
        scoreText(averagePrecisions[k]),
      ]
    }
    return aligned(
      [["class", "truths", "detections", "AP\(thresholdText)"]] + rows
        + [["mean", "", "", scoreText(meanAveragePrecision)]])
  }
}

extension VocScores: CustomStringConvertible {
  public var description: String {
    "VocScores: mAP \(scoreText(meanAveragePrecision)) over \(pictureCount) pictures"
  }
}
