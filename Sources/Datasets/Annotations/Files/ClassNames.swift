/// The list of class names beside a VOC or YOLO data set.
enum ClassNames {
  static let fileNames = ["data.yaml", "dataset.yaml", "classes.txt", "obj.names", "labels.txt"]

  /// The names, from the first of `fileNames` that is there; `nil` without any.
  ///
  /// - Throws: `DatasetError` when the file holds none, or one twice.
  static func find(in folder: String) throws -> [String]? {
    for name in fileNames {
      let path = folder + "/" + name
      guard DatasetFile.kind(path) == .file else { continue }
      let text = try DatasetFile.bytes(path, what: "a list of classes")
      let names =
        name.hasSuffix(".yaml") ? try yaml(text, file: path) : try plain(text, file: path)
      guard let names else { continue }  // a data.yaml without names
      var seen: Set<String> = []
      if let twin = names.first(where: { !seen.insert($0).inserted }) {
        throw DatasetError(
          Place(file: path), expected: "each class once", found: "\(shown(twin)) again")
      }
      return names
    }
    return nil
  }

  static func write(_ names: [String], to folder: String) throws {
    if let bad = names.first(where: { $0.isEmpty || $0.contains(where: \.isNewline) }) {
      throw DatasetError(
        Place(file: folder), expected: "class names of one line", found: shown(bad))
    }
    try DatasetFile.write(names.map { $0 + "\n" }.joined(), to: folder + "/classes.txt")
  }

  private static func plain(_ text: [UInt8], file: String) throws -> [String] {
    try TextLines(text, file: file).words.map { $0.words.joined(separator: " ") }
  }

  /// The `names:` of a data.yaml, in its three usual forms:
  ///
  ///     names: [person, "sheep"]        names:            names:
  ///                                       - person          0: person
  ///                                       - sheep           1: sheep
  ///
  /// Not a reader of YAML: a form it does not know is an error, not a guess.
  static func yaml(_ text: [UInt8], file: String) throws -> [String]? {
    let lines = try TextLines(text, file: file).words
    guard let start = lines.firstIndex(where: { $0.words[0] == "names:" }) else { return nil }
    func refuse(_ line: TextLines.Line) -> DatasetError {
      DatasetError(
        Place(file: file, line: line.number),
        expected: "names: [a, b], or lines ‘- a’ or ‘0: a’ under names:",
        found: shown(line.words.joined(separator: " ")))
    }
    let rest = lines[start].words.dropFirst().joined(separator: " ")
    if !rest.isEmpty, !rest.hasPrefix("#") {
      // The list may go on over several lines.
      var list = rest
      for line in lines[(start + 1)...] where !list.contains("]") {
        list += " " + line.words.joined(separator: " ")
      }
      guard list.hasPrefix("["), let end = list.lastIndex(of: "]") else {
        throw refuse(lines[start])
      }
      return list[list.index(after: list.startIndex)..<end].split(separator: ",")
        .map { unquoted($0.trimmed) }.filter { !$0.isEmpty }
    }
    var names: [String] = []
    for line in lines[(start + 1)...] {
      let words = line.words.prefix { !$0.hasPrefix("#") }
      guard let first = words.first else { continue }
      let name = unquoted(words.dropFirst().joined(separator: " "))
      if first == "-" || first == "\(names.count):" {
        names.append(name)
      } else if first.hasSuffix(":"), first.first?.isNumber == false {
        break  // the next key
      } else {
        throw refuse(line)
      }
    }
    return names
  }

  private static func unquoted(_ text: String) -> String {
    for quote in ["\"", "'"] where text.count >= 2 && text.hasPrefix(quote) && text.hasSuffix(quote)
    {
      return String(text.dropFirst().dropLast())
    }
    return text
  }
}

extension Substring {
  fileprivate var trimmed: String { split(separator: " ").joined(separator: " ") }
}
