import Yams

/// The fields between the two `---` lines that a lesson begins with.
struct FrontMatter {
  var title: String
  var summary: String
  var minutes: Int
  var prerequisites: [String] = []
  var paper: String?

  private static let fields = ["title", "summary", "minutes", "prerequisites", "paper"]

  /// Splits a lesson's text into its front matter and the Markdown behind it.
  ///
  /// - Returns: the YAML and the body, each with the line of the file it begins at.
  /// - Throws: `LessonProblems` when the two `---` lines are not there.
  static func split(
    _ text: String, file: String
  ) throws -> (yaml: String, body: String, bodyLine: Int) {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    func isRule(_ line: Substring) -> Bool { line.trimmed == "---" }
    guard let first = lines.first, isRule(first) else {
      throw LessonProblems([
        LessonProblem(
          file: file, line: 1,
          "expected front matter that begins with ‘---’, found "
            + "‘\(lines.first.map { String($0.prefix(40)) } ?? "")’")
      ])
    }
    guard let end = lines.dropFirst().firstIndex(where: isRule) else {
      throw LessonProblems([
        LessonProblem(
          file: file, line: 1, "the front matter is not closed: expected a second ‘---’ line")
      ])
    }
    return (
      lines[1..<end].joined(separator: "\n"), lines[(end + 1)...].joined(separator: "\n"), end + 2
    )
  }

  /// - Parameter yaml: what stands between the `---` lines; its first line is line 2 of `file`.
  /// - Throws: `LessonProblems`, one for each field that is missing, unknown or of another type.
  init(yaml: String, file: String) throws {
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch let error as YamlError {
      throw LessonProblems([Self.problem(from: error, file: file)])
    }
    guard let mapping = root?.mapping else {
      throw LessonProblems([
        LessonProblem(
          file: file, line: 2,
          "the front matter should be ‘field: value’ lines with "
            + Self.fields.prefix(3).joined(separator: ", "))
      ])
    }
    var problems: [LessonProblem] = []
    func complain(_ node: Node?, _ message: String) {
      problems.append(
        LessonProblem(file: file, line: node?.mark.map { $0.line + 1 } ?? 1, message))
    }
    var values: [String: Node] = [:]
    for (key, value) in mapping {
      let name = key.scalar?.string ?? ""
      if Self.fields.contains(name) {
        values[name] = value
      } else {
        let meant = NearestName.of(name, in: Self.fields).map { "; did you mean ‘\($0)’?" }
        complain(
          key,
          "front matter has the unknown field ‘\(name)’"
            + (meant ?? "; known: \(Self.fields.joined(separator: ", "))"))
      }
    }
    func text(_ field: String, isRequired: Bool) -> String? {
      guard let node = values[field] else {
        if isRequired { complain(nil, "front matter lacks ‘\(field)’: expected some text") }
        return nil
      }
      guard let text = node.scalar?.string, !text.trimmed.isEmpty else {
        complain(node, "‘\(field)’: expected text, found \(Self.kind(of: node))")
        return nil
      }
      return text.trimmed
    }
    title = text("title", isRequired: true) ?? ""
    summary = text("summary", isRequired: true) ?? ""
    paper = text("paper", isRequired: false)
    minutes = 0
    if let node = values["minutes"] {
      if let count = node.int, count > 0, count < 1000 {
        minutes = count
      } else {
        complain(
          node, "‘minutes’: expected a whole number above 0, found \(Self.kind(of: node))")
      }
    } else {
      complain(nil, "front matter lacks ‘minutes’: expected a whole number above 0")
    }
    if let node = values["prerequisites"] {
      if let list = node.sequence {
        for item in list {
          if let name = item.scalar?.string, !name.isEmpty {
            prerequisites.append(name)
          } else {
            complain(
              item, "‘prerequisites’: expected names of lessons, found \(Self.kind(of: item))")
          }
        }
      } else {
        complain(
          node,
          "‘prerequisites’: expected a list such as [tensors], found \(Self.kind(of: node))")
      }
    }
    if !problems.isEmpty { throw LessonProblems(problems) }
  }

  private static func kind(of node: Node) -> String {
    switch node {
    case .scalar(let scalar): scalar.string.isEmpty ? "nothing" : "‘\(scalar.string)’"
    case .sequence: "a list"
    case .mapping: "fields of its own"
    default: "something else"
    }
  }

  private static func problem(from error: YamlError, file: String) -> LessonProblem {
    switch error {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      LessonProblem(
        file: file, line: mark.line + 1,
        "the front matter is not YAML: \(problem) (a value with ‘:’ needs quotation marks)")
    case .duplicatedKeysInMapping(let duplicates, _):
      LessonProblem(file: file, line: 2, "front matter has a field twice: \(duplicates)")
    default: LessonProblem(file: file, line: 2, "the front matter is not YAML: \(error)")
    }
  }
}

extension StringProtocol {
  /// Without white space at either end.
  var trimmed: String {
    var text = self[...]
    while let first = text.first, first.isWhitespace { text.removeFirst() }
    while let last = text.last, last.isWhitespace { text.removeLast() }
    return String(text)
  }
}
