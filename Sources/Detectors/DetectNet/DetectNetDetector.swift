// K classes, h×w cells.

import Boxes
import Images
import Tensors

/// Every cell that is surely covered votes for its box; votes that agree are one thing.
///
/// - Source: NVIDIA's `ClusterDetections` layer of DetectNet (`caffe/layers/detectnet/clustering.py`).
/// - Differs: the score of a thing is the mean coverage of the cells that found it, not the logarithm of
///   their number.
/// - Example:
///       let network = try PastureDetectNet.trained()
///       var detector = try DetectNetDetector(network: network)
///       let image = try Image(example: "pasture-01.png")
///       let votes = try detector.votes(in: image)
///       try detector.groups(of: votes).count
///       try detector.detections(in: image)
///       detector.classNames
///       try detector.flops(width: 192, height: 144)
///       try detector.planned(width: 192, height: 144).detections(in: image).count
///       let (coverage, boxes) = try network(Tensor.zeros([1, 3, 48, 64]))
///       try detector.votes(coverage: coverage[0], boxes: boxes[0]).count
///       try detector.detections(coverage: coverage[0], boxes: boxes[0], width: 64, height: 48).count
///       detector.leastCoverage
///       detector.leastScore
///       detector.grouping
public struct DetectNetDetector: PictureDetector {
  public let network: any DetectNetNetwork
  public let classNames: [String]
  public var options: DetectNetOptions
  /// Pictures of one size are answered by a plan.
  private var plan: InferencePlan?

  /// - Parameter classNames: of the coverage maps; the network's own unless you say.
  /// - Throws: `ShapeError` for options out of range.
  public init(
    network: any DetectNetNetwork, classNames: [String]? = nil,
    options: DetectNetOptions = DetectNetOptions()
  ) throws {
    try options.check()
    self.network = network
    self.options = options
    self.classNames = classNames ?? type(of: network).classNames
  }

  /// With the options that were chosen for the Pasture.
  ///
  /// - Parameter network: `PastureDetectNet.trained()`, or one of your own training.
  public init(network: PastureDetectNet) throws {
    try self.init(network: network as any DetectNetNetwork, options: .pasture)
  }

  /// `options.leastCoverage`: a cell whose coverage is above it votes.
  public var leastCoverage: Float {
    get { options.leastCoverage }
    set { options.leastCoverage = newValue }
  }

  /// `options.leastScore`: things of a lower score are left out.
  public var leastScore: Float {
    get { options.leastScore }
    set { options.leastScore = newValue }
  }

  /// `options.grouping`: which boxes say the same, and how many have to.
  public var grouping: RectangleGrouping {
    get { options.grouping }
    set { options.grouping = newValue }
  }

  /// The same detector, quicker for pictures of one size: its inference is worked out beforehand. Other
  /// sizes are answered as before. Weights that change afterwards are not seen.
  ///
  /// - Parameters:
  ///   - width: of the pictures, in pixels.
  ///   - height: likewise.
  public func planned(width: Int, height: Int) throws -> DetectNetDetector {
    let size = inputSize(width: width, height: height)
    var copy = self
    copy.plan = try withoutGradient {
      try network.planned(inputShape: [1, 3, size.height, size.width])
    }
    return copy
  }

  /// The votes of all cells whose coverage is above `leastCoverage`, in pixels of the picture.
  ///
  /// - Parameter image: of any size; it is brought to the network's.
  public func votes(in image: Image) throws -> [CellVote] {
    let framing = type(of: network).framing
    let size: (width: Int, height: Int) =
      framing?.size(width: image.width, height: image.height) ?? (image.width, image.height)
    let padded = inputSize(width: image.width, height: image.height)
    let picture = try image.rgb().resized(width: size.width, height: size.height)
    let x = try type(of: network).normalization(picture.tensor())
      .padded(bottom: padded.height - size.height, right: padded.width - size.width)
    let (coverage, boxes) = try answers(x)
    return try votes(coverage: coverage[0], boxes: boxes[0]).map {
      $0.scaled(
        x: Float(image.width) / Float(size.width), y: Float(image.height) / Float(size.height))
    }
  }

  private func answers(_ x: Tensor) throws -> (coverage: Tensor, boxes: Tensor) {
    guard let plan, plan.inputShapes == [x.shape] else {
      return try withoutGradient { try network(x) }
    }
    let outputs = try plan([x])
    return (outputs[0], outputs[1])
  }

  func inputSize(width: Int, height: Int) -> (width: Int, height: Int) {
    type(of: network).framing?.paddedSize(width: width, height: height) ?? (width, height)
  }

