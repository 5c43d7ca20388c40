import Fovea
import LessonKit
import LessonSwift

extension Notebook {
  /// `:why box 17`, `:why box found[0] of detector in scene`, `:why boxes`: where a detection comes
  /// from, what it removed and what removed it.
  func whyBox(_ argument: String) {
    let (what, options) = Self.options(argument, ["of", "in"])
    guard let detector = find(Traceable.self, options["of"], called: "a detector", word: "of"),
      let picture = find(Image.self, options["in"], called: "a picture", word: "in")
    else { return }
    beginPictures()
    do {
      let trace = try detector.value.trace(in: picture.value)
      printer.remark(
        "\(detector.name) on \(picture.name): \(trace.placeCount) places, "
          + "\(trace.candidates.count) boxes above its threshold, \(trace.kept.count) kept")
      if what.isEmpty { return listBoxes(trace, on: picture.value) }
      guard let traced = candidate(what, in: trace) else { return }
      tell(traced, in: trace)
      show(
        try Self.drawing(traced, in: trace, on: picture.value),
        caption: "Why box \(traced.index)")
    } catch {
      printer.remark("\(error)")
    }
  }

  /// Words behind certain words: `3 of coarse in scene` → `3`, [of: coarse, in: scene].
  static func options(_ text: String, _ names: Set<String>) -> (String, [String: String]) {
    var (first, options): ([String], [String: [String]]) = ([], [:])
    var current: String?
    for word in text.split(separator: " ").map(String.init) {
      if names.contains(word) {
        current = word
        options[word] = []
      } else if let current {
        options[current]?.append(word)
      } else {
        first.append(word)
      }
    }
    return (first.joined(separator: " "), options.mapValues { $0.joined(separator: " ") })
  }

  /// The value of an expression, or the last variable of that type; says so when there is none.
  func find<T>(
    _ type: T.Type, _ expression: String?, called kind: String, word: String
  ) -> (name: String, value: T)? {
    if let expression, !expression.isEmpty {
      switch engine.value(of: expression) {
      case .failure(let failure):
        refuse(failure)
        return nil
      case .success(let value):
        if let found = value.payload as? T { return (expression, found) }
        printer.remark("‘\(expression)’ is a \(value.type); expected \(kind)")
        return nil
      }
    }
    for (name, value) in engine.values.reversed() {
      if let found = value.payload as? T { return (name, found) }
    }
    printer.remark("there is no variable with \(kind) yet; `\(word) …` names one")
    return nil
  }

  /// By its number, or by a detection or box of a variable.
  private func candidate(_ what: String, in trace: DetectionTrace) -> TracedDetection? {
    let value: LessonValue
    switch engine.value(of: what) {
    case .failure(let failure):
      refuse(failure)
      return nil
    case .success(let found): value = found
    }
    if let index = value.as(Int.self) {
      if trace.candidates.indices.contains(index) { return trace.candidates[index] }
      printer.remark(
        trace.candidates.isEmpty
          ? "there is no box at all above the threshold"
          : "expected a box from 0, the best, to \(trace.candidates.count - 1), found \(index)")
      return nil
    }
    let found = trace.candidates.first { candidate in
      if let detection = value.payload as? Detection { return detection == candidate.detection }
      return value.payload as? Box == candidate.detection.box
    }
    if found == nil {
      printer.remark(
        "‘\(what)’ is none of the \(trace.candidates.count) boxes; `:why boxes` lists them")
    }
    return found
  }

  // MARK: Words

  private func listBoxes(_ trace: DetectionTrace, on image: Image) {
    let shown = trace.candidates.prefix(20)
    table(shown.map { ("\($0.index)", Self.line($0, in: trace)) })
    if trace.candidates.count > shown.count {
      printer.remark("and \(trace.candidates.count - shown.count) more")
    }
    if !shown.isEmpty { printer.remark("`:why box N` follows one of them") }
  }

