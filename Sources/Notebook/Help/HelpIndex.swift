import LessonKit
import LessonSwift

/// One name of the library with all that is said about it.
struct HelpTopic: Sendable {
  var entry: Documentation
  var doc: DocComment
  /// The file that holds it; `nil` for Swift's own names and for the learner's.
  var file: String?

  init(_ entry: Documentation, in book: HelpBook) {
    self.entry = entry
    let page = book.pages[HelpBook.key(entry)]
    doc = DocComment(page?.comment ?? "")
    if doc.isEmpty { doc = DocComment(entry.help) }
    // What only lessons have is documented where it is bound, and names its file itself.
    file = page?.file ?? doc.field("file")
  }

  /// `Box.iou`, `conv2D`, `Tensor`, `Tensor.init`.
  var path: String { entry.owner.isEmpty ? entry.name : entry.owner + "." + entry.name }

  /// `tensors`, `boxes` …: the folder of `Sources` that it comes from.
  var room: String {
    if entry.isStandard { return "swift" }
    guard let file else { return "yours" }
    let parts = file.split(separator: "/")
    return parts.count > 2 ? parts[1].lowercased() : "yours"
  }

  /// A call with its labels alone: `iou(with:)`, `init(x1:y1:x2:y2:)`, `width`.
  var call: String {
    switch entry.kind {
    case .type, .value, .property, .enumCase: return entry.name
    case .operator: return entry.name
    case .subscript: return "[…]"
    case .function, .method, .initializer:
      return entry.name + "(" + entry.parameters.map { ($0.label ?? "_") + ":" }.joined() + ")"
    }
  }
}

/// Everything that `:help` can be asked about.
struct HelpIndex: Sendable {
  let topics: [HelpTopic]

  init(_ entries: [Documentation], book: HelpBook) {
    topics = entries.map { HelpTopic($0, in: book) }
  }

  /// Everything of that name, in whatever case: `iou`, `box.iou`, `Tensor(_:)`.
  func topics(called name: String) -> [HelpTopic] {
    let wanted = name.prefix { $0 != "(" }.lowercased()
    guard !wanted.isEmpty else { return [] }
    let found = topics.filter {
      $0.entry.name.lowercased() == wanted || $0.path.lowercased() == wanted
    }
    // `relu` may be written exactly so; then `ReLU` was not meant.
    let exact = found.filter { name == $0.entry.name || name == $0.path }
    return exact.isEmpty ? found : exact
  }

  func members(of type: String) -> [HelpTopic] { topics.filter { $0.entry.owner == type } }

  /// The names nearest to a word that is none.
  func nearest(to word: String) -> String? {
    NearestName.of(word, in: Set(topics.map(\.entry.name)).sorted())
      ?? NearestName.of(word, in: Set(topics.map(\.path)).sorted())
  }

  // MARK: Examples

  /// Lines of Lesson Swift that run as they stand and use the topic: its own example, or as much as
  /// is needed of one that stands at its type or beside it.
  func example(of topic: HelpTopic) -> [String] {
    if !topic.doc.example.isEmpty { return topic.doc.example }
    let entry = topic.entry
    let family = entry.kind == .type ? entry.name : entry.owner
    let uses: (String) -> Bool
    switch entry.kind {
    case .type, .initializer: uses = { $0.calls(family) || $0.uses("." + entry.name) }
    case .operator: uses = { $0.contains(" " + entry.name + " ") }
    case .subscript: uses = { $0.contains(/[\w)]\[/) }
    case .function, .value: uses = { $0.uses(entry.name) }
    case .method, .property, .enumCase: uses = { $0.uses("." + entry.name) }
    }
    for other in relatives(of: topic) {
      let lines = other.doc.example
      if let line = lines.lastIndex(where: uses) {
        return ExampleLines.needed(for: line, of: lines)
      }
    }
    // Any value of an enumeration is used as the others are; a call by no name names its type.
    if entry.kind == .enumCase || entry.name == "callAsFunction",
      let type = topics.first(where: { $0.path == entry.owner })
    {
      return type.doc.example
    }
    return []
  }

  /// Whose examples may show the topic: its overloads, its type, the other members, then all.
  private func relatives(of topic: HelpTopic) -> [HelpTopic] {
    let entry = topic.entry
    let family = entry.kind == .type ? entry.name : entry.owner
    if family.isEmpty { return topics.filter { $0.entry.name == entry.name } + topics }
    return topics.filter { $0.path == topic.path }
      + topics.filter { $0.path == family } + members(of: family)
  }
}

/// As much of an example as one of its lines needs.
enum ExampleLines {
  /// The line, and those before it that make or change what it uses.
  static func needed(for line: Int, of lines: [String]) -> [String] {
    // Blocks are not taken apart.
    if lines.contains(where: { $0.first == " " || $0.hasSuffix("{") }) { return lines }
    var wanted = names(in: lines[line])
    var kept = [line]
    for earlier in lines[..<line].indices.reversed() {
      let text = lines[earlier]
      let made = text.firstMatch(of: /^\s*(?:let|var)\s+\(?([\w, ]+)/).map {
        Set($0.output.1.split { !$0.isLetter && !$0.isNumber && $0 != "_" }.map(String.init))
      }
      let changed = text.firstMatch(of: /^(?:try )?(\w+)(?:\.\w+\(| [-+*\/]?= |\.\w+ = )/).map {
        [String($0.output.1)] as Set
      }
      let used = text.contains(".backward()") ? Self.names(in: text) : nil
      guard let names = made ?? changed ?? used, !names.isDisjoint(with: wanted) else { continue }
      wanted.formUnion(Self.names(in: text))
      kept.append(earlier)
    }
    return kept.reversed().map { lines[$0] }
  }

  private static func names(in line: String) -> Set<String> {
    Set(line.split { !($0.isLetter || $0.isNumber || $0 == "_") }.map(String.init))
  }
}

extension String {
  /// Whether a name stands in this line as a whole word; `.name` only behind a dot.
  func uses(_ word: String) -> Bool {
    ranges(of: word).contains { range in
      let before = range.lowerBound == startIndex ? " " : self[index(before: range.lowerBound)]
      let after = range.upperBound == endIndex ? " " : self[range.upperBound]
      func isPart(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || character == "_"
      }
      return !isPart(after) && (word.first == "." || !isPart(before))
    }
  }

  /// Whether `Type(` stands in this line.
  fileprivate func calls(_ type: String) -> Bool {
    contains(type + "(") && uses(type)
  }
}
