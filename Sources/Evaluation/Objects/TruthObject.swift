import Boxes
import Datasets

/// A thing that is really in a picture, as scoring sees it.
///
/// - Example:
///       var truth = TruthObject(box: Box(x1: 10, y1: 20, x2: 40, y2: 80), classIndex: 2)
///       truth.box
///       truth.area
///       truth.classIndex
///       truth.isCrowd
///       truth.isDifficult = true
///       truth.isDifficult
public struct TruthObject: Hashable, Sendable {
  /// Index into the class names of the record it belongs to.
  public var classIndex: Int
  /// In pixels of the picture.
  public var box: PreciseBox
  /// In square pixels, what the area bands go by: the mask's pixels where there is a mask. COCO
  /// files write it down.
  public var area: Double
  /// COCO's mark for a bunch that nobody counted: a detection inside it counts neither for nor
  /// against, any number of times.
  public var isCrowd: Bool
  /// VOC's mark for a thing that is too hard to see: whoever finds it gains nothing, whoever does
  /// not loses nothing.
  public var isDifficult: Bool
  public var mask: RunLengthMask?
  /// Empty where the class has none.
  public var keypoints: [AnnotatedKeypoint]
  /// False for an annotation numbered 0 in its file, whose match pycocotools takes for no match.
  var canBeMatched = true

  public init(
    box: PreciseBox, classIndex: Int, area: Double? = nil, isCrowd: Bool = false,
    isDifficult: Bool = false, mask: RunLengthMask? = nil,
    keypoints: [AnnotatedKeypoint] = []
  ) {
    self.classIndex = classIndex
    self.box = box
    self.area = area ?? box.area
    self.isCrowd = isCrowd
    self.isDifficult = isDifficult
    self.mask = mask
    self.keypoints = keypoints
  }

  /// A thing of which the box is known.
  ///
  /// - Parameter box: in pixels of the picture.
  public init(
    box: Box, classIndex: Int, isCrowd: Bool = false, isDifficult: Bool = false
  ) {
    self.init(
      box: PreciseBox(box), classIndex: classIndex, isCrowd: isCrowd, isDifficult: isDifficult)
  }

  /// A thing of the Pasture, with its mask and its keypoints. An ignored one is marked as crowd and
  /// as difficult, so that either measure leaves it out.
  ///
  /// - Example: `TruthObject(try Pasture.scene(seed: 7).things[0]).classIndex`
  public init(_ thing: PastureThing) {
    self.init(
      box: PreciseBox(thing.box), classIndex: thing.kind.rawValue, area: Double(thing.area),
      isCrowd: thing.isIgnored, isDifficult: thing.isIgnored, mask: RunLengthMask(thing.mask),
      keypoints: thing.keypoints.map { AnnotatedKeypoint($0) })
  }

  /// A thing of a training example. An ignored one is marked as a crowd and as difficult.
  ///
  /// - Example: `TruthObject(try DetectionExample(pastureSeed: 7).objects[0]).classIndex`
  public init(_ object: DetectionObject) {
    let mask = object.mask.map { RunLengthMask($0) }
    self.init(
      box: PreciseBox(object.box), classIndex: object.classIndex,
      area: mask.map { Double($0.area) },
      isCrowd: object.isCrowd || object.isIgnored,
      isDifficult: object.isDifficult || object.isIgnored, mask: mask,
      keypoints: object.keypoints.map { AnnotatedKeypoint($0) })
  }

  /// Whether somebody has marked a keypoint of it.
  var hasLabelledKeypoints: Bool { keypoints.contains { $0.isLabelled } }
}

extension TruthObject: CustomStringConvertible {
  public var description: String {
    let marks = (isCrowd ? ", crowd" : "") + (isDifficult ? ", difficult" : "")
    return "TruthObject(class \(classIndex)\(marks), \(box.box))"
  }
}
