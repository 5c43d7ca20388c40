/// Reads a `lesson.md` into a ``Lesson``, and is strict with its author.
public struct LessonReader {
  private let file: String
  private let quotes: SourceQuotes
  private var problems: [LessonProblem] = []
  private var drafts: [StepDraft] = []
  /// Where each explicit id was first used.
  private var lineOfID: [String: Int] = [:]
  private var quotedReferences: [String] = []

  /// - Parameters:
  ///   - text: the whole file.
  ///   - file: its path, for messages.
  ///   - folderName: `NN-name`.
  /// - Throws: `LessonProblems` with everything that is wrong, not just the first thing.
  public static func read(
    _ text: String, file: String, folderName: String, quotes: SourceQuotes = SourceQuotes()
  ) throws -> Lesson {
    var reader = LessonReader(file: file, quotes: quotes)
    return try reader.lesson(from: text, folderName: folderName)
  }

  init(file: String, quotes: SourceQuotes) {
    self.file = file
    self.quotes = quotes
  }

  mutating func lesson(from text: String, folderName: String) throws -> Lesson {
    guard let (number, name) = Self.numberAndName(of: folderName) else {
      throw LessonProblems([
        LessonProblem(
          file: file,
          "a lesson's folder is called NN-name, such as 03-sliding-window; "
            + "found ‘\(folderName)’")
      ])
    }
    let text = text.replacing("\r\n", with: "\n")
    let (yaml, body, bodyLine) = try FrontMatter.split(text, file: file)
    var front: FrontMatter?
    do {
      front = try FrontMatter(yaml: yaml, file: file)
    } catch let error as LessonProblems {
      problems += error.problems
    }
    for block in MarkdownParser.blocks(of: body, firstLine: bodyLine) { take(block) }
    let steps = finishedSteps()
    if problems.isEmpty, !steps.contains(where: { $0.activity != nil }) {
      complain(bodyLine, nil, "the lesson has no cell: expected at least one ```swift block")
    }
    guard problems.isEmpty, let front else {
      throw LessonProblems(problems.sorted { ($0.line ?? 0) < ($1.line ?? 0) })
    }
    return Lesson(
      number: number, name: name, title: front.title, summary: front.summary,
      minutes: front.minutes, prerequisites: front.prerequisites, paper: front.paper, file: file,
      steps: steps, quotedReferences: quotedReferences)
  }

  static func numberAndName(of folderName: String) -> (Int, String)? {
    let parts = folderName.split(separator: "-", maxSplits: 1)
    guard parts.count == 2, parts[0].count <= 3, let number = Int(parts[0]), number >= 0,
      parts[1].allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") })
    else { return nil }
    return (number, String(parts[1]))
  }

  private mutating func complain(_ line: Int?, _ step: String?, _ message: String) {
    problems.append(LessonProblem(file: file, line: line, step: step, message))
  }

  // MARK: Blocks

  private mutating func take(_ block: MarkdownBlock) {
    switch block.content {
    case .heading(let level, let inlines):
      begin(StepDraft(title: inlines.plainText, level: level, line: block.line))
    case .thematicBreak:
      begin(StepDraft(title: "", level: nil, line: block.line))
    case .code(let info, let text, isFenced: true):
      takeFence(info: info, text: text, line: block.line)
    case .quote(let inside):
      if let notes = NoteLines(inside) {
        takeNotes(notes, line: block.line)
      } else {
        takeProse(block)
      }
    default: takeProse(block)
    }
  }

  /// A heading right after a heading or a rule belongs to the same step.
  private mutating func begin(_ draft: StepDraft) {
    if let last = drafts.last, last.isEmpty, last.level == nil || draft.level != nil {
      if let level = last.level {
        var draft = draft
        draft.step.prose =
          last.step.prose + [
            MarkdownBlock(.heading(level: level, [.text(last.step.title)]), line: last.step.line)
          ]
        drafts[drafts.count - 1] = draft
      } else {
        drafts[drafts.count - 1] = draft
      }
      return
    }
    drafts.append(draft)
  }

  private mutating func withDraft(line: Int, _ change: (inout StepDraft) -> Void) {
    if drafts.isEmpty { drafts.append(StepDraft(title: "Introduction", level: nil, line: line)) }
    change(&drafts[drafts.count - 1])
  }

  private mutating func takeProse(_ block: MarkdownBlock) {
    var block = block
    if case .paragraph(let inlines) = block.content, inlines.plainText.contains("{{source") {
      let text = inlines.plainText.trimmed
      guard text.hasPrefix("{{source "), text.hasSuffix("}}"),
        text.components(of: "{{").count == 2
      else {
        return complain(
          block.line, drafts.last?.step.title, "{{source …}} needs a paragraph of its own")
      }
      let reference = text.dropFirst(9).dropLast(2).trimmed
      quotedReferences.append(reference)
      do {
        let quoted = try quotes.text(of: reference)
        block.content = .code(info: "swift", text: quoted, isFenced: true)
      } catch {
        return complain(block.line, drafts.last?.step.title, error.message)
      }
    }
    for (line, info) in Self.cellsInside(block) {
      complain(
        line, drafts.last?.step.title,
        "the ```\(info) block stands inside a list or quotation; a cell stands at the margin")
    }
    withDraft(line: block.line) { $0.addProse(block) }
  }

