import Boxes
import Images

extension FasterRCNNDetector: Traceable {
  /// Each candidate with the anchor it grew out of, the proposal that became of it, the map that it was
  /// pooled from, and both offsets that moved it.
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

  private func facts(_ found: RegionCandidate, _ pass: FasterRCNNPass) -> [TracedDetection.Fact] {
    let proposals = pass.proposals
    let first = proposals.candidates[proposals.kept[found.proposal]]
    let grid = proposals.anchors[first.level]
    let (x, y) = (
      Float(pass.picture.width) / Float(proposals.width),
      Float(pass.picture.height) / Float(proposals.height)
    )
    func rounded(_ x: Float) -> Float { (x * 100).rounded() / 100 }
    func text(_ offset: BoxOffset) -> String {
      offset.values.map { "\(rounded($0))" }.joined(separator: ", ")
    }
    func inPicture(_ box: Box) -> Box { box.scaled(x: x, y: y) }
    let shape = pass.maps[pass.levels[found.proposal]].shape
    let bins = network.settings.bins
    return [
      .init(
        "anchor",
        "number \(first.anchorIndex) of the \(grid.anchors.count) at row \(first.row), column "
          + "\(first.column) of level \(first.level), a cell every \(grid.strideX) pixels",
        box: inPicture(first.anchor)),
      .init("objectness", "\(rounded(first.score)), a logit of \(rounded(first.logit))"),
      .init("its offsets", "\(text(first.offset)): dx, dy, dw, dh", box: inPicture(first.decoded)),
      .init(
        "proposal", "number \(found.proposal) of \(proposals.kept.count), clipped to the picture",
        box: inPicture(first.box)),
      .init(
        "pooled",
        "from level \(pass.levels[found.proposal]), \(shape[3])×\(shape[2]) cells, to "
          + "\(bins)×\(bins) bins"),
      .init(
        "offsets", "\(text(found.offset)): dx, dy, dw, dh, 10, 10, 5 and 5 times",
        box: inPicture(found.decoded)),
      .init("clipped", "to the picture", box: found.detection.box),
    ]
  }
}
