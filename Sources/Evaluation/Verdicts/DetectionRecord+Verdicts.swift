extension DetectionRecord {
  /// What became of every detection, and which truths nobody found.
  ///
  /// Detections of a class are matched as `rule` says. A detection that found nothing is, in this
  /// order: a *duplicate*, if it overlaps a truth of its class enough; a *wrong class*, if it
  /// overlaps a truth of another class enough; a *poor box*, if it overlaps a truth of its class by
  /// 0.1 at least; else on *background*.
  ///
  /// - Parameters:
  ///   - iou: the least IoU of a hit, of boxes.
  ///   - leastScore: detections below are left out, as if the detector had not said them.
  /// - Returns: verdicts over all pictures, best score first; misses in the order of the pictures.
  /// - Throws: `EvaluationError` for a threshold outside 0…1.
  /// - Parameter rule: who decides which detection found which truth.
  public func verdicts(
    iou: Double = 0.5, leastScore: Double = 0, rule: MatchingRule = .coco
  ) throws -> VerdictTable {
    guard iou > 0, iou <= 1 else {
      throw EvaluationError(
        operation: "verdicts", expected: "an IoU over 0 and at most 1", found: "\(iou)")
    }
    var table = VerdictTable(classNames: classNames, iou: iou, verdicts: [], missed: [])
    for index in pictures.indices {
      PictureVerdicts(self, index, iou, leastScore, rule).add(to: &table)
    }
    let order = table.verdicts.map(\.detection.score).orderFromLargest()
    table.verdicts = order.map { table.verdicts[$0] }
    return table
  }
}

/// The verdicts on one picture.
private struct PictureVerdicts {
  let picture: ScoredPicture
  let pictureIndex: Int
  let threshold: Double
  let rule: MatchingRule
  /// Indices of detections, best score first.
  let order: [Int]
  /// For each of them, its IoU with every truth.
  let overlaps: [[Double]]

  init(
    _ record: DetectionRecord, _ index: Int, _ iou: Double, _ leastScore: Double,
    _ rule: MatchingRule
  ) {
    let picture = record.pictures[index]
    self.picture = picture
    self.rule = rule
    pictureIndex = index
    threshold = iou
    order = picture.detections.orderedByScore().filter {
      picture.detections[$0].score >= leastScore
    }
    overlaps = order.map { detection in
      picture.truths.map {
        picture.detections[detection].box.iou(with: $0.box, isCrowd: $0.isCrowd)
      }
    }
  }

  func add(to table: inout VerdictTable) {
    let matches = matched()
    for (place, index) in order.enumerated() {
      let (kind, truth) = verdict(place, matches[place])
      table.verdicts.append(
        DetectionVerdict(
          kind: kind, picture: picture.name, pictureIndex: pictureIndex, detectionIndex: index,
          detection: picture.detections[index], truthIndex: truth,
          truth: truth.map { picture.truths[$0] }, iou: truth.map { overlaps[place][$0] } ?? 0))
    }
    let found = Set(matches.compactMap { $0.truthIndex })
    for (index, truth) in picture.truths.enumerated()
    where !isIgnored(truth) && !found.contains(index) {
      let own = order.indices.filter { detection(at: $0).classIndex == truth.classIndex }
      table.missed.append(
        MissedTruth(
          picture: picture.name, pictureIndex: pictureIndex, truthIndex: index, truth: truth,
          bestIoU: own.map { overlaps[$0][index] }.max() ?? 0))
    }
  }

  /// `[D]`, in the order of scores: each class is matched by itself.
  private func matched() -> [DetectionMatch] {
    var matches = [DetectionMatch](repeating: DetectionMatch(truthIndex: nil), count: order.count)
    for classIndex in Set(picture.detections.map(\.classIndex)) {
      let places = order.indices.filter { detection(at: $0).classIndex == classIndex }
      let truths = picture.truths.indices.filter {
        picture.truths[$0].classIndex == classIndex
      }
      let found = rule.matched(
        places.map { place in truths.map { overlaps[place][$0] } }, threshold: threshold,
        isIgnored: truths.map { isIgnored(picture.truths[$0]) },
        isCrowd: truths.map { picture.truths[$0].isCrowd })
      for (place, match) in zip(places, found) {
        matches[place] = DetectionMatch(
          truthIndex: match.truthIndex.map { truths[$0] }, isIgnored: match.isIgnored)
      }
    }
    return matches
  }

  // quote: verdict
  private func verdict(
    _ place: Int, _ match: DetectionMatch
  ) -> (VerdictKind, truth: Int?) {
    if let truth = match.truthIndex { return (match.isIgnored ? .ignored : .truePositive, truth) }
    let row = overlaps[place]
    let classIndex = detection(at: place).classIndex
    let own = best(row) { $0.classIndex == classIndex }
    let other = best(row) { $0.classIndex != classIndex }
    if let own, row[own] >= threshold { return (.duplicate, own) }
    if let other, row[other] >= threshold { return (.wrongClass, other) }
    if let own, row[own] >= 0.1 { return (.poorBox, own) }
    return (.background, nil)
  }
  // end quote

  /// The truth of that sort which is overlapped most; ignored ones excuse nothing here.
  private func best(_ row: [Double], _ isMeant: (TruthObject) -> Bool) -> Int? {
    picture.truths.indices.filter { !isIgnored(picture.truths[$0]) && isMeant(picture.truths[$0]) }
      .max { row[$0] < row[$1] }
  }

  private func detection(at place: Int) -> DetectedObject { picture.detections[order[place]] }

  private func isIgnored(_ truth: TruthObject) -> Bool { truth.isCrowd || truth.isDifficult }
}
