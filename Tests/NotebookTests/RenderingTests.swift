import Foundation
import LessonKit
import Testing

@testable import Notebook

@Suite struct ProseTests {
  static func blocks(_ markdown: String) throws -> [MarkdownBlock] {
    let text =
      "---\ntitle: T\nsummary: S\nminutes: 1\n---\n\(markdown)\n\n```swift\n1\n```\n"
    return try LessonReader.read(text, file: "lesson.md", folderName: "01-x").steps[0].prose
  }

  static func plain(_ markdown: String, width: Int) throws -> String {
    ProseRenderer(width: width, style: Style(isOn: false)).text(try blocks(markdown))
  }

  @Test func proseIsWrapped() throws {
    #expect(
      try Self.plain("one two three four five six seven", width: 15)
        == " one two three\n four five six\n seven")
  }

  @Test(arguments: [10, 20, 40, 80, 200])
  func noLineIsWiderThanTheWindow(width: Int) throws {
    let markdown = """
      Some **bold words that go on** and `a little code`, a [link](https://x.y) and *so on and on*.

      - one item that is rather long, longer than the window is wide in any case
      - two

      1. first
      2. second with many many many many many many words

      | a | b |
      | --- | --- |
      | 1 | 2 |
      """
    let lines = try Self.plain(markdown, width: width).split(separator: "\n")
    for line in lines where line.split(separator: " ").count > 1 {
      // One word may be wider than the window; two may not.
      let longest = line.split(separator: " ").map(\.count).max() ?? 0
      #expect(TextWidth.of(String(line)) <= max(width, longest + 8), "\(line)")
    }
  }

  @Test func stylesNestAndCostNoWidth() throws {
    let renderer = ProseRenderer(width: 80, style: Style(isOn: true))
    let text = renderer.text(try Self.blocks("a **b *c*** d"))
    #expect(text.contains("\u{1B}[1mb\u{1B}[22m"))
    #expect(TextWidth.of(text) == " a b c d".count)
  }

  @Test func withoutStyleCodeKeepsItsMarks() throws {
    #expect(try Self.plain("Use `a b` here", width: 80) == " Use `a b` here")
  }

  @Test func punctuationStaysWithItsWord() throws {
    #expect(try Self.plain("aaaa (*bb*), cc", width: 12) == " aaaa (bb),\n cc")
  }

  @Test func listsHang() throws {
    #expect(
      try Self.plain("- one two three\n- four", width: 12) == " • one two\n   three\n • four")
    #expect(try Self.plain("3. x\n4. y", width: 30) == " 3. x\n 4. y")
  }

  @Test func tablesAlign() throws {
    #expect(
      try Self.plain("| name | n |\n| - | - |\n| a | 100 |", width: 40)
        == " name  n  \n ────  ───\n a     100")
  }

  @Test func aStrayEscapeIsShownNotObeyed() throws {
    #expect(TextWidth.printable("a\u{1B}[2Jb\u{7F}") == "a␛[2Jb␡")
  }

  @Test func messagesAreWrappedUnderTheirIndentation() {
    #expect(
      PlainWrap.lines("  expected one two three", width: 15)
        == ["  expected one", "  two three"])
    #expect(PlainWrap.lines("averyveryverylongword x", width: 5) == ["averyveryverylongword", "x"])
    #expect(PlainWrap.lines("", width: 5) == [""])
  }

  @Test func ofALongLineOnlyWhatSurroundsTheCaretIsShown() {
    let source = String(repeating: "a", count: 500) + "!" + String(repeating: "b", count: 500)
    let caret = String(repeating: " ", count: 500) + "^~"
    let lines = ErrorLayout.lines("bad\n  |  \(source)\n  |  \(caret)\n  try less", width: 40)
    #expect(lines.count == 4)
    #expect(lines.allSatisfy { TextWidth.of($0) <= 40 })
    // The caret still stands under its character.
    let column = lines[2].distance(
      from: lines[2].startIndex, to: lines[2].firstIndex(of: "^") ?? lines[2].endIndex)
    #expect(Array(lines[1])[column] == "!")
    #expect(
      ErrorLayout.lines("x\n  |  let a\n  |      ^", width: 40) == [
        "x", "  |  let a", "  |      ^",
      ])
  }

  @Test func choicesFitTheWindow() throws {
    let lesson = try Course(folder: Built.lessons).lesson(called: "sample")
    #expect(
      EventPrinter.choices(lesson.steps[1], width: 79)
        == " ⏎ run it · :skip · :back · :outline · any Swift")
    #expect(
      EventPrinter.choices(lesson.steps[2], width: 60)
        == " type a guess, as [5, 7] or 12 · ⏎ run it · any Swift")
    for step in lesson.steps {
      for width in [40, 60, 80] where TextWidth.of(step.title) < 20 {
        #expect(TextWidth.of(EventPrinter.choices(step, width: width)) <= max(width, 50))
      }
    }
  }

  @Test func widthsOfCharacters() {
    #expect(TextWidth.of("abc") == 3)
    #expect(TextWidth.of("日本") == 4)
    #expect(TextWidth.of("e\u{301}") == 1)
    #expect(TextWidth.of("\u{1B}[1mab\u{1B}[22m") == 2)
  }

  @Test func codeIsColouredButUnchanged() {
    let lines = ["let a = \"x // y\" // why", "for i in 0..<10 { Tensor(i) }", "\"\"\"", "let"]
    let colored = CodeHighlighter(style: Style(isOn: true)).lines(lines)
    #expect(colored[0].contains("\u{1B}[35mlet\u{1B}[39m"))
    #expect(colored[0].contains("\u{1B}[32m\"x // y\"\u{1B}[39m"))
    for (line, original) in zip(colored, lines) {
      #expect(
        line.replacingOccurrences(
          of: "\u{1B}\\[[0-9]+m", with: "", options: .regularExpression) == original)
    }
    #expect(CodeHighlighter(style: Style(isOn: false)).lines(lines) == lines)
  }
}

