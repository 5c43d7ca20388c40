import Boxes
import Datasets

/// One thing a detector says it sees, as scoring sees it.
///
/// - Example:
///       let detection = Detection(box: Box(x1: 10, y1: 20, x2: 40, y2: 80), classIndex: 2, score: 0.9)
///       let found = DetectedObject(detection)
///       found.classIndex
///       found.score
///       found.box
public struct DetectedObject: Hashable, Sendable {
  /// Index into the class names of the record it belongs to.
  public var classIndex: Int
  /// Higher is surer; any finite number.
  public var score: Double
  /// In pixels of the picture.
  public var box: PreciseBox
  /// In square pixels; decides whether a detection that hit nothing counts in an area band.
  public var area: Double
  public var mask: RunLengthMask?
  /// Scores of single keypoints are not used.
  public var keypoints: [DetectionResult.ScoredKeypoint]

  public init(
    box: PreciseBox, classIndex: Int, score: Double, area: Double? = nil,
    mask: RunLengthMask? = nil, keypoints: [DetectionResult.ScoredKeypoint] = []
  ) {
    self.classIndex = classIndex
    self.score = score
    self.box = box
    self.area = area ?? box.area
    self.mask = mask
    self.keypoints = keypoints
  }

  /// The same in double precision.
  public init(_ detection: Detection) {
    self.init(
      box: PreciseBox(detection.box), classIndex: detection.classIndex,
      score: Double(detection.score))
  }

  /// A person's keypoints alone. The box around them gives the area, as pycocotools has it.
  public init(keypoints: [DetectionResult.ScoredKeypoint], classIndex: Int, score: Double) {
    let box = PreciseBox(around: keypoints)
    self.init(box: box, classIndex: classIndex, score: score, keypoints: keypoints)
  }
}

extension PreciseBox {
  /// The box around all keypoints.
  ///
  /// - Source: pycocotools, `coco.py`, `loadRes`.
  init(around keypoints: [DetectionResult.ScoredKeypoint]) {
    let (xs, ys) = (keypoints.map(\.x), keypoints.map(\.y))
    let (left, top) = (xs.min() ?? 0, ys.min() ?? 0)
    self.init(
      x: left, y: top, width: (xs.max() ?? 0) - left, height: (ys.max() ?? 0) - top)
  }
}

extension DetectedObject: CustomStringConvertible {
  public var description: String {
    "DetectedObject(class \(classIndex), score \(score), \(box.box))"
  }
}
