import Foundation
import Testing

@testable import LessonKit

@Suite struct WeavingTests {
  static let markdown = """
    # One & 2 < 3

    Some *words* with `code` and 2 < 3. A [link](https://example.org) and [no link](other.md).

    ```swift setup
    let base = 1
    ```
    ```swift
    let a = 2
    print(a)
    show(scene)
    ```
    Done.

    ## Guess
    ```swift predict id=guess
    a
    ```
    > hint: small
    > why: It was made so.

    ## Task
    \(CheckTests.exercise())
    > hint: five

    ## Question
    ```quiz id=asked
    Which `one`?
    - [ ] this
    - [x] that
    > Since `that` is right.
    ```

    ## Mistake
    ```swift breaks id=oops
    fail
    ```

    ## Again
    ```swift
    show(scene)
    ```
    """

  static func woven(_ markdown: String = markdown) throws -> WovenLesson {
    try LessonWeaver.weave(try Fixtures.lesson(markdown), engine: FakeEngine())
  }

  @Test func everythingThatRanIsKept() throws {
    let woven = try Self.woven()
    #expect(woven.steps.map(\.step.id) == ["one-2-3", "guess", "task", "asked", "oops", "again"])
    let first = try #require(woven.steps[0].run)
    #expect(first.outputs.count == 3)
    if case .text(let text) = first.outputs[0] { #expect(text == "2\n") }
    #expect(woven.steps[1].run?.truth == "2")
    #expect(woven.steps[2].run?.cell.source.trimmed == "let c = 5")
    #expect(woven.steps[3].run == nil)
    if case .error(let text)? = woven.steps[4].run?.outputs.last {
      #expect(text == "it failed")
    } else {
      Issue.record("the mistake's error is missing")
    }
    #expect(woven.pictures.map(\.name) == ["01-scene", "06-scene"])
  }

  @Test func aFailingCellMakesNoPage() throws {
    #expect(throws: LessonProblems.self) { try Self.woven("```swift\nfail\n```\n") }
    #expect(throws: LessonProblems.self) { try Self.woven("```swift\nshow(blank)\n```\n") }
    #expect(throws: CancellationError.self) { try Self.woven("```swift\nstop\n```\n") }
  }

  // MARK: HTML

  @Test func theHTMLPageStandsAlone() throws {
    let page = HTMLPage.text(try Self.woven())
    #expect(page.contains("One &amp; 2 &lt; 3"))
    #expect(page.contains(#"<a href="https://example.org">link</a>"#))
    #expect(!page.contains("other.md"))
    #expect(page.contains(#"<span class="keyword">let</span>"#))
    #expect(page.contains("prefers-color-scheme: dark"))
    #expect(page.contains("width=device-width"))
    // Nothing is fetched: no source or style sheet but those inside.
    for match in page.matches(of: /(src|href)="([^"]*)"/) {
      let target = match.output.2
      #expect(
        target.hasPrefix("data:image/png;base64,") || target.hasPrefix("#")
          || target == "https://example.org")
    }
    // Every picture has words of its own.
    let pictures = page.matches(of: /<img [^>]*alt="([^"]*)"/)
    #expect(pictures.count == 2)
    #expect(pictures.allSatisfy { $0.output.1 == "scene, a picture of 2 by 1 pixels" })
    #expect(page.contains(Data([1, 2, 3]).base64EncodedString()))
    // Every tag that is opened is closed, in order.
    #expect(Self.unbalanced(page) == [])
  }

  /// The tags of a page that do not pair up.
  static func unbalanced(_ page: String) -> [String] {
    var open: [String] = []
    let body = page.replacing(/<style>.*?<\/style>/.dotMatchesNewlines(), with: "")
    for match in body.matches(of: /<(\/?)([a-z][a-z0-9]*)[^>]*>/) {
      let (isEnd, tag) = (!match.output.1.isEmpty, String(match.output.2))
      if ["meta", "img", "br", "hr"].contains(tag) { continue }
      if !isEnd {
        open.append(tag)
      } else if open.popLast() != tag {
        return [tag]
      }
    }
    return open
  }

  /// Contrast of two sRGB colours by WCAG 2.2.
  static func contrast(_ a: String, _ b: String) -> Double {
    func luminance(_ hex: String) -> Double {
      let number = Int(hex.dropFirst(), radix: 16) ?? 0
      func linear(_ shift: Int) -> Double {
        let x = Double(number >> shift & 255) / 255
        return x <= 0.04045 ? x / 12.92 : pow((x + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * linear(16) + 0.7152 * linear(8) + 0.0722 * linear(0)
    }
    let (x, y) = (luminance(a), luminance(b))
    return (max(x, y) + 0.05) / (min(x, y) + 0.05)
  }

  @Test func everyColourOfTextCanBeRead() throws {
    let blocks = PageStyle.sheet.matches(of: /:root \{([^}]*)\}/)
    #expect(blocks.count == 2)
    for block in blocks {
      var colors: [String: String] = [:]
      for match in block.output.1.matches(of: /--([a-z]+): (#[0-9a-f]{6})/) {
        colors[String(match.output.1)] = String(match.output.2)
      }
      let grounds = try [#require(colors["ground"]), #require(colors["panel"])]
      for name in ["text", "faint", "link", "keyword", "type", "number", "string", "comment"] {
        let color = try #require(colors[name])
        for ground in grounds { #expect(Self.contrast(color, ground) >= 4.5, "\(name) \(color)") }
      }
      #expect(Self.contrast(try #require(colors["error"]), grounds[0]) >= 4.5)
    }
  }

  // MARK: Jupyter

  @Test func theNotebookHasItsOutputs() throws {
    let bytes = try NotebookPage.json(try Self.woven())
    let json = try #require(
      try JSONSerialization.jsonObject(with: Data(bytes)) as? [String: Any])
    #expect(json["nbformat"] as? Int == 4)
    #expect(json["nbformat_minor"] as? Int == 5)
    let cells = try #require(json["cells"] as? [[String: Any]])
    let ids = cells.compactMap { $0["id"] as? String }
    #expect(ids.count == cells.count)
    #expect(Set(ids).count == ids.count)
    let allowed = try Regex("[A-Za-z0-9_-]{1,64}")
    #expect(ids.allSatisfy { $0.wholeMatch(of: allowed) != nil })
    let code = cells.filter { $0["cell_type"] as? String == "code" }
    #expect(code.compactMap { $0["execution_count"] as? Int } == Array(1...code.count))
    let outputs = code.flatMap { $0["outputs"] as? [[String: Any]] ?? [] }
    let kinds = Set(outputs.compactMap { $0["output_type"] as? String })
    #expect(kinds == ["stream", "execute_result", "display_data", "error"])
    // Run in order, the cells make up the lesson: setup, then each main cell.
    #expect(
      code.compactMap { $0["source"] as? String }.prefix(3) == [
        "import Fovea", "let base = 1", "let a = 2\nprint(a)\nshow(scene)",
      ])
  }

  // MARK: Markdown

  @Test func markdownIsReadBackAsItWasWritten() throws {
    let text = """
      Words *lean*, **stand**, ~~go~~ and `run`: ``a`b``. [A link](https://example.org/a_b).
      A second line\\
      and a third, 2 * 3 * 4 and a\\_b\\_c, [not a link], <b>.

      1\\. no list

      - one
      - two

        with more

      3. three
      4. four

      > quoted
      > - inside

      | a | b |
      | --- | --- |
      | x \\| y | `z` |

      ````text
      ```
      inside
      ```
      ````
      """
    let blocks = MarkdownParser.blocks(of: text)
    let again = MarkdownParser.blocks(of: MarkdownWriter.text(blocks))
    #expect(Self.withoutLines(again) == Self.withoutLines(blocks))
    #expect(blocks.count == 7)
  }

  /// What two documents are compared by.
  static func withoutLines(_ blocks: [MarkdownBlock]) -> [MarkdownBlock] {
    blocks.map { block in
      let content: MarkdownBlock.Content
      switch block.content {
      case .quote(let inner): content = .quote(withoutLines(inner))
      case .list(let start, let items):
        content = .list(start: start, items: items.map(withoutLines))
      case .code(let info, let text, _):
        content = .code(info: info, text: text.trimmingNewlines, isFenced: true)
      default: content = block.content
      }
      return MarkdownBlock(content, line: 0)
    }
  }

  @Test func markdownNamesItsPictures() throws {
    try Fixtures.inTemporaryFolder { folder in
      let woven = try Self.woven()
      try woven.write(.md, to: folder + "/page.md")
      let page = try String(contentsOfFile: folder + "/page.md", encoding: .utf8)
      for picture in woven.pictures {
        #expect(page.contains("](<page-pictures/\(picture.name).png>)"))
        let data = try Data(
          contentsOf: URL(fileURLWithPath: "\(folder)/page-pictures/\(picture.name).png"))
        #expect(Array(data) == [1, 2, 3])
      }
      #expect(page.contains("<details><summary>A solution</summary>"))
    }
  }

  @Test func aPageThatCannotBeWrittenSaysSo() throws {
    try Fixtures.inTemporaryFolder { folder in
      try Data().write(to: URL(fileURLWithPath: folder + "/file"))
      #expect(throws: FileWritingError.self) {
        try Self.woven().write(.html, to: folder + "/file/page.html")
      }
    }
  }
}
