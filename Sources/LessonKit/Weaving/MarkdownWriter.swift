/// Writes Markdown blocks as Markdown again.
enum MarkdownWriter {
  /// The blocks with an empty line between them.
  static func text(_ blocks: [MarkdownBlock]) -> String {
    blocks.map(text).filter { !$0.isEmpty }.joined(separator: "\n\n")
  }

  private static func text(_ block: MarkdownBlock) -> String {
    switch block.content {
    case .paragraph(let inlines): return escapingStart(text(inlines))
    case .heading(let level, let inlines):
      return String(repeating: "#", count: level) + " " + text(inlines)
    case .code(let info, let source, _): return fence(source, info: info)
    case .quote(let blocks): return prefixed(text(blocks), first: "> ", rest: "> ")
    case .list(let start, let items):
      return items.enumerated().map { index, blocks in
        let mark = start.map { "\($0 + index). " } ?? "- "
        return prefixed(
          text(blocks), first: mark, rest: String(repeating: " ", count: mark.count))
      }.joined(separator: "\n")
    case .table(let header, let rows):
      let rule = "|" + String(repeating: " --- |", count: header.count)
      return ([row(header), rule] + rows.map(row)).joined(separator: "\n")
    case .thematicBreak: return "---"
    case .html(let text): return text
    }
  }

  /// Between backticks, more of them than the text has in a row.
  static func fence(_ source: String, info: String) -> String {
    let longest = source.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
    let marks = String(repeating: "`", count: max(3, longest + 1))
    return marks + info + "\n" + source.trimmingNewlines + "\n" + marks
  }

  private static func prefixed(_ text: String, first: String, rest: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false).enumerated().map { index, line in
      index == 0 ? first + line : line.isEmpty ? rest.trimmed : rest + line
    }.joined(separator: "\n")
  }

  private static func row(_ cells: [[MarkdownInline]]) -> String {
    "| " + cells.map { text($0).replacing("|", with: "\\|") }.joined(separator: " | ") + " |"
  }

  static func text(_ inlines: [MarkdownInline]) -> String {
    inlines.map { inline in
      switch inline {
      case .text(let text): escaped(text)
      case .code(let text): code(text)
      case .emphasis(let children): "*" + text(children) + "*"
      case .strong(let children): "**" + text(children) + "**"
      case .strikethrough(let children): "~~" + text(children) + "~~"
      case .link(let children, let destination): "[\(text(children))](<\(destination)>)"
      case .image(let children, let source): "![\(text(children))](<\(source)>)"
      case .softBreak: "\n"
      case .lineBreak: "  \n"
      case .html(let text): text
      }
    }.joined()
  }

  private static func code(_ text: String) -> String {
    let longest = text.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
    guard longest > 0 else { return "`\(text)`" }
    let marks = String(repeating: "`", count: longest + 1)
    return "\(marks) \(text) \(marks)"
  }

  /// What would be taken for emphasis, code, a link or HTML gets a backslash.
  static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if "\\`*_[]<>~$".contains(character) { result.append("\\") }
      result.append(character)
    }
    return result
  }

  /// A paragraph that would begin a heading, a quotation or a list does so no longer.
  private static func escapingStart(_ text: String) -> String {
    guard let first = text.first else { return text }
    if "#>+-=|".contains(first) { return "\\" + text }
    let digits = text.prefix { $0.isASCII && $0.isNumber }
    let behind = text.dropFirst(digits.count)
    if !digits.isEmpty, let mark = behind.first, mark == "." || mark == ")" {
      return digits + "\\" + behind
    }
    return text
  }
}

extension String {
  /// Without empty lines at either end; the first line keeps its indentation.
  var trimmingNewlines: String {
    var text = self[...]
    while text.last?.isNewline == true { text.removeLast() }
    while text.first?.isNewline == true { text.removeFirst() }
    return String(text)
  }
}
