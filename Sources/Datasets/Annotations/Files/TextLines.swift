/// A text file as lines of words; empty lines are left out, numbers count from 1.
struct TextLines {
  struct Line {
    let number: Int
    let words: [Substring]
  }

  let words: [Line]

  /// - Throws: `DatasetError` when it cannot be read or is not UTF-8.
  init(_ path: String, what: String) throws {
    try self.init(DatasetFile.bytes(path, what: what), file: path)
  }

  init(_ text: [UInt8], file: String) throws {
    var lines: [Line] = []
    let rows = text.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, row) in rows.enumerated() {
      guard let string = String(validating: row, as: UTF8.self), !row.contains(0) else {
        throw DatasetError(
          Place(file: file, line: index + 1), expected: "text in UTF-8",
          found: "bytes that are not", hint: "iconv -f latin1 -t utf-8 OLD.txt > NEW.txt")
      }
      let words = string.split { $0 == " " || $0 == "\t" || $0 == "\r" }
      if !words.isEmpty { lines.append(Line(number: index + 1, words: words)) }
    }
    words = lines
  }
}
