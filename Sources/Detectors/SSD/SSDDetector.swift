// D default boxes, K classes with background.

import Boxes
import Images
import Tensors

/// One pass, a class and a box from every default box, suppression class by class.
///
/// - Source: Liu et al., "SSD", ECCV 2016, §2.1 and §3 ("Inference time"); torchvision's
///   `SSD.postprocess_detections`.
/// - Example:
///       var detector = try SSDDetector(network: PastureSSD.trained())
///       detector.leastScore = 0.3
///       let image = try Image(example: "pasture-01.png")
///       let pass = try detector.pass(image)
///       try detector.detections(of: pass).count
///       try detector.detections(in: image).count
///       detector.classNames
///       try detector.flops(width: 192, height: 144)
///       try detector.planned(width: 192, height: 144).detections(in: image).count
public struct SSDDetector: PictureDetector {
  public let network: any SSDNetwork
  public var options: SSDOptions
  /// Pictures of this size are answered by a plan, down to probabilities and offsets.
  package private(set) var plan: InferencePlan?

  /// - Throws: `ShapeError` for options out of range.
  public init(network: any SSDNetwork, options: SSDOptions = SSDOptions()) throws {
    try options.check()
    self.network = network
    self.options = options
  }

  /// With the usual options.
  ///
  /// - Parameter network: `PastureSSD.trained()`, or one of your own training.
  public init(network: PastureSSD) throws {
    try self.init(network: network as any SSDNetwork)
  }

  /// The network's, background first.
  public var classNames: [String] { network.classNames }

  /// `options.leastScore`: detections begin at this probability.
  public var leastScore: Float {
    get { options.leastScore }
    set { options.leastScore = newValue }
  }

  /// The same detector, quicker for pictures of one size: its inference is worked out beforehand. Other
  /// sizes are answered as before. Weights that change afterwards are not seen.
  ///
  /// - Parameters:
  ///   - width: of the pictures, in pixels.
  ///   - height: likewise.
  public func planned(width: Int, height: Int) throws -> SSDDetector {
    let size = type(of: network).inputSize(width: width, height: height)
    var copy = self
    copy.plan = try withoutGradient {
      try InferencePlan(inputs: [[1, 3, size.height, size.width]]) {
        let answers = try network.head.together(network.maps($0[0]))
        return [try answers.probabilities(), answers.offsets]
      }
    }
    return copy
  }

  /// What the network answers of a picture.
  public func pass(_ image: Image) throws -> SSDPass {
    let size = type(of: network).inputSize(width: image.width, height: image.height)
    return try withoutGradient {
      let x = try Self.input(image, size, type(of: network).normalization)
      let (probabilities, offsets): (Tensor, Tensor)
      if let plan, plan.inputShapes == [x.shape] {
        let outputs = try plan([x])
        (probabilities, offsets) = (outputs[0], outputs[1])
      } else {
        let answers = try network.answers(maps: network.maps(x))
        (probabilities, offsets) = (try answers.probabilities(), answers.offsets)
      }
      return SSDPass(
        width: image.width, height: image.height, inputWidth: size.width, inputHeight: size.height,
        probabilities: try probabilities[0], offsets: try offsets[0])
    }
  }

  /// The picture as the network sees it, `[1, 3, H, W]`: normalised, then stretched without
  /// smoothing, as torchvision does it.
  static func input(
    _ image: Image, _ size: (width: Int, height: Int), _ normalization: PictureNormalization
  ) throws -> Tensor {
    let x = try normalization(image.rgb().tensor())
    return x.shape.suffix(2) == [size.height, size.width]
      ? x : try x.upsampledBilinear(to: [size.height, size.width])
  }

  /// What is in the picture: per class, after suppression, best first. Background is no detection.
  public func detections(in image: Image) throws -> [Detection] {
    try detections(of: pass(image))
  }

  /// The likeliest default boxes of each class, decoded and suppressed class by class.
  public func detections(of pass: SSDPass) throws -> [Detection] {
    var kept: [Detection] = []
    // quote: detections
    for (_, candidates) in try candidates(of: pass) {
      kept += try nonMaximumSuppression(
        candidates.map(\.detection), threshold: options.suppression)
    }
    // end quote
    let best = kept.enumerated().sorted {
      let (a, b) = ($0.element.score, $1.element.score)
      return a != b ? a > b : $0.offset < $1.offset
    }
    return best.prefix(options.mostDetections).map(\.element).filter { !$0.box.isDegenerate }
  }

  /// A default box and a class that reached the least score.
  struct Candidate {
    let detection: Detection
    /// Among the D default boxes.
    let index: Int
    /// In pixels of the picture.
    let defaultBox: Box
    let offset: BoxOffset
    /// Before it was cut off at the picture's edge.
    let decoded: Box
  }

