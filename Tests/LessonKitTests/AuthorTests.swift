import Foundation
import Testing

@testable import LessonKit

@Suite struct GradingTests {
  static let lesson = """
    # One
    ```swift
    let a = 2
    ```
    # Two
    \(CheckTests.exercise())
    # Three
    ```swift exercise id=second
    let d = 0
    ```
    ```swift check for=second
    expect(d == 7, "seven")
    ```
    ```swift solution for=second
    let d = 7
    ```
    """

  static func grade(_ text: String) throws -> Grade {
    let handIn = try HandIn(text: "// lesson: test\n" + text, file: "hand-in.swift")
    return try Grader(lesson: try Fixtures.lesson(lesson), engine: FakeEngine()).grade(handIn)
  }

  @Test func eachAnswerIsScoredByItself() throws {
    let grade = try Self.grade(
      "// exercise: task\nlet c = 4\n// exercise: second\nlet d = 7\n// exercise: third\n1\n")
    #expect(grade.passed == 1 && grade.of == 2)
    #expect(
      grade.exercises == [
        .init(id: "task", outcome: .refused, remarks: [#""five""#]),
        .init(id: "second", outcome: .passed, remarks: []),
      ])
    #expect(grade.unknown == ["third"])
  }

  @Test func missingAndBrokenAnswersAreTold() throws {
    let grade = try Self.grade("// exercise: second\nmistake\n")
    #expect(grade.exercises.map(\.outcome) == [.missing, .failed])
    #expect(grade.exercises[1].remarks == ["no Swift"])
    let stopped = try Self.grade("// exercise: task\nstop\n")
    #expect(stopped.exercises[0].remarks == ["it ran too long and was stopped"])
  }

  @Test func aHandInReadsBackAsItWasWritten() throws {
    let text = HandIn.text(lesson: "test", answers: [("task", "let c = 5\n"), ("b", "// why\nx")])
    let handIn = try HandIn(text: text, file: "f")
    #expect(handIn.lesson == "test")
    #expect(handIn.answers["task"]?.source.trimmed == "let c = 5")
    #expect(handIn.answers["task"]?.line == 4)
    #expect(handIn.answers["b"]?.source.trimmed == "// why\nx")
  }

  @Test(arguments: [
    ("let a = 1", "f: expected a line ‘// lesson: NAME’, as `:save FILE` writes it, found none"),
    ("// lesson: a\n// lesson: b", "f:2: a second lesson, ‘b’, after ‘a’: expected one a file"),
    (
      "// lesson: a\n// exercise: x\n1\n// exercise: x\n2", "f:4: exercise ‘x’ is answered twice"
    ),
  ])
  func aBrokenHandInIsComplainedAbout(text: String, complaint: String) {
    #expect { _ = try HandIn(text: text, file: "f") } throws: { "\($0)" == complaint }
  }

  @Test func aProgressFileIsAHandIn() throws {
    try Fixtures.inTemporaryFolder { folder in
      var progress = LessonProgress()
      progress.steps = ["task": .init(.done, answer: "let c = 5"), "one": .init(.done)]
      let store = ProgressStore(folder: folder)
      try store.save(progress, for: "test")
      let handIn = try HandIn(file: folder + "/test.json")
      #expect(handIn.lesson == "test")
      #expect(handIn.answers == ["task": .init(source: "let c = 5", line: 1)])
      try Data("[1]".utf8).write(to: URL(fileURLWithPath: folder + "/other.json"))
      #expect(throws: LessonProblem.self) { try HandIn(file: folder + "/other.json") }
    }
  }
}

@Suite struct TemplateTests {
  @Test func aTemplateTakesTheNextNumber() throws {
    try Fixtures.inTemporaryFolder { folder in
      let first = try LessonTemplate.write(name: "edge-boxes", in: folder + "/mine")
      #expect(first == folder + "/mine/01-edge-boxes/lesson.md")
      let second = try LessonTemplate.write(name: "more", in: folder + "/mine")
      #expect(second == folder + "/mine/02-more/lesson.md")
      let course = try Course(folder: folder + "/mine")
      let lesson = try course.lesson(called: "edge-boxes")
      #expect(lesson.title == "Edge boxes")
      let kinds = lesson.steps.compactMap(\.activity).map { String("\($0)".prefix { $0 != "(" }) }
      #expect(kinds == ["run", "predict", "exercise", "quiz", "breaks", "slow"])
      #expect(course.problems() == [])
      #expect(throws: LessonProblem.self) {
        try LessonTemplate.write(name: "more", in: folder + "/mine")
      }
    }
  }

  @Test(arguments: [
    "", "Edge", "a b", "../x", "-a", "a-", "é", "123", String(repeating: "a", count: 41),
  ])
  func anUnfitNameIsRefused(name: String) throws {
    try Fixtures.inTemporaryFolder { folder in
      #expect(throws: LessonProblem.self) { try LessonTemplate.write(name: name, in: folder) }
      let left = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(left == [])
    }
  }
}
