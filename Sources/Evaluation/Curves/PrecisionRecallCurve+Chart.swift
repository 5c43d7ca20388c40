import Images

extension PrecisionRecallCurve {
  /// Precision against recall: the curve as it is, and without its saw teeth.
  ///
  /// - Parameter rule: whose average precision stands in the title.
  /// - Parameter title: stands above, before the average precision.
  public func chart(title: String = "", rule: AveragePrecisionRule = .area) -> Chart {
    let average = "average precision \(fixed(averagePrecision(rule), 3))"
    let heading = title.isEmpty ? average : "\(title) · \(average)"
    let recalls = recalls.map { Float($0) }
    return Chart(
      title: heading, x: "recall: truths found", y: "precision: answers that are right"
    )
    .line("interpolated", Self.steps(recalls, interpolatedPrecisions.map { Float($0) }))
    .line("as measured", x: recalls, y: precisions.map { Float($0) })
    .ranging(x: 0...1, y: 0...1.02)
  }

  /// From recall 0 on, the best precision that reaches each recall: a staircase down, and to zero
  /// where recall ends.
  static func steps(_ recalls: [Float], _ envelope: [Float]) -> [Point] {
    guard let first = envelope.first, let last = recalls.last else { return [] }
    var points = [Point(0, first)]
    for i in envelope.indices {
      points.append(Point(i == 0 ? 0 : recalls[i - 1], envelope[i]))
      points.append(Point(recalls[i], envelope[i]))
    }
    return points + [Point(last, 0)]
  }
}

extension CocoScores {
  /// Interpolated precision against recall, the mean over all classes, at IoU 0.5, 0.75 and 0.9.
  ///
  /// - Parameter title: stands above.
  public func chart(title: String = "Precision and recall") -> Chart {
    chart(title: title, of: classes)
  }

  /// The same for one class.
  ///
  /// - Throws: `EvaluationError` for an index that is no class.
  /// - Parameter k: the index of a class.
  public func chart(ofClass k: Int) throws -> Chart {
    guard classes.indices.contains(k) else {
      throw EvaluationError(
        operation: "chart", expected: "a class from 0 to \(classes.count - 1)", found: "\(k)")
    }
    return chart(title: classNames[k], of: [classes[k]])
  }

  private func chart(title: String, of classes: [[CocoBandScores?]]) -> Chart {
    let scored = classes.compactMap { $0[0] }
    let levels = CocoTally.recallLevels.map { Float($0) }
    let measure = options.kind == .keypoints ? "OKS" : "IoU"
    var chart = Chart(
      title: title, x: "recall: truths found", y: "precision: answers that are right"
    ).ranging(x: 0...1, y: 0...1.02)
    guard !scored.isEmpty else { return chart }
    for (t, threshold) in options.iouThresholds.enumerated()
    where [0.5, 0.75, 0.9].contains(where: { abs($0 - threshold) < 1e-9 }) {
      let mean = levels.indices.map { r in
        Float(scored.reduce(0) { $0 + $1.precisions[t][r] } / Double(scored.count))
      }
      let average = scored.reduce(0) { $0 + $1.averagePrecisions[t] } / Double(scored.count)
      chart = chart.line(
        "\(measure) \(fixed(threshold, 2)), AP \(fixed(average, 3))", x: levels, y: mean)
    }
    return chart
  }
}
