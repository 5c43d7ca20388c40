/// A step while its blocks are still coming in.
struct StepDraft {
  var step: Step
  var level: Int? { step.level }
  var main: (kind: CellKind, cell: Cell)?
  var quiz: Quiz?
  var hints: [String] = []
  var why: [String] = []
  var noteLine: Int?
  /// Cells that name an exercise, before they are moved to it.
  var checks: [(id: String, cell: Cell)] = []
  var solutions: [(id: String, cell: Cell)] = []
  var wrongs: [(id: String, cell: Cell)] = []
  /// `check`, `solution` and `wrong` cells of this step's own exercise.
  var collected: [String: [Cell]] = [:]

  init(title: String, level: Int?, line: Int) {
    step = Step(number: 0, id: "", title: title, level: level, line: line)
  }

  /// Nothing but a heading or a rule so far.
  var isEmpty: Bool {
    main == nil && quiz == nil && step.setup.isEmpty && hints.isEmpty && why.isEmpty
      && checks.isEmpty && solutions.isEmpty && wrongs.isEmpty
      && (step.prose + step.afterwards).allSatisfy { block in
        if case .heading = block.content { true } else { false }
      }
  }

  mutating func addProse(_ block: MarkdownBlock) {
    if main == nil && quiz == nil {
      step.prose.append(block)
    } else {
      step.afterwards.append(block)
    }
  }

  /// Puts the parts together, and says what is missing.
  func finished(
    number: Int, takenIDs: inout Set<String>
  ) -> (step: Step, complaints: [(line: Int, message: String)]) {
    var step = step
    var complaints: [(line: Int, message: String)] = []
    step.number = number
    if step.title.isEmpty { step.title = "Step \(number)" }
    if let id = main?.cell.id ?? quiz?.id {
      step.id = id
    } else {
      step.id = Self.unusedID(for: step.title, among: takenIDs)
      takenIDs.insert(step.id)
    }
    if let quiz {
      var quiz = quiz
      quiz.hints = hints
      quiz.why += why
      step.activity = .quiz(quiz)
    } else if let (kind, cell) = main {
      switch kind {
      case .plain, .setup: step.activity = .run(cell)
      case .predict: step.activity = .predict(cell, hints: hints, why: why)
      case .breaks: step.activity = .breaks(cell)
      case .slow(let quick): step.activity = .slow(cell, quick: quick)
      case .exercise:
        let solutions = collected["solution"] ?? []
        let checks = collected["check"] ?? []
        let place = cell.line - 1
        if checks.isEmpty {
          complaints.append((place, "the exercise has no ‘swift check for=\(step.id)’"))
        }
        if solutions.count != 1 {
          complaints.append(
            (
              place,
              "expected one ‘swift solution for=\(step.id)’, found \(solutions.count)"
            ))
        }
        step.activity = .exercise(
          Exercise(
            id: step.id, starter: cell, checks: checks, solution: solutions.first ?? cell,
            wrong: collected["wrong"] ?? [], hints: hints))
      }
    }
    if let noteLine {
      if !hints.isEmpty, step.activity?.hints.isEmpty ?? true {
        complaints.append(
          (noteLine, "‘> hint:’ belongs to a step with a predict, exercise or quiz"))
      }
      if !why.isEmpty {
        switch step.activity {
        case .predict, .quiz: break
        default:
          complaints.append((noteLine, "‘> why:’ belongs to a step with a predict or a quiz"))
        }
      }
    }
    return (step, complaints)
  }

  /// A heading's words as an id: `What a window sees` → `what-a-window-sees`.
  static func unusedID(for title: String, among taken: Set<String>) -> String {
    let words = title.lowercased().split { !($0.isLetter || $0.isNumber) }
    let base = words.isEmpty ? "step" : words.joined(separator: "-")
    var (id, count) = (base, 1)
    while taken.contains(id) {
      count += 1
      id = "\(base)-\(count)"
    }
    return id
  }
}

/// A quotation of `hint:` and `why:` lines.
struct NoteLines {
  var hints: [String] = []
  var why: [String] = []

  /// `nil` for an ordinary quotation.
  init?(_ blocks: [MarkdownBlock]) {
    /// The list that a line without a word of its own goes on with.
    var current: WritableKeyPath<NoteLines, [String]>?
    for block in blocks {
      guard case .paragraph(let inlines) = block.content else { return nil }
      for line in inlines.noteText.split(separator: "\n") {
        if let hint = Self.rest(of: line, after: "hint:") {
          hints.append(hint)
          current = \.hints
        } else if let reason = Self.rest(of: line, after: "why:") {
          why.append(reason)
          current = \.why
        } else if let list = current, let last = self[keyPath: list].popLast() {
          self[keyPath: list].append(last + " " + line.trimmed)
        } else {
          return nil
        }
      }
    }
    if current == nil { return nil }
  }

  private static func rest(of line: Substring, after word: String) -> String? {
    line.trimmed.lowercased().hasPrefix(word) ? line.trimmed.dropFirst(word.count).trimmed : nil
  }
}

extension [MarkdownInline] {
  /// The words with line breaks kept and code still between backticks.
  fileprivate var noteText: String {
    map { inline in
      switch inline {
      case .text(let text): text
      case .code(let code): "`\(code)`"
      case .emphasis(let children), .strong(let children), .strikethrough(let children),
        .link(let children, _), .image(let children, _):
        children.noteText
      case .softBreak, .lineBreak: "\n"
      case .html: ""
      }
    }.joined()
  }
}

/// The text inside a `quiz` fence: a question, `- [ ]` answers with one `- [x]`, `> why` lines.
enum QuizText {
  static func quiz(id: String, text: String, line: Int) throws(FenceInfo.Complaint) -> Quiz {
    var question: [String] = []
    var answers: [String] = []
    var why: [String] = []
    var right: [Int] = []
    for raw in text.split(separator: "\n") {
      let line = raw.trimmed
      let mark = line.lowercased()
      if mark.hasPrefix("- [x]") || mark.hasPrefix("- [ ]") {
        if mark.hasPrefix("- [x]") { right.append(answers.count) }
        answers.append(line.dropFirst(5).trimmed)
      } else if line.hasPrefix(">") {
        why.append(line.dropFirst().trimmed)
      } else if answers.isEmpty {
        question.append(line)
      } else {
        answers[answers.count - 1] += " " + line
      }
    }
    guard !question.isEmpty else { throw .init("expected a question above the answers") }
    guard answers.count >= 2 else {
      throw .init("expected at least two ‘- [ ]’ answers, found \(answers.count)")
    }
    guard right.count == 1 else {
      throw .init("expected one right answer ‘- [x]’, found \(right.count)")
    }
    return Quiz(
      id: id, question: question.joined(separator: " "), answers: answers, right: right[0],
      why: why, hints: [], line: line)
  }
}
