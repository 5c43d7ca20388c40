import LessonKit

extension Notebook {
  /// Runs a `:` command, or says which one was probably meant.
  func obey(_ line: String) {
    let words = line.dropFirst().split(
      maxSplits: 1, omittingEmptySubsequences: true, whereSeparator: \.isWhitespace)
    guard let name = words.first.map(String.init) else { return help("") }
    let argument = words.count > 1 ? String(words[1]).trimmingSpaces : ""
    let commands = Command.all
    let exact = commands.first { $0.name == name }
    // `:o` for `:outline`, where only one begins so.
    let short = commands.filter { $0.name.hasPrefix(name) }
    guard let command = exact ?? (short.count == 1 ? short[0] : nil) else {
      let shown = TextWidth.printable(String(name.prefix(40)))
      if short.count > 1 {
        let names = short.map { "`:\($0.name)`" }.joined(separator: ", ")
        return printer.remark("‘:\(shown)’ may be \(names)")
      }
      let meant = NearestName.of(name, in: commands.map(\.name))
      return printer.remark(
        "there is no command ‘:\(shown)’; "
          + (meant.map { "did you mean `:\($0)`?" } ?? "`:help` lists them"))
    }
    engine.clearInterrupt()
    command.run(self, argument)
  }

  func withPlayer(_ body: (Player) -> Void) {
    guard let player else {
      return printer.remark("no lesson is open: `:lessons` lists them, `:lesson NAME` opens one")
    }
    guard beforePlaying == nil else {
      return printer.remark("you are playing: `:resume` first goes back to the lesson")
    }
    body(player)
  }

  // MARK: Course

  func openLesson(called name: String) {
    guard !name.isEmpty else {
      printer.remark("`:lesson` needs a name:")
      return listLessons()
    }
    do {
      open(try course.lesson(called: name))
    } catch {
      printer.remark("\(error)")
    }
  }

  func outline(_ player: Player) {
    for (index, step) in player.lesson.steps.enumerated() {
      let mark =
        switch player.marks[step.id]?.mark {
        case .done?: style.color("✓", .green)
        case .skipped?: style.color("–", .yellow)
        case nil: " "
        }
      let here = index == player.position ? style.color("→", .cyan) : " "
      let number = (index < 9 ? " " : "") + "\(index + 1)"
      let kind =
        switch step.activity {
        case .exercise?: " · exercise"
        case .predict?: " · predict"
        case .quiz?: " · quiz"
        case .breaks?: " · breaks"
        case .slow?: " · slow"
        case .run?, nil: ""
        }
      terminal.writeLine(
        " \(here)\(mark) \(number)  \(step.title)"
          + style.color("\(kind)  \(step.id)", .grey))
    }
  }

  // MARK: Exercises

  func edit() {
    guard terminal.isTerminal else { return printer.remark("`:edit` needs a terminal") }
    guard let editor = Editor(environment: environment) else {
      return printer.remark("`:edit` needs an editor: set EDITOR, such as EDITOR=nano")
    }
    var start = ""
    if case .exercise(let exercise) = player?.waiting {
      start = player?.lastAttempt ?? exercise.starter.source
    }
    do {
      guard let source = try editor.edited(start) else {
        return printer.remark("‘\(editor.command)’ failed; nothing was run")
      }
      guard source.contains(where: { !$0.isWhitespace }), source != start else {
        return printer.remark("nothing was changed; nothing was run")
      }
      terminal.writeLine(
        ProseRenderer(width: 80, style: style).code(source).joined(separator: "\n"))
      runEntry(source)
    } catch {
      printer.remark("the answer could not be passed to the editor: \(error.localizedDescription)")
    }
  }

  // MARK: Values

  func listVariables() {
    let variables = engine.variables
    if variables.isEmpty { return printer.remark("no variables yet: `let a = 2` makes one") }
    for variable in variables {
      if let line = variable.summary.first { terminal.writeLine(" " + line) }
    }
  }

  // MARK: Completion

  /// What Tab offers: commands and their arguments behind `:`, Swift otherwise.
  public func completion(of line: String) -> LineCompletion {
    let body = line.drop(while: \.isWhitespace)
    guard body.hasPrefix(":") else { return engine.completion(of: line) }
    let indent = line.utf8.count - body.utf8.count
    guard let space = body.firstIndex(where: \.isWhitespace) else {
      let names = Command.all.map { $0.name + ($0.argument.isEmpty ? "" : " ") }
      let typed = body.dropFirst()
      return LineCompletion(start: indent + 1, candidates: names.filter { $0.hasPrefix(typed) })
    }
    let typed = body[space...].drop(while: \.isWhitespace)
    let start = line.utf8.count - typed.utf8.count
    let names: [String]
    switch body[body.index(after: body.startIndex)..<space] {
    case "lesson": names = course.entries.map(\.name)
    case "goto": names = player?.lesson.steps.map(\.id) ?? []
    case "inspect": names = engine.variables.compactMap(\.name)
    case "help":
      let library = engine.documentation.map(\.name).filter { $0.first?.isLetter == true }
      let all = library + HelpRoom.all.map(\.name) + Command.all.map { ":" + $0.name }
      names = Set(all + ["commands"]).sorted()
    default: names = []
    }
    return LineCompletion(start: start, candidates: names.filter { $0.hasPrefix(typed) })
  }
}

extension String {
  var trimmingSpaces: String {
    var text = self[...]
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text.drop(while: \.isWhitespace))
  }
}
