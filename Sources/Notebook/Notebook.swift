import LessonKit

/// The prompt: reads lines, runs Swift, obeys `:` commands, and walks through lessons.
///
/// Nothing that is typed ends it but `:quit` and Ctrl-D.
public final class Notebook {
  let terminal: Terminal
  let style: Style
  let course: Course
  let engine: any PromptEngine
  let printer: EventPrinter
  let store: ProgressStore?
  let environment: [String: String]
  var player: Player?
  var input: (any LineSource)?
  var isOver = false
  /// Runs are numbered, so that an error can say which entry it stands in.
  private var entryCount = 0
  /// Swift that was entered here, in order.
  private(set) var entries: [String] = []
  /// No variables at all: how a notebook begins.
  let emptySession: EngineSnapshot
  /// The lesson's variables while its learner plays: `:resume` brings them back.
  var beforePlaying: EngineSnapshot?
  /// What the sources say about the names of the library; read when it is first asked for.
  private(set) lazy var helpBook = HelpBook.shipped()
  /// A single entry larger than this is refused rather than parsed.
  private static let longestEntry = 1_000_000

  /// - Parameters:
  ///   - pictureFolder: where PNGs go, in a folder a lesson.
  ///   - store: `nil` keeps no progress.
  public init(
    course: Course, engine: any PromptEngine, terminal: Terminal, pictureFolder: String,
    store: ProgressStore?, environment: [String: String]
  ) {
    self.course = course
    self.engine = engine
    self.terminal = terminal
    self.store = store
    self.environment = environment
    style = Style(isOn: terminal.isStyled)
    printer = EventPrinter(
      terminal: terminal, pictureFolder: pictureFolder, isInteractive: true)
    engine.allowsRedeclaration = true
    emptySession = engine.snapshot()
    engine.onOutput = { [printer] in printer.output($0) }
  }

  /// Reads and answers until the input ends or `:quit`.
  ///
  /// - Parameter lesson: opened first, if given.
  public func run(input: any LineSource, lesson: Lesson? = nil) {
    self.input = input
    let watch = ControlC.watch(engine.interrupter)
    defer { _ = watch }
    greet()
    if let lesson { open(lesson) }
    while !isOver {
      switch input.line(prompt: prompt) {
      case .end:
        sayGoodbye()
        return
      case .interrupted(let wasEmpty):
        if wasEmpty { printer.remark("nothing is running; `:quit` or Ctrl-D leaves") }
      case .text(let line): take(line)
      }
    }
  }

  /// `fovea> `, or `[3·2]> ` in step 2 of lesson 3.
  var prompt: String {
    guard let player else { return style.bold("fovea>") + " " }
    let step = min(player.position + 1, player.lesson.steps.count)
    let mode = beforePlaying == nil ? "" : " play"
    return style.bold(style.color("[\(player.lesson.number)·\(step)\(mode)]>", .cyan)) + " "
  }

  private func greet() {
    let finished = course.entries.filter { progress(of: $0.name).isFinished }.count
    terminal.writeLine(
      style.bold("Fovea") + " · from the sliding window to Mask R-CNN, one tensor at a time")
    let count = course.entries.count
    printer.remark(
      "\(count) lesson\(count == 1 ? "" : "s"), \(finished) finished · "
        + "`:lessons` lists them, `:help` helps, or type any Swift")
    if let (entry, step, steps) = unfinishedLesson {
      printer.remark("`:lesson \(entry.name)` goes on at step \(step) of \(steps)")
    }
    terminal.writeLine()
  }

  func sayGoodbye() {
    isOver = true
    let place = player.map { $0.isFinished ? nil : $0 } ?? nil
    if let place {
      let name = place.lesson.name
      printer.remark("goodbye; `:lesson \(name)` goes on at step \(place.position + 1)")
    } else {
      printer.remark("goodbye")
    }
  }

  func open(_ lesson: Lesson) {
    let player = Player(
      lesson: lesson, engine: engine, store: store, present: { [printer] in printer.present($0) })
    self.player = player
    beforePlaying = nil
    engine.clearInterrupt()
    player.start()
  }

  // MARK: Lines

  private func take(_ line: String) {
    let trimmed = line.drop(while: \.isWhitespace)
    if trimmed.isEmpty { return enter() }
    if trimmed.hasPrefix(":") {
      input?.remember(line)
      return obey(String(trimmed))
    }
    if beforePlaying == nil, let player, player.answer(line) {
      input?.remember(line)
      return
    }
    guard let source = wholeEntry(from: line) else { return }
    input?.remember(source)
    runEntry(source)
  }

  private func enter() {
    guard let player else {
      return printer.remark("no lesson is open: `:lessons` lists them, `:help` helps")
    }
    guard beforePlaying == nil else {
      return printer.remark("you are playing: `:resume` goes back to step \(player.position + 1)")
    }
    engine.clearInterrupt()
    player.enter()
  }

  /// Asks for more lines until the brackets balance; `nil` when Ctrl-C gave it up.
  private func wholeEntry(from first: String) -> String? {
    var source = first
    while source.utf8.count <= Self.longestEntry, engine.needsMoreLines(source) {
      switch input?.line(prompt: style.color("   ...>", .grey) + " ") ?? .end {
      case .text(let line): source += "\n" + line
      case .interrupted:
        printer.remark("left unfinished; nothing was run")
        return nil
      case .end: return source
      }
    }
    guard source.utf8.count <= Self.longestEntry else {
      printer.remark(
        "that entry is \(source.utf8.count) bytes long; expected at most \(Self.longestEntry). "
          + "Put it in a file: `fovea run FILE.swift`")
      return nil
    }
    return source
  }

  /// Runs learner's Swift, then looks whether it answers an exercise.
  func runEntry(_ source: String) {
    entryCount += 1
    engine.clearInterrupt()
    printer.beginPromptCell(lesson: player?.lesson, step: (player?.position ?? 0) + 1)
    let result = engine.run(source, file: "prompt", line: 1)
    printer.result(result)
    guard result.failure == nil else { return }
    entries.append(source)
    if beforePlaying == nil { player?.learnerRan(source) }
  }
}
