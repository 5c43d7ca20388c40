import Foundation

/// Quotations of the library's own sources, so that prose and code cannot drift apart.
///
/// In a lesson, a line of its own: `{{source Sources/Detectors/RoIAlign.swift#sampling}}`.
/// In the source, the lines between `// quote: sampling` and `// end quote`.
/// A checkout reads the sources; an installed copy reads what `fovea quotes` (`make quotes`) wove
/// into `lessons/quotes.json`.
public struct SourceQuotes: Sendable {
  /// The folder that holds `Sources`, when there is one.
  public var sourceRoot: String?
  /// `path#marker` → text.
  public var woven: [String: String]

  public init(sourceRoot: String? = nil, woven: [String: String] = [:]) {
    self.sourceRoot = sourceRoot
    self.woven = woven
  }

  /// The name of the file of woven quotations, beside the lessons.
  public static let fileName = "quotes.json"

  /// The quotations for lessons under `folder`: from the checkout it stands in, if it does, and
  /// from its `quotes.json` otherwise.
  public init(forLessonsIn folder: String) {
    let here = URL(fileURLWithPath: folder).standardizedFileURL
    var parent = here
    while parent.path != "/", sourceRoot == nil {
      let manifest = parent.appendingPathComponent("Package.swift").path
      let sources = parent.appendingPathComponent("Sources/LessonKit").path
      if FileManager.default.fileExists(atPath: manifest),
        FileManager.default.fileExists(atPath: sources)
      {
        sourceRoot = parent.path
      }
      parent.deleteLastPathComponent()
    }
    woven = Self.readWoven(in: folder)
  }

  static func readWoven(in folder: String) -> [String: String] {
    let file = URL(fileURLWithPath: folder).appendingPathComponent(Self.fileName)
    guard let data = try? Data(contentsOf: file) else { return [:] }
    return (try? JSONDecoder().decode([String: String].self, from: data)) ?? [:]
  }

  /// - Parameter reference: `path#marker`.
  /// - Throws: `Missing` when neither the sources nor the woven file hold it.
  func text(of reference: String) throws(Missing) -> String {
    guard let sourceRoot else {
      if let text = woven[reference] { return text }
      throw Missing(
        message: "\(reference) was not woven into \(Self.fileName); run `make quotes`")
    }
    let parts = reference.split(separator: "#", maxSplits: 1).map(String.init)
    guard parts.count == 2, !parts[0].contains(".."), !parts[0].hasPrefix("/") else {
      throw Missing(message: "‘\(reference)’: expected PATH#MARKER, a path in the checkout")
    }
    guard let source = try? String(contentsOfFile: sourceRoot + "/" + parts[0], encoding: .utf8)
    else { throw Missing(message: "there is no source file \(parts[0])") }
    return try Self.excerpt(of: parts[1], from: source, path: parts[0])
  }

  /// The lines between the marker and its end, shifted left as far as they go.
  static func excerpt(of marker: String, from source: String, path: String) throws(Missing)
    -> String
  {
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
    guard let start = lines.firstIndex(where: { $0.trimmed == "// quote: \(marker)" }) else {
      let known = lines.compactMap { line in
        line.trimmed.hasPrefix("// quote: ") ? String(line.trimmed.dropFirst(10)) : nil
      }
      let meant = NearestName.of(marker, in: known).map { "; did you mean ‘\($0)’?" } ?? ""
      throw Missing(message: "\(path) has no line ‘// quote: \(marker)’\(meant)")
    }
    guard let end = lines[start...].firstIndex(where: { $0.trimmed == "// end quote" }) else {
      throw Missing(message: "\(path): ‘// quote: \(marker)’ has no ‘// end quote’ after it")
    }
    let quoted = lines[(start + 1)..<end].filter { !$0.trimmed.hasPrefix("// quote: ") }
    let indents = quoted.filter { !$0.trimmed.isEmpty }.map { $0.prefix { $0 == " " }.count }
    let shift = indents.min() ?? 0
    return quoted.map { $0.dropFirst(min(shift, $0.prefix { $0 == " " }.count)) + "\n" }.joined()
  }

  /// Why a quotation cannot be shown.
  struct Missing: Error {
    var message: String
  }
}
