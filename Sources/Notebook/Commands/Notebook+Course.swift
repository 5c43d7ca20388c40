import Fovea
import LessonKit

extension Notebook {
  /// How far somebody came in a lesson.
  struct Standing {
    let entry: Course.Entry
    /// `nil` when the lesson's file is broken.
    let lesson: Lesson?
    let progress: LessonProgress

    /// Steps that were done or skipped.
    var doneSteps: Int { lesson?.steps.count { progress.steps[$0.id] != nil } ?? 0 }
    /// The step to go on with, from 1.
    var nextStep: Int {
      let index = lesson?.steps.firstIndex { $0.id == progress.position }
      return (index ?? min(doneSteps, (lesson?.steps.count ?? 1) - 1)) + 1
    }
    var isBegun: Bool { doneSteps > 0 && !progress.isFinished }
  }

  func standings() -> [Standing] {
    course.entries.map { entry in
      Standing(
        entry: entry, lesson: try? course.lesson(at: entry),
        progress: progress(of: entry.name))
    }
  }

  /// How far somebody came; says so when the file was damaged, since it is then put aside.
  func progress(of lesson: String) -> LessonProgress {
    guard let (progress, remark) = store?.load(lesson) else { return LessonProgress() }
    if let remark { printer.remark(remark) }
    return progress
  }

  /// The first lesson that was begun and not finished.
  var unfinishedLesson: (entry: Course.Entry, step: Int, steps: Int)? {
    guard let standing = standings().first(where: \.isBegun), let lesson = standing.lesson else {
      return nil
    }
    return (standing.entry, standing.nextStep, lesson.steps.count)
  }

  // MARK: The menu

  func listLessons() {
    let standings = standings()
    let nameWidth = standings.map(\.entry.name.count).max() ?? 0
    let titleWidth = standings.map { TextWidth.of($0.lesson?.title ?? "") }.max() ?? 0
    // The title is what can be done without in a narrow window.
    let hasRoom = terminal.size.columns >= 5 + nameWidth + 2 + titleWidth + 2 + 24
    for standing in standings {
      let entry = standing.entry
      let number = (entry.number < 10 ? " " : "") + "\(entry.number)"
      let name = entry.name + String(repeating: " ", count: nameWidth - entry.name.count)
      guard let lesson = standing.lesson else {
        printer.remark(
          "\(number)  \(name)  the file is broken; `fovea check \(entry.name)` says how")
        continue
      }
      let gap = String(repeating: " ", count: titleWidth - TextWidth.of(lesson.title))
      let title = hasRoom ? lesson.title + gap + "  " : ""
      terminal.writeLine(" \(number)  \(style.bold(name))  \(title)\(state(standing, lesson))")
    }
    if standings.isEmpty { printer.remark("there are no lessons in \(course.folder)") }
  }

  /// `✓ finished`, `▰▰▱▱▱ step 9 of 21`, or how long it takes.
  private func state(_ standing: Standing, _ lesson: Lesson) -> String {
    if standing.progress.isFinished { return style.color("✓ finished", .green) }
    guard standing.isBegun else { return style.color("about \(lesson.minutes) min", .grey) }
    let filled = 5 * standing.doneSteps / max(1, lesson.steps.count)
    let bar = String(repeating: "▰", count: filled) + String(repeating: "▱", count: 5 - filled)
    return style.color(bar, .cyan) + " step \(standing.nextStep) of \(lesson.steps.count)"
  }

  // MARK: Looking for something

