import LessonSwift
import Testing

struct ProgramTests {
  /// As strict as a lesson file: `try` is needed, names are declared once.
  @Test(arguments: Program.all)
  func prints(_ program: Program) {
    var printed = ""
    let session = Session(options: .lesson) { printed += $0 }
    let outcome = session.run(program.source, file: "test.swift")
    #expect(outcome.error?.rendered() == nil)
    #expect(printed == program.prints)
  }

  @Test func namesAreUnique() {
    #expect(Set(Program.all.map(\.name)).count == Program.all.count)
  }

  @Test func thereAreManyPrograms() {
    #expect(Program.all.count >= 250)
  }
}
