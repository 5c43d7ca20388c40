extension CocoScores {
  /// The figures as text, one a line.
  ///
  /// ```
  /// figure  value        IoU    area  at most
  /// AP      0.421  0.50:0.95     all      100
  /// ```
  public var table: String {
    let rows = figures.map { [$0.name, scoreText($0.value), $0.iou, $0.area, "\($0.limit)"] }
    let measure = options.kind == .keypoints ? "OKS" : "IoU"
    return aligned([["figure", "value", measure, "area", "at most"]] + rows)
  }

  /// The classes as text: truths that count, AP, AP50, AP75 and AR of each.
  public var classTable: String {
    let rows = classNames.indices.map { k in
      let all = classes[k][0]
      return [
        classNames[k], "\(all?.truthCount ?? 0)", scoreText(averagePrecision(ofClass: k)),
        scoreText(averagePrecision(ofClass: k, iou: 0.5)),
        scoreText(averagePrecision(ofClass: k, iou: 0.75)),
        scoreText(
          all.map { $0.recalls.reduce(0) { $0 + ($1.last ?? 0) } / Double($0.recalls.count) }),
      ]
    }
    return aligned([["class", "truths", "AP", "AP50", "AP75", "AR"]] + rows)
  }
}

extension CocoScores: CustomStringConvertible {
  public var description: String {
    let ap = options.kind == .bbox ? "AP" : "\(options.kind.rawValue) AP"
    return "CocoScores: \(ap) \(scoreText(self["AP"])), AP50 \(scoreText(self["AP50"])) over "
      + "\(pictureCount) pictures"
  }
}
