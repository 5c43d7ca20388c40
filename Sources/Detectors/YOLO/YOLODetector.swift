import Boxes
import Images
import Layers
import Tensors

/// Finds things by a YOLO with anchors: one pass, every box of every scale, suppression class by class.
///
/// - Source: Redmon and Farhadi, "YOLOv3", 2018; Darknet's `do_nms_sort`.
/// - Differs: boxes are clipped to the picture, and those outside of it dropped.
/// - Example:
///       let detector = try YOLODetector(network: PastureYOLOv3.trained())
///       let image = try Image(example: "pasture-01.png")
///       try detector.detections(in: image)
///       try detector.candidates(in: image).count
///       try detector.planned().detections(in: image).count
///       try detector.flops(width: 192, height: 144)
///       detector.classNames
///       detector.leastScore
///       detector.suppression
public struct YOLODetector<Network: YOLONetwork>: PictureDetector {
  /// Trained.
  public let network: Network
  /// Boxes below it are left out: objectness times the probability of the class, in 0…1.
  public var leastScore: Float
  /// The IoU above which the weaker of two boxes of a class is dropped.
  public var suppression: Float
  private var plan: InferencePlan?

  /// A detector with its two thresholds.
  ///
  /// - Parameter network: trained.
  /// - Parameter leastScore: in 0…1.
  /// - Parameter suppression: an IoU, in 0…1.
  /// - Throws: `ShapeError` for a score or an IoU outside of 0…1.
  public init(network: Network, leastScore: Float = 0.5, suppression: Float = 0.45) throws {
    guard 0...1 ~= leastScore, 0...1 ~= suppression else {
      throw ShapeError(
        operation: "YOLODetector", expected: "a least score and an IoU in 0…1",
        found: "\(leastScore) and \(suppression)")
    }
    (self.network, self.leastScore, self.suppression) = (network, leastScore, suppression)
  }

  /// Of the network.
  public var classNames: [String] { network.classNames }

  /// The same with the network's pass worked out beforehand: faster from the second picture on. Weights
  /// that change afterwards are not seen.
  ///
  /// - Throws: `ShapeError` as `InferencePlan`.
  public func planned() throws -> YOLODetector {
    var copy = self
    copy.plan = try network.planned()
    return copy
  }

  /// A box and one class, before suppression.
  struct Candidate {
    let prediction: YOLOPrediction
    /// In pixels of the picture, clipped to it.
    let detection: Detection
  }

  /// Every box and class of at least `leastScore`, before suppression: a box of two classes is two.
  ///
  /// - Parameter image: of any size; it is letterboxed to the network's input.
  public func candidates(in image: Image) throws -> [Detection] {
    try found(in: image).map(\.detection)
  }

  func found(in image: Image) throws -> [Candidate] {
    let shape = Network.inputShape
    let frame = try PictureFrame(letterboxing: image, width: shape[3], height: shape[2])
    let x = try network.normalized(image.rgb().placed(in: frame).tensor())
    let maps = try plan?([x]) ?? withoutGradient { try network(x) }
    var found: [Candidate] = []
    for prediction in try network.layout.predictions(maps, objectness: leastScore) {
      let box = frame.original(prediction.box)
      if box.isDegenerate { continue }
      for (index, score) in prediction.scores.enumerated() where score >= leastScore {
        found.append(
          Candidate(
            prediction: prediction,
            detection: Detection(box: box, classIndex: index, score: score)))
      }
    }
    return found
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

extension YOLODetector: Traceable {
  /// Each candidate with its scale, its cell, its anchor, and what the network said of them.
  public func trace(in image: Image) throws -> DetectionTrace {
    let shape = Network.inputShape
    let frame = try PictureFrame(letterboxing: image, width: shape[3], height: shape[2])
    let candidates = try found(in: image).map { found in
      TracedDetection(
        detection: found.detection, facts: try facts(found, frame),
        scores: found.prediction.scores)
    }
    return try DetectionTrace(
      candidates: candidates,
      placeCount: network.layout.boxCount(width: shape[3], height: shape[2]),
      classNames: classNames, suppression: suppression)
  }

  private func facts(
    _ found: Candidate, _ frame: PictureFrame
  ) throws -> [TracedDetection.Fact] {
    let (prediction, layout) = (found.prediction, network.layout)
    let place = prediction.place
    let grid = try layout.grid(place.scale, width: frame.width, height: frame.height)
    let anchor = layout.scales[place.scale].anchors[place.anchor]
    let cell = grid.box(of: place.cell)
    func rounded(_ x: Float) -> Float { (x * 100).rounded() / 100 }
    let raw = prediction.raw.map { "\(rounded($0))" }.joined(separator: ", ")
    return [
      .init(
        "scale", "stride \(layout.scales[place.scale].stride), \(grid.rows)×\(grid.columns) cells"),
      .init(
        "cell", "row \(place.cell.row), column \(place.cell.column)", box: frame.original(cell)),
      .init(
        "anchor", "number \(place.anchor), \(anchor.width)×\(anchor.height)",
        box: frame.original(Box(centerX: cell.centerX, centerY: cell.centerY, size: anchor))),
      .init("raw", "\(raw): tx, ty, tw, th", box: found.detection.box),
      .init(
        "score",
        "objectness \(rounded(prediction.objectness)) times "
          + "\(rounded(prediction.probabilities[found.detection.classIndex])) for the class"),
    ]
  }
}
