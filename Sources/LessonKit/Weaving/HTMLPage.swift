import Foundation

/// A lesson as one HTML file that needs nothing else: pictures, colours and all.
enum HTMLPage {
  static func text(_ woven: WovenLesson) -> String {
    let lesson = woven.lesson
    let title = HTMLWriter.escaped(lesson.title)
    let steps = woven.steps.map { section($0, of: lesson) }.joined(separator: "\n\n")
    return """
      <!DOCTYPE html>
      <html lang="en">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="color-scheme" content="light dark">
      <meta name="description" content="\(HTMLWriter.escaped(lesson.summary))">
      <title>\(lesson.number) · \(title) · Fovea</title>
      <style>
      \(PageStyle.sheet)
      </style>
      </head>
      <body>
      <header>
      <p class="facts">\(PageWords.facts(lesson).map(HTMLWriter.escaped).joined(separator: " · "))</p>
      <h1>\(title)</h1>
      <p class="summary">\(HTMLWriter.line(lesson.summary))</p>
      \(lesson.paper.map { "<p class=\"facts\">Paper: \(HTMLWriter.line($0))</p>" } ?? "")
      </header>
      \(contents(woven))
      <main>
      \(setup(lesson))
      \(steps)
      </main>
      <footer><p>\(PageWords.origin)</p></footer>
      </body>
      </html>

      """
  }

  /// The steps' titles, folded away.
  private static func contents(_ woven: WovenLesson) -> String {
    let entries = woven.steps.map {
      "<li><a href=\"#\(HTMLWriter.escaped($0.step.id))\">\(HTMLWriter.escaped($0.step.title))</a></li>"
    }
    return """
      <nav aria-label="Steps"><details><summary>\(entries.count) steps</summary>
      <ol>
      \(entries.joined(separator: "\n"))
      </ol></details></nav>
      """
  }

  private static func setup(_ lesson: Lesson) -> String {
    guard !lesson.setup.isEmpty else { return "" }
    let source = lesson.setup.map(\.source.trimmingNewlines).joined(separator: "\n")
    return hidden("Setup, run beforehand", HTMLWriter.code(source))
  }

  private static func section(_ woven: WovenStep, of lesson: Lesson) -> String {
    let step = woven.step
    var parts = ["<section id=\"\(HTMLWriter.escaped(step.id))\">"]
    if !(step.number == 1 && step.title == lesson.title) {
      let tag = "h\(PageWords.level(step))"
      parts.append("<\(tag)>\(HTMLWriter.escaped(step.title))</\(tag)>")
    }
    parts.append(HTMLWriter.html(step.prose))
    if let kind = PageWords.kind(step) { parts.append("<p class=\"kind\">\(kind)</p>") }
    parts += activity(step)
    if let run = woven.run { parts += self.parts(run, of: step) }
    parts.append(HTMLWriter.html(step.afterwards))
    parts.append("</section>")
    return parts.filter { !$0.isEmpty }.joined(separator: "\n")
  }

  /// What is asked, before anything runs.
  private static func activity(_ step: Step) -> [String] {
    switch step.activity {
    case .exercise(let exercise):
      [HTMLWriter.code(exercise.starter.source), hints(exercise.hints)]
    case .quiz(let quiz):
      [
        "<p>\(HTMLWriter.line(quiz.question))</p>",
        "<ol class=\"answers\">"
          + quiz.answers.map { "<li>\(HTMLWriter.line($0))</li>" }.joined() + "</ol>",
        hidden(
          "The answer",
          (["It is \(PageWords.letter(quiz.right))."] + quiz.why)
            .map { "<p>\(HTMLWriter.line($0))</p>" }.joined()),
      ]
    default: []
    }
  }

  private static func hints(_ hints: [String]) -> String {
    guard !hints.isEmpty else { return "" }
    let entries = hints.map { "<li>\(HTMLWriter.line($0))</li>" }.joined()
    return hidden(hints.count == 1 ? "A hint" : "\(hints.count) hints", "<ol>\(entries)</ol>")
  }

  private static func parts(_ run: WovenRun, of step: Step) -> [String] {
    let code = HTMLWriter.code(run.cell.source)
    var outputs = run.outputs.map(html)
    switch step.activity {
    case .exercise: return [hidden("A solution", ([code] + outputs).joined(separator: "\n"))]
    case .predict(_, let hints, let why):
      outputs.append(
        "<p class=\"why\">"
          + ([run.truth.map { "It is \(HTMLWriter.escaped($0))." } ?? ""] + why.map(HTMLWriter.line))
          .filter { !$0.isEmpty }.joined(separator: " ") + "</p>")
      return [code, self.hints(hints), hidden("What comes out", outputs.joined(separator: "\n"))]
    default: return [code] + outputs
    }
  }

  private static func html(_ output: WovenOutput) -> String {
    switch output {
    case .text(let text): HTMLWriter.plain(text, kind: "output")
    case .value(let lines): HTMLWriter.plain(lines.joined(separator: "\n"), kind: "output")
    case .error(let text): HTMLWriter.plain(text, kind: "error")
    case .picture(let picture): figure(picture)
    }
  }

  private static func figure(_ picture: WovenPicture) -> String {
    let data = Data(picture.png).base64EncodedString()
    return """
      <figure>
      <img src="data:image/png;base64,\(data)" width="\(picture.width)" height="\(picture.height)" \
      alt="\(HTMLWriter.escaped(picture.alternativeText))">
      <figcaption>\(HTMLWriter.escaped(picture.caption))</figcaption>
      </figure>
      """
  }

  private static func hidden(_ summary: String, _ html: String) -> String {
    "<details><summary>\(summary)</summary>\n\(html)\n</details>"
  }
}
