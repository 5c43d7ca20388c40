// L levels, H×W cells, A anchors a cell, K classes, D detections.

import Boxes
import Images
import Layers
import Tensors

/// RetinaNet at work: of every level the best anchors and classes, decoded, clipped, suppressed class
/// by class.
///
/// - Source: Lin et al., "Focal Loss for Dense Object Detection", ICCV 2017, §4.1, "Inference";
///   torchvision's `RetinaNet.postprocess_detections`.
/// - Differs: a score of exactly `leastScore` counts. A box of which nothing is left in the picture
///   takes its place among the best, as in torchvision, but is no detection.
public struct RetinaNetDetector: PictureDetector {
  public let network: RetinaNet
  public var options: RetinaNetOptions
  let plan: InferencePlan?

  /// - Throws: `ShapeError` for options out of range.
  public init(network: RetinaNet, options: RetinaNetOptions = RetinaNetOptions()) throws {
    try self.init(network: network, options: options, plan: nil)
  }

  private init(network: RetinaNet, options: RetinaNetOptions, plan: InferencePlan?) throws {
    try options.check()
    (self.network, self.options, self.plan) = (network, options, plan)
  }

  /// The same detector, its network planned for pictures of this size: faster, and no longer aware of
  /// weights that change. Pictures that are brought to another size are looked at without a plan.
  ///
  /// - Parameters:
  ///   - width: of pictures, in pixels.
  ///   - height: likewise.
  public func planned(width: Int, height: Int) throws -> RetinaNetDetector {
    let size = network.framing.paddedSize(width: width, height: height)
    let plan = try InferencePlan(inputs: [[1, 3, size.height, size.width]]) {
      try network.denseAnswers(network.maps($0[0])).flatMap { [$0.logits, $0.offsets] }
    }
    return try RetinaNetDetector(network: network, options: options, plan: plan)
  }

  public var classNames: [String] { network.classNames }

  /// What is in the picture: per class, after suppression, best first.
  public func detections(in image: Image) throws -> [Detection] { try pass(image).detections }

  // quote: pass
  /// Everything on the way.
  ///
  /// - Throws: `ShapeError` for an empty picture.
  public func pass(_ image: Image) throws -> RetinaNetPass {
    let size = network.framing.size(width: image.width, height: image.height)
    let input = try network.framing.tensor(image, RetinaNet.normalization)
    return try pass(input: input, size: size) { box in
      box.scaled(
        x: Float(image.width) / Float(size.width), y: Float(image.height) / Float(size.height))
    }
  }

  /// From the network's input on.
  ///
  /// - Parameters:
  ///   - input: `[1, 3, H, W]`, normalised, with its padding.
  ///   - size: of the picture in it, without padding.
  ///   - toPicture: brings a box to the picture's own pixels.
  func pass(
    input: Tensor, size: (width: Int, height: Int), toPicture: (Box) -> Box
  ) throws -> RetinaNetPass {
    let answers = try withoutGradient { try heads(input) }
    let candidates = try candidates(
      answers, input: input.shape, size: size, toPicture: toPicture)
    let kept = try kept(candidates)
    _ = try inside("boxes") { try Tensor(boxes: kept.map { candidates[$0].box }) }
    return RetinaNetPass(input: input, answers: answers, candidates: candidates, kept: kept)
  }
  // end quote

  /// Suppression, and the best of what remains; of these, boxes with an inside.
  func kept(_ candidates: [RetinaNetCandidate]) throws -> [Int] {
    try suppressedByClass(
      candidates.map(\.box), candidates.map(\.detection), threshold: options.suppression,
      most: options.mostDetections
    ).filter { !candidates[$0].box.isDegenerate }
  }

  /// The best of all levels.
  ///
  /// - Parameters:
  ///   - input: shape of the network's input.
  ///   - size: of the picture in it, without padding.
  ///   - toPicture: brings a box to the picture's own pixels.
  func candidates(
    _ answers: [ProposalMap], input: [Int], size: (width: Int, height: Int),
    toPicture: (Box) -> Box
  ) throws -> [RetinaNetCandidate] {
    let anchors = try network.anchors.grids(
      height: input[2], width: input[3],
      maps: answers.map { ($0.logits.shape[2], $0.logits.shape[3]) })
    var candidates: [RetinaNetCandidate] = []
    for (level, (map, grid)) in zip(answers, anchors).enumerated() {
      for var candidate in best(map, grid, level: level, width: size.width, height: size.height) {
        candidate.detection.box = toPicture(candidate.box)
        candidates.append(candidate)
      }
    }
    return candidates
  }

