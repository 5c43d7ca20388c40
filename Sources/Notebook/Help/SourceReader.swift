import Foundation

/// Reads the public declarations of Swift sources with their doc comments.
///
/// It is no parser: it goes by the lines, and relies on the layout that `swift format` gives every
/// file here – two spaces a level, a declaration at the beginning of its line.
struct SourceReader {
  private(set) var declarations: [SourceDeclaration] = []
  /// What types say they are: `PastureClassifier` → `Classifier`, `TensorLayer`.
  private(set) var conformances: [String: Set<String>] = [:]

  /// A type or extension that is open on the line being read.
  private struct Place {
    var indent: Int
    var name: String
    var isPublic: Bool
    var isEnumeration: Bool
  }
  private var places: [Place] = []
  private var comment: [String] = []
  private var file = ""

  /// Every Swift file of a folder and its subfolders, in the order of their names.
  ///
  /// - Parameter root: the checkout, that paths begin at.
  mutating func read(folder: String, under root: String) {
    let names =
      FileManager.default.enumerator(atPath: root + "/" + folder)?
      .compactMap { $0 as? String } ?? []
    for name in names.filter({ $0.hasSuffix(".swift") }).sorted() {
      let path = folder + "/" + name
      guard let source = try? String(contentsOfFile: root + "/" + path, encoding: .utf8) else {
        continue
      }
      read(source, file: path)
    }
  }

  mutating func read(_ source: String, file: String) {
    (self.file, places, comment) = (file, [], [])
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    var index = 0
    var isInText = false  // between the """ of a long string
    while index < lines.count {
      let line = lines[index]
      index += 1
      let quotes = line.ranges(of: "\"\"\"").count
      if isInText || quotes % 2 == 1 {
        if quotes % 2 == 1 { isInText.toggle() }
        comment = []
        continue
      }
      let text = line.drop { $0 == " " }
      let indent = line.count - text.count
      if text.hasPrefix("///") {
        comment.append(String(text.dropFirst(text.hasPrefix("/// ") ? 4 : 3)))
      } else if text.isEmpty {
        comment = []
      } else if text.hasPrefix("//") || text.hasPrefix("#") {
        continue
      } else if text.hasPrefix("@"), !text.contains(" ") || text.hasSuffix(")") {
        continue
      } else {
        while let place = places.last, indent <= place.indent { places.removeLast() }
        // The rest of a declaration that goes over several lines.
        var whole = String(text)
        while index < lines.count, !Self.isWhole(whole, next: lines[index]) {
          whole += " " + lines[index].drop { $0 == " " }
          index += 1
        }
        declare(whole, indent: indent)
        comment = []
      }
    }
  }

  private static let openers: Set<Substring> = [
    "public", "open", "static", "func", "init", "subscript", "extension", "struct", "enum",
    "class", "final", "mutating", "protocol", "var", "let", "prefix", "indirect",
  ]

  /// Whether brackets balance and the next line does not go on with the head of a declaration.
  private static func isWhole(_ text: String, next: String) -> Bool {
    guard openers.contains(text.prefix { $0.isLetter }) else { return true }
    let depth = text.reduce(0) { $0 + ("([".contains($1) ? 1 : ")]".contains($1) ? -1 : 0) }
    if depth > 0 { return text.count > 4000 }
    if text.hasSuffix("{") || text.hasSuffix("}") { return true }
    let next = next.drop { $0 == " " }
    return !["->", "throws", "rethrows", "where", "{"].contains { next.hasPrefix($0) }
  }

  private static let modifiers: Set<Substring> = [
    "static", "final", "mutating", "nonmutating", "override", "convenience", "required",
    "indirect", "lazy", "weak", "prefix", "infix", "postfix", "nonisolated", "borrowing",
    "consuming",
  ]

