import Boxes
import Datasets

/// One picture: what is there, and what a detector said.
public struct ScoredPicture: Hashable, Sendable {
  /// A file name or a number, for tables.
  public var name: String
  public var truths: [TruthObject]
  public var detections: [DetectedObject]
}

/// Everything that was there and everything that was said, picture by picture: what every score of
/// detection is taken from.
///
/// ```swift
/// var record = try DetectionRecord(classNames: Pasture.classNames)
/// for seed in 0..<10 {
///   let scene = try Pasture.scene(seed: seed)
///   try record.add(scene, detections: try detector.detections(in: scene.image))
/// }
/// print(try record.cocoScores().table)
/// ```
///
/// - Example:
///       let scene = try Pasture.scene(seed: 7)
///       let found = scene.things.map { Detection(box: $0.box, classIndex: $0.kind.rawValue, score: 0.9) }
///       var record = try DetectionRecord(classNames: Pasture.classNames)
///       try record.add(scene, detections: found, name: "scene 7")
///       record.classNames
///       try record.vocScores().meanAveragePrecision
///       try record.verdicts().summary
///       print(try record.cocoScores().table)
public struct DetectionRecord: Sendable {
  /// Of the K classes, in the order of their indices.
  public let classNames: [String]
  /// In the order in which they were added. Of equal scores the earlier picture's goes first.
  public private(set) var pictures: [ScoredPicture] = []

  /// Nothing recorded yet.
  ///
  /// - Throws: `EvaluationError` when there is no class.
  public init(classNames: [String]) throws {
    guard !classNames.isEmpty else {
      throw EvaluationError(
        operation: "DetectionRecord", expected: "at least one class", found: "none")
    }
    self.classNames = classNames
  }

  /// Adds one picture.
  ///
  /// - Parameter name: what tables call it; its number, from 0, when empty.
  /// - Throws: `EvaluationError` for a class index that is no class, a number that is not finite (a
  ///   NaN score has no place in an order) or a box with a negative side.
  public mutating func add(
    truths: [TruthObject], detections: [DetectedObject], name: String = ""
  ) throws {
    let name = name.isEmpty ? "\(pictures.count)" : name
    for (index, truth) in truths.enumerated() {
      try check(
        "truth \(index) of picture \(name)", truth.classIndex, truth.box,
        [truth.area] + truth.keypoints.flatMap { [$0.x, $0.y] })
    }
    for (index, detection) in detections.enumerated() {
      let what = "detection \(index) of picture \(name)"
      guard detection.score.isFinite else {
        throw refuse("\(what) with a finite score", "\(detection.score)")
      }
      try check(
        what, detection.classIndex, detection.box,
        [detection.area] + detection.keypoints.flatMap { [$0.x, $0.y] })
    }
    pictures.append(ScoredPicture(name: name, truths: truths, detections: detections))
  }

  /// Adds one picture, with detections as detectors answer them.
  ///
  /// - Parameter truths: what is there.
  /// - Parameter name: what tables call it; its number, from 0, when empty.
  /// - Throws: `EvaluationError` for a class index that is no class, or a number that is not
  ///   finite.
  /// - Example:
  ///       var record = try DetectionRecord(classNames: ["sheep"])
  ///       let box = Box(x1: 0, y1: 0, x2: 9, y2: 9)
  ///       let found = Detection(box: box, classIndex: 0, score: 0.9)
  ///       try record.add(truths: [TruthObject(box: box, classIndex: 0)], detections: [found])
  ///       try record.vocScores().meanAveragePrecision
  public mutating func add(
    truths: [TruthObject], detections: [Detection], name: String = ""
  ) throws {
    try add(truths: truths, detections: detections.map { DetectedObject($0) }, name: name)
  }

  private func check(
    _ what: String, _ classIndex: Int, _ box: PreciseBox, _ numbers: [Double]
  ) throws {
    guard classNames.indices.contains(classIndex) else {
      throw refuse("\(what) with a class from 0 to \(classNames.count - 1)", "\(classIndex)")
    }
    guard box.isSound else {
      throw refuse("\(what) with a finite box whose sides are not negative", "\(box)")
    }
    if let bad = numbers.first(where: { !$0.isFinite }) {
      throw refuse("\(what) with finite numbers", "\(bad)")
    }
  }

  private func refuse(_ expected: String, _ found: String) -> EvaluationError {
    EvaluationError(operation: "DetectionRecord.add", expected: expected, found: found)
  }
}

extension DetectionRecord: CustomStringConvertible {
  public var description: String {
    let truths = pictures.reduce(0) { $0 + $1.truths.count }
    let detections = pictures.reduce(0) { $0 + $1.detections.count }
    return "DetectionRecord: \(pictures.count) pictures, \(truths) truths, "
      + "\(detections) detections, \(classNames.count) classes"
  }
}
