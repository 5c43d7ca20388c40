import Foundation

/// What was entered at the prompt, one entry a line, kept from run to run.
///
/// Each entry is appended at once, so that a killed notebook loses none.
struct HistoryFile {
  let path: String
  /// Older entries are dropped when the file is loaded.
  static let limit = 1000

  init(_ path: String) {
    self.path = path
  }

  func load() -> [String] {
    guard let data = try? Data(contentsOf: URL(fileURLWithPath: path)) else { return [] }
    let entries = String(decoding: data, as: UTF8.self).split(separator: "\n").map(Self.decoded)
    guard entries.count > Self.limit else { return entries }
    let kept = Array(entries.suffix(Self.limit / 2))
    let text = kept.map { Self.encoded($0) + "\n" }.joined()
    try? Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    return kept
  }

  /// A history that cannot be written is a pity, not an error.
  func append(_ entry: String) {
    let folder = URL(fileURLWithPath: path).deletingLastPathComponent().path
    try? FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    if !FileManager.default.fileExists(atPath: path) {
      _ = FileManager.default.createFile(atPath: path, contents: nil)
    }
    guard let file = FileHandle(forWritingAtPath: path) else { return }
    defer { try? file.close() }
    _ = try? file.seekToEnd()
    try? file.write(contentsOf: Data((Self.encoded(entry) + "\n").utf8))
  }

  static func encoded(_ entry: String) -> String {
    entry.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
  }

  static func decoded(_ line: Substring) -> String {
    var result = ""
    var isEscaped = false
    for character in line {
      if isEscaped {
        result.append(character == "n" ? "\n" : character)
        isEscaped = false
      } else if character == "\\" {
        isEscaped = true
      } else {
        result.append(character)
      }
    }
    return result
  }
}
