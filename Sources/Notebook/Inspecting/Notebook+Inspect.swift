import Fovea
import LessonKit
import LessonSwift

extension Notebook {
  /// `:inspect x`: the summary, and everything behind it.
  func inspect(_ name: String) {
    guard !name.isEmpty else {
      return printer.remark("`:inspect` needs a variable; `:vars` lists them")
    }
    let variable = engine.values.first { $0.name == name }
    let value: LessonValue
    if let variable {
      value = variable.value
    } else if name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "_" }), Int(name) == nil {
      let names = engine.values.map(\.name)
      let meant = NearestName.of(name, in: names).map { "did you mean `\($0)`?" }
      return printer.remark(
        "nothing is called ‘\(TextWidth.printable(name))’; \(meant ?? "`:vars` lists what there is")"
      )
    } else {
      switch engine.value(of: name) {
      case .success(let found): value = found
      case .failure(let failure): return refuse(failure)
      }
    }
    for line in ValueRenderer().inspection(of: value, name: name) { terminal.writeLine(" " + line) }
    let elements = value.payload == nil ? value.elements?.map(\.payload) : nil
    if let tensor = value.payload as? Tensor {
      tell(TensorInspection(tensor: tensor))
    } else if let boxes = BoxInspection(value.payload, elements: elements) {
      table(boxes.facts(picture: latestPicture))
    } else if let parameter = value.payload as? Parameter {
      table([("gradient", parameter.gradient.map { "\($0.summary.lines[0])" } ?? "none yet")])
    }
    if variable != nil, let place = place(of: name) { table([("made in", place)]) }
  }

  private func tell(_ inspection: TensorInspection) {
    table(inspection.facts)
    let rows = inspection.channelRows
    guard !rows.isEmpty else { return }
    let widths = rows[0].indices.map { column in rows.map { TextWidth.of($0[column]) }.max() ?? 0 }
    for (index, row) in rows.enumerated() {
      let line = row.enumerated().map { column, text in
        String(repeating: " ", count: widths[column] - TextWidth.of(text)) + text
      }.joined(separator: "  ")
      terminal.writeLine("  " + (index == 0 ? style.color(line, .grey) : line))
    }
    if inspection.hiddenChannels > 0 {
      printer.remark(" and \(inspection.hiddenChannels) more channels")
    }
  }

  private var latestPicture: (name: String, width: Int, height: Int)? {
    for (name, value) in engine.values.reversed() {
      if let image = value.payload as? Image { return (name, image.width, image.height) }
    }
    return nil
  }

  /// The cell that declared a variable last: `step 12, A map of sheep`, or where it was typed.
  private func place(of name: String) -> String? {
    guard let record = engine.log.last(where: { $0.declares.contains(name) }) else { return nil }
    let first = record.source.split(separator: "\n").first { $0.contains(name) }.map(String.init)
    let code = first.map { ": " + $0.trimmingSpaces } ?? ""
    let step = player?.lesson.steps.last { $0.line <= record.line }
    if record.file != "prompt", let step {
      return "step \(step.number), \(step.title)\(code)"
    }
    return "a line that you typed\(code)"
  }
}
