import Boxes
import Images
import Layers
import Tensors

extension OverFeatDetector: Traceable {
  /// What a picture of this width and height, in pixels, costs: one pass over each of its sizes.
  ///
  /// - Returns: floating-point operations; a multiplication and an addition are two.
  public func flops(width: Int, height: Int) throws -> Int {
    var total = 0
    for level in pyramid.levels(width: width, height: height) {
      let shape = [1, 3, level.height, level.width]
      guard min(level.width, level.height) >= PastureOverFeat.side + 2 else { continue }
      let x = try Tensor.zeros(shape)
      total += try withoutGradient {
        try countingFlops { _ = try options.usesOffsets ? network.withOffsets(x) : network(x) }
      }.total
    }
    return total
  }

  /// Every window that voted, under the merged box that it voted for: the strongest vote stands for
  /// the merged box, the others are what it took in.
  public func trace(in image: Image) throws -> DetectionTrace {
    let found = try windows(in: image)
    let levels = pyramid.levels(width: image.width, height: image.height)
    var placeCount = 0
    for level in levels {
      let (rows, columns) = level.windowCounts(side: PastureOverFeat.side, step: step)
      placeCount += rows * columns
    }
    var groups: [[TracedDetection]] = []
    for answer in try merged(found) where answer.detection.score >= options.leastScore {
      let members = answer.merged.members.sorted {
        found[$0].score != found[$1].score ? found[$0].score > found[$1].score : $0 < $1
      }
      groups.append(
        members.enumerated().map { place, index in
          let window = found[index]
          var facts = facts(window, levels[window.level])
          if place == 0 {
            facts.append(
              .init(
                "merged", "with \(members.count - 1) others: \(answer.merged.votes) votes",
                box: answer.detection.box))
          }
          let own = Detection(
            box: window.box, classIndex: window.classIndex, score: options.score(window.score))
          return TracedDetection(
            detection: place == 0 ? answer.detection : own, facts: facts,
            scores: window.probabilities)
        })
    }
    return DetectionTrace(groups: groups, placeCount: placeCount, classNames: classNames)
  }

  private func facts(
    _ answer: WindowAnswer, _ level: PicturePyramid.Level
  ) -> [TracedDetection.Fact] {
    let (rows, columns) = level.windowCounts(side: PastureOverFeat.side, step: step)
    return [
      .init(
        "size",
        "\(answer.level + 1) of \(pyramid.shorterSides.count): the picture with "
          + "\(pyramid.shorterSides[answer.level]) pixels on its shorter side"),
      .init("cell", "row \(answer.row) of \(rows), column \(answer.column) of \(columns)"),
      .init("window", "\(PastureOverFeat.side) pixels of that size", box: answer.window),
      .init(
        "probability", "\(answer.score) that it shows a \(classNames[answer.classIndex])"),
      .init(
        "offsets",
        options.usesBoxes ? "the box head moved the window's edges" : "none: no box head asked",
        box: answer.box),
    ]
  }
}
