/// A lesson as a Markdown file, its pictures as PNG files beside it.
enum MarkdownPage {
  /// - Parameter pictures: the folder of the PNG files, as the page names it.
  static func text(_ woven: WovenLesson, pictures: String) -> String {
    let lesson = woven.lesson
    var parts = ["# " + MarkdownWriter.escaped(lesson.title), lesson.summary]
    parts.append(PageWords.facts(lesson).joined(separator: " · "))
    if let paper = lesson.paper { parts.append("Paper: " + paper) }
    parts.append("*\(PageWords.origin)*")
    if !lesson.setup.isEmpty {
      let setup = lesson.setup.map(\.source.trimmingNewlines).joined(separator: "\n")
      parts.append(hidden("Setup", MarkdownWriter.fence(setup, info: "swift")))
    }
    for step in woven.steps { parts += self.parts(step, pictures: pictures, of: lesson) }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  private static func parts(
    _ woven: WovenStep, pictures: String, of lesson: Lesson
  ) -> [String] {
    let step = woven.step
    var parts: [String] = []
    // The first heading is the lesson's title again.
    if !(step.number == 1 && step.title == lesson.title) {
      parts.append(
        String(repeating: "#", count: PageWords.level(step)) + " "
          + MarkdownWriter.escaped(step.title))
    }
    parts.append(MarkdownWriter.text(step.prose))
    parts += activity(step)
    if let run = woven.run { parts += self.parts(run, of: step, pictures: pictures) }
    parts.append(MarkdownWriter.text(step.afterwards))
    return parts
  }

  /// What is asked, before anything runs.
  private static func activity(_ step: Step) -> [String] {
    let kind = PageWords.kind(step).map { "**\($0).**" } ?? ""
    switch step.activity {
    case .exercise(let exercise):
      let hints = exercise.hints.enumerated().map { "\($0.offset + 1). \($0.element)" }
      return [kind, MarkdownWriter.fence(exercise.starter.source, info: "swift")]
        + (hints.isEmpty ? [] : [hidden("Hints", hints.joined(separator: "\n"))])
    case .quiz(let quiz):
      let answers = quiz.answers.enumerated().map {
        "- (\(PageWords.letter($0.offset))) \($0.element)"
      }
      let answer = (["Answer: (\(PageWords.letter(quiz.right)))."] + quiz.why)
        .joined(separator: "\n\n")
      return [
        kind + " " + quiz.question, answers.joined(separator: "\n"), hidden("The answer", answer),
      ]
    default: return [kind]
    }
  }

  private static func parts(_ run: WovenRun, of step: Step, pictures: String) -> [String] {
    var parts = [MarkdownWriter.fence(run.cell.source, info: "swift")]
    for output in run.outputs {
      switch output {
      case .text(let text): parts.append(MarkdownWriter.fence(text, info: "text"))
      case .value(let lines):
        parts.append(MarkdownWriter.fence(lines.joined(separator: "\n"), info: "text"))
      case .picture(let picture):
        let alternative = MarkdownWriter.escaped(picture.alternativeText)
        parts.append("![\(alternative)](<\(pictures)/\(picture.name).png>)")
        parts.append("*\(MarkdownWriter.escaped(picture.caption))*")
      case .error(let text): parts.append(MarkdownWriter.fence(text, info: "text"))
      }
    }
    if case .exercise = step.activity {
      return [hidden("A solution", parts.joined(separator: "\n\n"))]
    }
    if case .predict(_, let hints, let why) = step.activity {
      let answer = [run.truth.map { "It is \($0)." } ?? ""] + why
      let words = answer.filter { !$0.isEmpty }.joined(separator: " ")
      if !hints.isEmpty {
        parts.insert(hidden("A hint", hints.joined(separator: "\n\n")), at: 1)
      }
      parts.append(words)
    }
    return parts
  }

  /// Folded away until it is asked for.
  static func hidden(_ summary: String, _ text: String) -> String {
    "<details><summary>\(summary)</summary>\n\n\(text)\n\n</details>"
  }
}