  /// Of each class, in order, the likeliest, best first.
  func candidates(of pass: SSDPass) throws -> [(classIndex: Int, candidates: [Candidate])] {
    let classes = network.head.classCount
    let boxes = try defaultBoxes(width: pass.inputWidth, height: pass.inputHeight)
    guard pass.probabilities.count == boxes.count * classes, pass.offsets.count == boxes.count * 4
    else {
      throw ShapeError(
        operation: "SSDDetector", expected: "a pass of this network, \(boxes.count) default boxes",
        found: "probabilities \(pass.probabilities.shape)")
    }
    let found = likely(pass.probabilities, boxes: boxes.count)
    let offsets = pass.offsets.values
    let (x, y) = (
      Float(pass.width) / Float(pass.inputWidth), Float(pass.height) / Float(pass.inputHeight)
    )
    return (1..<max(1, classes)).map { label in
      let best = found[label].sorted {
        $0.score != $1.score ? $0.score > $1.score : $0.index < $1.index
      }
      let candidates = best.prefix(options.candidatesPerClass).compactMap {
        index, score -> Candidate? in
        let at = 4 * index
        let offset = BoxOffset(
          dx: offsets[at], dy: offsets[at + 1], dw: offsets[at + 2], dh: offsets[at + 3])
        let decoded = BoxCodec.regionHead.decode(offset, from: boxes[index]).scaled(x: x, y: y)
        guard decoded.isFinite else { return nil }
        return Candidate(
          detection: Detection(
            box: decoded.clipped(width: pass.width, height: pass.height), classIndex: label,
            score: score),
          index: index, defaultBox: boxes[index].scaled(x: x, y: y), offset: offset,
          decoded: decoded)
      }
      return (label, candidates)
    }
  }

  /// Of each class the default boxes that reach the least score.
  private func likely(
    _ probabilities: Tensor, boxes: Int
  ) -> [[(index: Int, score: Float)]] {
    let classes = network.head.classCount
    var found = [[(index: Int, score: Float)]](repeating: [], count: classes)
    // Where the background leaves less than the least score, and a little for rounding, no class can
    // reach it: of most default boxes nothing else has to be read.
    let mostBackground = 1 - options.leastScore + 1e-5
    probabilities.withFloats { scores in
      for index in 0..<boxes where scores[index * classes] <= mostBackground {
        for label in 1..<max(1, classes) {
          let score = scores[index * classes + label]
          if score >= options.leastScore { found[label].append((index, score)) }
        }
      }
    }
    return found
  }

  /// The D default boxes over an input of this size, which says how many cells each map has.
  private func defaultBoxes(width: Int, height: Int) throws -> [Box] {
    let sizes = type(of: network).mapSizes(width: width, height: height)
    return try network.defaultBoxes.boxes(rows: sizes.map(\.rows), columns: sizes.map(\.columns))
  }

  /// The network on a picture of this size, once it is brought to the network's input.
  ///
  /// - Parameters:
  ///   - width: of the picture, in pixels.
  ///   - height: likewise.
  public func flops(width: Int, height: Int) throws -> Int {
    let size = type(of: network).inputSize(width: width, height: height)
    return try network.flops(inputShape: [1, 3, size.height, size.width]).total
  }
}

extension SSDDetector: CustomStringConvertible {
  public var description: String {
    "SSDDetector(\(network.defaultBoxes.grids.count) maps, score \(options.leastScore))"
  }
}

/// How an SSD looks at pictures.
public struct SSDOptions: Sendable {
  /// Detections begin at this probability; 0.01 where average precision is measured.
  public var leastScore: Float = 0.5
  /// The IoU above which the weaker of two boxes of a class is dropped.
  public var suppression: Float = 0.45
  /// Of each class, so many default boxes at most, the likeliest.
  public var candidatesPerClass = 400
  public var mostDetections = 200

  /// As the paper and torchvision have it.
  public init() {}

  func check() throws {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws {
      guard holds else {
        throw ShapeError(operation: "SSDDetector", expected: expected, found: found)
      }
    }
    try require(0...1 ~= leastScore, "a least score in 0…1", "\(leastScore)")
    try require(0...1 ~= suppression, "a suppression IoU in 0…1", "\(suppression)")
    try require(candidatesPerClass >= 0, "at least 0 candidates", "\(candidatesPerClass)")
    try require(mostDetections >= 0, "at least 0 detections", "\(mostDetections)")
  }
}

/// What an SSD answered of a picture, before suppression.
///
/// - Example:
///       let detector = try SSDDetector(network: PastureSSD.trained())
///       let pass = try detector.pass(Image(example: "pasture-01.png"))
///       pass.probabilities.shape
///       pass.offsets.shape
public struct SSDPass: Sendable {
  /// Of the picture, in pixels.
  public let width, height: Int
  /// Of what the network saw, in pixels.
  public let inputWidth, inputHeight: Int
  /// Of each default box and class, `[D, K]`.
  public let probabilities: Tensor
  /// dx, dy, dw, dh of each default box, times 10, 10, 5, 5: `[D, 4]`.
  public let offsets: Tensor
}
