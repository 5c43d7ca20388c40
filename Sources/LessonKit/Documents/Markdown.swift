/// A piece of text inside a paragraph, a heading or a table cell.
public indirect enum MarkdownInline: Equatable, Sendable {
  case text(String)
  case code(String)
  case emphasis([MarkdownInline])
  case strong([MarkdownInline])
  case strikethrough([MarkdownInline])
  case link([MarkdownInline], destination: String)
  case image([MarkdownInline], source: String)
  case softBreak
  case lineBreak
  case html(String)
}

/// A block of CommonMark, with the line of the file it starts at.
public struct MarkdownBlock: Equatable, Sendable {
  public indirect enum Content: Equatable, Sendable {
    case paragraph([MarkdownInline])
    case heading(level: Int, [MarkdownInline])
    /// Fenced or indented code; `info` is the text behind the opening fence.
    case code(info: String, text: String, isFenced: Bool)
    case quote([MarkdownBlock])
    case list(start: Int?, items: [[MarkdownBlock]])
    case table(header: [[MarkdownInline]], rows: [[[MarkdownInline]]])
    case thematicBreak
    case html(String)
  }

  public var content: Content
  /// One-based, in the file.
  public var line: Int

  public init(_ content: Content, line: Int) {
    self.content = content
    self.line = line
  }
}

extension [MarkdownInline] {
  /// The words alone, without styling.
  public var plainText: String {
    map { inline in
      switch inline {
      case .text(let text), .code(let text): text
      case .emphasis(let children), .strong(let children), .strikethrough(let children),
        .link(let children, _), .image(let children, _):
        children.plainText
      case .softBreak, .lineBreak: " "
      case .html: ""
      }
    }.joined()
  }
}
