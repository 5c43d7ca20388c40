import Foundation
import Testing

@testable import LessonKit

@Suite struct CheckTests {
  static func problems(_ markdown: String) throws -> [String] {
    let walk = LessonWalk(
      lesson: try Fixtures.lesson(markdown), engine: FakeEngine(), isChecking: true)
    walk.run()
    return walk.problems.map(\.description)
  }

  static func exercise(
    starter: String = "let c = 0", check: String = #"expect(c == 5, "five")"#,
    solution: String = "let c = 5", wrong: String = "let c = 4"
  ) -> String {
    """
    ```swift exercise id=task
    \(starter)
    ```
    ```swift check for=task
    \(check)
    ```
    ```swift solution for=task
    \(solution)
    ```
    ```swift wrong for=task
    \(wrong)
    ```
    """
  }

  @Test func aSoundLessonHasNoProblems() throws {
    #expect(try Self.problems(PlayerTests.lesson) == [])
    #expect(try Self.problems(Self.exercise()) == [])
  }

  /// A lesson with one fault → the one complaint.
  static let faults: [(String, String)] = [
    (
      "```swift\nlet a = 1\nprint(\(String(repeating: "b", count: 71)))\n```\n",
      "lesson.md:8: [introduction] code of 78 columns: expected at most 76, so that it fits a "
        + "terminal of 80"
    ),
    (
      "```swift\nlet a = 1\nfail\n```\n",
      "lesson.md:8: [introduction] the cell fails: it failed"
    ),
    (
      "```swift\nlet a = 1\n```\n---\n```swift\nlet a = 2\n```\n",
      "lesson.md:11: [step-2] the cell fails: a exists"
    ),
    (
      exercise(starter: "let c = 5"), "lesson.md:7: [task] the starter passes its own check"
    ),
    (
      exercise(solution: "let c = 6"), #"lesson.md:10: [task] the solution is refused: "five""#
    ),
    (
      exercise(solution: "mistake"), "lesson.md:13: [task] the cell fails: no Swift"
    ),
    (
      exercise(wrong: "let c = 5"), "lesson.md:16: [task] this wrong answer is not refused"
    ),
    (
      exercise(wrong: "mistake"),
      "lesson.md:16: [task] this wrong answer is not even a program: no Swift"
    ),
    (
      "```swift breaks id=b\nprint(a)\n```\n",
      "lesson.md:7: [b] a breaks cell should end in an error or show a picture; it ran"
    ),
    (
      "```swift predict id=p\nprint(a)\n```\n",
      "lesson.md:7: [p] a predict cell should end in a shape, a tensor or a number"
    ),
    (
      "```swift\nshow(blank)\n```\n",
      "lesson.md:7: [introduction] the picture ‘blank’ is blank: all one colour"
    ),
  ]

  @Test(arguments: faults)
  func eachFaultIsNamed(markdown: String, complaint: String) throws {
    #expect(try Self.problems(markdown) == [complaint])
  }

  @Test func aCheckThatExpectsNothingIsRefused() throws {
    // It also lets the starter and the wrong answer pass.
    let problems = try Self.problems(Self.exercise(check: "print(c)"))
    #expect(
      problems.contains("lesson.md:10: [task] the check expects nothing: it needs an ‘expect(…)’"))
  }

  @Test func slowCellsRunTheirQuickCount() throws {
    let markdown = "```swift slow quick=3\niterations(200)\n```\n"
    let walk = LessonWalk(
      lesson: try Fixtures.lesson(markdown), engine: FakeEngine(), isChecking: true)
    walk.run()
    #expect(walk.parts.map(\.printed) == ["3\n"])
    let full = LessonWalk(
      lesson: try Fixtures.lesson(markdown), engine: FakeEngine(), isChecking: false)
    full.run()
    #expect(full.parts.map(\.printed) == ["200\n"])
  }

  @Test func theCourseKnowsItsPrerequisites() throws {
    try Fixtures.inTemporaryFolder { folder in
      func write(_ name: String, needs: String) throws {
        try FileManager.default.createDirectory(
          atPath: "\(folder)/\(name)", withIntermediateDirectories: true)
        let text =
          "---\ntitle: T\nsummary: S\nminutes: 1\nprerequisites: [\(needs)]\n---\n"
          + "```swift\n1\n```\n"
        try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)/lesson.md"))
      }
      try write("01-first", needs: "secnd")
      try write("02-second", needs: "")
      try write("02-third", needs: "")
      try write("03-early", needs: "later")
      try write("04-later", needs: "first")
      let messages = try Course(folder: folder).problems().map(\.message)
      #expect(messages.count == 3)
      #expect(messages[0] == "prerequisite ‘secnd’ is no lesson; did you mean ‘second’?")
      #expect(messages[1].hasPrefix("lesson number 2 is taken by"))
      #expect(messages[2] == "prerequisite ‘later’ comes later, as number 4")
    }
  }
}

