// A anchors a cell, K classes, h×w cells.

import Boxes
import Foundation

/// One of the maps of a YOLO with anchors.
///
/// - Example:
///       let scale = YOLOScale(stride: 16, anchors: [BoxSize(width: 33, height: 54)])
///       scale.stride
///       scale.anchors
public struct YOLOScale: Hashable, Sendable {
  /// Pixels between neighbouring cells.
  public let stride: Int
  /// A sizes, in pixels of the network's input.
  public let anchors: [BoxSize]

  /// A map of that stride with these anchors.
  ///
  /// - Parameter stride: pixels between neighbouring cells.
  /// - Parameter anchors: A sizes, in pixels of the network's input.
  public init(stride: Int, anchors: [BoxSize]) {
    self.stride = stride
    self.anchors = anchors
  }
}

/// What the numbers of a YOLO with anchors stand for: its scales, their anchors, its classes.
///
/// The map of a scale is `[N, A·(5 + K), h, w]`. A cell's channels are, for each anchor in turn, tx, ty,
/// tw, th, objectness and the K classes, before any sigmoid or exponential.
///
/// - Source: Redmon and Farhadi, "YOLO9000", CVPR 2017, §2 (one scale); "YOLOv3", 2018, §2.1–2.3.
/// - Example:
///       let layout = PastureYOLOv3.layout
///       try YOLOLayout(scales: layout.scales, classCount: 3).numbersPerBox
///       layout.bestAnchor(for: BoxSize(width: 12, height: 14))
///       let maps = try PastureYOLOv3.trained()(Tensor.zeros([1, 3, 48, 64]))
///       try layout.predictions(maps, objectness: 0.5).count
///       layout.scales.count
///       layout.classCount
///       layout.numbersPerBox
///       layout.anchors.count
///       try layout.grid(0, width: 192, height: 144)
///       try layout.boxCount(width: 192, height: 144)
///       let box = Box(x1: 99, y1: 97, x2: 140, y2: 127)
///       let picture = try YOLOTruths(boxes: [box], classes: [6], classCount: 8)
///       try layout.matches(picture, width: 192, height: 144)
public struct YOLOLayout: Hashable, Sendable {
  /// The coarsest first, as YOLOv3 answers them.
  public let scales: [YOLOScale]
  /// K.
  public let classCount: Int

  /// Scales, each with its anchors, and a number of classes.
  ///
  /// - Throws: `BoxError` unless there are scales, classes, and anchors with an area.
  /// - Parameter scales: the coarsest first.
  /// - Parameter classCount: K.
  public init(scales: [YOLOScale], classCount: Int) throws {
    let isSound =
      !scales.isEmpty && classCount >= 1
      && scales.allSatisfy {
        $0.stride >= 1 && !$0.anchors.isEmpty && !$0.anchors.contains(where: \.isDegenerate)
      }
    guard isSound else {
      throw BoxError(
        operation: "YOLOLayout",
        expected: "at least one scale and class, strides of at least 1, anchors with an area",
        found: "\(scales.count) scales, \(classCount) classes")
    }
    self.init(checked: scales, classCount: classCount)
  }

  init(checked scales: [YOLOScale], classCount: Int) {
    (self.scales, self.classCount) = (scales, classCount)
  }

  /// 5 + K: four of the box, one objectness, the classes.
  public var numbersPerBox: Int { 5 + classCount }

  /// Of all scales, one after the other.
  public var anchors: [BoxSize] { scales.flatMap(\.anchors) }

  /// The grid of a scale over a picture.
  ///
  /// - Parameter scale: its place in `scales`.
  /// - Parameter width: of the picture, in pixels: a multiple of the stride.
  /// - Parameter height: the same.
  /// - Throws: `BoxError` for a scale that is not there, or a picture its cells do not fill.
  public func grid(_ scale: Int, width: Int, height: Int) throws -> YOLOGrid {
    guard scales.indices.contains(scale) else {
      throw BoxError(
        operation: "YOLOLayout.grid", expected: "a scale in 0…\(scales.count - 1)",
        found: "\(scale)")
    }
    let stride = scales[scale].stride
    guard width > 0, height > 0, width % stride == 0, height % stride == 0 else {
      throw BoxError(
        operation: "YOLOLayout.grid", expected: "a picture of whole cells, \(stride) pixels a side",
        found: "\(width)×\(height)")
    }
    return YOLOGrid(
      checkedRows: height / stride, columns: width / stride, width: width, height: height)
  }

