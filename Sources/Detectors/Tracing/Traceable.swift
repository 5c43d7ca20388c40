import Boxes
import Images

/// Finds things in a picture.
public protocol PictureDetector: PictureModel {
  /// What is in the picture, best first, in its own pixels.
  func detections(in image: Image) throws -> [Detection]

  /// What a picture of this size costs, in floating-point operations; `Int.max` when it is more.
  ///
  /// - Parameters:
  ///   - width: of the picture, in pixels.
  ///   - height: likewise.
  func flops(width: Int, height: Int) throws -> Int
}

/// A detector that can say of each of its boxes where it came from and what became of it.
public protocol Traceable: PictureDetector {
  func trace(in image: Image) throws -> DetectionTrace
}

/// Every box that a detector weighed, from the cell it grew out of to its end.
public struct DetectionTrace: Sendable {
  /// What scored high enough to be weighed, best first; of equal scores, the first found. Where boxes
  /// were merged, the merged ones first.
  public let candidates: [TracedDetection]
  /// How many places were asked at all.
  public let placeCount: Int
  public let classNames: [String]
  /// Whether boxes that agree were merged, not suppressed: the others then went into the kept one.
  public let isMerging: Bool

  /// The candidates that were kept: what `detections(in:)` answers, in its order.
  public var kept: [TracedDetection] { candidates.filter { $0.fate == .kept } }

  /// - Parameter candidates: in any order, their fates not known yet.
  /// - Throws: `BoxError` for a NaN score or coordinate.
  public init(
    candidates: [TracedDetection], placeCount: Int, classNames: [String], suppression: Float
  ) throws {
    let order = candidates.indices.sorted {
      let (a, b) = (candidates[$0].detection.score, candidates[$1].detection.score)
      return a != b ? a > b : $0 < $1
    }
    var sorted = order.map { candidates[$0] }
    let record = try SuppressionTrace(
      sorted.map(\.detection.box), scores: sorted.map(\.detection.score),
      classes: sorted.map(\.detection.classIndex), threshold: suppression)
    for index in sorted.indices {
      sorted[index].index = index
      sorted[index].fate = record.fates[index]
      sorted[index].suppressed = record.suppressed(by: index)
    }
    self.candidates = sorted
    self.placeCount = placeCount
    self.classNames = classNames
    isMerging = false
  }

  /// For detectors that merge boxes: the first of each group became its box, the others went into it.
  ///
  /// - Parameter groups: best first; none of them empty.
  init(groups: [[TracedDetection]], placeCount: Int, classNames: [String]) {
    // All first ones come first, so that the kept are in the order of the detections.
    let firsts = groups.compactMap(\.first)
    var rest: [(owner: Int, candidate: TracedDetection)] = []
    for (owner, group) in groups.enumerated() {
      rest += group.dropFirst().map { (owner, $0) }
    }
    var all = firsts
    for (owner, candidate) in rest {
      var candidate = candidate
      let iou = firsts[owner].detection.box.iou(with: candidate.detection.box)
      candidate.fate = .suppressed(by: owner, iou: iou)
      all[owner].suppressed.append((all.count, iou))
      all.append(candidate)
    }
    for index in all.indices { all[index].index = index }
    candidates = all
    self.placeCount = placeCount
    self.classNames = classNames
    isMerging = true
  }
}

/// A box on its way through a detector.
public struct TracedDetection: Sendable {
  /// Place among the candidates, best first, from 0.
  public internal(set) var index = 0
  public let detection: Detection
  /// The way that led to the box, in order: cell, anchor, offsets, decoded, clipped.
  public let facts: [Fact]
  /// The probability of every class.
  public let scores: [Float]
  public internal(set) var fate = SuppressionTrace.Fate.kept
  /// The candidates that this one removed.
  public internal(set) var suppressed: [(index: Int, iou: Float)] = []

  /// One thing to know about a box, in words; with a box of its own where it is one.
  public struct Fact: Equatable, Sendable {
    public let name: String
    public let value: String
    public let box: Box?

    public init(_ name: String, _ value: String, box: Box? = nil) {
      self.name = name
      self.value = value
      self.box = box
    }
  }

  public init(detection: Detection, facts: [Fact], scores: [Float]) {
    self.detection = detection
    self.facts = facts
    self.scores = scores
  }
}
