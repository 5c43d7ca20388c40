import LessonKit
import LessonSwift

/// Sets pages of help for a window.
struct HelpPrinter {
  let index: HelpIndex
  let style: Style
  /// Columns that text may take.
  let width: Int
  private let prose: ProseRenderer

  init(index: HelpIndex, style: Style, width: Int) {
    (self.index, self.style, self.width) = (index, style, max(18, width))
    prose = ProseRenderer(width: max(18, width), style: style)
  }

  // MARK: One name

  /// All about topics of one name and owner: each signature, then what is said of it.
  func page(of topics: [HelpTopic], seenIn places: [String]) -> [String] {
    guard let first = topics.first else { return [] }
    var lines = [title(first), ""]
    var told: HelpTopic?
    for (place, topic) in topics.enumerated() {
      lines += signature(topic.entry.signature)
      // Overloads that share their comment stand together.
      if topics.indices.contains(place + 1), topics[place + 1].doc == topic.doc,
        topics[place + 1].file == topic.file
      {
        continue
      }
      lines += description(of: topic, places: place == topics.count - 1 ? places : [])
      told = topic
    }
    if told != nil, let kin = kin(of: first) { lines += kin }
    return lines
  }

  private func title(_ topic: HelpTopic) -> String {
    let what =
      topic.entry.kind == .type
      ? String(topic.entry.signature.prefix { $0 != " " }) : topic.entry.kind.rawValue
    let room = topic.room
    return " " + style.bold(topic.path) + style.color("  \(what) · \(room)", .grey)
  }

  /// Broken behind its commas where it is too long.
  private func signature(_ text: String) -> [String] {
    var lines: [String] = []
    var line = ""
    var depth = 0
    var piece = ""
    func end() {
      let room = width - (lines.isEmpty ? 3 : 7)
      if !line.isEmpty, line.count + piece.count > room {
        lines.append(line)
        line = ""
      }
      line += piece
      piece = ""
    }
    for character in text {
      piece.append(character)
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) { depth -= 1 }
      if character == " ", depth <= 1, piece.hasSuffix(", ") || piece.hasSuffix(") ") { end() }
    }
    end()
    if !line.isEmpty { lines.append(line) }
    return CodeHighlighter(style: style).lines(lines).enumerated().map { place, line in
      (place == 0 ? "   " : "       ") + line
    }
  }

  private func description(of topic: HelpTopic, places: [String]) -> [String] {
    let doc = topic.doc
    var lines: [String] = []
    if !doc.text.isEmpty {
      lines.append("")
      lines += prose.text([MarkdownBlock](markdown: doc.text)).lines
    }
    var fields = doc.parameters.map { ($0.name, $0.text) }
    for name in ["returns", "throws", "differs", "complexity", "note", "important", "source"] {
      if let text = doc.field(name) { fields.append((name, text)) }
    }
    if let file = topic.file { fields.append(("read on", "`\(file)`")) }
    for place in places { fields.append(("used in", place)) }
    if !fields.isEmpty { lines += [""] + table(fields) }
    let example = index.example(of: topic)
    if !example.isEmpty {
      lines.append("")
      lines += prose.code(example.joined(separator: "\n"), indent: "")
      for line in HelpExample.answer(of: example) {
        lines.append("   " + style.color("→ ", .grey) + line)
      }
    }
    lines.append("")
    return lines
  }

  /// Names to the left, wrapped text to the right.
  private func table(_ rows: [(String, String)]) -> [String] {
    // In a narrow window the text goes below its name.
    let widest = rows.map { TextWidth.of($0.0) }.max() ?? 0
    let left = width < 40 ? 0 : min(widest, max(8, width / 4))
    let indent = String(repeating: " ", count: left + 3)
    return rows.flatMap { name, text in
      var lines = prose.text([MarkdownBlock](markdown: text), indent: indent).lines
      let label = " " + style.color(name, .grey)
      if TextWidth.of(name) > left {
        lines.insert(label, at: 0)
      } else if let first = lines.first {
        lines[0] =
          label + String(repeating: " ", count: left + 2 - TextWidth.of(name))
          + first.dropFirst(indent.count)
      }
      return lines
    }
  }

  // MARK: Members

  /// The members of a type, by kind, names only.
  private func kin(of topic: HelpTopic) -> [String]? {
    guard topic.entry.kind == .type else { return nil }
    let members = index.members(of: topic.entry.name)
    guard !members.isEmpty else { return nil }
    func names(_ isWanted: (Documentation) -> Bool) -> [String] {
      var seen: Set<String> = []
      return members.filter { isWanted($0.entry) }
        .map { $0.entry.kind == .initializer ? $0.call : $0.entry.name }
        .filter { seen.insert($0).inserted }
    }
    let groups = [
      ("made by", names { $0.kind == .initializer }),
      ("cases", names { $0.kind == .enumCase }),
      ("static", names { $0.isStatic && $0.kind != .enumCase }),
      ("holds", names { $0.kind == .property && !$0.isStatic }),
      ("does", names { [.method, .subscript].contains($0.kind) && !$0.isStatic }),
    ]
    let rows = groups.filter { !$0.1.isEmpty }.map { ($0.0, list($0.1)) }
    let example = members.first { $0.entry.kind == .method } ?? members[0]
    return table(rows) + [
      "", " " + style.color(":help \(example.path)", .cyan) + " says more of one",
    ]
  }

  private func list(_ names: [String]) -> String {
    names.map { "`\($0)`" }.joined(separator: ", ")
  }

  // MARK: Many names

  /// A line for each: what it is called, and the first sentence of what is said of it.
  func lines(for topics: [HelpTopic], calling name: (HelpTopic) -> String) -> [String] {
    var seen: Set<String> = []
    let rows = topics.map { (name($0), $0.doc.sentence) }.filter { seen.insert($0.0).inserted }
    let widest = min(rows.map { TextWidth.of($0.0) }.max() ?? 0, max(10, width * 2 / 5))
    return rows.map { name, sentence in
      let gap = String(repeating: " ", count: max(2, widest - TextWidth.of(name) + 2))
      let room = width - 1 - max(widest, TextWidth.of(name)) - 2
      let plain = [MarkdownInline](markdown: sentence).plainText
      let text = room < 12 ? "" : plain.count > room ? plain.prefix(room - 1) + "…" : plain
      return " " + style.color(name, .cyan) + gap + text
    }
  }

  /// A room: its types, then its functions.
  func room(_ room: HelpRoom) -> [String] {
    let topics = index.topics.filter { $0.room == room.name }
    let types = topics.filter { $0.entry.kind == .type }
    let free = topics.filter { [.function, .value].contains($0.entry.kind) }
    var lines = [" " + style.bold(room.name) + style.color("  \(room.about)", .grey)]
    for part in [types, free] where !part.isEmpty {
      lines.append("")
      lines += self.lines(for: part) { $0.entry.name }
    }
    // Members of types that stand in another room, or that are Swift's.
    let homes = Set(types.map(\.entry.name))
    let guests = topics.filter { !$0.entry.owner.isEmpty && !homes.contains($0.entry.owner) }
    let byOwner = Dictionary(grouping: guests, by: \.entry.owner)
    if !byOwner.isEmpty {
      lines.append("")
      lines += table(
        byOwner.sorted { $0.key < $1.key }.map { owner, members in
          (owner + ".", list(Set(members.map(\.entry.name)).sorted()))
        })
    }
    return lines
  }
}

extension String {
  fileprivate var lines: [String] {
    split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  }
}
