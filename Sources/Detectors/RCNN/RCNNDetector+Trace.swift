import Boxes
import Images

extension RCNNDetector: Traceable {
  /// Each candidate with its proposal, what the machines say of it, and how its box was moved.
  ///
  /// The scores are those of the machines, each on its own: they do not add up to 1. Background has
  /// no machine; its place holds 0.
  public func trace(in image: Image) throws -> DetectionTrace {
    let proposals = try proposals(in: image)
    let candidates = try candidates(among: proposals, in: image).map { found in
      let box = proposals[found.proposal]
      let margin = found.margins[found.detection.classIndex - 1]
      return TracedDetection(
        detection: found.detection,
        facts: [
          .init("proposal", "number \(found.proposal) of \(proposals.count)", box: box),
          .init(
            "warp", "to \(Trunk.warpSide)×\(Trunk.warpSide), \(Trunk.warpPadding) of context",
            box: box.withContext(padding: Trunk.warpPadding, side: Trunk.warpSide)),
          .init("margin", "\(margin) on the side of \(classNames[found.detection.classIndex])"),
          .init(
            "offsets", options.refinesBoxes ? "\(found.offset)" : "none: boxes stay",
            box: found.detection.box),
        ],
        scores: [0] + found.margins.map { Self.score(margin: $0) })
    }
    return try DetectionTrace(
      candidates: candidates, placeCount: proposals.count, classNames: classNames,
      suppression: options.suppression)
  }
}
