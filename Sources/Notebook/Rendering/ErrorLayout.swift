/// Fits an error message into the window.
enum ErrorLayout {
  /// Words are wrapped; a quoted line (`  |  …`) and the caret under it stay in step, and of a line
  /// too long only what surrounds the caret is shown.
  static func lines(_ message: String, width: Int) -> [String] {
    let lines = TextWidth.printable(message).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
    var result: [String] = []
    var index = 0
    while index < lines.count {
      let line = lines[index]
      if isQuoted(line), index + 1 < lines.count, isQuoted(lines[index + 1]) {
        result += around(line.dropFirst(mark.count), lines[index + 1].dropFirst(mark.count), width)
        index += 2
        continue
      }
      result += isQuoted(line) ? [line] : PlainWrap.lines(line, width: width)
      index += 1
    }
    return result
  }

  private static let mark = "  |  "
  private static func isQuoted(_ line: String) -> Bool { line.hasPrefix(mark) }

  /// The part of a source line that surrounds its caret.
  private static func around(
    _ source: Substring, _ carets: Substring, _ width: Int
  ) -> [String] {
    let room = max(10, width - mark.count - 2)
    guard source.count > room else { return [mark + source, mark + carets] }
    let caret = carets.prefix { $0 != "^" }.count
    let start = max(0, min(caret - room / 2, source.count - room))
    let (before, after) = (start > 0 ? "…" : "", start + room < source.count ? "…" : "")
    return [
      mark + before + source.dropFirst(start).prefix(room) + after,
      mark + String(repeating: " ", count: before.count) + carets.dropFirst(start).prefix(room),
    ]
  }
}

/// Wraps text that is not Markdown, such as an error message.
enum PlainWrap {
  /// The line in pieces of at most `width` columns, broken at spaces; later pieces hang under the
  /// first one's indentation. A word longer than that stays whole.
  static func lines(_ line: String, width: Int) -> [String] {
    let indent = String(line.prefix { $0 == " " })
    var lines: [String] = []
    var current = indent
    for word in line.split(separator: " ") {
      let isFirst = current == indent
      if !isFirst, TextWidth.of(current) + 1 + TextWidth.of(String(word)) > width {
        lines.append(current)
        current = indent + word
      } else {
        current += (isFirst ? "" : " ") + word
      }
    }
    return lines + [current]
  }
}