  private static func line(_ traced: TracedDetection, in trace: DetectionTrace) -> String {
    let detection = traced.detection
    let fate =
      switch traced.fate {
      case .kept: "kept, \(trace.isMerging ? "took in" : "removed") \(traced.suppressed.count)"
      case .suppressed(let by, let iou):
        "\(trace.isMerging ? "went into" : "removed by") \(by), IoU \(text(iou))"
      }
    return "\(name(detection, in: trace)) \(text(detection.score))  \(text(detection.box))  \(fate)"
  }

  private func tell(_ traced: TracedDetection, in trace: DetectionTrace) {
    let detection = traced.detection
    var rows = traced.facts.map { ($0.name, $0.value) }
    rows.append(("box", Self.text(detection.box)))
    let best = trace.classNames.indices.filter(traced.scores.indices.contains)
      .sorted { traced.scores[$0] > traced.scores[$1] }.prefix(3)
    rows.append(
      (
        "score",
        best.map { "\(trace.classNames[$0]) \(Self.text(traced.scores[$0]))" }
          .joined(separator: ", ")
      ))
    switch traced.fate {
    case .kept:
      let name = Self.name(detection, in: trace)
      rows.append(
        (
          "fate",
          trace.isMerging
            ? "kept: the mean of all that agreed" : "kept: no better \(name) covers it"
        ))
    case .suppressed(let by, let iou):
      rows.append(
        (
          "fate",
          "\(trace.isMerging ? "went into" : "removed by") box \(by), "
            + "score \(Self.text(trace.candidates[by].detection.score)), "
            + "IoU \(Self.text(iou))"
        ))
    }
    let removed = traced.suppressed.prefix(8).map { "\($0.index) (IoU \(Self.text($0.iou)))" }
    let more = traced.suppressed.count - removed.count
    rows.append(
      (
        trace.isMerging ? "took in" : "removed",
        removed.isEmpty
          ? "nothing" : removed.joined(separator: ", ") + (more > 0 ? " and \(more) more" : "")
      ))
    table(rows)
  }

  /// The box bold, with a plate; the boxes on its way (anchor, proposal) dotted, the first white; what
  /// it removed thin; what removed it dashed.
  private static func drawing(
    _ traced: TracedDetection, in trace: DetectionTrace, on image: Image
  ) throws -> Image {
    let factor = image.annotationFactor()
    func scaled(_ box: Box) -> Box { box.scaled(by: Float(factor)) }
    var drawn = try image.scaled(by: factor)
    for (index, _) in traced.suppressed {
      try drawn.draw(scaled(trace.candidates[index].detection.box), color: .cyan, thickness: 1)
    }
    if case .suppressed(let by, let iou) = traced.fate {
      try drawn.draw(
        scaled(trace.candidates[by].detection.box), color: .orange, thickness: 3, pattern: .dashed,
        label: "\(by) \(trace.isMerging ? "took it in" : "removed it"), IoU \(text(iou))")
    }
    let way = traced.facts.compactMap(\.box).dropLast()
    for (place, box) in way.enumerated() {
      try drawn.draw(
        scaled(box), color: place == 0 ? .white : .green, thickness: 2, pattern: .dotted)
    }
    let detection = traced.detection
    try drawn.draw(
      scaled(detection.box), color: .yellow, thickness: 4,
      label: "\(traced.index) \(name(detection, in: trace)) \(text(detection.score))")
    return drawn
  }

  private static func name(_ detection: Detection, in trace: DetectionTrace) -> String {
    trace.classNames.indices.contains(detection.classIndex)
      ? trace.classNames[detection.classIndex] : "class \(detection.classIndex)"
  }

  private static func text(_ value: Float) -> String { NumberText.short(Double(value)) }

  private static func text(_ box: Box) -> String {
    "(\(text(box.x1)), \(text(box.y1))) to (\(text(box.x2)), \(text(box.y2)))"
  }
}
