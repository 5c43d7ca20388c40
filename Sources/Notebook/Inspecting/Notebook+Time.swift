import LessonKit
import LessonSwift
import Fovea

extension Notebook {
  /// `:time EXPR`: how long it takes, by the median of some runs.
  func time(_ expression: String) {
    guard !expression.isEmpty else {
      return printer.remark("`:time` needs an expression: `:time classifier.features(crop)`")
    }
    let clock = ContinuousClock()
    var times: [Double] = []
    let start = clock.now
    // A second's worth of runs, or one that is longer.
    while times.count < 1 || (times.count < 25 && clock.now - start < .seconds(1)) {
      let begin = clock.now
      let result = engine.value(of: expression)
      let elapsed = (clock.now - begin).components
      if case .failure(let failure) = result { return refuse(failure) }
      times.append(Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) * 1e-15)
    }
    let sorted = times.sorted()
    let median = sorted[sorted.count / 2]
    var facts = [("median", NumberText.duration(milliseconds: median))]
    if sorted.count > 1, let best = sorted.first, let worst = sorted.last {
      facts.append(
        (
          "from, to",
          "\(NumberText.duration(milliseconds: best)), \(NumberText.duration(milliseconds: worst))"
        ))
    }
    facts.append(("runs", "\(sorted.count)"))
    table(facts)
  }
}
