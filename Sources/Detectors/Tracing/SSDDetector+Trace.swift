import Boxes
import Images

extension SSDDetector: Traceable {
  /// Each candidate with its default box, the map and the cell it stands on, and the offset that moved
  /// it.
  public func trace(in image: Image) throws -> DetectionTrace {
    let pass = try pass(image)
    let classes = network.head.classCount
    let scores = pass.probabilities.values
    let sizes = type(of: network).mapSizes(width: pass.inputWidth, height: pass.inputHeight)
    let candidates = try candidates(of: pass).flatMap(\.candidates).map { found in
      TracedDetection(
        detection: found.detection, facts: try facts(found, sizes),
        scores: Array(scores[(found.index * classes)..<((found.index + 1) * classes)]))
    }
    return try DetectionTrace(
      candidates: candidates, placeCount: pass.probabilities.shape[0], classNames: classNames,
      suppression: options.suppression)
  }

  private func facts(
    _ found: Candidate, _ sizes: [(rows: Int, columns: Int)]
  ) throws -> [TracedDetection.Fact] {
    let place = try network.defaultBoxes.place(
      of: found.index, rows: sizes.map(\.rows), columns: sizes.map(\.columns))
    let size = sizes[place.map]
    func rounded(_ x: Float) -> Float { (x * 100).rounded() / 100 }
    let offset = found.offset.values.map { "\(rounded($0))" }.joined(separator: ", ")
    return [
      .init(
        "cell",
        "row \(place.row), column \(place.column) of map \(place.map), \(size.columns)×\(size.rows) "
          + "cells of stride \(network.defaultBoxes.strides[place.map])"),
      .init(
        "default box",
        "shape \(place.shape) of the cell's \(network.defaultBoxes.counts[place.map])",
        box: found.defaultBox),
      .init("offsets", "\(offset): dx, dy, dw, dh, 10, 10, 5 and 5 times", box: found.decoded),
      .init("clipped", "to the picture", box: found.detection.box),
    ]
  }
}
