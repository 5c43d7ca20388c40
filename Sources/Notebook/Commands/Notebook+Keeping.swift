import Foundation
import LessonKit

extension Command {
  /// What was typed, and where it can be kept.
  static let keeping = [
    Command(name: "history", help: "the Swift you entered") { notebook, _ in
      notebook.listHistory()
    },
    Command(name: "save", argument: "FILE", help: "your answers, or your entries, as FILE.swift") {
      $0.save($1)
    },
  ]
}

extension Notebook {
  private static let shownEntries = 30

  func listHistory() {
    if entries.isEmpty { return printer.remark("nothing was entered yet") }
    let first = max(0, entries.count - Self.shownEntries)
    for (index, entry) in entries.enumerated().dropFirst(first) {
      let number = String(repeating: " ", count: max(0, 3 - "\(index + 1)".count)) + "\(index + 1)"
      let lines = ProseRenderer(width: 80, style: style).code(entry, indent: "")
      for (place, line) in lines.enumerated() {
        let left = place == 0 ? style.color(number, .grey) : "   "
        terminal.writeLine(" " + left + line.dropFirst(1))
      }
    }
  }

  /// In a lesson the answers to its exercises, for `fovea grade`; otherwise what was entered, for
  /// `fovea run`.
  func save(_ path: String) {
    guard path.hasSuffix(".swift") else {
      return printer.remark(
        "`:save` writes Swift: expected a name such as answers.swift, found "
          + "‘\(ValueRenderer.cut(path))’\na value is written by `try save(x, to: \"x.png\")`")
    }
    let answers = player?.answers ?? []
    let text: String
    let what: String
    if let player, !answers.isEmpty {
      text = HandIn.text(lesson: player.lesson.name, answers: answers)
      what = "\(answers.count) answer\(answers.count == 1 ? "" : "s")"
    } else {
      guard !entries.isEmpty else { return printer.remark("there is nothing to save yet") }
      text = "import Fovea\n\n" + entries.joined(separator: "\n") + "\n"
      what = "\(entries.count) entr\(entries.count == 1 ? "y" : "ies")"
    }
    do {
      try HandIn.write(text, to: path)
      printer.remark("\(what) → \(path)")
    } catch {
      printer.remark("\(error)")
    }
  }
}
