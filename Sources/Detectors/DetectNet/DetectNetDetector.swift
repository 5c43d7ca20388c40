// h×w cells.

import Boxes
import Images
import Tensors

/// The boxes of all cells that are surely covered, and of those that agree one.
///
/// - Source: NVIDIA's `ClusterDetections` layer of DetectNet (`caffe/layers/detectnet/clustering.py`).
/// - Differs: the score of a thing is the mean coverage of the cells that found it.
public struct DetectNetDetector: PictureDetector {
  public let network: DetectNet
  public let classNames: [String]
  public var options: DetectNetOptions

  /// - Parameter className: of the one kind of thing that it finds.
  /// - Throws: `ShapeError` for options out of range.
  public init(
    network: DetectNet, className: String = "car", options: DetectNetOptions = DetectNetOptions()
  ) throws {
    try options.check()
    self.network = network
    self.options = options
    classNames = [className]
  }

  /// What is in the picture, best first; the picture is cut at the right and below to whole cells.
  public func detections(in image: Image) throws -> [Detection] {
    let (coverage, boxes) = try withoutGradient {
      try network(DetectNet.normalization(image.rgb().tensor()))
    }
    return try detections(
      coverage: coverage[0], boxes: boxes[0], width: image.width, height: image.height)
  }

  // quote: detections
  /// - Parameters:
  ///   - coverage: `[1, h, w]`.
  ///   - boxes: `[4, h, w]`, edges from each cell's corner, in pixels.
  func detections(
    coverage: Tensor, boxes: Tensor, width: Int, height: Int
  ) throws -> [Detection] {
    let cells = try GridBoxes(
      coverage: coverage, boxes: boxes, stride: DetectNet.stride, threshold: options.leastCoverage)
    let groups = try options.grouping.groups(of: cells.boxes)
    return groups.compactMap { group -> Detection? in
      let box = group.box.clipped(width: width, height: height)
      guard box.height >= options.leastHeight, !box.isDegenerate else { return nil }
      let sum = group.members.reduce(Float(0)) { $0 + cells.coverage[$1] }
      let score = sum / Float(max(1, group.members.count))
      return score >= options.leastScore
        ? Detection(box: box, classIndex: 0, score: score) : nil
    }.sorted { $0.score > $1.score }
  }
  // end quote

  public func flops(width: Int, height: Int) throws -> Int {
    try network.flops(inputShape: [1, 3, height, width]).total
  }
}

/// How DetectNet makes detections of its cells.
public struct DetectNetOptions: Sendable {
  /// A cell whose coverage is above it speaks.
  public var leastCoverage: Float = 0.6
  /// Which boxes say the same, and how many have to.
  public var grouping: RectangleGrouping
  /// Things of a lower score are left out.
  public var leastScore: Float = 0
  /// Lower boxes are dropped, in pixels.
  public var leastHeight: Float = 22

  /// As in NVIDIA's `detectnet_network.prototxt`: 0.6, more than 3 boxes within 0.02, 22 pixels.
  public init() { grouping = .detectNet }

  func check() throws {
    guard 0...1 ~= leastCoverage, leastHeight >= 0 else {
      throw ShapeError(
        operation: "DetectNetDetector",
        expected: "a coverage in 0…1 and a height of at least 0 pixels",
        found: "\(leastCoverage) and \(leastHeight)")
    }
  }
}

/// The boxes of the cells of a grid that are covered, row by row.
struct GridBoxes {
  /// In pixels of the picture.
  var boxes: [Box] = []
  /// Of each, in 0…1.
  var coverage: [Float] = []

  /// - Throws: `ShapeError` unless coverage is `[1, h, w]` and boxes are `[4, h, w]`.
  init(coverage: Tensor, boxes: Tensor, stride: Int, threshold: Float) throws {
    guard coverage.rank == 3, coverage.shape[0] == 1,
      boxes.shape == [4] + coverage.shape.dropFirst()
    else {
      throw ShapeError(
        operation: "DetectNetDetector", expected: "coverage [1, h, w] and boxes [4, h, w]",
        found: "\(coverage.shape) and \(boxes.shape)")
    }
    let columns = coverage.shape[2]
    let cells = coverage.shape[1] * columns
    let edges = boxes.values
    for (cell, value) in coverage.values.enumerated() where value > threshold {
      let (x, y) = (Float(cell % columns * stride), Float(cell / columns * stride))
      let box = Box(
        x1: edges[cell] + x, y1: edges[cells + cell] + y, x2: edges[2 * cells + cell] + x,
        y2: edges[3 * cells + cell] + y)
      guard box.isFinite else { continue }
      self.boxes.append(box)
      self.coverage.append(value)
    }
  }
}