  private static func cellsInside(_ block: MarkdownBlock) -> [(Int, String)] {
    let inner: [MarkdownBlock]
    switch block.content {
    case .quote(let blocks): inner = blocks
    case .list(_, let items): inner = items.flatMap { $0 }
    default: return []
    }
    return inner.flatMap { child -> [(Int, String)] in
      if case .code(let info, _, true) = child.content,
        info.split(separator: " ").first.map({ $0 == "swift" || $0 == "quiz" }) == true
      {
        return [(child.line, info)]
      }
      return cellsInside(child)
    }
  }

  private mutating func takeNotes(_ notes: NoteLines, line: Int) {
    withDraft(line: line) { draft in
      draft.hints += notes.hints
      draft.why += notes.why
      draft.noteLine = draft.noteLine ?? line
    }
  }

  // MARK: Fences

  private mutating func takeFence(info: String, text: String, line: Int) {
    let fence: FenceInfo
    do {
      fence = try FenceInfo(info)
    } catch {
      return complain(line, drafts.last?.step.title, "```\(info): \(error.message)")
    }
    if let id = fence.id {
      if let earlier = lineOfID[id] {
        complain(line, id, "id ‘\(id)’ is taken already, on line \(earlier)")
      } else {
        lineOfID[id] = line
      }
    }
    // The code begins on the line after the fence.
    let cell = Cell(id: fence.id, source: text, line: line + 1)
    if fence.role != .listing, text.trimmed.isEmpty {
      return complain(line, fence.id ?? fence.target, "the ```\(info) block is empty")
    }
    var complaints: [(String?, String)] = []
    withDraft(line: line) { draft in
      switch fence.role {
      case .listing:
        draft.addProse(
          MarkdownBlock(.code(info: info, text: text, isFenced: true), line: line))
      case .cell(.setup): draft.step.setup.append(cell)
      case .check: draft.checks.append((fence.target ?? "", cell))
      case .solution: draft.solutions.append((fence.target ?? "", cell))
      case .wrong: draft.wrongs.append((fence.target ?? "", cell))
      case .cell(let kind):
        if let first = draft.main {
          complaints.append(
            (
              fence.id,
              "a second main cell in one step (the first is on line \(first.cell.line - 1)): "
                + "begin a new step with a heading or ‘---’"
            ))
        } else {
          draft.main = (kind, cell)
        }
      case .quiz:
        if draft.main != nil || draft.quiz != nil {
          complaints.append((fence.id, "a second activity in one step: begin a new step"))
        } else {
          do throws(FenceInfo.Complaint) {
            draft.quiz = try QuizText.quiz(id: fence.id ?? "", text: text, line: line)
          } catch {
            complaints.append((fence.id, "quiz: \(error.message)"))
          }
        }
      }
    }
    for (step, message) in complaints { complain(line, step, message) }
  }

  // MARK: Steps

  private mutating func finishedSteps() -> [Step] {
    drafts.removeAll { $0.isEmpty && $0.level == nil }
    let exercises = Dictionary(
      drafts.enumerated().compactMap { index, draft in
        draft.main.flatMap { main in
          main.kind == .exercise ? main.cell.id.map { ($0, index) } : nil
        }
      }, uniquingKeysWith: { first, _ in first })
    moveToExercises(exercises, \.checks, what: "check")
    moveToExercises(exercises, \.solutions, what: "solution")
    moveToExercises(exercises, \.wrongs, what: "wrong")
    var ids = Set(lineOfID.keys)
    var steps: [Step] = []
    for draft in drafts {
      let (step, complaints) = draft.finished(number: steps.count + 1, takenIDs: &ids)
      for (line, message) in complaints { complain(line, step.id, message) }
      steps.append(step)
    }
    return steps
  }

  /// `check for=X` may stand anywhere after `X`; it ends in `X`'s step.
  private mutating func moveToExercises(
    _ exercises: [String: Int], _ list: WritableKeyPath<StepDraft, [(id: String, cell: Cell)]>,
    what: String
  ) {
    for index in drafts.indices {
      let entries = drafts[index][keyPath: list]
      drafts[index][keyPath: list] = []
      for (id, cell) in entries {
        guard let home = exercises[id] else {
          let meant = NearestName.of(id, in: exercises.keys).map { "; did you mean ‘\($0)’?" }
          complain(
            cell.line - 1, id,
            "‘swift \(what) for=\(id)’: there is no exercise ‘\(id)’\(meant ?? "")")
          continue
        }
        drafts[home].collected[what, default: []].append(cell)
      }
    }
  }
}

extension StringProtocol {
  fileprivate func components(of separator: String) -> [String] {
    String(self).split(separator: separator, omittingEmptySubsequences: false).map(String.init)
  }
}
