import LessonKit

extension Notebook {
  /// `:break` lists the lesson's mistakes on purpose; `:break NAME` makes one, here and now.
  func breakOnPurpose(_ name: String) {
    withPlayer { player in
      let mistakes = player.lesson.steps.compactMap { step -> (step: Step, cell: Cell)? in
        if case .breaks(let cell)? = step.activity { (step, cell) } else { nil }
      }
      if mistakes.isEmpty { return printer.remark("this lesson makes no mistake on purpose") }
      guard !name.isEmpty else {
        table(mistakes.map { ($0.step.id, "step \($0.step.number), \($0.step.title)") })
        return printer.remark("`:break NAME` makes one of them with your variables")
      }
      guard let mistake = mistakes.first(where: { $0.step.id == name }) else {
        let meant = NearestName.of(name, in: mistakes.map(\.step.id)).map {
          "did you mean ‘\($0)’?"
        }
        return printer.remark(
          "there is no mistake called ‘\(TextWidth.printable(name))’; \(meant ?? "`:break` lists them")"
        )
      }
      beginPictures()
      for line in ProseRenderer(width: 80, style: style).code(mistake.cell.source) {
        terminal.writeLine(line)
      }
      let snapshot = engine.snapshot()
      let result = engine.run(
        mistake.cell.source, file: player.lesson.file, line: mistake.cell.line)
      engine.restore(snapshot)
      printer.result(result)
      for block in [mistake.step.afterwards] where !block.isEmpty {
        terminal.writeLine()
        terminal.writeLine(ProseRenderer(width: terminal.proseWidth, style: style).text(block))
      }
      if mistake.step.number > player.position + 1 {
        printer.remark("its step comes later: a name may still be missing here")
      }
    }
  }
}
