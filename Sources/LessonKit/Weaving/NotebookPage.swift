import Foundation

/// A lesson as a Jupyter notebook (nbformat 4.5), with what its cells put out.
///
/// - Source: "The Notebook file format", nbformat 5.10 documentation, and its v4.5 JSON schema.
struct NotebookPage: Encodable {
  private var cells: [Cell] = []
  private let metadata: Metadata
  private let nbformat = 4
  private let nbformatMinor = 5

  private enum CodingKeys: String, CodingKey {
    case cells, metadata, nbformat
    case nbformatMinor = "nbformat_minor"
  }

  /// - Throws: when something cannot be encoded.
  static func json(_ woven: WovenLesson) throws -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return Array(try encoder.encode(NotebookPage(woven))) + [UInt8(ascii: "\n")]
  }

  private init(_ woven: WovenLesson) {
    let lesson = woven.lesson
    metadata = Metadata(title: lesson.title)
    var head = ["# " + MarkdownWriter.escaped(lesson.title), lesson.summary]
    head.append(PageWords.facts(lesson).joined(separator: " · "))
    if let paper = lesson.paper { head.append("Paper: " + paper) }
    head.append("*\(PageWords.origin)*")
    add(markdown: head, id: "fovea-title")
    add(code: "import Fovea", id: "fovea-import")
    for (index, cell) in lesson.setup.enumerated() {
      add(code: cell.source, id: "fovea-setup-\(index + 1)")
    }
    for step in woven.steps { add(step, of: lesson) }
  }

  private mutating func add(_ woven: WovenStep, of lesson: Lesson) {
    let step = woven.step
    var before: [String] = []
    if !(step.number == 1 && step.title == lesson.title) {
      before.append(
        String(repeating: "#", count: PageWords.level(step)) + " "
          + MarkdownWriter.escaped(step.title))
    }
    before.append(MarkdownWriter.text(step.prose))
    if let kind = PageWords.kind(step) { before.append("**\(kind).**") }
    var behind: [String] = []
    switch step.activity {
    case .exercise(let exercise):
      before.append(MarkdownWriter.fence(exercise.starter.source, info: "swift"))
      let hints = exercise.hints.enumerated().map { "\($0.offset + 1). \($0.element)" }
      if !hints.isEmpty {
        before.append(MarkdownPage.hidden("Hints", hints.joined(separator: "\n")))
      }
      before.append("A solution:")
    case .quiz(let quiz):
      before.append(quiz.question)
      before.append(
        quiz.answers.enumerated().map { "- (\(PageWords.letter($0.offset))) \($0.element)" }
          .joined(separator: "\n"))
      behind.append(
        MarkdownPage.hidden(
          "The answer",
          (["It is (\(PageWords.letter(quiz.right)))."] + quiz.why).joined(separator: "\n\n")))
    case .predict(_, _, let why): behind += why
    default: break
    }
    add(markdown: before, id: step.id)
    if let run = woven.run {
      add(code: run.cell.source, id: step.id + "-cell", outputs: run.outputs)
    }
    add(markdown: behind + [MarkdownWriter.text(step.afterwards)], id: step.id + "-after")
  }

  private mutating func add(markdown parts: [String], id: String) {
    let text = parts.filter { !$0.isEmpty }.joined(separator: "\n\n")
    guard !text.isEmpty else { return }
    cells.append(Cell(kind: .markdown, id: Self.cellID(id), source: text))
  }

  private mutating func add(code: String, id: String, outputs: [WovenOutput] = []) {
    let count = 1 + cells.count { if case .code = $0.kind { true } else { false } }
    cells.append(
      Cell(
        kind: .code(outputs: outputs.map { Output($0, count: count) }, count: count),
        id: Self.cellID(id), source: code.trimmingNewlines))
  }

  /// At most 64 letters, digits, `-` and `_`; the end is what tells two of a step apart.
  private static func cellID(_ id: String) -> String {
    let kept = id.filter { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-" || $0 == "_") }
    return String(kept.suffix(64))
  }
}

// MARK: - The parts of the file

extension NotebookPage {
  private struct Metadata: Encodable {
    let title: String

    private enum CodingKeys: String, CodingKey {
      case kernelspec, title
      case languageInfo = "language_info"
    }

    func encode(to encoder: any Encoder) throws {
      var box = encoder.container(keyedBy: CodingKeys.self)
      try box.encode(title, forKey: .title)
      try box.encode(
        ["display_name": "Swift", "language": "swift", "name": "swift"], forKey: .kernelspec)
      try box.encode(
        ["name": "swift", "file_extension": ".swift", "mimetype": "text/x-swift"],
        forKey: .languageInfo)
    }
  }

  private struct Cell: Encodable {
    enum Kind {
      case markdown
      case code(outputs: [Output], count: Int)
    }
    let kind: Kind
    let id: String
    let source: String

    private enum CodingKeys: String, CodingKey {
      case id, metadata, source, outputs
      case kind = "cell_type"
      case count = "execution_count"
    }
    func encode(to encoder: any Encoder) throws {
      var box = encoder.container(keyedBy: CodingKeys.self)
      try box.encode(id, forKey: .id)
      try box.encode(source, forKey: .source)
      try box.encode([String: String](), forKey: .metadata)
      switch kind {
      case .markdown: try box.encode("markdown", forKey: .kind)
      case .code(let outputs, let count):
        try box.encode("code", forKey: .kind)
        try box.encode(outputs, forKey: .outputs)
        try box.encode(count, forKey: .count)
      }
    }
  }

  private struct Output: Encodable {
    let woven: WovenOutput
    let count: Int

    init(_ woven: WovenOutput, count: Int) {
      self.woven = woven
      self.count = count
    }

    private enum CodingKeys: String, CodingKey {
      case name, text, data, metadata, ename, evalue, traceback
      case kind = "output_type"
      case count = "execution_count"
    }
    func encode(to encoder: any Encoder) throws {
      var box = encoder.container(keyedBy: CodingKeys.self)
      switch woven {
      case .text(let text):
        try box.encode("stream", forKey: .kind)
        try box.encode("stdout", forKey: .name)
        try box.encode(text, forKey: .text)
      case .value(let lines):
        try box.encode("execute_result", forKey: .kind)
        try box.encode(count, forKey: .count)
        try box.encode(["text/plain": lines.joined(separator: "\n")], forKey: .data)
        try box.encode([String: String](), forKey: .metadata)
      case .picture(let picture):
        try box.encode("display_data", forKey: .kind)
        try box.encode(
          [
            "image/png": Data(picture.png).base64EncodedString(),
            "text/plain": picture.caption,
          ], forKey: .data)
        try box.encode(
          ["image/png": ["alt": picture.alternativeText]], forKey: .metadata)
      case .error(let text):
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        try box.encode("error", forKey: .kind)
        try box.encode("LessonError", forKey: .ename)
        try box.encode(lines.first ?? "", forKey: .evalue)
        try box.encode(lines, forKey: .traceback)
      }
    }
  }
}