  // quote: votes
  /// What the covered cells of one picture say: class by class, row by row, in pixels of the network's
  /// input.
  ///
  /// - Parameters:
  ///   - coverage: `[K, h, w]`.
  ///   - boxes: `[4, h, w]`, edges from each cell's corner, in pixels.
  /// - Throws: `ShapeError` for other shapes.
  public func votes(coverage: Tensor, boxes: Tensor) throws -> [CellVote] {
    try checkShapes(coverage, boxes)
    let (columns, stride) = (coverage.shape[2], type(of: network).stride)
    let cells = coverage.shape[1] * columns
    let edges = boxes.values
    var votes: [CellVote] = []
    for (place, value) in coverage.values.enumerated() where value > options.leastCoverage {
      let (label, cell) = place.quotientAndRemainder(dividingBy: cells)
      let (row, column) = cell.quotientAndRemainder(dividingBy: columns)
      let (x, y) = (Float(column * stride), Float(row * stride))
      let box = Box(
        x1: x + edges[cell], y1: y + edges[cells + cell], x2: x + edges[2 * cells + cell],
        y2: y + edges[3 * cells + cell])
      guard box.isFinite else { continue }
      votes.append(
        CellVote(
          cell: GridCell(row: row, column: column), classIndex: label, coverage: value, box: box))
    }
    return votes
  }
  // end quote

  private func checkShapes(_ coverage: Tensor, _ boxes: Tensor) throws {
    guard coverage.rank == 3, coverage.shape[0] == classNames.count,
      boxes.shape == [4] + coverage.shape.dropFirst()
    else {
      throw ShapeError(
        operation: "DetectNetDetector",
        expected: "coverage [\(classNames.count), h, w] and boxes [4, h, w]",
        found: "\(coverage.shape) and \(boxes.shape)",
        hint: "of one picture: coverage[0] and boxes[0]")
    }
  }

  // quote: groups
  /// The votes that agree, class by class: each group is one thing.
  ///
  /// - Parameter votes: in any order.
  public func groups(of votes: [CellVote]) throws -> [VoteGroup] {
    var groups: [VoteGroup] = []
    for label in classNames.indices {
      let votes = votes.filter { $0.classIndex == label }
      for group in try options.grouping.groups(of: votes.map(\.box)) {
        groups.append(VoteGroup(box: group.box, votes: group.members.map { votes[$0] }))
      }
    }
    return groups
  }
  // end quote

  /// What is in the picture, best first.
  ///
  /// - Parameter image: of any size.
  public func detections(in image: Image) throws -> [Detection] {
    try kept(of: votes(in: image), width: image.width, height: image.height).map(\.detection)
  }

  /// The same of one picture's answers, for whoever runs the network.
  ///
  /// - Parameters:
  ///   - coverage: `[K, h, w]`.
  ///   - boxes: `[4, h, w]`, edges from each cell's corner, in pixels.
  ///   - width: of the network's input, in pixels.
  ///   - height: likewise.
  /// - Throws: `ShapeError` for other shapes.
  public func detections(
    coverage: Tensor, boxes: Tensor, width: Int, height: Int
  ) throws -> [Detection] {
    try kept(of: votes(coverage: coverage, boxes: boxes), width: width, height: height)
      .map(\.detection)
  }

  /// The groups that become things, best first, each with its box cut to the picture.
  func kept(
    of votes: [CellVote], width: Int, height: Int
  ) throws -> [(group: VoteGroup, detection: Detection)] {
    let found = try groups(of: votes).compactMap { group -> (VoteGroup, Detection)? in
      let box = group.box.clipped(width: width, height: height)
      guard let label = group.votes.first?.classIndex, !box.isDegenerate,
        box.height >= options.leastHeight, group.score >= options.leastScore
      else { return nil }
      return (group, Detection(box: box, classIndex: label, score: group.score))
    }
    return found.enumerated().sorted {
      let (a, b) = ($0.element.1.score, $1.element.1.score)
      return a != b ? a > b : $0.offset < $1.offset
    }.map { (group: $0.element.0, detection: $0.element.1) }
  }

  /// The network on a picture of this size, once it is brought to the network's input.
  ///
  /// - Parameters:
  ///   - width: of the picture, in pixels.
  ///   - height: likewise.
  public func flops(width: Int, height: Int) throws -> Int {
    let size = inputSize(width: width, height: height)
    return try network.flops(inputShape: [1, 3, size.height, size.width]).total
  }
}

extension DetectNetDetector: CustomStringConvertible {
  public var description: String {
    "DetectNetDetector(coverage above \(options.leastCoverage), more than \(options.grouping.least) "
      + "votes within \(options.grouping.tolerance))"
  }
}