@Suite struct CompiledLessonTests {
  static func part(_ source: String, printed: String, thrown: String? = nil) -> LessonPart {
    LessonPart(
      step: "s", cell: Cell(id: nil, source: source, line: 9), printed: printed, thrown: thrown)
  }

  @Test func everyCellKeepsItsLineOfTheLesson() {
    let compiled = CompiledLesson(
      parts: [Self.part("import Fovea\nlet a = 1\n", printed: "")], file: "l.md")
    #expect(compiled.source.contains("#sourceLocation(file: \"l.md\", line: 9)\n\nlet a = 1\n"))
  }

  @Test func theSamePrintIsNoDifference() {
    let compiled = CompiledLesson(
      parts: [
        Self.part("print(1)", printed: "1\n"), Self.part("f()", printed: "", thrown: "bad"),
      ], file: "l.md")
    #expect(compiled.differences(from: "\u{1}part 0\n1\n\u{1}part 1\n\u{1}threw bad\n") == [])
  }

  @Test(arguments: [
    (
      "\u{1}part 0\n2\n\u{1}part 1\n",
      ["l.md:9: [s] printed line 1 differs: compiled ‘2’, interpreted ‘1’"]
    ),
    ("\u{1}part 0\n1\n", ["l.md:9: [s] the compiled lesson crashed here"]),
    (
      "\u{1}part 0\n\u{1}stopped oh no\n", ["l.md:9: [s] the compiled lesson stops here: oh no"]
    ),
  ])
  func everyDifferenceIsNamed(output: String, problems: [String]) {
    let compiled = CompiledLesson(
      parts: [Self.part("print(1)", printed: "1\n"), Self.part("", printed: "")], file: "l.md")
    #expect(compiled.differences(from: output).map(\.description) == problems)
  }
}

@Suite struct PictureFileTests {
  static func picture(_ caption: String) throws -> ShownPicture {
    let raster = try #require(Raster(width: 1, height: 1, samples: [1, 2, 3]))
    return ShownPicture(caption: caption, raster: raster, png: { [7] })
  }

  @Test func filesAreNamedByStepAndCaption() throws {
    try Fixtures.inTemporaryFolder { folder in
      var files = PictureFiles(folder: folder)
      let captions = ["The scene, 192×144", "The scene, 192×144", "", "../../etc/passwd"]
      let paths = try captions.map {
        try files.write(try Self.picture($0), group: "03-x", step: 2)
      }
      #expect(
        paths.map { $0.dropFirst(folder.count) } == [
          "/03-x/02-the-scene-192-144.png", "/03-x/02-the-scene-192-144-2.png",
          "/03-x/02-picture.png", "/03-x/02-etc-passwd.png",
        ])
      #expect(try Data(contentsOf: URL(fileURLWithPath: paths[0])) == Data([7]))
      files.begin(group: "03-x", step: 2)
      #expect(
        try files.write(try Self.picture(""), group: "03-x", step: 2)
          == folder + "/03-x/02-picture.png")
    }
  }

  @Test func blankIsOneColour() {
    #expect(Raster(width: 2, height: 1, samples: [1, 2, 3, 1, 2, 3])?.isBlank == true)
    #expect(Raster(width: 2, height: 1, samples: [1, 2, 3, 1, 2, 4])?.isBlank == false)
    #expect(Raster(width: 2, height: 1, samples: [1, 2, 3]) == nil)
    #expect(Raster(width: .max, height: 2, samples: []) == nil)
  }

  @Test func aPictureThatCannotBeWrittenSaysWhereAndWhy() throws {
    let raster = try #require(Raster(width: 1, height: 1, samples: [1, 2, 3]))
    var files = PictureFiles(folder: "/dev/null")
    do {
      _ = try files.write(
        ShownPicture(caption: "one", raster: raster) { [1, 2, 3] }, group: "03-x", step: 1)
      Issue.record("expected an error")
    } catch {
      #expect("\(error)" == "/dev/null cannot be written: it is a file, not a folder")
    }
  }
}
