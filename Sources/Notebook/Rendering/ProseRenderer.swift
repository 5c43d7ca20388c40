import LessonKit

/// Sets Markdown for a terminal: wrapped, with bold, italic and code where they are allowed.
public struct ProseRenderer {
  public var width: Int
  public var style: Style

  public init(width: Int, style: Style) {
    self.width = max(10, width)
    self.style = style
  }

  /// The blocks with an empty line between them.
  public func text(_ blocks: [MarkdownBlock], indent: String = " ") -> String {
    blocks.map { lines($0, indent: indent).joined(separator: "\n") }
      .filter { !$0.isEmpty }
      .joined(separator: "\n\n")
  }

  private func lines(_ block: MarkdownBlock, indent: String) -> [String] {
    switch block.content {
    case .paragraph(let inlines): return wrap(words(inlines), indent: indent)
    case .heading(_, let inlines): return wrap(words(inlines, styled: style.bold), indent: indent)
    case .code(let info, let text, _):
      return code(text, isSwift: info.hasPrefix("swift"), indent: indent)
    case .quote(let blocks):
      let bar = indent + style.color("│", .grey) + " "
      return text(blocks, indent: "").split(separator: "\n", omittingEmptySubsequences: false)
        .map { bar + $0 }
    case .list(let start, let items):
      return items.enumerated().flatMap { index, blocks in
        let mark = start.map { "\($0 + index). " } ?? "• "
        let inner = indent + String(repeating: " ", count: mark.count)
        let text = blocks.map { lines($0, indent: inner).joined(separator: "\n") }
          .joined(separator: "\n")
        return [indent + mark + text.dropFirst(inner.count)]
      }
    case .table(let header, let rows): return table(header, rows, indent: indent)
    case .thematicBreak: return [indent + style.color(String(repeating: "─", count: 20), .grey)]
    case .html: return []
    }
  }

  /// A cell's code, indented and lightly coloured.
  public func code(_ source: String, isSwift: Bool = true, indent: String = " ") -> [String] {
    var lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    while lines.last?.allSatisfy(\.isWhitespace) == true { lines.removeLast() }
    let highlighter = CodeHighlighter(style: style)
    let shown = isSwift ? highlighter.lines(lines) : lines
    return shown.map { $0.isEmpty ? "" : indent + "   " + $0 }
  }

  // MARK: Words

  /// A word as it is shown; a line may be broken between two of them.
  private struct Word {
    var text: String
    var width: Int
    /// Glued to the word before.
    var isJoined: Bool
    var isBreak = false
  }

  private func words(
    _ inlines: [MarkdownInline], styled: @escaping (String) -> String = { $0 }
  ) -> [Word] {
    var words: [Word] = []
    var spaced = true
    func add(_ text: String, _ styled: (String) -> String, keepsSpaces: Bool = false) {
      if keepsSpaces {
        words.append(
          Word(text: styled(text), width: TextWidth.of(text), isJoined: !spaced))
        spaced = false
        return
      }
      var piece = ""
      func flush() {
        guard !piece.isEmpty else { return }
        words.append(Word(text: styled(piece), width: TextWidth.of(piece), isJoined: !spaced))
        (piece, spaced) = ("", false)
      }
      for character in text {
        if character == " " || character == "\t" || character == "\n" {
          flush()
          spaced = true
        } else {
          piece.append(character)
        }
      }
      flush()
    }
    func walk(_ inlines: [MarkdownInline], _ styled: @escaping (String) -> String) {
      for inline in inlines {
        switch inline {
        case .text(let text): add(TextWidth.printable(text), styled)
        case .code(let text):
          let mark = style.isOn ? "" : "`"
          // Short code stays on one line.
          add(
            mark + TextWidth.printable(text) + mark, { style.color($0, .cyan) },
            keepsSpaces: text.count <= min(30, width / 2))
        case .emphasis(let children): walk(children) { styled(style.italic($0)) }
        case .strong(let children): walk(children) { styled(style.bold($0)) }
        case .strikethrough(let children): walk(children) { styled(style.struck($0)) }
        case .link(let children, let destination):
          walk(children) { styled(style.underlined($0)) }
          if destination.hasPrefix("http"), children.plainText != destination {
            spaced = true
            add("<\(destination)>", { style.color($0, .grey) })
          }
        case .image(let children, _): walk(children) { styled(style.italic($0)) }
        case .softBreak: spaced = true
        case .lineBreak:
          words.append(Word(text: "", width: 0, isJoined: false, isBreak: true))
          spaced = true
        case .html: break
        }
      }
    }
    walk(inlines, styled)
    return words
  }

  private func wrap(_ words: [Word], indent: String) -> [String] {
    let room = max(8, width - TextWidth.of(indent))
    // Glued words move together.
    var groups: [[Word]] = []
    for word in words {
      if word.isJoined, !groups.isEmpty, groups[groups.count - 1].last?.isBreak == false {
        groups[groups.count - 1].append(word)
      } else {
        groups.append([word])
      }
    }
    var lines: [String] = []
    var (line, used) = ("", 0)
    func end() {
      lines.append(indent + line)
      (line, used) = ("", 0)
    }
    for group in groups {
      if group.first?.isBreak == true {
        end()
        continue
      }
      let length = group.reduce(0) { $0 + $1.width }
      if used > 0, used + 1 + length > room { end() }
      if used > 0 {
        line += " "
        used += 1
      }
      line += group.map(\.text).joined()
      used += length
    }
    if used > 0 { end() }
    return lines
  }

  // MARK: Tables

  private func table(
    _ header: [[MarkdownInline]], _ rows: [[[MarkdownInline]]], indent: String
  ) -> [String] {
    func cells(_ row: [[MarkdownInline]], _ styled: @escaping (String) -> String = { $0 })
      -> [(String, Int)]
    {
      row.map { inlines in
        let words = words(inlines, styled: styled)
        var (text, width) = ("", 0)
        for word in words {
          if !text.isEmpty, !word.isJoined { (text, width) = (text + " ", width + 1) }
          (text, width) = (text + word.text, width + word.width)
        }
        return (text, width)
      }
    }
    let all = [cells(header, style.bold)] + rows.map { cells($0) }
    let columns = all.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      all.map { $0.indices.contains(column) ? $0[column].1 : 0 }.max() ?? 0
    }
    guard widths.reduce(0, +) + 2 * columns <= width else {
      // Too wide for this window: row by row.
      return rows.flatMap { row in
        zip(header, row).map { indent + $0.0.plainText + ": " + $0.1.plainText } + [""]
      }
    }
    func line(_ row: [(String, Int)]) -> String {
      indent
        + row.enumerated().map { column, cell in
          cell.0 + String(repeating: " ", count: max(0, widths[column] - cell.1))
        }.joined(separator: "  ")
    }
    let rule =
      indent
      + widths.map { style.color(String(repeating: "─", count: $0), .grey) }
      .joined(separator: "  ")
    return [line(all[0]), rule] + all.dropFirst().map(line)
  }
}