  private func heads(_ input: Tensor) throws -> [ProposalMap] {
    guard let plan, plan.inputShapes == [input.shape] else {
      return try network.denseAnswers(network.maps(input))
    }
    let outputs = try plan([input])
    return stride(from: 0, to: outputs.count, by: 2).map {
      ProposalMap(logits: outputs[$0], offsets: outputs[$0 + 1])
    }
  }

  /// The best anchors and classes of one level, moved as the network says.
  private func best(
    _ map: ProposalMap, _ grid: AnchorGrid, level: Int, width: Int, height: Int
  ) -> [RetinaNetCandidate] {
    let shape = map.logits.shape  // [1, A K, H, W]
    let (classes, columns, cells) = (network.classCount, shape[3], shape[2] * shape[3])
    let places = map.logits.withFloats {
      topPlaces(
        $0, anchors: shape[1], cells: cells, most: options.mostPerLevel,
        from: logit(options.leastScore))
    }
    return map.logits.withFloats { logits in
      map.offsets.withFloats { offsets in
        places.compactMap { place in
          let (cell, plane) = (place / shape[1], place % shape[1])
          let (index, label) = (plane / classes, plane % classes)
          let (row, column) = (cell / columns, cell % columns)
          let anchor = grid.anchors[index].moved(
            x: Float(column * grid.strideX), y: Float(row * grid.strideY))
          let first = offsets + 4 * index * cells + cell
          let offset = BoxOffset(
            dx: first[0], dy: first[cells], dw: first[2 * cells], dh: first[3 * cells])
          let decoded = BoxCodec.plain.decode(offset, from: anchor)
          let box = decoded.clipped(width: width, height: height)
          guard decoded.isFinite else { return nil }
          return RetinaNetCandidate(
            detection: Detection(
              box: box, classIndex: label, score: sigmoid(logits[plane * cells + cell])),
            level: level, row: row, column: column, anchorIndex: index, anchor: anchor,
            offset: offset, decoded: decoded, box: box)
        }
      }
    }
  }

  /// - Parameters:
  ///   - width: of the picture, in pixels.
  ///   - height: likewise.
  public func flops(width: Int, height: Int) throws -> Int {
    let size = network.framing.paddedSize(width: width, height: height)
    return try network.flops(inputShape: [1, 3, size.height, size.width]).total
  }
}

extension RetinaNetDetector: CustomStringConvertible {
  public var description: String {
    "RetinaNetDetector(\(network.classCount) classes, score \(options.leastScore))"
  }
}

/// How RetinaNet answers.
///
/// - Source: the defaults are torchvision's, but for the score.
public struct RetinaNetOptions: Equatable, Sendable {
  /// Detections begin at this probability.
  public var leastScore: Float = 0.5
  /// At most so many anchors and classes of a level are decoded.
  public var mostPerLevel = 1000
  /// The IoU above which the weaker of two boxes of a class is dropped.
  public var suppression: Float = 0.5
  public var mostDetections = 300

  public init() {}

  func check() throws {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws {
      guard holds else {
        throw ShapeError(operation: "RetinaNetDetector", expected: expected, found: found)
      }
    }
    try require(0...1 ~= leastScore, "a least score in 0…1", "\(leastScore)")
    try require(0...1 ~= suppression, "a suppression IoU in 0…1", "\(suppression)")
    try require(mostPerLevel >= 0, "at least 0 candidates a level", "\(mostPerLevel)")
    try require(mostDetections >= 0, "at least 0 detections", "\(mostDetections)")
  }
}

/// An anchor and a class that were good enough to be looked at.
public struct RetinaNetCandidate: Hashable, Sendable {
  /// In pixels of the picture.
  public internal(set) var detection: Detection
  /// Of the pyramid, 0 is the finest.
  public let level: Int
  /// The cell of the level's map.
  public let row, column: Int
  /// Which of the cell's anchors.
  public let anchorIndex: Int
  /// In pixels of the network's input, as the other boxes here; it may lie outside.
  public let anchor: Box
  /// From the anchor to `decoded`.
  public let offset: BoxOffset
  /// The anchor, moved as the network says.
  public let decoded: Box
  /// The same, clipped to the picture; nothing may be left of it.
  public let box: Box
}

/// All that happened on the way from a picture to its detections.
public struct RetinaNetPass: Sendable {
  /// What went in: `[1, 3, H, W]`, normalised, with its padding.
  public let input: Tensor
  /// Logits and offsets of each level.
  public let answers: [ProposalMap]
  /// The best of each level, level after level, best first.
  public let candidates: [RetinaNetCandidate]
  /// The places of the D detections among them, best first.
  public let kept: [Int]

  /// Best first, in pixels of the picture.
  public var detections: [Detection] { kept.map { candidates[$0].detection } }
}
