import Boxes
import Images
import Layers
import Tensors

/// Any of Darknet's detectors: a network with `[detection]`, `[region]` or `[yolo]` heads.
///
/// - Source: Redmon's Darknet, `examples/detector.c` (`test_detector`) and `src/box.c`
///   (`do_nms_sort`).
/// - Differs: a thing is a box and one class, so that a box of two classes is two things; boxes are
///   clipped to the picture, and those outside of it dropped.
public struct DarknetDetector: PictureDetector {
  public let network: DarknetNetwork
  public let classNames: [String]
  /// A box counts whose objectness is above it, and of its classes those whose score is.
  public let threshold: Float
  /// The IoU above which the weaker of two boxes of a class is dropped.
  public let suppression: Float
  public let framing: DarknetPicture.Framing
  private var plan: InferencePlan?

  /// - Parameters:
  ///   - classNames: one for each class; `nil`: their numbers.
  ///   - framing: `nil`: stretched for YOLO version 1, letterboxed for the others.
  /// - Throws: `DarknetError` for a network without heads, or heads of several numbers of classes;
  ///   `ShapeError` for another number of names, or thresholds outside of 0…1.
  public init(
    network: DarknetNetwork, classNames: [String]? = nil, threshold: Float = 0.5,
    suppression: Float = 0.45, framing: DarknetPicture.Framing? = nil
  ) throws {
    let file = network.blueprint.configuration.file
    let heads = network.blueprint.heads
    guard let first = heads.first, let classCount = first.kind.classCount else {
      throw DarknetError(
        file: file, expected: "a detector: a [detection], [region] or [yolo] section",
        found: "none", hint: "fovea trace yolo --config runs any network")
    }
    if let other = heads.first(where: { $0.kind.classCount != classCount }) {
      throw DarknetError(
        file: file, line: other.line, section: other.section, key: "classes",
        expected: "\(classCount), as in line \(first.line)",
        found: "\(other.kind.classCount ?? 0)")
    }
    if let classNames, classNames.count != classCount {
      throw ShapeError(
        operation: "DarknetDetector", expected: "\(classCount) class names",
        found: "\(classNames.count)", hint: "one name a line, as in coco.names")
    }
    for (name, value) in ["threshold": threshold, "suppression": suppression] as KeyValuePairs {
      guard 0...1 ~= value else {
        throw ShapeError(
          operation: "DarknetDetector", expected: "a \(name) in 0…1", found: "\(value)")
      }
    }
    self.network = network
    self.classNames = classNames ?? (0..<classCount).map { "class \($0)" }
    self.threshold = threshold
    self.suppression = suppression
    self.framing = framing ?? network.framing
  }

  /// The same with the network's pass worked out beforehand: faster from the second picture on, and in
  /// less memory. Weights that change afterwards are not seen.
  ///
  /// - Throws: `ShapeError` as `InferencePlan`.
  public func planned() throws -> DarknetDetector {
    var copy = self
    copy.plan = try network.planned()
    return copy
  }

  /// What the heads speak for, before suppression, in their order.
  public func candidates(in image: Image) throws -> [DarknetCandidate] {
    let picture = try DarknetPicture(image, for: network.blueprint.input, framing: framing)
    let outputs =
      try plan?([picture.tensor])
      ?? withoutGradient { try network.answers(picture.tensor).map(\.output) }
    return candidates(outputs, placement: picture.placement)
  }

  /// - Parameter outputs: the heads', for one picture.
  func candidates(_ outputs: [Tensor], placement: DarknetPlacement) -> [DarknetCandidate] {
    let decoder = DarknetDecoder(placement: placement, threshold: threshold)
    return zip(network.blueprint.heads, outputs).flatMap { decoder.candidates($1, of: $0) }
  }

  public func detections(in image: Image) throws -> [Detection] {
    try kept(candidates(in: image), width: image.width, height: image.height)
  }

  /// Suppression class by class, on whole boxes; then they are clipped.
  func kept(
    _ candidates: [DarknetCandidate], width: Int, height: Int
  ) throws -> [Detection] {
    var byClass: [Int: [Detection]] = [:]
    for candidate in candidates {
      for score in candidate.scores {
        byClass[score.classIndex, default: []].append(
          Detection(box: candidate.box, classIndex: score.classIndex, score: score.score))
      }
    }
    var kept: [Detection] = []
    for (_, detections) in byClass.sorted(by: { $0.key < $1.key }) {
      for var detection in try nonMaximumSuppression(detections, threshold: suppression) {
        detection.box = detection.box.clipped(width: width, height: height)
        if !detection.box.isDegenerate { kept.append(detection) }
      }
    }
    return kept.enumerated().sorted {
      $0.element.score != $1.element.score
        ? $0.element.score > $1.element.score : $0.offset < $1.offset
    }.map(\.element)
  }

  /// The same for every picture: that of the network's input.
  public func flops(width: Int, height: Int) throws -> Int { try network.flops().total }
}

extension DarknetNetwork {
  /// How Darknet's own programs fit a picture: stretched for YOLO version 1, letterboxed for others.
  public var framing: DarknetPicture.Framing {
    let isFirstVersion = blueprint.heads.contains {
      if case .detection = $0.kind { true } else { false }
    }
    return isFirstVersion ? .stretch : .letterbox
  }
}
