import LessonKit

/// Puts what a lesson tells into words on the terminal, and its pictures on screen and disk.
public final class EventPrinter {
  let terminal: Terminal
  let style: Style
  private var files: PictureFiles
  var pictureFolder: String { files.folder }
  /// At a prompt, a waiting step ends with what may be done; `fovea run` has nobody to tell.
  private let isInteractive: Bool
  /// Where pictures belong at the moment.
  private var group = "prompt"
  private var stepNumber = 0
  private var lesson: Lesson?
  /// Files that could not be written, for the exit code.
  public private(set) var pictureFailures: [String] = []
  public private(set) var pictureCount = 0

  /// - Parameter pictureFolder: the run's folder; `out` unless told otherwise.
  public init(terminal: Terminal, pictureFolder: String, isInteractive: Bool) {
    self.terminal = terminal
    self.isInteractive = isInteractive
    style = Style(isOn: terminal.isStyled)
    files = PictureFiles(folder: pictureFolder)
  }

  private var prose: ProseRenderer { ProseRenderer(width: terminal.proseWidth, style: style) }

  // MARK: Cells

  /// What a running cell prints and shows, as it comes.
  public func output(_ output: CellOutput) {
    switch output {
    case .text(let text):
      // A column in, like everything that is not typed.
      let lines = TextWidth.printable(text).split(
        separator: "\n", omittingEmptySubsequences: false)
      for (index, line) in lines.enumerated() {
        if index > 0 { terminal.write("\n") }
        if !line.isEmpty { terminal.write((terminal.isAtLineStart ? " " : "") + line) }
      }
    case .picture(let picture): show(picture)
    case .expectation: break
    }
  }

  private func show(_ picture: ShownPicture) {
    let caption = picture.caption.isEmpty ? "picture" : TextWidth.printable(picture.caption)
    do {
      try terminal.draw(picture)
      let path = try files.write(picture, group: group, step: stepNumber)
      pictureCount += 1
      terminal.writeLine(" " + style.italic(caption) + style.color(" → \(path)", .grey))
    } catch {
      pictureFailures.append("\(error)")
      terminal.writeLine(" " + style.italic(caption))
      remark("\(error)")
    }
  }

  /// The end of a cell: its value, or why it stopped.
  public func result(_ result: CellResult) {
    terminal.freshLine()
    for line in result.value?.summary ?? [] { terminal.writeLine(" " + line) }
    if let failure = result.failure { self.failure(failure) }
  }

  public func failure(_ failure: CellFailure) {
    terminal.freshLine()
    if case .interrupted = failure.cause {
      // The terminal has put its ^C on this line.
      if terminal.isTerminal { terminal.writeLine() }
      return terminal.writeLine(" stopped; every variable is as it was left")
    }
    let width = terminal.size.columns - 2
    for (index, line) in ErrorLayout.lines(failure.message, width: width).enumerated() {
      terminal.writeLine(" " + (index == 0 ? style.color(line, .red) : line))
    }
  }

  /// Swift typed between steps shows its pictures under the step it was typed at.
  public func beginPromptCell(lesson: Lesson?, step: Int) {
    group = lesson?.folderName ?? "prompt"
    stepNumber = lesson == nil ? 0 : step
  }

  public func leaveLesson() { lesson = nil }

  // MARK: Events

  public func present(_ event: LessonEvent) {
    terminal.freshLine()
    switch event {
    case .opened(let lesson, let resumedAt): open(lesson, resumedAt: resumedAt)
    case .step(let step, let count): show(step, of: count)
    case .next(let step, let count):
      terminal.writeLine()
      let choices = [
        "⏎ step \(step.number) of \(count), \(step.title)", ":back", ":outline", "any Swift",
      ]
      terminal.writeLine(style.color(Self.fitted(choices, width: terminal.size.columns - 1), .grey))
    case .willRun(let step, let cell):
      group = lesson?.folderName ?? "prompt"
      stepNumber = step.number
      files.begin(group: group, step: step.number)
      if !isInteractive { showCode(cell) }
    case .ran(let step, let result): ran(step, result)
    case .afterwards(let blocks):
      terminal.writeLine()
      terminal.writeLine(prose.text(blocks))
    case .guess(let isRight, let guess, let truth, let why):
      switch isRight {
      case true?: good("right: \(truth)")
      case false?: bad("not quite: you said \(guess), it is \(truth)")
      case nil: break  // the cell has just shown it
      }
      note(why)
    case .checked(let passed, let refusals):
      if passed {
        if isInteractive { good("that is right") }
      } else {
        bad("not yet")
        note(refusals)
        if isInteractive { remark("`:hint` helps, `:solution` shows the answer; try again") }
      }
    case .answered(let isRight, let why):
      if isInteractive { isRight ? good("right") : bad("no; try again") }
      note(why)
    case .hint(let text, let number, let count):
      terminal.writeLine(" hint \(number) of \(count): " + inline(text))
    case .solution(let cell): showCode(cell)
    case .note(let text): remark(text)
    case .finished(let lesson):
      terminal.writeLine()
      good("“\(lesson.title)” is finished")
      if isInteractive { remark("`:lessons` lists the others, `:outline` this one's steps") }
    }
  }

