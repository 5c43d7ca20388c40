// N pictures, A anchors a cell, K classes, h×w cells.

import Boxes
import Foundation
import Tensors

/// The maps that a YOLO with anchors answers, checked against their layout: where each number lies.
struct YOLOMaps {
  let layout: YOLOLayout
  /// One a scale, `[N, A·(5 + K), h, w]`.
  let maps: [Tensor]
  /// One a scale, over the network's input.
  let grids: [YOLOGrid]
  /// N.
  let pictureCount: Int

  /// - Throws: `ShapeError` for another number of maps, or maps of other shapes.
  init(_ maps: [Tensor], layout: YOLOLayout) throws {
    let each = layout.numbersPerBox
    guard maps.count == layout.scales.count, let first = maps.first, first.rank == 4 else {
      throw ShapeError(
        operation: "YOLO", expected: "\(layout.scales.count) maps, one a scale",
        found: maps.map { "\($0.shape)" }.joined(separator: ", "))
    }
    let stride = layout.scales[0].stride
    let (height, width) = (first.shape[2] * stride, first.shape[3] * stride)
    for (map, scale) in zip(maps, layout.scales) {
      let expected = [
        first.shape[0], scale.anchors.count * each, height / scale.stride, width / scale.stride,
      ]
      guard map.shape == expected else {
        throw ShapeError(
          operation: "YOLO", expected: "a map \(expected) of stride \(scale.stride)",
          found: "\(map.shape)",
          hint: "\(scale.anchors.count) anchors of \(each) numbers: x, y, w, h, objectness, classes"
        )
      }
    }
    self.layout = layout
    self.maps = maps
    pictureCount = first.shape[0]
    grids = layout.scales.map {
      YOLOGrid(
        checkedRows: height / $0.stride, columns: width / $0.stride, width: width, height: height)
    }
  }

  var width: Int { grids[0].width }
  var height: Int { grids[0].height }

  // quote: place
  /// Where number `entry` of a place lies in its scale's map, counted row by row through
  /// `[N, A, 5 + K, h, w]`.
  func index(_ place: YOLOPlace, picture: Int, entry: Int) -> Int {
    let (anchors, grid) = (layout.scales[place.scale].anchors.count, grids[place.scale])
    let box = picture * anchors + place.anchor
    return ((box * layout.numbersPerBox + entry) * grid.rows + place.cell.row) * grid.columns
      + place.cell.column
  }
  // end quote

  // quote: decode
  /// A box out of four raw numbers: the centre may not leave its cell, the sides are multiples of the
  /// anchor's.
  static func box(
    x: Float, y: Float, w: Float, h: Float, anchor: BoxSize, cell: GridCell, grid: YOLOGrid
  ) -> Box {
    Box(
      centerX: (Float(cell.column) + logistic(x)) * grid.cellWidth,
      centerY: (Float(cell.row) + logistic(y)) * grid.cellHeight,
      width: anchor.width * exp(w), height: anchor.height * exp(h))
  }
  // end quote

  /// Every box of one picture and scale: `body(place, box)`, in pixels of the input.
  ///
  /// - Parameter wanted: asked with the raw objectness before a box is decoded.
  func eachBox(
    picture: Int, scale: Int, where wanted: (Float) -> Bool = { _ in true },
    _ body: (YOLOPlace, Box) -> Void
  ) {
    let (grid, anchors) = (grids[scale], layout.scales[scale].anchors)
    let cells = grid.rows * grid.columns
    maps[scale].withFloats { values in
      for (number, anchor) in anchors.enumerated() {
        let start = (picture * anchors.count + number) * layout.numbersPerBox * cells
        for at in 0..<cells where wanted(values[start + 4 * cells + at]) {
          let cell = GridCell(row: at / grid.columns, column: at % grid.columns)
          let box = Self.box(
            x: values[start + at], y: values[start + cells + at], w: values[start + 2 * cells + at],
            h: values[start + 3 * cells + at], anchor: anchor, cell: cell, grid: grid)
          body(YOLOPlace(scale: scale, anchor: number, cell: cell), box)
        }
      }
    }
  }
}

/// 1 / (1 + e⁻ˣ).
func logistic(_ x: Float) -> Float { 1 / (1 + exp(-x)) }

/// A box that a YOLO with anchors speaks of, with where it came from and all it says of it.
///
/// - Example:
///       let network = try PastureYOLOv3.trained()
///       let x = try network.normalized(Image(example: "pasture-01.png").tensor())
///       let maps = try network(x)
///       let found = try PastureYOLOv3.layout.predictions(maps, objectness: 0.5)
///       found[0].place.scale
///       found[0].box
///       found[0].raw
///       found[0].objectness
///       found[0].probabilities
///       found[0].scores
public struct YOLOPrediction: Hashable, Sendable {
  /// Where it was said.
  public let place: YOLOPlace
  /// In pixels of the network's input; not clipped to it.
  public let box: Box
  /// tx, ty, tw, th as the map has them.
  public let raw: [Float]
  /// The probability that there is a thing at all, in 0…1.
  public let objectness: Float
  /// Of each class, if there is a thing; they need not add up to 1.
  public let probabilities: [Float]

  /// Of each class: objectness times its probability.
  public var scores: [Float] { probabilities.map { $0 * objectness } }
}

extension YOLOLayout {
  /// The boxes of one picture whose objectness is at least some value, scale by scale, the likeliest
  /// first.
  ///
  /// - Parameter maps: one a scale, `[N, A·(5 + K), h, w]`.
  /// - Parameter picture: which of the N.
  /// - Parameter least: of the objectness, in 0…1.
  /// - Throws: `ShapeError` for maps of another layout, or a picture that is not there.
  public func predictions(
    _ maps: [Tensor], picture: Int = 0, objectness least: Float
  ) throws -> [YOLOPrediction] {
    let maps = try YOLOMaps(maps, layout: self)
    guard 0..<maps.pictureCount ~= picture else {
      throw ShapeError(
        operation: "YOLOLayout.predictions", expected: "a picture in 0…\(maps.pictureCount - 1)",
        found: "\(picture)")
    }
    var found: [YOLOPrediction] = []
    for scale in scales.indices {
      maps.maps[scale].withFloats { values in
        maps.eachBox(picture: picture, scale: scale, where: { logistic($0) >= least }) {
          place, box in
          func value(_ entry: Int) -> Float {
            values[maps.index(place, picture: picture, entry: entry)]
          }
          guard box.isFinite else { return }
          found.append(
            YOLOPrediction(
              place: place, box: box, raw: (0..<4).map(value), objectness: logistic(value(4)),
              probabilities: (0..<classCount).map { logistic(value(5 + $0)) }))
        }
      }
    }
    return found.enumerated().sorted {
      ($0.element.objectness, $1.offset) > ($1.element.objectness, $0.offset)
    }.map(\.element)
  }
}