  /// How many boxes the network speaks of, in a picture of that size.
  ///
  /// - Parameter width: of the picture, in pixels.
  /// - Parameter height: of the picture, in pixels.
  public func boxCount(width: Int, height: Int) throws -> Int {
    try scales.indices.reduce(0) {
      let grid = try grid($1, width: width, height: height)
      return $0 + grid.rows * grid.columns * scales[$1].anchors.count
    }
  }
}

/// A place in the network's answer: one anchor of one cell of one scale.
///
/// - Example:
///       let box = Box(x1: 99, y1: 97, x2: 140, y2: 127)
///       let picture = try YOLOTruths(boxes: [box], classes: [6], classCount: 8)
///       let place = try PastureYOLOv3.layout.matches(picture, width: 192, height: 144)[0].place
///       place.scale
///       place.anchor
///       place.cell
public struct YOLOPlace: Hashable, Sendable {
  /// Place in `YOLOLayout.scales`.
  public let scale: Int
  /// Place in the scale's anchors.
  public let anchor: Int
  /// Of the scale's grid.
  public let cell: GridCell
}

/// A place that is to answer for a true box, and what it is to say.
///
/// - Example:
///       let box = Box(x1: 99, y1: 97, x2: 140, y2: 127)
///       let picture = try YOLOTruths(boxes: [box], classes: [6], classCount: 8)
///       let match = try PastureYOLOv3.layout.matches(picture, width: 192, height: 144)[0]
///       match.truth
///       match.place.scale
///       match.place.anchor
///       match.place.cell
///       match.x
///       match.y
///       match.w
///       match.h
///       match.weight
///       match.classes
public struct YOLOMatch: Hashable, Sendable {
  /// Of the true box, in the picture's list.
  public let truth: Int
  /// That is to answer.
  public let place: YOLOPlace
  /// Where the centre lies in the cell, in 0…1: what σ(tx) and σ(ty) are to be.
  public let x, y: Float
  /// Logarithms of the sides over the anchor's: what tw and th are to be.
  public let w, h: Float
  /// 2 − the box's share of the picture: small boxes count for more.
  public let weight: Float
  /// All classes that are true here: those of every true box that met this place.
  public internal(set) var classes: [Int]
}

extension YOLOLayout {
  // quote: matches
  /// For each true box, the one place that answers for it: the cell of its centre, on the scale of the
  /// anchor that is most like it in shape and size, of all anchors of all scales.
  ///
  /// Anchors are compared, not predictions: this is known before the network has said anything. Of two
  /// true boxes that meet in one place the later one has its box, and both have their class.
  ///
  /// - Parameter truths: in pixels of the input.
  /// - Parameter width: of the input, in pixels.
  /// - Parameter height: of the input, in pixels.
  /// - Throws: `BoxError` for a picture its cells do not fill.
  /// - Source: "YOLOv3", §2.1 and §2.3; the weight is Darknet's `yolo_layer.c`.
  public func matches(_ truths: YOLOTruths, width: Int, height: Int) throws -> [YOLOMatch] {
    var places: [YOLOPlace: Int] = [:]
    var matches: [YOLOMatch] = []
    for (index, box) in truths.boxes.enumerated() {
      let best = bestAnchor(for: box.size)
      let grid = try grid(best.scale, width: width, height: height)
      let anchor = scales[best.scale].anchors[best.anchor]
      let place = YOLOPlace(scale: best.scale, anchor: best.anchor, cell: grid.cell(of: box))
      let centre = grid.place(of: box)
      var match = YOLOMatch(
        truth: index, place: place, x: centre.x - Float(place.cell.column),
        y: centre.y - Float(place.cell.row), w: log(box.width / anchor.width),
        h: log(box.height / anchor.height),
        weight: 2 - box.area / Float(width * height), classes: [truths.classes[index]])
      if let earlier = places[place] {
        match.classes =
          matches[earlier].classes.filter { $0 != truths.classes[index] }
          + match.classes
        matches[earlier] = match
      } else {
        places[place] = matches.count
        matches.append(match)
      }
    }
    return matches
  }

  /// The anchor with the largest IoU when both have the same centre; of equal ones the first.
  ///
  /// - Parameter size: of a box, in pixels.
  public func bestAnchor(for size: BoxSize) -> (scale: Int, anchor: Int, iou: Float) {
    var best = (scale: 0, anchor: 0, iou: -Float.infinity)
    for (scale, each) in scales.enumerated() {
      for (anchor, shape) in each.anchors.enumerated() {
        let iou = shape.iou(with: size)
        if iou > best.iou { best = (scale, anchor, iou) }
      }
    }
    return best
  }
  // end quote
}
