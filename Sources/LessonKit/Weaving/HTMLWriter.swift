/// Writes Markdown blocks and code as HTML.
enum HTMLWriter {
  /// For text and attribute values alike.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      default: if scalar.value >= 32, scalar.value != 127 { result.unicodeScalars.append(scalar) }
      }
    }
    return result
  }

  static func html(_ blocks: [MarkdownBlock]) -> String {
    blocks.map(html).joined(separator: "\n")
  }

  private static func html(_ block: MarkdownBlock) -> String {
    switch block.content {
    case .paragraph(let inlines): return "<p>\(html(inlines))</p>"
    case .heading(let level, let inlines):
      let level = min(6, max(2, level))
      return "<h\(level)>\(html(inlines))</h\(level)>"
    case .code(let info, let source, _):
      return info.hasPrefix("swift") ? code(source) : plain(source)
    case .quote(let blocks): return "<blockquote>\n\(html(blocks))\n</blockquote>"
    case .list(let start, let items):
      let tag = start == nil ? "ul" : "ol"
      let first = start.map { $0 == 1 ? "" : " start=\"\($0)\"" } ?? ""
      let entries = items.map { "<li>\(item($0))</li>" }.joined(separator: "\n")
      return "<\(tag)\(first)>\n\(entries)\n</\(tag)>"
    case .table(let header, let rows):
      let head = header.map { "<th scope=\"col\">\(html($0))</th>" }.joined()
      let body = rows.map { row in
        "<tr>" + row.map { "<td>\(html($0))</td>" }.joined() + "</tr>"
      }.joined(separator: "\n")
      return """
        <div class="wide" tabindex="0" role="region" aria-label="Table"><table>
        <thead><tr>\(head)</tr></thead>
        <tbody>
        \(body)
        </tbody></table></div>
        """
    case .thematicBreak: return "<hr>"
    case .html: return ""  // a lesson's own HTML is for GitHub
    }
  }

  /// A list's item of one paragraph stands without the paragraph's distance.
  private static func item(_ blocks: [MarkdownBlock]) -> String {
    if blocks.count == 1, case .paragraph(let inlines) = blocks[0].content { return html(inlines) }
    return html(blocks)
  }

  static func html(_ inlines: [MarkdownInline]) -> String {
    inlines.map { inline in
      switch inline {
      case .text(let text): escaped(text)
      case .code(let text): "<code>\(escaped(text))</code>"
      case .emphasis(let children): "<em>\(html(children))</em>"
      case .strong(let children): "<strong>\(html(children))</strong>"
      case .strikethrough(let children): "<s>\(html(children))</s>"
      case .link(let children, let destination): link(html(children), to: destination)
      // The page carries its own pictures.
      case .image(let children, _): "<em>\(html(children))</em>"
      case .softBreak: "\n"
      case .lineBreak: "<br>\n"
      case .html: ""
      }
    }.joined()
  }

  /// Only to the web, or to a place in the page: a lesson's relative links lead nowhere from here.
  private static func link(_ text: String, to destination: String) -> String {
    let isKept = ["https://", "http://", "mailto:", "#"].contains { destination.hasPrefix($0) }
    return isKept ? "<a href=\"\(escaped(destination))\">\(text)</a>" : text
  }

  /// Swift, lightly coloured.
  static func code(_ source: String) -> String {
    let lines = source.trimmingNewlines.split(separator: "\n", omittingEmptySubsequences: false)
    let colored = SwiftTokens.lines(lines.map(String.init)).map { tokens in
      tokens.map { token in
        token.kind == .plain
          ? escaped(token.text)
          : "<span class=\"\(token.kind.rawValue)\">\(escaped(token.text))</span>"
      }.joined()
    }
    return
      "<pre class=\"code\" tabindex=\"0\"><code>\(colored.joined(separator: "\n"))</code></pre>"
  }

  /// Text as it stands.
  static func plain(_ text: String, kind: String = "text") -> String {
    "<pre class=\"\(kind)\" tabindex=\"0\">\(escaped(text.trimmingNewlines))</pre>"
  }

  /// A hint, an answer: one line of Markdown.
  static func line(_ markdown: String) -> String { html([MarkdownInline](markdown: markdown)) }
}
