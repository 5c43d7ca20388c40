import Foundation
import Fovea
import LessonSwift
import Testing

@testable import Notebook

/// `:help` for every name of the library: what must be said of it, and that what is said is true.
struct HelpTests {
  static let lessons = Built.root + "/lessons"
  static let remake = "`make quotes`, or in a debug build `.build/debug/fovea quotes lessons`"

  /// Woven now, out of the sources.
  static let index: HelpIndex = {
    let entries = InterpreterEngine().documentation
    return HelpIndex(entries, book: HelpBook(weaving: entries, from: Built.root))
  }()
  static let library = index.topics.filter { !$0.entry.isStandard }

  /// What is missing, with the place to add it.
  private func report(_ gaps: [(HelpTopic, String)], _ rule: String) {
    let lines = gaps.map { topic, gap in
      "\(topic.file ?? "no source"): \(HelpBook.key(topic.entry)) – \(gap)"
    }
    // Not `gaps.isEmpty`: Swift Testing would print every page.
    let isComplete = gaps.isEmpty
    #expect(isComplete, "\(rule)\n\(lines.sorted().joined(separator: "\n"))")
  }

  @Test func everyNameIsFoundInTheSources() {
    report(
      Self.library.filter { $0.file == nil }.map { ($0, "no such public declaration") },
      "The signature in Sources/Bindings must be that of a public declaration under Sources.")
  }

  @Test func everyNameHasASentence() {
    report(
      Self.library.filter { $0.doc.text.isEmpty && $0.doc.field("returns") == nil }
        .map { ($0, "no doc comment") },
      "Write what it is or does (meaning, units) as a `///` comment above its declaration.")
  }

  /// `[N, C, H, W]`, or words about shapes.
  private func tellsShape(_ text: String?) -> Bool {
    guard let text else { return false }
    return text.contains(/\[[^\]]*\]/) || text.contains(/\b[Ss]hapes?\b|\bscalar|\bany rank/)
  }

  @Test func tensorsHaveShapes() {
    var gaps: [(HelpTopic, String)] = []
    for topic in Self.library where topic.entry.kind != .type {
      let (entry, doc) = (topic.entry, topic.doc)
      for parameter in entry.parameters where parameter.type.contains(/\bTensor\b/) {
        // The binding may call it by another name than the declaration.
        let told = doc.parameters.filter { told in
          told.name == parameter.name || !entry.parameters.contains { $0.name == told.name }
        }
        if !told.contains(where: { tellsShape($0.text) }), !tellsShape(doc.text) {
          gaps.append((topic, "`/// - Parameter \(parameter.name): [N, C, H, W]`, as it is"))
        }
      }
      if entry.result.contains(/\bTensor\b/), !tellsShape(doc.field("returns")),
        !tellsShape(doc.text)
      {
        gaps.append((topic, "`/// - Returns: … [N, C, H, W]`, as it is"))
      }
    }
    report(gaps, "A tensor that goes in or comes out has a shape: say it in the doc comment.")
  }

  /// Parameters are explained by a line of their own, by a sentence with their name or label, or by
  /// being boxes, images …, whose types say what they are.
  @Test func parametersHaveAMeaning() {
    let types = Set(Self.library.filter { $0.entry.kind == .type }.map(\.entry.name))
    var gaps: [(HelpTopic, String)] = []
    for topic in Self.library {
      let prose = topic.doc.text + " " + (topic.doc.field("returns") ?? "")
      let words = Set(prose.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init))
      for parameter in topic.entry.parameters where topic.entry.kind != .operator {
        let names = [parameter.name, parameter.label ?? ""]
        let core = parameter.type.filter { $0.isLetter }.replacing("any", with: "")
        let isTold =
          topic.doc.parameter(parameter.name) != nil || types.contains(core)
          || names.contains { name in
            !name.isEmpty
              && (words.contains(name.lowercased()) || words.contains(name.lowercased() + "s"))
          }
        if !isTold { gaps.append((topic, "`/// - Parameter \(parameter.name): …`")) }
      }
    }
    report(gaps, "Say what a parameter means, with its unit.")
  }

  @Test func everyNameHasAnExample() {
    report(
      Self.library.filter { Self.index.example(of: $0).isEmpty }.map {
        ($0, "no example at it, at its type or beside it uses it")
      },
      "Write `/// - Example: ` and one line in backquotes, or lines indented by four, above the "
        + "declaration; one at a type may show many of its members.")
  }

  @Test func everyExampleRuns() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/fovea-help-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try PastureExport(count: 2).write(to: folder)
    var wrong: [(HelpTopic, String)] = []
    var seen: Set<[String]> = []
    for topic in Self.index.topics {
      let example = Self.index.example(of: topic)
      guard !example.isEmpty, seen.insert(example).inserted else { continue }
      // What an example expects of the working folder.
      let lines = example.map { $0.replacing("\"pasture\"", with: "\"\(folder)\"") }
      if let failure = HelpExample.run(lines).failure {
        let isMeant = topic.doc.example.contains { $0.contains("// throws") }
        if !isMeant || failure.cause != .thrown {
          wrong.append((topic, "\n" + example.joined(separator: "\n") + "\n" + failure.message))
        }
      }
    }
    report(wrong, "An example runs as it stands, `try` included, at a fresh prompt.")
  }

  @Test func theWovenBookIsThatOfTheSources() {
    let entries = InterpreterEngine().documentation
    let fresh = HelpBook(weaving: entries, from: Built.root)
    let woven = HelpBook(file: Self.lessons + "/" + HelpBook.fileName)
    let keys = Set(fresh.pages.keys).union(woven.pages.keys)
    let stale = keys.filter { fresh.pages[$0] != woven.pages[$0] }.sorted()
    #expect(
      stale.isEmpty,
      "lessons/help.json is stale; \(Self.remake) remakes it:\n\(stale.joined(separator: "\n"))")
  }
}
