import Fovea
import LessonKit
import LessonSwift

extension Notebook {
  /// `:help`, `:help boxes`, `:help iou`, `:help :hint`.
  func help(_ word: String) {
    if word.isEmpty { return overview() }
    if word.hasPrefix(":") { return helpOnCommand(String(word.dropFirst())) }
    let index = HelpIndex(engine.documentation, book: helpBook)
    let printer = HelpPrinter(index: index, style: style, width: terminal.proseWidth)
    if word == "commands" { return listCommands() }
    let topics = index.topics(called: word)
    if topics.isEmpty, let room = HelpRoom.all.first(where: { $0.name == word.lowercased() }) {
      for line in printer.room(room) { terminal.writeLine(line) }
      return self.printer.remark("`:help NAME` says all about one of them")
    }
    if topics.isEmpty {
      if Command.all.contains(where: { $0.name == word }) { return helpOnCommand(word) }
      return noHelp(on: word, index)
    }
    tell(topics, printer)
    if Command.all.contains(where: { $0.name == word }) {
      self.printer.remark("there is a command of that name too: `:help :\(word)`")
    }
  }

  /// The page of a name, or a list where several types have it.
  private func tell(_ topics: [HelpTopic], _ printer: HelpPrinter) {
    let paths = Set(topics.map(\.path))
    guard paths.count > 1 else {
      let places = topics.first.map { lessonsUsing($0, among: printer.index) } ?? []
      for line in printer.page(of: topics, seenIn: places) { terminal.writeLine(line) }
      return
    }
    self.printer.remark("\(paths.count) have that name:")
    for line in printer.lines(for: topics, calling: \.path) { terminal.writeLine(line) }
    self.printer.remark("`:help \(topics[0].path)` says all about one")
  }

  private func noHelp(on word: String, _ index: HelpIndex) {
    let rooms = HelpRoom.all.map(\.name)
    let nearest =
      NearestName.of(word, in: Command.all.map(\.name) + rooms) ?? index.nearest(to: word)
    let meant = nearest.map { "did you mean `:help \($0)`?" }
    printer.remark(
      "there is no help on ‘\(ValueRenderer.cut(word))’; "
        + (meant ?? "`:help` lists the topics, `:find` looks through the lessons"))
  }

  // MARK: Overview

  private static let commandGroups: [(String, [Command])] = [
    ("course", Command.course), ("lesson", Command.walking), ("trying", Command.trying),
    ("values", Command.values), ("behind", Command.beyond),
    ("else", Command.keeping + Command.leaving),
  ]

  /// What fits a small window: the commands by name, the rooms of the library, the keys.
  private func overview() {
    printer.remark("⏎ runs what a lesson shows, or goes on. Anything else is Swift.")
    terminal.writeLine()
    heading("commands", "`:help :NAME` explains one, `:help commands` all")
    let room = terminal.proseWidth
    for (name, commands) in Self.commandGroups {
      let names = commands.map { ":" + $0.name }
      var line = ""
      var isFirst = true
      func put() {
        let left = isFirst ? name : ""
        let gap = String(repeating: " ", count: 9 - left.count)
        terminal.writeLine("  " + style.color(left, .grey) + gap + style.color(line, .cyan))
        (line, isFirst) = ("", false)
      }
      for name in names {
        if !line.isEmpty, line.count + 1 + name.count > room - 12 { put() }
        line += (line.isEmpty ? "" : " ") + name
      }
      put()
    }
    terminal.writeLine()
    heading("library", "`:help tensors` lists a room, `:help relu` explains a name")
    let index = HelpIndex(engine.documentation, book: helpBook)
    let filled = Set(index.topics.map(\.room))
    for topic in HelpRoom.all where filled.contains(topic.name) {
      let gap = String(repeating: " ", count: max(1, 13 - topic.name.count))
      let text = topic.about.prefix(max(0, room - 15))
      terminal.writeLine("  " + style.color(topic.name, .cyan) + gap + text)
    }
    printer.remark(
      "Tab completes, ↑ brings earlier lines back, Ctrl-C stops a cell, Ctrl-D leaves.")
  }

  private func heading(_ name: String, _ text: String) {
    let gap = String(repeating: " ", count: max(1, 10 - name.count))
    let isWide = terminal.proseWidth >= 12 + text.count
    terminal.write(" " + style.bold(name))
    printer.remark(isWide ? gap + text : "")
  }

  private func listCommands() {
    let lefts = Command.all.map { ":" + $0.name + ($0.argument.isEmpty ? "" : " " + $0.argument) }
    let width = lefts.map { TextWidth.of($0) }.max() ?? 0
    for (command, left) in zip(Command.all, lefts) {
      let gap = String(repeating: " ", count: width - TextWidth.of(left) + 2)
      terminal.writeLine("  " + style.color(left, .cyan) + gap + command.help)
    }
  }

  private func helpOnCommand(_ name: String) {
    guard let command = Command.all.first(where: { $0.name == name }) else {
      let meant = NearestName.of(name, in: Command.all.map(\.name))
      return printer.remark(
        "there is no command ‘:\(ValueRenderer.cut(name))’; "
          + (meant.map { "did you mean `:help :\($0)`?" } ?? "`:help commands` lists them"))
    }
    let argument = command.argument.isEmpty ? "" : " " + command.argument
    printer.remark("`:\(command.name)\(argument)`  \(command.help)")
  }

  // MARK: In the lessons

  /// The first steps whose code uses a name that nothing else in the library has.
  private func lessonsUsing(_ topic: HelpTopic, among index: HelpIndex) -> [String] {
    let entry = topic.entry
    guard !entry.isStandard, entry.name.first?.isLetter == true else { return [] }
    let word =
      entry.kind == .initializer || entry.kind == .type
      ? topic.path.split(separator: ".").first.map(String.init) ?? entry.name
      : (entry.owner.isEmpty ? "" : ".") + entry.name
    let namesakes = Set(index.topics.filter { $0.entry.name == entry.name }.map(\.path))
    guard namesakes.count == 1 || entry.kind == .initializer || entry.kind == .type else {
      return []
    }
    var places: [String] = []
    for standing in standings() {
      guard let lesson = standing.lesson,
        let step = lesson.steps.first(where: { step in
          (step.activity?.cell?.source ?? "").split(separator: "\n").contains {
            String($0).uses(word)
          }
        })
      else { continue }
      places.append("lesson \(lesson.number), step \(step.number): \(step.title)")
    }
    return Array(places.prefix(2))
  }
}