@Suite struct HalfBlockTests {
  static func raster(_ width: Int, _ height: Int) throws -> Raster {
    let samples = (0..<(width * height)).flatMap { index -> [UInt8] in
      [UInt8(index % 256), UInt8(index / 256 % 256), 7]
    }
    return try #require(Raster(width: width, height: height, samples: samples))
  }

  @Test(arguments: [
    (1, 1), (1, 9000), (9000, 1), (192, 144), (33, 7), (2, 3), (960, 720),
  ])
  func aPictureFitsTheWindow(width: Int, height: Int) throws {
    let raster = try Self.raster(width, height)
    for (columns, rows) in [(80, 20), (20, 4), (10, 1), (200, 60)] {
      let lines = HalfBlocks().drawing(raster, columns: columns, rows: rows)
        .split(separator: "\n")
      #expect(lines.count <= max(1, rows))
      #expect(!lines.isEmpty)
      for line in lines { #expect(TextWidth.of(String(line)) <= columns) }
    }
  }

  @Test func twoPixelsShareACharacter() throws {
    let raster = try #require(Raster(width: 1, height: 2, samples: [1, 2, 3, 4, 5, 6]))
    let text = HalfBlocks().drawing(raster, columns: 3, rows: 1)
    #expect(text == " \u{1B}[38;2;1;2;3;48;2;4;5;6m▀\u{1B}[0m\n")
  }

  @Test func shrinkingTakesTheMean() throws {
    let raster = try #require(
      Raster(width: 2, height: 2, samples: [0, 0, 0, 10, 10, 10, 20, 20, 20, 30, 30, 30]))
    #expect(AreaSampler(raster: raster, width: 1, height: 1).color(0, 0) == 0x0F0F0F)
  }

  @Test func proportionsAreKept() throws {
    let size = HalfBlocks.size(of: try Self.raster(192, 144), columns: 66, rows: 100)
    #expect(size.width == 64)
    #expect(size.height == 48)
  }
}

@Suite struct InputTests {
  @Test func historyEntriesKeepTheirLines() throws {
    try Built.inFolder { folder in
      let history = HistoryFile(folder + "/deep/history")
      let entries = ["let a = 1", "func f() {\n  a\n}", "print(\"\\n\")", "ends in \\"]
      for entry in entries { history.append(entry) }
      #expect(history.load() == entries)
    }
  }

  @Test func aLongHistoryIsCut() throws {
    try Built.inFolder { folder in
      let history = HistoryFile(folder + "/history")
      let lines = (0..<1500).map { "let a = \($0)\n" }.joined()
      try Data(lines.utf8).write(to: URL(fileURLWithPath: history.path))
      #expect(history.load().count == 500)
      #expect(history.load().last == "let a = 1499")
    }
  }

  @Test func escapesInAPromptTakeNoRoom() {
    #expect(
      ReadlineSource.readlinePrompt("\u{1B}[1m[3·2]>\u{1B}[22m ")
        == "\u{1}\u{1B}[1m\u{2}[3·2]>\u{1}\u{1B}[22m\u{2} ")
  }
}

@Suite struct FullDiskTests {
  @Test func aTerminalThatCannotWriteSaysWhy() throws {
    let descriptor = open("/dev/full", O_WRONLY)
    defer { close(descriptor) }
    let terminal = Terminal(descriptor: descriptor, environment: [:])
    #expect(terminal.failure == nil)
    terminal.writeLine("a result")
    #expect(terminal.failure == "no space left on device")
  }
}

@Suite struct ScriptLinesTests {
  static func lines(_ bytes: [UInt8], longest: Int) -> [String] {
    let pipe = Pipe()
    // Few enough for the pipe to hold.
    pipe.fileHandleForWriting.write(Data(bytes))
    try? pipe.fileHandleForWriting.close()
    let lines = ScriptLines(
      descriptor: pipe.fileHandleForReading.fileDescriptor, longest: longest)
    var found: [String] = []
    while let line = lines.next() { found.append(line) }
    return found
  }

  @Test func linesEndAsTheyMay() {
    #expect(Self.lines(Array("a\n\nb\r\nc".utf8), longest: 9) == ["a", "", "b", "c"])
    #expect(Self.lines([], longest: 9).isEmpty)
    #expect(Self.lines([65, 0xFF, 10], longest: 9) == ["A\u{FFFD}"])
  }

  @Test func ofAnEndlessLineTheBeginningIsKept() {
    let bytes = [UInt8](repeating: 65, count: 60_000) + Array("\nnext\n".utf8)
    #expect(Self.lines(bytes, longest: 10) == ["AAAAAAAAAA", "next"])
  }
}
