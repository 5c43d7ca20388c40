import LessonSwift
import Testing

/// A program with a mistake, and exactly what a learner reads about it.
struct Mistake: Sendable, CustomTestStringConvertible {
  let source: String
  let kind: LessonError.Kind
  /// `line:column message`, then what was expected, found and suggested, a line each.
  let says: String

  init(_ source: String, _ kind: LessonError.Kind, _ says: String) {
    self.source = source
    self.kind = kind
    self.says = says
  }

  var testDescription: String { source }
}

struct ErrorMessageTests {
  @Test(arguments: Mistake.all)
  func says(_ mistake: Mistake) {
    let session = Session(options: .lesson) { _ in }
    let outcome = session.run(mistake.source)
    let error = outcome.error
    #expect(error?.kind == mistake.kind)
    #expect(error.map { "\($0.line):\($0.column) \($0.summary)" } == mistake.says)
  }

  @Test func rendersPlaceLineAndCaret() {
    let session = Session { _ in }
    session.run("let features = [1, 2]")
    let error = session.run("// a comment\nprint(featurs)", file: "lesson.md", firstLine: 41).error
    #expect(
      error?.rendered() == """
        lesson.md:42:7: error: nothing here is called 'featurs'
          |  print(featurs)
          |        ^~~~~~~
          did you mean 'features'?
        """)
  }

  @Test func countsColumnsInCharacters() {
    let session = Session { _ in }
    let error = session.run("let größe = \"é\" + 1").error
    #expect(error?.column == 17)
    #expect(error?.length == 1)
  }
}

extension Mistake {
  static let all: [Mistake] = syntax + outside + names + types + arguments + rules + runtime
}
