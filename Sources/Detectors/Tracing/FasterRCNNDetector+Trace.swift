import Boxes
import Images

extension FasterRCNNDetector: Traceable {
  /// Each candidate with the anchor it grew out of, the proposal that the anchor became, the map that
  /// it was pooled from, and the offset that moved it.
  public func trace(in image: Image) throws -> DetectionTrace {
    let pass = try pass(image, isFull: false)
    let classes = network.head.classCount
    let scores = pass.probabilities.values
    let candidates = pass.candidates.map { found in
      let first = found.proposal * classes
      return TracedDetection(
        detection: found.detection, facts: facts(found, pass),
        scores: Array(scores[first..<(first + classes)]))
    }
    return try DetectionTrace(
      candidates: candidates, placeCount: pass.proposals.anchorCount, classNames: classNames,
      suppression: options.suppression)
  }

  private func facts(
    _ found: RegionCandidate, _ pass: FasterRCNNPass
  ) -> [TracedDetection.Fact] {
    let proposal = pass.proposals.candidates[pass.proposals.kept[found.proposal]]
    let (x, y) = pass.scale
    func rounded(_ x: Float) -> Float { (x * 100).rounded() / 100 }
    func offsets(_ offset: BoxOffset) -> String {
      offset.values.map { "\(rounded($0))" }.joined(separator: ", ")
    }
    let strides = network.settings.pooling.strides
    let level = pass.levels[found.proposal]
    return [
      .init(
        "cell",
        "row \(proposal.row), column \(proposal.column) of level \(proposal.level + 1) of "
          + "\(pass.proposals.maps.count)"),
      .init(
        "anchor", "number \(proposal.anchorIndex + 1) of \(network.proposalHead.anchorsPerCell)",
        box: proposal.anchor.scaled(x: x, y: y)),
      .init(
        "proposal",
        "number \(found.proposal + 1) of \(pass.proposals.kept.count), at \(rounded(proposal.score)), "
          + "moved by \(offsets(proposal.offset))", box: proposal.box.scaled(x: x, y: y)),
      .init("pooled", "from the map of stride \(strides[level])"),
      .init(
        "offsets", "\(offsets(found.offset)): dx, dy, dw, dh, 10, 10, 5 and 5 times",
        box: found.decoded.scaled(x: x, y: y)),
      .init("clipped", "to the picture", box: found.detection.box),
    ]
  }
}
