import Dispatch
import Synchronization

/// COCO's scores of a detector.
///
/// - Source: cocodataset.org, "Detection evaluation"; every figure equals pycocotools'
///   (`Tests/Oracles/coco_scores.py` compares them).
/// - Example:
///       let scene = try Pasture.scene(seed: 7)
///       let found = scene.things.map { Detection(box: $0.box, classIndex: $0.kind.rawValue, score: 0.9) }
///       var record = try DetectionRecord(classNames: Pasture.classNames)
///       try record.add(scene, detections: found, name: "scene 7")
///       let scores = try record.cocoScores()
///       scores.figures.count
///       scores["AP50"]
///       scores.averagePrecision(ofClass: 1, iou: 0.5)
///       scores.averagePrecision(iou: 0.5)
///       scores.averageRecall()
///       try scores.chart().picture()
///       try scores.chart(ofClass: 1).picture()
///       print(scores.classTable)
///       print(scores.table)
public struct CocoScores: Sendable {
  public let options: CocoOptions
  public let pictureCount: Int
  public let classNames: [String]
  /// `[K][A]`: for each class, all sizes first and then each band; `nil` where there was no truth.
  public let classes: [[CocoBandScores?]]

  /// One class's average precision over all sizes; `nil` when no truth of it counts.
  ///
  /// - Parameter iou: one threshold; `nil`: the mean over all.
  /// - Parameter k: the index of a class.
  public func averagePrecision(ofClass k: Int, iou: Double? = nil) -> Double? {
    guard classes.indices.contains(k) else { return nil }
    return Self.mean(picked(classes[k][0]?.averagePrecisions, iou))
  }

  /// The mean over all classes that have truths in the band.
  ///
  /// - Parameters:
  ///   - iou: one threshold; `nil`: the mean over all.
  ///   - band: a band's name; `nil`: all sizes.
  public func averagePrecision(iou: Double? = nil, band: String? = nil) -> Double? {
    figure(iou, band) { $0.averagePrecisions }
  }

  /// The fraction of truths found, whatever the scores: the mean over classes and thresholds.
  ///
  /// - Parameter limit: how many detections of a class count in a picture, one of the options';
  ///   `nil`: the largest.
  /// - Parameter iou: one threshold; `nil`: the mean over all.
  /// - Parameter band: a band's name; `nil`: all sizes.
  public func averageRecall(iou: Double? = nil, band: String? = nil, limit: Int? = nil) -> Double? {
    let limit = limit ?? options.detectionLimits.last ?? 0
    guard let m = options.detectionLimits.firstIndex(of: limit) else { return nil }
    return figure(iou, band) { $0.recalls.map { $0[m] } }
  }

  private func figure(
    _ iou: Double?, _ band: String?, _ values: (CocoBandScores) -> [Double]
  ) -> Double? {
    let name = band ?? AreaBand.all.name
    guard let a = options.bands.firstIndex(where: { $0.name == name }) else { return nil }
    return Self.mean(classes.flatMap { picked($0[a].map(values), iou) })
  }

  /// The values at one threshold, or at all. 0.9 means the threshold that `linspace` rounds to
  /// 0.8999999999999999.
  private func picked(_ values: [Double]?, _ iou: Double?) -> [Double] {
    guard let values, let iou else { return values ?? [] }
    return zip(options.iouThresholds, values).filter { abs($0.0 - iou) < 1e-9 }.map(\.1)
  }

  private static func mean(_ values: [Double]) -> Double? {
    values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }
}

extension DetectionRecord {
  /// COCO's scores: of boxes, masks or keypoints, as the options say.
  ///
  /// Classes are scored side by side on all processors; the result does not depend on how many.
  ///
  /// - Throws: `EvaluationError` for options that make no sense, or an object without the mask or
  ///   the keypoints that are to be compared.
  /// - Source: cocodataset.org, "Detection evaluation"; pycocotools, `cocoeval.py`.
  public func cocoScores(_ options: CocoOptions = CocoOptions()) throws -> CocoScores {
    try options.check()
    try checkObjects(have: options.kind, keypoints: options.keypointSigmas.count)
    let measure = OverlapMeasure(
      kind: options.kind, similarity: try KeypointSimilarity(sigmas: options.keypointSigmas))
    let cells = cells()
    let scores = Mutex([[CocoBandScores?]](repeating: [], count: classNames.count))
    DispatchQueue.concurrentPerform(iterations: classNames.count) { k in
      var tally = CocoTally(options, measure)
      for cell in cells[k] {
        let picture = pictures[cell.picture]
        tally.add(
          truths: cell.truths.map { picture.truths[$0] },
          detections: cell.detections.map { picture.detections[$0] })
      }
      let result = tally.scoresByBand()
      scores.withLock { $0[k] = result }
    }
    return CocoScores(
      options: options, pictureCount: pictures.count, classNames: classNames,
      classes: scores.withLock { $0 })
  }

  /// - Throws: `EvaluationError` naming the first picture with an object that lacks what is to be
  ///   compared.
  private func checkObjects(have kind: OverlapKind, keypoints: Int) throws {
    for picture in pictures {
      let found: String?
      switch kind {
      case .bbox: return
      case .segm:
        let isComplete =
          picture.truths.allSatisfy { $0.mask != nil }
          && picture.detections.allSatisfy { $0.mask != nil }
        found = isComplete ? nil : "no mask"
      case .keypoints:
        let counts =
          picture.truths.map(\.keypoints.count) + picture.detections.map(\.keypoints.count)
        found = counts.first { $0 != keypoints }.map { "\($0) keypoints" }
      }
      guard let found else { continue }
      throw EvaluationError(
        operation: "cocoScores",
        expected: (kind == .segm ? "a mask" : "\(keypoints) keypoints")
          + " for every object of picture \(picture.name)",
        found: found)
    }
  }
}
