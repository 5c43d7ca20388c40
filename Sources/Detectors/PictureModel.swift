import Boxes
import Images

/// Something that is shown a picture and says what is in it: a detector, or a model that says more
/// than boxes. What `fovea detect` runs.
public protocol PictureModel: Sendable {
  /// The class of each `Detection.classIndex`.
  var classNames: [String] { get }

  /// What it says of each thing beside its box.
  var parts: Set<FoundPart> { get }

  /// All it says of a picture; the best things first.
  ///
  /// - Throws: `ShapeError` for a picture that is too small.
  func answer(for image: Image) throws -> PictureAnswer
}

extension PictureModel {
  /// Nothing: boxes, classes and scores are all it has.
  public var parts: Set<FoundPart> { [] }
}

/// What a model may say of a thing beside its box.
public enum FoundPart: String, CaseIterable, Sendable {
  /// Which pixels it covers.
  case mask
  /// Where its joints are.
  case keypoints
}

/// All that a model says of one picture, in the picture's own pixels.
///
/// - Example:
///       let image = try Image(example: "pasture-01.png")
///       let detector = try FasterRCNNDetector(network: PastureMaskRCNN.trained())
///       let answer = try detector.answer(for: image)
///       answer.things.count
///       try answer.drawn(on: image, classNames: detector.classNames)
public struct PictureAnswer: Hashable, Sendable {
  /// Best first.
  public var things: [FoundThing]
  /// The class of every pixel, where the model says so.
  public var classMap: ClassMap?

  public init(things: [FoundThing] = []) { self.things = things }

  public init(_ detections: [Detection]) {
    self.init(things: detections.map { FoundThing($0) })
  }
}

/// One thing that was found: its box, and what else the model says of it.
///
/// - Example:
///       let detector = try FasterRCNNDetector(network: PastureMaskRCNN.trained())
///       let answer = try detector.answer(for: Image(example: "pasture-01.png"))
///       answer.things.map { $0.detection.score }
///       answer.things.map { $0.mask?.area ?? 0 }
///       answer.things.map { $0.keypoints.count }
public struct FoundThing: Hashable, Sendable {
  /// Its box, class and score.
  public var detection: Detection
  /// Which pixels it covers, of the whole picture, where the model says so.
  public var mask: RunLengthMask?
  /// In the order of the class's keypoints; empty where the model names none.
  public var keypoints: [FoundKeypoint]

  public init(
    _ detection: Detection, mask: RunLengthMask? = nil, keypoints: [FoundKeypoint] = []
  ) {
    self.detection = detection
    self.mask = mask
    self.keypoints = keypoints
  }
}

/// A keypoint that was found, and how sure the model is of it.
///
/// - Example:
///       let maps = try Tensor.zeros([1, 1, 4, 4]).replacing(at: 0, 0, 2, 1, with: 5)
///       let joint = try decodedKeypoints(maps, boxes: [Box(x1: 10, y1: 20, x2: 18, y2: 28)])[0][0]
///       joint.x
///       joint.y
///       joint.score
///       joint.placed
public struct FoundKeypoint: Hashable, Sendable {
  /// In pixels.
  public var x, y: Float
  /// How sure the model is: the logit at its place, where it comes from a heat map.
  public var score: Float

  public init(x: Float, y: Float, score: Float) {
    self.x = x
    self.y = y
    self.score = score
  }
}

extension PictureDetector {
  /// Its detections, which is all it has to say.
  public func answer(for image: Image) throws -> PictureAnswer {
    PictureAnswer(try detections(in: image))
  }
}
