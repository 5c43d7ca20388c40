import Foundation

internal import CReadline

/// The learner's own editor, for answers longer than a line or two.
struct Editor {
  let command: String

  /// `VISUAL`, `EDITOR`, or the first of nano and vi that is there.
  init?(environment: [String: String]) {
    if let named = [environment["VISUAL"], environment["EDITOR"]].compactMap({ $0 })
      .first(where: { !$0.isEmpty })
    {
      command = named
      return
    }
    let folders = (environment["PATH"] ?? "").split(separator: ":")
    let found = ["nano", "vi"].first { name in
      folders.contains { FileManager.default.isExecutableFile(atPath: "\($0)/\(name)") }
    }
    guard let found else { return nil }
    command = found
  }

  /// Opens the editor on `text`.
  ///
  /// - Returns: the text as it was saved; `nil` when the editor failed.
  /// - Throws: when the file for it cannot be written or read.
  func edited(_ text: String) throws -> String? {
    let path = FileManager.default.temporaryDirectory.path + "/fovea-\(UUID().uuidString).swift"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    defer { try? FileManager.default.removeItem(atPath: path) }
    guard fovea_edit(command, path) == 0 else { return nil }
    return String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
  }
}