  private func ran(_ step: Step, _ result: CellResult) {
    self.result(result)
    if case .breaks = step.activity {
      remark(result.failure != nil ? "that was meant to fail" : "that was a mistake on purpose")
    } else if result.failure != nil, isInteractive {
      remark("⏎ tries again, `:skip` goes on")
    }
  }

  private func open(_ lesson: Lesson, resumedAt: Int?) {
    self.lesson = lesson
    group = lesson.folderName
    let title = "\(lesson.number) · \(lesson.title)"
    let count = lesson.steps.count
    let right = "\(count) step\(count == 1 ? "" : "s") · about \(lesson.minutes) min"
    let gap = max(2, terminal.proseWidth - TextWidth.of(title) - TextWidth.of(right))
    terminal.writeLine()
    terminal.writeLine(
      style.bold(title) + String(repeating: " ", count: gap) + style.color(right, .grey))
    if isInteractive || resumedAt == nil {
      say([.emphasis([MarkdownInline](markdown: lesson.summary))])
    }
    if let paper = lesson.paper { say([MarkdownInline](markdown: "Paper: " + paper)) }
    if let resumedAt {
      remark("you stopped at step \(resumedAt); the cells before it have run again")
      remark("`:goto 1` walks through it anew, `:forget` forgets your progress")
    }
  }

  private func show(_ step: Step, of count: Int) {
    let place = " step \(step.number) of \(count)"
    let title = "── " + step.title + " "
    let gap = max(2, terminal.proseWidth - TextWidth.of(title) - TextWidth.of(place))
    terminal.writeLine()
    terminal.writeLine(
      style.color("── ", .grey) + style.bold(step.title) + " "
        + style.color(String(repeating: "─", count: gap) + place, .grey))
    if !step.prose.isEmpty {
      terminal.writeLine()
      terminal.writeLine(prose.text(step.prose))
    }
    if case .quiz(let quiz) = step.activity { show(quiz) }
    guard isInteractive else { return }
    if let cell = step.activity?.cell { showCode(cell) } else { terminal.writeLine() }
    terminal.writeLine(style.color(Self.choices(step, width: terminal.size.columns - 1), .grey))
  }

  /// What may be done at a waiting step, as much of it as one line holds.
  static func choices(_ step: Step, width: Int) -> String {
    var choices: [String] =
      switch step.activity {
      case nil: ["⏎ go on"]
      case .run, .slow: ["⏎ run it", ":skip"]
      case .breaks: ["⏎ break it", ":skip"]
      case .predict: ["type a guess, as [5, 7] or 12", "⏎ run it", ":skip"]
      case .quiz: ["type a number", ":skip"]
      case .exercise: ["write it here, or :edit", "⏎ check it", ":solution", ":skip"]
      }
    if step.activity?.hints.isEmpty == false { choices.insert(":hint", at: choices.count - 1) }
    return fitted(choices + [":back", ":outline", "any Swift"], width: width)
  }

  /// `any Swift` goes last, before it what is easily remembered.
  private static func fitted(_ choices: [String], width: Int) -> String {
    var choices = choices
    func line() -> String { " " + choices.joined(separator: " · ") }
    while choices.count > 2, TextWidth.of(line()) > width { choices.remove(at: choices.count - 2) }
    if choices.count == 2, TextWidth.of(line()) > width { choices.removeLast() }
    return line()
  }

  private func show(_ quiz: Quiz) {
    terminal.writeLine()
    say([MarkdownInline](markdown: quiz.question))
    for (index, answer) in quiz.answers.enumerated() {
      terminal.writeLine("   \(index + 1). " + inline(answer))
    }
  }

  private func showCode(_ cell: Cell) {
    terminal.writeLine()
    for line in prose.code(cell.source) { terminal.writeLine(line) }
    terminal.writeLine()
  }

  // MARK: Words

  /// A paragraph, wrapped.
  private func say(_ inlines: [MarkdownInline]) {
    terminal.writeLine(prose.text([MarkdownBlock(.paragraph(inlines), line: 0)]))
  }

  /// `code` between backticks gets its colour.
  private func inline(_ text: String) -> String {
    let parts = TextWidth.printable(text).split(
      separator: "`", omittingEmptySubsequences: false)
    guard style.isOn, parts.count % 2 == 1 else { return TextWidth.printable(text) }
    return parts.enumerated().map { index, part in
      index % 2 == 1 ? style.color(String(part), .cyan) : String(part)
    }.joined()
  }

  private func note(_ lines: [String]) {
    for line in lines {
      for part in line.split(separator: "\n") { terminal.writeLine("   " + inline(String(part))) }
    }
  }

  /// One remark of the notebook itself.
  public func remark(_ text: String) {
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      terminal.writeLine(" " + inline(String(line)))
    }
  }

  func good(_ text: String) { terminal.writeLine(" " + style.color("✓ ", .green) + inline(text)) }
  func bad(_ text: String) { terminal.writeLine(" " + style.color("✗ ", .red) + inline(text)) }
}
