/// What became of one detection: right, or wrong in one of four ways.
///
/// - Source: Hoiem et al., "Diagnosing Error in Object Detectors", ECCV 2012, §3, and Bolya et al.,
///   "TIDE", ECCV 2020, §2.2, for the kinds and the 0.1 below which a box is on background.
/// - Example:
///       let kind = VerdictKind.duplicate
///       kind.letter
///       kind.name
public enum VerdictKind: String, Hashable, Sendable, CaseIterable {
  /// Found a truth that nobody surer had found.
  case truePositive
  /// On a truth that a surer detection had found already.
  case duplicate
  /// The right class, but overlapping less than the threshold.
  case poorBox
  /// Overlapping enough, but a truth of another class.
  case wrongClass
  /// Overlapping nothing of its class.
  case background
  /// On a crowd or a difficult truth: counts neither for nor against.
  case ignored
}

/// One detection, what became of it, and the truth it was compared with.
///
/// - Example:
///       let scene = try Pasture.scene(seed: 7)
///       let found = scene.things.map { Detection(box: $0.box, classIndex: $0.kind.rawValue, score: 0.9) }
///       var record = try DetectionRecord(classNames: Pasture.classNames)
///       try record.add(scene, detections: found, name: "scene 7")
///       let verdict = try record.verdicts().verdicts[0]
///       verdict.kind
///       verdict.picture
///       verdict.pictureIndex
///       verdict.detectionIndex
///       verdict.detection
///       verdict.truthIndex
///       verdict.truth
///       verdict.iou
public struct DetectionVerdict: Hashable, Sendable {
  /// What became of it.
  public let kind: VerdictKind
  /// The picture's name and its index in the record.
  public let picture: String
  /// Of its picture in the record, from 0.
  public let pictureIndex: Int
  /// Index into the picture's detections.
  public let detectionIndex: Int
  /// What the detector said.
  public let detection: DetectedObject
  /// The truth it was compared with, as an index into the picture's truths; `nil` where it overlaps
  /// none.
  public let truthIndex: Int?
  /// What it was compared with; `nil` where it overlaps none.
  public let truth: TruthObject?
  /// The IoU with that truth, in 0…1.
  public let iou: Double
}

extension VerdictKind {
  /// One letter, for pictures and narrow tables.
  public var letter: String {
    switch self {
    case .truePositive: "T"
    case .duplicate: "D"
    case .poorBox: "P"
    case .wrongClass: "W"
    case .background: "B"
    case .ignored: "I"
    }
  }

  /// `true positive`, `poor box`.
  public var name: String {
    switch self {
    case .truePositive: "true positive"
    case .duplicate: "duplicate"
    case .poorBox: "poor box"
    case .wrongClass: "wrong class"
    case .background: "background"
    case .ignored: "ignored"
    }
  }
}

/// A truth that no detection found.
///
/// - Example:
///       var record = try DetectionRecord(classNames: Pasture.classNames)
///       try record.add(Pasture.scene(seed: 7), detections: [], name: "scene 7")
///       let missed = try record.verdicts().missed[0]
///       missed.picture
///       missed.truth
///       missed.bestIoU
public struct MissedTruth: Hashable, Sendable {
  /// The picture's name.
  public let picture: String
  public let pictureIndex: Int
  /// Index into the picture's truths.
  public let truthIndex: Int
  /// What was there.
  public let truth: TruthObject
  /// The best IoU of any detection of its class, in 0…1.
  public let bestIoU: Double
}

extension DetectionVerdict: CustomStringConvertible {
  public var description: String {
    "\(kind.name), IoU \(fixed(iou, 2)), score \(fixed(detection.score, 2)), picture \(picture)"
  }
}

extension MissedTruth: CustomStringConvertible {
  public var description: String {
    "missed, best IoU \(fixed(bestIoU, 2)), picture \(picture)"
  }
}
