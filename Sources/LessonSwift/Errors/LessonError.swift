/// What went wrong in a piece of Lesson Swift: data first, words second.
public struct LessonError: Error, Sendable, CustomStringConvertible {
  /// The family of an error, for tools and tests.
  public enum Kind: String, Sendable {
    /// The text is not a program: an odd character, a missing bracket.
    case syntax
    /// The text ends before the program does: a prompt asks for another line.
    case incomplete
    /// Swift, but outside the subset.
    case outsideTheSubset
    /// A name nobody declared.
    case unknownName
    /// The types do not fit.
    case type
    /// Labels or number of arguments do not fit.
    case arguments
    /// A rule of Swift is broken: assigning to a `let`, a missing `try` or `return`.
    case rule
    /// Swift would trap here: overflow, a bad index, unwrapping nil.
    case runtime
    /// An error was thrown and nobody caught it.
    case thrown
    /// Ctrl-C.
    case interrupted
    /// Too many nested calls or brackets.
    case tooDeep
    /// More memory or output than a lesson may take.
    case tooLarge
  }

  public let kind: Kind
  /// One line: what happened.
  public let message: String
  /// What was expected, where that helps; else empty.
  public let expected: String
  /// What was found instead; else empty.
  public let found: String
  /// What to try: the nearest known name, a conversion; else empty.
  public let suggestion: String
  public var range: SourceRange?
  /// The error of the library or of the lesson itself, when one was thrown.
  public var underlying: (any Error)?

  public init(
    _ kind: Kind, _ message: String, expected: String = "", found: String = "",
    suggestion: String = "", at range: SourceRange? = nil, underlying: (any Error)? = nil
  ) {
    self.kind = kind
    self.message = message
    self.expected = expected
    self.found = found
    self.suggestion = suggestion
    self.range = range
    self.underlying = underlying
  }

  public var file: String { range?.source.file ?? "" }
  public var line: Int { range?.line ?? 0 }
  public var column: Int { range?.column ?? 0 }
  /// How many characters the error covers on its first line, at least 1.
  public var length: Int {
    guard let range else { return 0 }
    let first = range.text.split(separator: "\n", omittingEmptySubsequences: false).first
    return max(1, first?.count ?? 1)
  }

  /// The message with what was expected, found and suggested, without the place.
  public var summary: String {
    var lines = [message]
    if !expected.isEmpty { lines.append("expected \(expected)") }
    if !found.isEmpty { lines.append("found \(found)") }
    if !suggestion.isEmpty { lines.append(suggestion) }
    return lines.joined(separator: "\n")
  }

  public var description: String { rendered() }

  /// The error as a learner sees it: place, message, the line with a caret, what to try.
  ///
  ///     prompt:1:7: error: nothing here is called 'featurs'
  ///       |  print(featurs)
  ///       |        ^~~~~~~
  ///       did you mean 'features'?
  public func rendered() -> String {
    var lines: [String] = []
    if let range {
      lines.append("\(file):\(line):\(column): error: \(message)")
      let line = range.source.line(at: range.start)
      let indent = String(
        line.prefix(max(0, column - 1)).map { $0 == "\t" ? "\t" : " " })
      let room = max(0, line.count - (column - 1))
      let tildes = String(repeating: "~", count: max(0, min(length, room) - 1))
      lines.append("  |  " + line)
      lines.append("  |  " + indent + "^" + tildes)
    } else {
      lines.append("error: \(message)")
    }
    if !expected.isEmpty { lines.append("  expected \(expected)") }
    if !found.isEmpty { lines.append("  found \(found)") }
    if !suggestion.isEmpty { lines.append("  \(suggestion)") }
    return lines.joined(separator: "\n")
  }
}
