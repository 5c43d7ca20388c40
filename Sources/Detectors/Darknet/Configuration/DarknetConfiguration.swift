import Foundation

/// A Darknet `.cfg`: sections of keys and values, the first of which describes the input and each
/// further one a layer.
///
/// ```
/// [net]
/// width=416
///
/// # a comment
/// [convolutional]
/// filters=32
/// ```
///
/// Only the text is read here: what it means is `DarknetBlueprint`'s.
///
/// - Source: Redmon's Darknet, `src/parser.c` (`read_cfg`) and `src/option_list.c`.
/// - Differs: a line that is neither, and a key outside of a section, are errors, not warnings.
/// - Example: `try DarknetBlueprint(DarknetConfiguration.yoloV1()).layers.count`
public struct DarknetConfiguration: Sendable {
  /// What error messages call it.
  public let file: String
  /// `net` first.
  public private(set) var sections: [DarknetSection] = []

  private static let longest = 4 << 20
  private static let mostSections = 10_000

  /// - Throws: `DarknetError` for a file that cannot be read, or is no configuration.
  public init(contentsOf path: String) throws {
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw DarknetError(
        file: path, expected: "a file that can be opened",
        found: String(cString: strerror(errno)), hint: "look at the path and its permissions")
    }
    defer { try? handle.close() }
    guard let bytes = try? handle.read(upToCount: Self.longest + 1) ?? Data() else {
      throw DarknetError(
        file: path, expected: "a file that can be read", found: "a folder or a device")
    }
    guard bytes.count <= Self.longest else {
      throw DarknetError(
        file: path, expected: "a configuration of at most \(Self.longest) bytes",
        found: "a longer file")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DarknetError(
        file: path, expected: "text", found: "bytes that are not UTF-8",
        hint: "weights are read with --weights, beside the .cfg in --config")
    }
    try self.init(text: text, file: path)
  }

  /// - Parameter file: what error messages call it.
  /// - Throws: `DarknetError` with the line that is neither a section, a key and a value, nor a
  ///   comment; or when there is no `[net]` first.
  public init(text: String, file: String = "cfg") throws {
    self.file = file
    let lines = text.split(omittingEmptySubsequences: false) { $0.isNewline }
    for (index, whole) in lines.enumerated() {
      let line = String(whole.filter { !$0.isWhitespace })  // Darknet strips all of it, too
      if line.isEmpty || line.hasPrefix("#") || line.hasPrefix(";") { continue }
      func refuse(_ expected: String, hint: String = "") -> DarknetError {
        DarknetError(
          file: file, line: index + 1, section: sections.last?.name ?? "", expected: expected,
          found: "“\(line.prefix(60))”", hint: hint)
      }
      if line.hasPrefix("[") {
        guard line.hasSuffix("]"), line.count > 2 else { throw refuse("a section, [name]") }
        guard sections.count < Self.mostSections else {
          throw refuse("at most \(Self.mostSections) sections")
        }
        let name = String(line.dropFirst().dropLast())
        sections.append(
          DarknetSection(
            name: DarknetSection.aliases[name] ?? name, line: index + 1, file: file, entries: []))
        continue
      }
      guard let sign = line.firstIndex(of: "="), sign > line.startIndex else {
        throw refuse("[section], key=value or # comment")
      }
      guard !sections.isEmpty else { throw refuse("a section before the first key", hint: "[net]") }
      let value = String(line[line.index(after: sign)...])
      sections[sections.count - 1].entries.append(
        .init(key: String(line[..<sign]), value: value, line: index + 1))
    }
    guard let first = sections.first else {
      throw DarknetError(
        file: file, expected: "[net] and the sections of layers", found: "no section")
    }
    guard first.name == "net" else {
      throw DarknetError(
        file: file, line: first.line, section: first.name, expected: "[net] as the first section",
        found: "[\(first.name)]")
    }
    guard sections.count > 1 else {
      throw DarknetError(
        file: file, line: first.line, section: "net", expected: "layers after [net]", found: "none")
    }
  }

  /// The configuration as text: what `init(text:)` reads again. Comments are not kept.
  public var text: String {
    sections.map { section in
      (["[\(section.name)]"] + section.entries.map { "\($0.key)=\($0.value)" })
        .joined(separator: "\n") + "\n"
    }.joined(separator: "\n")
  }

  /// Writes `text`, aside and then renamed.
  ///
  /// - Throws: `DarknetError` when the file cannot be written.
  public func write(to path: String) throws {
    do {
      try Data(text.utf8).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw DarknetError(
        file: path, expected: "to write the file", found: error.localizedDescription,
        hint: "make the folder, or choose another")
    }
  }

  /// Keys that no reader of ours knows, which change nothing: `warmup=1`. Darknet warns of them.
  public var unknownKeys: [DarknetError] {
    sections.flatMap { section in
      guard let known = DarknetSection.keys[section.name] else { return [DarknetError]() }
      return section.entries.filter { !known.contains($0.key) }.map { entry in
        DarknetError(
          file: file, line: entry.line, section: section.name, key: entry.key,
          expected: "a key of [\(section.name)]", found: "\(entry.key)=\(entry.value)")
      }
    }
  }
}
