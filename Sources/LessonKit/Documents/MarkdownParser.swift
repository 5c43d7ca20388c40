internal import CMarkGFM

/// Reads CommonMark (with GitHub's tables and strikethrough) into values, through cmark-gfm.
enum MarkdownParser {
  /// As deep may quotes, lists and emphasis be nested; ‘…’ stands for what lies deeper.
  static let depthLimit = 64

  /// - Parameter firstLine: the line of the file that `text` begins at.
  static func blocks(of text: String, firstLine: Int = 1) -> [MarkdownBlock] {
    var text = text
    let document = text.withUTF8 { bytes in
      bytes.withMemoryRebound(to: CChar.self) { fovea_markdown_parse($0.baseAddress, $0.count) }
    }
    guard let document else { return [] }
    defer { cmark_node_free(document) }
    return children(of: document).compactMap { block(from: $0, shift: firstLine - 1, depth: 0) }
  }

  private static func children(of node: OpaquePointer) -> [OpaquePointer] {
    var nodes: [OpaquePointer] = []
    var next = cmark_node_first_child(node)
    while let child = next {
      nodes.append(child)
      next = cmark_node_next(child)
    }
    return nodes
  }

  private static func string(_ pointer: UnsafePointer<CChar>?) -> String {
    pointer.map { String(cString: $0) } ?? ""
  }

  private static func block(
    from node: OpaquePointer, shift: Int, depth: Int
  ) -> MarkdownBlock? {
    let line = Int(cmark_node_get_start_line(node)) + shift
    guard depth < depthLimit else { return MarkdownBlock(.paragraph([.text("…")]), line: line) }
    func nested(_ node: OpaquePointer) -> [MarkdownBlock] {
      children(of: node).compactMap { block(from: $0, shift: shift, depth: depth + 1) }
    }
    let content: MarkdownBlock.Content
    switch string(cmark_node_get_type_string(node)) {
    case "paragraph": content = .paragraph(inlines(in: node))
    case "heading":
      content = .heading(level: Int(cmark_node_get_heading_level(node)), inlines(in: node))
    case "code_block":
      var (length, offset): (Int32, Int32) = (0, 0)
      var character: CChar = 0
      let isFenced = cmark_node_get_fenced(node, &length, &offset, &character) != 0
      content = .code(
        info: string(cmark_node_get_fence_info(node)), text: string(cmark_node_get_literal(node)),
        isFenced: isFenced)
    case "block_quote": content = .quote(nested(node))
    case "list":
      let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      content = .list(
        start: isOrdered ? Int(cmark_node_get_list_start(node)) : nil,
        items: children(of: node).map(nested))
    case "table":
      let rows = children(of: node).map { row in children(of: row).map { inlines(in: $0) } }
      content = .table(header: rows.first ?? [], rows: Array(rows.dropFirst()))
    case "thematic_break": content = .thematicBreak
    case "html_block": content = .html(string(cmark_node_get_literal(node)))
    default: return nil
    }
    return MarkdownBlock(content, line: line)
  }

  private static func inlines(in node: OpaquePointer, depth: Int = 0) -> [MarkdownInline] {
    guard depth < depthLimit else { return [.text("…")] }
    return children(of: node).compactMap { child in
      switch string(cmark_node_get_type_string(child)) {
      case "text": .text(string(cmark_node_get_literal(child)))
      case "code": .code(string(cmark_node_get_literal(child)))
      case "emph": .emphasis(inlines(in: child, depth: depth + 1))
      case "strong": .strong(inlines(in: child, depth: depth + 1))
      case "strikethrough": .strikethrough(inlines(in: child, depth: depth + 1))
      case "link":
        .link(inlines(in: child, depth: depth + 1), destination: string(cmark_node_get_url(child)))
      case "image":
        .image(inlines(in: child, depth: depth + 1), source: string(cmark_node_get_url(child)))
      case "softbreak": .softBreak
      case "linebreak": .lineBreak
      case "html_inline": .html(string(cmark_node_get_literal(child)))
      default: nil
      }
    }
  }
}

extension [MarkdownInline] {
  /// One line of Markdown, such as a hint or a lesson's summary.
  public init(markdown text: String) {
    guard case .paragraph(let inlines)? = MarkdownParser.blocks(of: text).first?.content else {
      self = [.text(text)]
      return
    }
    self = inlines
  }
}

extension [MarkdownBlock] {
  /// A text of CommonMark, such as a doc comment.
  public init(markdown text: String) { self = MarkdownParser.blocks(of: text) }
}