  /// Steps in which a word stands: in a title, in prose, in code.
  func find(_ word: String) {
    guard !word.isEmpty else { return printer.remark("`:find` needs a word, as in `:find IoU`") }
    var hits: [(place: String, line: String)] = []
    for standing in standings() {
      guard let lesson = standing.lesson else { continue }
      for step in lesson.steps {
        guard let line = step.line(with: word) else { continue }
        let place = "\(lesson.number)·\(step.number)"
        hits.append((place, "\(lesson.name), \(step.title): \(line)"))
      }
    }
    if hits.isEmpty {
      return printer.remark(
        "‘\(TextWidth.printable(word))’ stands in no lesson; `:help` knows names")
    }
    let shown = 20
    for hit in hits.prefix(shown) {
      let gap = String(repeating: " ", count: max(1, 7 - hit.place.count))
      let room = max(20, terminal.size.columns - 10)
      let line = TextWidth.printable(hit.line)
      terminal.writeLine(
        " " + style.color(hit.place, .cyan) + gap
          + (line.count > room ? line.prefix(room - 1) + "…" : line))
    }
    if hits.count > shown { printer.remark("and \(hits.count - shown) more") }
    printer.remark("`:lesson NAME`, then `:goto N` goes there")
  }

  // MARK: Facts

  func info() {
    guard let player else { return notebookInfo() }
    let lesson = player.lesson
    let steps = lesson.steps
    func count(_ mark: LessonProgress.Mark) -> Int {
      steps.count { player.marks[$0.id]?.mark == mark }
    }
    var facts = [
      ("lesson", "\(lesson.number), \(lesson.title) (\(lesson.name))"),
      ("about", lesson.summary),
      ("takes", "about \(lesson.minutes) min, \(steps.count) steps"),
      (
        "you",
        "\(count(.done)) steps done, \(count(.skipped)) skipped"
          + (player.isFinished ? ", finished" : ", at step \(player.position + 1)")
      ),
    ]
    if !lesson.prerequisites.isEmpty {
      facts.append(("after", lesson.prerequisites.joined(separator: ", ")))
    }
    if let paper = lesson.paper {
      facts.append(("paper", [MarkdownInline](markdown: paper).plainText))
    }
    facts.append(("file", lesson.file))
    tell(facts)
  }

  private func notebookInfo() {
    let size = terminal.size
    let pictures =
      terminal.pictureMode == .none ? "not drawn" : "drawn as \(terminal.pictureMode.rawValue)"
    tell([
      ("lessons", course.folder),
      ("progress", store?.folder ?? "not kept"),
      ("pictures", "\(pictures), written to \(printer.pictureFolder)"),
      ("window", "\(size.columns) columns, \(size.rows) rows"),
      ("kernels", "\(Kernels.current.name), \(Workers.shared.threads) threads"),
    ])
  }

  private func tell(_ facts: [(String, String)]) {
    let width = facts.map(\.0.count).max() ?? 0
    for (name, fact) in facts {
      let gap = String(repeating: " ", count: width - name.count + 2)
      let lines = PlainWrap.lines(
        TextWidth.printable(fact), width: max(20, terminal.proseWidth - width - 3))
      for (index, line) in lines.enumerated() {
        let left =
          index == 0 ? style.color(name, .grey) + gap : String(repeating: " ", count: width + 2)
        terminal.writeLine(" " + left + line)
      }
    }
  }
}

extension Step {
  /// The first line of this step that holds `word`, whatever its case; its title counts.
  fileprivate func line(with word: String) -> String? {
    let word = word.lowercased()
    var text = [title] + prose.flatMap(\.plainLines) + [activity?.cell?.source ?? ""]
    text += afterwards.flatMap(\.plainLines)
    switch activity {
    case .quiz(let quiz): text += [quiz.question] + quiz.answers + quiz.why
    case .predict(_, _, let why): text += why
    default: break
    }
    return text.flatMap { $0.split(separator: "\n") }.map(String.init)
      .first { $0.lowercased().contains(word) }?.trimmingSpaces
  }
}

extension MarkdownBlock {
  fileprivate var plainLines: [String] {
    switch content {
    case .paragraph(let inlines), .heading(_, let inlines): [inlines.plainText]
    case .code(_, let text, _): [text]
    case .quote(let blocks): blocks.flatMap(\.plainLines)
    case .list(_, let items): items.flatMap { $0.flatMap(\.plainLines) }
    case .table(let header, let rows):
      ([header] + rows).map { $0.map(\.plainText).joined(separator: " ") }
    case .thematicBreak, .html: []
    }
  }
}
