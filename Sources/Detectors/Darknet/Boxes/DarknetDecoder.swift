// A boxes a cell, K classes, H×W cells, S×S grid.

import Boxes
import Foundation
import Tensors

/// What turns a head's numbers into boxes.
///
/// - Source: Darknet, `get_yolo_detections`, `get_region_detections`, `get_detection_detections`.
struct DarknetDecoder {
  let placement: DarknetPlacement
  let threshold: Float

  /// - Parameters:
  ///   - output: of that head, for one picture.
  ///   - layer: the head.
  func candidates(_ output: Tensor, of layer: DarknetBlueprint.Layer) -> [DarknetCandidate] {
    let values = output.values
    let map = layer.input
    switch layer.kind {
    case .yolo(let head):  // sides are e^t times the anchor's, in pixels of the input
      let sizes = head.anchors.map {
        DarknetAnchor(
          width: $0.width / Float(placement.width), height: $0.height / Float(placement.height))
      }
      return grid(values, map, sizes, coordinates: 4, classes: head.classes)
    case .region(let head):  // … in cells
      let sizes = head.anchors.map {
        DarknetAnchor(width: $0.width / Float(map.width), height: $0.height / Float(map.height))
      }
      return grid(
        values, map, sizes, coordinates: head.coordinates, classes: head.classes)
    case .detection(let head): return detection(values, head)
    default: return []
    }
  }

  /// `[A, coordinates + 1 + K, H, W]`, cell by cell, then box by box.
  ///
  /// - Parameter sizes: of the A anchors, in parts of the input.
  private func grid(
    _ values: [Float], _ map: DarknetShape, _ sizes: [DarknetAnchor], coordinates: Int,
    classes: Int
  ) -> [DarknetCandidate] {
    let cells = map.width * map.height
    let each = coordinates + 1 + classes
    guard values.count == sizes.count * each * cells else { return [] }
    var found: [DarknetCandidate] = []
    for cell in 0..<cells {
      for (box, size) in sizes.enumerated() {
        func value(_ entry: Int) -> Float { values[(box * each + entry) * cells + cell] }
        let objectness = value(coordinates)
        guard objectness > threshold else { continue }
        let scores = (0..<classes).compactMap {
          score($0, objectness * value(coordinates + 1 + $0))
        }
        add(
          placement.box(
            centerX: (Float(cell % map.width) + value(0)) / Float(map.width),
            centerY: (Float(cell / map.width) + value(1)) / Float(map.height),
            width: exp(value(2)) * size.width, height: exp(value(3)) * size.height),
          objectness, scores, to: &found)
      }
    }
    return found
  }

  /// Boxes of YOLO version 1: their centres are parts of a cell, their sides (or the roots of them)
  /// parts of the whole input.
  private func detection(
    _ values: [Float], _ head: DarknetKind.DetectionHead
  ) -> [DarknetCandidate] {
    let cells = head.side * head.side
    guard values.count == cells * (head.classes + 5 * head.boxes) else { return [] }
    var found: [DarknetCandidate] = []
    for cell in 0..<cells {
      for box in 0..<head.boxes {
        let place = cell * head.boxes + box
        let objectness = values[cells * head.classes + place]
        let at = cells * (head.classes + head.boxes) + place * 4
        let scores = (0..<head.classes).compactMap {
          score($0, objectness * values[cell * head.classes + $0])
        }
        func side(_ value: Float) -> Float { head.isRooted ? value * value : value }
        add(
          placement.box(
            centerX: (values[at] + Float(cell % head.side)) / Float(head.side),
            centerY: (values[at + 1] + Float(cell / head.side)) / Float(head.side),
            width: side(values[at + 2]), height: side(values[at + 3])),
          objectness, scores, to: &found)
      }
    }
    return found
  }

  private func score(_ index: Int, _ value: Float) -> DarknetCandidate.Score? {
    value > threshold ? .init(classIndex: index, score: value) : nil
  }

  /// Leaves out boxes of no class, and those whose numbers have run away.
  private func add(
    _ box: Box, _ objectness: Float, _ scores: [DarknetCandidate.Score],
    to found: inout [DarknetCandidate]
  ) {
    guard !scores.isEmpty, box.isFinite, scores.allSatisfy({ $0.score.isFinite }) else { return }
    found.append(DarknetCandidate(box: box, objectness: objectness, scores: scores))
  }
}
