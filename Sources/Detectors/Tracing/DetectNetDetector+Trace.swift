import Boxes
import Images

extension DetectNetDetector: Traceable {
  /// Every vote under the box that it went into: the surest of a group stands for the group's mean.
  public func trace(in image: Image) throws -> DetectionTrace {
    let size = inputSize(width: image.width, height: image.height)
    let stride = type(of: network).stride
    let kept = try kept(of: votes(in: image), width: image.width, height: image.height)
    let groups = kept.map { group, detection in
      let votes = group.votes.enumerated().sorted {
        let (a, b) = ($0.element.coverage, $1.element.coverage)
        return a != b ? a > b : $0.offset < $1.offset
      }.map(\.element)
      return votes.enumerated().map { place, vote in
        var facts = [
          TracedDetection.Fact(
            "cell",
            "row \(vote.cell.row), column \(vote.cell.column) of \(size.width / stride)×"
              + "\(size.height / stride) cells of stride \(stride)"),
          TracedDetection.Fact("coverage", "\(vote.coverage), above \(options.leastCoverage)"),
          TracedDetection.Fact("box", "the cell's own", box: vote.box),
        ]
        if place == 0 {
          facts.append(
            TracedDetection.Fact(
              "grouped", "with \(votes.count - 1) others, the mean of all boxes",
              box: detection.box))
        }
        let own = Detection(box: vote.box, classIndex: vote.classIndex, score: vote.coverage)
        var scores = [Float](repeating: 0, count: classNames.count)
        scores[vote.classIndex] = vote.coverage
        return TracedDetection(
          detection: place == 0 ? detection : own, facts: facts, scores: scores)
      }
    }
    return DetectionTrace(
      groups: groups, placeCount: (size.width / stride) * (size.height / stride),
      classNames: classNames)
  }
}
