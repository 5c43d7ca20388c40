import Boxes
import Images

extension FastRCNNDetector: Traceable {
  /// Each candidate with its proposal, the cells it was pooled from, and the offset that moved it.
  public func trace(in image: Image) throws -> DetectionTrace {
    let pass = try pass(image)
    let classes = network.head.classCount
    let scores = pass.probabilities.values
    let candidates = try candidates(of: pass).map { found in
      let first = found.proposal * classes
      return TracedDetection(
        detection: found.detection, facts: facts(found, pass),
        scores: Array(scores[first..<(first + classes)]))
    }
    return try DetectionTrace(
      candidates: candidates, placeCount: pass.proposals.count, classNames: classNames,
      suppression: options.suppression)
  }

  private func facts(_ found: Candidate, _ pass: FastRCNNPass) -> [TracedDetection.Fact] {
    let proposal = pass.proposals[found.proposal]
    let (rows, columns) = (pass.map.shape[2], pass.map.shape[3])
    let cells = proposal.scaled(
      x: Float(columns) / Float(pass.width), y: Float(rows) / Float(pass.height))
    func rounded(_ x: Float) -> Float { (x * 100).rounded() / 100 }
    let offset = found.offset.values.map { "\(rounded($0))" }.joined(separator: ", ")
    return [
      .init(
        "proposal", "number \(found.proposal) of \(pass.proposals.count), by selective search",
        box: proposal),
      .init(
        "cells",
        "columns \(Int(cells.x1.rounded()))…\(Int(cells.x2.rounded())), rows "
          + "\(Int(cells.y1.rounded()))…\(Int(cells.y2.rounded())) of \(columns)×\(rows), pooled to "
          + "\(type(of: network).bins)×\(type(of: network).bins)"),
      .init("offsets", "\(offset): dx, dy, dw, dh, 10, 10, 5 and 5 times", box: found.decoded),
      .init("clipped", "to the picture", box: found.detection.box),
    ]
  }
}
