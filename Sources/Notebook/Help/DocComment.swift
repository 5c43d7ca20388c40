/// A public doc comment, taken apart: what `:help` shows of a name.
///
///     /// Shared area over covered area.
///     ///
///     /// - Parameter other: in the same pixels.
///     /// - Returns: 0…1; 0 when neither box has an inside.
///     /// - Source: Everingham et al., "The PASCAL VOC Challenge", IJCV 2010, §4.2.
///     /// - Example: `Box(x1: 0, y1: 0, x2: 2, y2: 2).iou(with: Box(x1: 1, y1: 0, x2: 3, y2: 2))`
///
/// An example of several lines stands under `- Example:`, indented by four spaces or more.
struct DocComment: Equatable, Sendable {
  /// Prose as Markdown: everything that is no field.
  var text = ""
  var parameters: [(name: String, text: String)] = []
  /// The other fields in the order written, by their lower-case names: `returns`, `throws`,
  /// `source`, `differs` …
  var fields: [(name: String, text: String)] = []
  /// Lines of Lesson Swift that run as they stand; empty when there are none.
  var example: [String] = []

  /// - Parameter comment: the lines behind `///`, without the space that follows it.
  init(_ comment: String) {
    var reader = Reader()
    for line in comment.split(separator: "\n", omittingEmptySubsequences: false) {
      reader.read(String(line))
    }
    reader.end()
    self = reader.result
  }

  private init() {}

  var isEmpty: Bool { text.isEmpty && parameters.isEmpty && fields.isEmpty }

  func field(_ name: String) -> String? { fields.first { $0.name == name }?.text }

  func parameter(_ name: String) -> String? { parameters.first { $0.name == name }?.text }

  /// The first sentence of the prose, or else of what comes back.
  var sentence: String {
    let paragraph =
      text.split(separator: "\n\n", maxSplits: 1).first ?? Substring(field("returns") ?? "")
    let line = paragraph.split(separator: "\n").joined(separator: " ")
    guard let end = line.firstRange(of: /[.:;] (?=[A-Z“"`\[])/) else { return line }
    var sentence = String(line[..<end.lowerBound])
    if line[end.lowerBound] == "." { sentence += "." }
    return sentence
  }

  static func == (a: DocComment, b: DocComment) -> Bool {
    a.text == b.text && a.example == b.example
      && a.parameters.elementsEqual(b.parameters, by: ==)
      && a.fields.elementsEqual(b.fields, by: ==)
  }

  private struct Reader {
    var result = DocComment()
    /// The field whose lines are being read; `nil` in prose.
    private var name: String?
    private var lines: [String] = []

    mutating func read(_ line: String) {
      if let match = line.wholeMatch(of: /- ([A-Z][a-z]+)(?: ([^:]+))?:(?: (.*))?/) {
        flush()
        let keyword = match.output.1.lowercased()
        name = match.output.2.map { keyword + " " + $0 } ?? keyword
        lines = match.output.3.map { [String($0)] } ?? []
      } else if name != nil, line.first?.isWhitespace != true, !line.isEmpty {
        // Prose behind a field.
        flush()
        lines = [line]
      } else {
        lines.append(line)
      }
    }

    mutating func end() { flush() }

    private mutating func flush() {
      defer { (name, lines) = (nil, []) }
      guard let name else {
        let prose = lines.joined(separator: "\n").trimmingLines
        if !prose.isEmpty { result.text += (result.text.isEmpty ? "" : "\n\n") + prose }
        return
      }
      switch name {
      case "example": result.example = Self.code(lines)
      case "parameters":
        for line in lines {
          if let match = line.wholeMatch(of: /\s+- ([^:]+): ?(.*)/) {
            for name in match.output.1.split(separator: ", ") {
              result.parameters.append((name.trimmingCode, String(match.output.2)))
            }
          } else if let last = result.parameters.indices.last {
            result.parameters[last].text += " " + line.trimmingSpaces
          }
        }
      default:
        let text = lines.map(\.trimmingSpaces).joined(separator: " ").trimmingSpaces
        if name.hasPrefix("parameter ") {
          result.parameters.append((String(name.dropFirst(10)).trimmingCode, text))
        } else {
          result.fields.append((name, text))
        }
      }
    }

    /// `` `one line` ``, or the indented lines.
    private static func code(_ lines: [String]) -> [String] {
      let lines = lines.filter { !$0.trimmingSpaces.isEmpty }
      if lines.count == 1, let code = lines[0].trimmingSpaces.wholeMatch(of: /`+(.*?)`+\.?/) {
        return [String(code.output.1)]
      }
      if let first = lines.first, first.first == "`" {
        // One line of code, too long for one line of the comment.
        return [lines.map(\.trimmingSpaces).joined(separator: " ").trimmingCode]
      }
      let shift = lines.map { $0.prefix { $0 == " " }.count }.min() ?? 0
      return lines.map { String($0.dropFirst(shift)) }
    }
  }
}

extension StringProtocol {
  fileprivate var trimmingCode: String {
    String(
      self.drop { $0 == "`" || $0 == " " }.reversed().drop { $0 == "`" || $0 == " " }.reversed())
  }

  /// Without empty lines at both ends.
  fileprivate var trimmingLines: String {
    var lines = split(separator: "\n", omittingEmptySubsequences: false)[...]
    while lines.first?.allSatisfy(\.isWhitespace) == true { lines.removeFirst() }
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    return lines.joined(separator: "\n")
  }
}
