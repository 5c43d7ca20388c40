import Fovea
import Foundation
import LessonKit
import LessonSwift

/// What the sources say about every name the prompt knows: doc comments and the files they are in.
///
/// Woven out of `Sources` into `lessons/help.json` by `fovea quotes` (`make quotes`), together with
/// the quotations of the lessons; so an installed Fovea needs no sources. Text is never copied by
/// hand: `:help` and a reader of the sources see the same words.
struct HelpBook: Sendable {
  struct Page: Codable, Equatable, Sendable {
    /// `Sources/Boxes/Box.swift`.
    var file: String
    /// The lines of the doc comment.
    var comment: String
  }

  /// By `HelpBook.key`.
  var pages: [String: Page] = [:]

  /// The name of the woven file, beside the lessons.
  static let fileName = "help.json"

  /// One text for each name of the prompt: `Box: func iou(with other: Box) -> Float`.
  static func key(_ entry: Documentation) -> String {
    entry.owner.isEmpty ? entry.signature : entry.owner + ": " + entry.signature
  }

  init(pages: [String: Page] = [:]) { self.pages = pages }

  /// The woven book that ships with Fovea; an empty one when it cannot be read.
  static func shipped() -> HelpBook {
    guard let path = try? Resources().path("lessons/" + fileName) else { return HelpBook() }
    return HelpBook(file: path)
  }

  init(file: String) {
    let data = FileManager.default.contents(atPath: file) ?? Data()
    pages = (try? JSONDecoder().decode([String: Page].self, from: data)) ?? [:]
  }

  // MARK: Weaving

  /// The folders of `Sources` that the prompt's names come from.
  private static let folders = [
    "Tensors", "Boxes", "Images", "Layers", "Checkpoints", "Datasets", "Evaluation", "Detectors",
    "Training", "Fovea",
  ]

  /// Looks every name up in the sources.
  ///
  /// - Parameter root: a checkout.
  init(weaving entries: [Documentation], from root: String) {
    var reader = SourceReader()
    for folder in Self.folders { reader.read(folder: "Sources/" + folder, under: root) }
    let index = DeclarationIndex(reader)
    for entry in entries where !entry.isStandard {
      guard let found = index.declaration(of: entry) else { continue }
      let lines = [found.comment] + index.propertiesFilled(by: entry, besides: found.comment)
      pages[Self.key(entry)] = Page(file: found.file, comment: lines.joined(separator: "\n"))
    }
  }

  func write(to path: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(Array(encoder.encode(pages)) + [UInt8(ascii: "\n")], to: path)
  }
}

/// Finds the declaration behind a name of the prompt.
struct DeclarationIndex {
  private var byName: [String: [SourceDeclaration]] = [:]
  private let conformances: [String: Set<String>]

  init(_ reader: SourceReader) {
    conformances = reader.conformances
    for declaration in reader.declarations {
      byName[declaration.owner + "." + declaration.name, default: []].append(declaration)
      if declaration.keyword == "func", !declaration.owner.isEmpty,
        declaration.name.first?.isLetter == false
      {
        byName["." + declaration.name, default: []].append(declaration)  // an operator
      }
    }
  }

  /// The declaration that fits best. One without a comment takes that of the same name before it:
  /// `+` between a tensor and a number says no more than `+` between tensors.
  func declaration(of entry: Documentation) -> SourceDeclaration? {
    let path = Self.path(of: entry)
    if let made = synthesized(entry, of: path.owner) { return made }
    var found: SourceDeclaration?
    for owner in owners(of: path.owner) {
      let candidates = byName[owner + "." + path.name, default: []]
      guard var best = Self.best(candidates, entry) else { continue }
      if best.comment.isEmpty,
        let documented = candidates.first(where: { !$0.comment.isEmpty })
      {
        best.comment = documented.comment
      }
      if best.comment.isEmpty, entry.kind == .enumCase {
        // `.sheep` needs no words of its own.
        best.comment = type(called: owner)?.comment ?? ""
      }
      if !best.comment.isEmpty { return best }
      found = found ?? best
    }
    return found
  }

  private static func best(_ candidates: [SourceDeclaration], _ entry: Documentation)
    -> SourceDeclaration?
  {
    var best: (declaration: SourceDeclaration, points: Int)?
    for candidate in candidates {
      guard let points = candidate.likeness(to: entry), points > best?.points ?? .min else {
        continue
      }
      best = (candidate, points)
    }
    return best?.declaration
  }

  /// `- Parameter` lines of an initialiser that only fills properties: what is said at those.
  func propertiesFilled(by entry: Documentation, besides comment: String) -> [String] {
    guard entry.kind == .initializer else { return [] }
    let owner = Self.path(of: entry).owner
    let doc = DocComment(comment)
    return entry.parameters.compactMap { parameter in
      guard doc.parameter(parameter.name) == nil else { return nil }
      let property = byName[owner + "." + parameter.name, default: []].first {
        $0.keyword == "var" && !$0.comment.isEmpty
      }
      return property.map { "- Parameter \(parameter.name): \(DocComment($0.comment).sentence)" }
    }
  }

  /// What the compiler writes for every enumeration that asks for it.
  private func synthesized(_ entry: Documentation, of owner: String) -> SourceDeclaration? {
    let words: String
    switch (entry.name, entry.isStatic) {
    case ("allCases", true):
      words =
        "All there are, in the order of their declaration.\n\n- Example: `\(entry.owner).allCases`"
    case ("rawValue", false): words = "Its number, from the order of the declaration."
    default: return nil
    }
    guard let type = type(called: owner), type.keyword == "enum" else { return nil }
    return SourceDeclaration(
      owner: owner, name: entry.name, keyword: "var", file: type.file, comment: words)
  }

  private func type(called path: String) -> SourceDeclaration? {
    let parts = path.split(separator: ".").map(String.init)
    let owner = parts.dropLast().joined(separator: ".")
    return byName[owner + "." + (parts.last ?? ""), default: []].first(where: \.isType)
  }

  /// The type itself, then the protocols it has, nearest first.
  private func owners(of type: String) -> [String] {
    var order = [type]
    var next = 0
    while next < order.count {
      for name in conformances[order[next], default: []].sorted() where !order.contains(name) {
        order.append(name)
      }
      next += 1
    }
    return order
  }

  /// `Boxes.AnchorClusters.Start` without its module, parted into owner and name.
  private static func path(of entry: Documentation) -> (owner: String, name: String) {
    let plain = (entry.swiftType ?? entry.owner).prefix { $0 != "<" }
    var parts = plain.split(separator: ".").map(String.init)
    if entry.swiftType != nil, parts.count > 1 { parts.removeFirst() }
    if entry.kind == .type {
      return (parts.dropLast().joined(separator: "."), parts.last ?? entry.name)
    }
    return (parts.joined(separator: "."), entry.name)
  }
}
