import LessonKit

/// A `:` command.
struct Command: Sendable {
  var name: String
  /// What stands behind it in the help: `NAME`, `[N]`.
  var argument = ""
  var help: String
  var run: @Sendable (Notebook, String) -> Void

  /// All of them, in the order of the help.
  static var all: [Command] { course + walking + trying + values + beyond + keeping + leaving }

  static let course = [
    Command(name: "lessons", help: "every lesson and how far you came") { notebook, _ in
      notebook.listLessons()
    },
    Command(name: "lesson", argument: "NAME", help: "begins a lesson, or goes on with it") {
      $0.openLesson(called: $1)
    },
    Command(name: "find", argument: "WORD", help: "looks through every lesson") { $0.find($1) },
    Command(name: "info", help: "this lesson, or Fovea itself, in facts") { notebook, _ in
      notebook.info()
    },
  ]

  static let walking = [
    Command(name: "next", help: "the same as ⏎: runs what is shown, or goes on") { notebook, _ in
      notebook.withPlayer { $0.enter() }
    },
    Command(name: "skip", help: "runs or tells the answer, and goes on") { notebook, _ in
      notebook.withPlayer { $0.skip() }
    },
    Command(name: "back", help: "the step before; variables stay") { notebook, _ in
      notebook.withPlayer { $0.back() }
    },
    Command(name: "goto", argument: "N", help: "a step by number or id") { notebook, word in
      notebook.withPlayer { player in
        if word.isEmpty {
          notebook.printer.remark("`:goto` needs a step: 1 to \(player.lesson.steps.count)")
        } else {
          player.go(to: word)
        }
      }
    },
    Command(name: "hint", argument: "[N]", help: "the next hint, or an earlier one") {
      notebook, word in
      notebook.withPlayer { player in
        if !word.isEmpty, Int(word) == nil {
          notebook.printer.remark("`:hint` takes a number, found ‘\(word)’")
        } else {
          player.hint(Int(word))
        }
      }
    },
    Command(name: "solution", help: "the answer to an exercise") { notebook, _ in
      notebook.withPlayer { $0.showSolution() }
    },
    Command(name: "edit", help: "writes an exercise's answer in your editor") { notebook, _ in
      notebook.edit()
    },
    Command(name: "outline", help: "the lesson's steps") { notebook, _ in
      notebook.withPlayer { notebook.outline($0) }
    },
  ]

  static let values = [
    Command(name: "vars", help: "your variables, a line each") { notebook, _ in
      notebook.listVariables()
    },
    Command(name: "inspect", argument: "NAME", help: "all about one variable") {
      $0.inspect($1)
    },
    Command(name: "layers", argument: "MODEL", help: "its layers, what they learn, cost and see") {
      $0.listLayers($1)
    },
    Command(name: "time", argument: "EXPR", help: "how long an expression takes") { $0.time($1) },
    Command(name: "memory", argument: "[LIMIT]", help: "what tensors take; a limit such as 2GiB") {
      $0.memory($1)
    },
  ]

  static let leaving = [
    Command(name: "help", argument: "[NAME]", help: "this list, a command, or the library") {
      notebook, word in notebook.help(word)
    },
    Command(name: "quit", help: "leaves; your place is kept") { notebook, _ in
      notebook.sayGoodbye()
    },
  ]
}
