extension ConfusionMatrix {
  /// The matrix and the scores of each class as text, in columns: rows are the truth.
  ///
  /// ```
  /// truth \ called   cat  dog   recall  precision
  /// cat                3    1   75.0 %     60.0 %
  /// dog                2    4   66.7 %     80.0 %
  /// ```
  public var table: String {
    let corner = "truth \\ called"
    let header = [corner] + classNames + ["recall", "precision"]
    let rows = counts.indices.map { k in
      [classNames[k]] + counts[k].map { $0 == 0 ? "·" : "\($0)" }
        + [Self.percent(recall(of: k)), Self.percent(precision(of: k))]
    }
    return aligned([header] + rows)
  }

  /// `97.3 %`, or `–` for a score that does not exist.
  static func percent(_ fraction: Double?) -> String {
    guard let fraction else { return "–" }
    let tenths = Int((fraction * 1000).rounded())  // a fraction: at most 1000
    return "\(tenths / 10).\(tenths % 10) %"
  }
}
