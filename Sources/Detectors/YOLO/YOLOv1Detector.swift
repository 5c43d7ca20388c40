import Boxes
import Images
import Layers
import Tensors

/// Finds things by YOLO version 1: one pass, two boxes a cell, suppression class by class.
///
/// - Source: Redmon et al., "You Only Look Once", CVPR 2016, §2 and §2.3.
/// - Example:
///       let detector = try YOLOv1Detector(network: PastureYOLOv1.trained())
///       let image = try Image(example: "pasture-01.png")
///       try detector.detections(in: image)
///       try detector.candidates(in: image).count
///       try detector.planned().detections(in: image).count
///       try detector.flops(width: 192, height: 144)
///       detector.classNames
///       detector.leastScore
///       detector.suppression
public struct YOLOv1Detector: PictureDetector {
  /// Trained.
  public let network: PastureYOLOv1
  /// Boxes below it are left out, in 0…1.
  public var leastScore: Float
  /// The IoU above which the weaker of two boxes of a class is dropped.
  public var suppression: Float
  private var plan: InferencePlan?

  /// A detector with its two thresholds.
  ///
  /// - Parameter network: trained.
  /// - Parameter leastScore: in 0…1. Scores are low: an IoU is a factor of each.
  /// - Parameter suppression: an IoU, in 0…1.
  /// - Throws: `ShapeError` for a score or an IoU outside of 0…1.
  public init(
    network: PastureYOLOv1, leastScore: Float = 0.3, suppression: Float = 0.45
  ) throws {
    guard 0...1 ~= leastScore, 0...1 ~= suppression else {
      throw ShapeError(
        operation: "YOLOv1Detector", expected: "a least score and an IoU in 0…1",
        found: "\(leastScore) and \(suppression)")
    }
    (self.network, self.leastScore, self.suppression) = (network, leastScore, suppression)
  }

  /// person … kite; no background.
  public var classNames: [String] { PastureYOLOv1.classNames }

  /// The same with the network's pass worked out beforehand: faster from the second picture on. Weights
  /// that change afterwards are not seen.
  ///
  /// - Throws: `ShapeError` as `InferencePlan`.
  public func planned() throws -> YOLOv1Detector {
    var copy = self
    copy.plan = try network.planned()
    return copy
  }

  /// Every box and class of at least `leastScore`, before suppression.
  ///
  /// - Parameter image: of any size; it is letterboxed to the network's input.
  public func candidates(in image: Image) throws -> [Detection] {
    let shape = PastureYOLOv1.inputShape
    let frame = try PictureFrame(letterboxing: image, width: shape[3], height: shape[2])
    let x = try network.normalized(image.rgb().placed(in: frame).tensor())
    let map = try plan?([x])[0] ?? withoutGradient { try network(x) }
    let all = try PastureYOLOv1.layout.predictions(map, width: shape[3], height: shape[2])
    return all.flatMap { prediction -> [Detection] in
      let box = frame.original(prediction.box)
      guard prediction.box.isFinite, !box.isDegenerate else { return [] }
      return prediction.scores.enumerated().compactMap { index, score in
        score >= leastScore ? Detection(box: box, classIndex: index, score: score) : nil
      }
    }
  }

  /// What suppression leaves of the candidates, best first.
  ///
  /// - Parameter image: of any size.
  public func detections(in image: Image) throws -> [Detection] {
    try nonMaximumSuppression(candidates(in: image), threshold: suppression)
  }

  /// The same for every picture: that of the network's input.
  ///
  /// - Parameters:
  ///   - width: of any picture, in pixels.
  ///   - height: likewise.
  public func flops(width: Int, height: Int) throws -> Int { try network.flops().total }
}
