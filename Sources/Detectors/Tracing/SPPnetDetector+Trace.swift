import Boxes
import Images

extension SPPnetDetector: Traceable {
  /// Each candidate with its proposal, the map and the window that it was pooled from, what the
  /// machines say of it, and how its box was moved.
  ///
  /// The scores are those of the machines, each on its own: they do not add up to 1. Background has
  /// no machine; its place holds 0.
  public func trace(in image: Image) throws -> DetectionTrace {
    let proposals = try proposals(in: image)
    let maps = try maps(of: image)
    let found = try candidates(
      among: proposals, on: maps, width: image.width, height: image.height)
    let candidates = try found.map { found in
      let box = proposals[found.proposal]
      let map = maps[mapIndex(for: box, among: maps)]
      let window = try map.window(of: box)
      let margin = found.margins[found.detection.classIndex - 1]
      return TracedDetection(
        detection: found.detection,
        facts: [
          .init("proposal", "number \(found.proposal) of \(proposals.count)", box: box),
          .init("scale", "shorter side \(map.scale) of \(scales)"),
          .init(
            "cells", "\(window) of \(map.map.shape[2])×\(map.map.shape[3])",
            box: map.grid.pixels(of: window).scaled(x: 1 / map.x, y: 1 / map.y)),
          .init("margin", "\(margin) on the side of \(classNames[found.detection.classIndex])"),
          .init(
            "offsets", options.refinesBoxes ? "\(found.offset)" : "none: boxes stay",
            box: found.detection.box),
        ],
        scores: [0] + found.margins.map { ScoredRegion.score(margin: $0) })
    }
    return try DetectionTrace(
      candidates: candidates, placeCount: proposals.count, classNames: classNames,
      suppression: options.suppression)
  }
}
