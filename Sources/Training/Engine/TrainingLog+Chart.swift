import Images

extension TrainingLog {
  /// The loss over the steps as a faint cloud with a smoothed line through it, and the validation
  /// score, both read on the same axis where they lie in 0…1.
  public func chart(title: String) -> Chart {
    let steps = rows.map { Float($0.step) }
    let losses = rows.map { Float($0.loss) }
    let axis = scoreName.isEmpty ? "loss" : "loss, \(scoreName)"
    var chart = Chart(title: title, x: "step", y: axis).points("loss", x: steps, y: losses)
      .line("loss, smoothed", x: steps, y: Self.smoothed(losses))
    if termNames.count > 1 {
      for (index, name) in termNames.enumerated() {
        chart = chart.line(name, x: steps, y: rows.map { Float($0.terms[index]) })
      }
    }
    let scored = rows.filter { $0.score != nil }
    if !scored.isEmpty {
      chart = chart.line(
        "validation \(scoreName)", x: scored.map { Float($0.step) },
        y: scored.compactMap { $0.score.map { Float($0) } })
    }
    return chart
  }

  /// Each number the mean of those up to four places away.
  static func smoothed(_ values: [Float]) -> [Float] {
    values.indices.map { i in
      let near = values[max(0, i - 4)...min(values.count - 1, i + 4)]
      return near.reduce(0, +) / Float(near.count)
    }
  }
}