  private mutating func declare(_ text: String, indent: Int) {
    var rest = text[...]
    var access: Substring?
    func word() -> Substring { rest.prefix { $0.isLetter || $0.isNumber || $0 == "_" } }
    func drop(_ word: Substring) {
      rest = rest.dropFirst(word.count).drop { $0 == " " }
    }
    while true {
      if rest.first == "@" {
        rest = rest.drop { $0 != " " }.drop { $0 == " " }
        continue
      }
      let next = word()
      if ["public", "open", "package", "internal", "private", "fileprivate"].contains(next) {
        drop(next)
        if rest.hasPrefix("(set)") {
          rest = rest.dropFirst(5).drop { $0 == " " }
        } else {
          access = next
        }
      } else if Self.modifiers.contains(next) {
        drop(next)
      } else {
        break
      }
    }
    let keyword = word()
    drop(keyword)
    let place = places.last
    let isPublic =
      access == "public" || access == "open" || access == nil && place?.isPublic == true
    let owner = place?.name ?? ""
    switch keyword {
    case "struct", "class", "enum", "protocol", "actor", "extension", "typealias":
      let name = rest.prefix { $0.isLetter || $0.isNumber || "_.".contains($0) }
      let full = owner.isEmpty ? String(name) : owner + "." + name
      if keyword != "extension", isPublic { add(String(name), owner, String(keyword)) }
      guard keyword != "typealias" else { return }
      let head = rest.dropFirst(name.count).prefix { $0 != "{" }
      if let colon = head.firstIndex(of: ":") {
        let list = head[head.index(after: colon)...].split(separator: " where ").first ?? ""
        conformances[full, default: []].formUnion(
          list.split { ", &".contains($0) }.map { String($0.drop { !$0.isUppercase }) })
      }
      // Members of an extension need their own `public`; those of a protocol have none.
      if !text.hasSuffix("}") || text.hasSuffix("{") {
        places.append(
          Place(
            indent: indent, name: full,
            isPublic: keyword == "protocol" && isPublic
              || keyword == "extension" && access == "public",
            isEnumeration: keyword == "enum" && isPublic))
      }
    case "case":
      guard let place, place.isEnumeration, indent == place.indent + 2, rest.first != "." else {
        return
      }
      for name in Self.names(in: rest) { add(name, owner, "case") }
    case "var", "let":
      guard isPublic else { return }
      for name in Self.names(in: rest) { add(name, owner, "var") }
    case "func", "init", "subscript":
      guard isPublic else { return }
      declarations.append(
        SourceDeclaration(
          owner: owner, name: keyword == "func" ? Self.functionName(rest) : String(keyword),
          keyword: String(keyword), parameters: Self.parameters(in: rest), file: file,
          comment: comment.joined(separator: "\n")))
    default: return
    }
  }

  private mutating func add(_ name: String, _ owner: String, _ keyword: String) {
    declarations.append(
      SourceDeclaration(
        owner: owner, name: name, keyword: keyword, file: file,
        comment: comment.joined(separator: "\n")))
  }

  /// `iou` of `iou(with other: Box)`, `.<` of `.< (a: Tensor, b: Tensor)`.
  private static func functionName(_ text: Substring) -> String {
    let isName = text.first.map { $0.isLetter || "_`".contains($0) } ?? false
    let name = text.prefix { $0 != "(" && $0 != " " && !(isName && $0 == "<") }
    return String(name).replacing("`", with: "")
  }

  /// `x1, y1: Float = 0` → `x1`, `y1`.
  private static func names(in text: Substring) -> [String] {
    let head = text.prefix { !"{=".contains($0) }
    return pieces(of: head).compactMap { piece in
      let name = piece.drop { $0 == " " || $0 == "`" }
        .prefix { $0.isLetter || $0.isNumber || $0 == "_" }
      return name.isEmpty ? nil : String(name)
    }
  }

  private static func parameters(in text: Substring) -> [SourceDeclaration.Parameter] {
    guard let open = text.firstIndex(of: "(") else { return [] }
    var depth = 0
    var end = text.endIndex
    for index in text[open...].indices {
      if text[index] == "(" { depth += 1 }
      if text[index] == ")" {
        depth -= 1
        if depth == 0 {
          end = index
          break
        }
      }
    }
    return pieces(of: text[text.index(after: open)..<end]).compactMap { piece in
      guard let colon = piece.firstIndex(of: ":") else { return nil }
      let words = piece[..<colon].split(separator: " ")
      let type = piece[piece.index(after: colon)...]
      let equals = type.firstRange(of: " = ")
      let written = (equals.map { type[..<$0.lowerBound] } ?? type).drop { $0 == " " }
      return SourceDeclaration.Parameter(
        label: words.first.flatMap { $0 == "_" ? nil : String($0).replacing("`", with: "") },
        type: String(written).trimmingSpaces, hasDefault: equals != nil)
    }
  }

  /// Split at the commas that stand in no brackets.
  private static func pieces(of text: Substring) -> [Substring] {
    var pieces: [Substring] = []
    var (depth, start) = (0, text.startIndex)
    var isInText = false
    for index in text.indices {
      switch text[index] {
      case "\"": isInText.toggle()
      case "(", "[", "{": depth += 1
      case ")", "]", "}": depth -= 1
      case "," where depth == 0 && !isInText:
        pieces.append(text[start..<index])
        start = text.index(after: index)
      default: break
      }
    }
    let last = text[start...]
    return last.allSatisfy(\.isWhitespace) ? pieces : pieces + [last]
  }
}
