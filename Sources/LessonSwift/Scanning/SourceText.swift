/// A piece of Lesson Swift and where it came from: a lesson cell, a file, a line of the prompt.
///
/// Offsets are UTF-8 bytes; lines and columns count from 1, columns in characters, as editors do.
public final class SourceText: Sendable {
  public let file: String
  /// The line number of the first line: a cell in the middle of a lesson file starts there.
  public let firstLine: Int
  public let text: String
  let bytes: [UInt8]
  private let lineStarts: [Int]

  public init(_ text: String, file: String = "prompt", firstLine: Int = 1) {
    self.text = text
    self.file = file
    self.firstLine = firstLine
    bytes = Array(text.utf8)
    var starts = [0]
    for (offset, byte) in bytes.enumerated() where byte == UInt8(ascii: "\n") {
      starts.append(offset + 1)
    }
    lineStarts = starts
  }

  /// Line and column of a byte offset.
  public func position(of offset: Int) -> (line: Int, column: Int) {
    let index = lineIndex(of: offset)
    let start = lineStarts[index]
    let column = String(
      decoding: bytes[start..<min(max(offset, start), bytes.count)], as: UTF8.self)
    return (index + firstLine, column.count + 1)
  }

  /// The whole line on which a byte offset lies, without its newline.
  public func line(at offset: Int) -> String {
    let index = lineIndex(of: offset)
    let start = lineStarts[index]
    var end = index + 1 < lineStarts.count ? lineStarts[index + 1] - 1 : bytes.count
    if end > start, bytes[end - 1] == UInt8(ascii: "\r") { end -= 1 }
    return String(decoding: bytes[start..<max(start, end)], as: UTF8.self)
  }

  func slice(_ start: Int, _ end: Int) -> String {
    guard start < end, end <= bytes.count else { return "" }
    return String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private func lineIndex(of offset: Int) -> Int {
    var low = 0
    var high = lineStarts.count - 1
    while low < high {
      let middle = (low + high + 1) / 2
      if lineStarts[middle] <= offset { low = middle } else { high = middle - 1 }
    }
    return low
  }
}

/// A stretch of a source text: from one byte offset up to another.
public struct SourceRange: Sendable {
  public let source: SourceText
  public let start: Int
  public let end: Int

  public init(_ source: SourceText, _ start: Int, _ end: Int) {
    self.source = source
    self.start = start
    self.end = max(start, end)
  }

  /// From the start of this range to the end of another.
  func through(_ other: SourceRange) -> SourceRange {
    SourceRange(source, start, max(end, other.end))
  }

  public var line: Int { source.position(of: start).line }
  public var column: Int { source.position(of: start).column }
  /// The code itself.
  public var text: String { source.slice(start, end) }
}
