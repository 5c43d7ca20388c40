import LessonSwift
import Testing

struct SessionTests {
  private func session(_ options: Session.Options = .prompt) -> Session {
    Session(library: makeLibrary(), options: options) { _ in }
  }

  @Test func variablesStayBetweenSnippets() {
    let session = session()
    session.run("var n = 2\nfunc twice(_ x: Int) -> Int { x * 2 }\nstruct P { var x = 1 }")
    session.run("n = twice(n) + P().x")
    #expect(session.value(of: "n")?.as(Int.self) == 5)
    #expect(session.variables.map(\.name) == ["n"])
    #expect(session.variables.first?.type == .int)
    #expect(session.variables.first?.isConstant == false)
  }

  @Test func bareExpressionsShowTheirValues() {
    let outcome = session().run("1 + 1\nlet x = 3\n\"a\"\nprint(x)\n[x: 2.5]")
    #expect(outcome.values.map(\.value.description) == ["2", "a", "[3: 2.5]"])
    #expect(outcome.values.map { "\($0.type)" } == ["Int", "String", "[Int: Double]"])
    #expect(outcome.values.map(\.source) == ["1 + 1", "\"a\"", "[x: 2.5]"])
  }

  @Test func thePromptRedeclaresALessonDoesNot() {
    let prompt = session()
    prompt.run("let x = 1")
    #expect(prompt.run("let x = \"now a text\"").error == nil)
    #expect(prompt.value(of: "x")?.description == "now a text")
    let lesson = session(.lesson)
    lesson.run("let x = 1")
    #expect(lesson.run("let x = 2").error?.message == "'x' is declared already")
    #expect(lesson.value(of: "x")?.as(Int.self) == 1)
  }

  @Test func redeclaredFunctionsReplaceTheOldOnes() {
    let session = session()
    session.run("func f() -> Int { 1 }")
    session.run("func f() -> Int { 2 }")
    #expect(session.run("f()").values.first?.value.as(Int.self) == 2)
  }

  @Test func tryMayBeLeftOutAtThePrompt() {
    #expect(session().run("let g = Grid.zeros([1]) + Grid.zeros([1])").error == nil)
    let strict = session(.lesson).run("let g = Grid.zeros([1]) + Grid.zeros([1])")
    #expect(strict.error?.kind == .rule)
  }

  @Test func nothingRunsWhenTheCheckFails() {
    let session = session()
    session.run("var n = 1")
    #expect(session.run("n = 5\nprint(m)").error != nil)
    #expect(session.value(of: "n")?.as(Int.self) == 1)
  }

  @Test func anErrorKeepsWhatWasDone() {
    let session = session()
    session.run("let old = 1")
    let outcome = session.run("let a = 1\nlet b = [1][5]\nlet c = 3")
    #expect(outcome.error?.kind == .runtime)
    #expect(session.variables.map(\.name) == ["old", "a"])
    #expect(session.run("a + old").error == nil)
  }

  @Test func interruptStopsALoopAndKeepsVariables() {
    let interrupt = Interrupt()
    var turns = 0
    var library = HostLibrary()
    library.function("func tick()") {
      turns += 1
      if turns == 1000 { interrupt.raise() }
    }
    let session = Session(library: library, interrupt: interrupt) { _ in }
    let outcome = session.run("var n = 0\nwhile true { n += 1; tick() }")
    #expect(outcome.error?.kind == .interrupted)
    #expect(session.value(of: "n")?.as(Int.self) == 1000)
    interrupt.clear()
    #expect(session.run("n + 1").values.first?.value.as(Int.self) == 1001)
  }

  @Test(arguments: [
    "for _ in 0... {}", "repeat {} while true", "func f() { while true {} }; f()",
    "let f = { (n: Int) in n }; while true { _ = f(1) }",
    "(0..<900_000).map { $0 }.forEach { _ in }",
  ])
  func everyLoopCanBeInterrupted(_ source: String) {
    let interrupt = Interrupt()
    let session = Session(interrupt: interrupt) { _ in }
    interrupt.raise()
    #expect(session.run(source).error?.kind == .interrupted)
  }

  @Test func snapshotsComeBack() {
    let session = session()
    session.run("var a = [1, 2]\nlet k = 3")
    let snapshot = session.snapshot()
    session.run("a.append(9)\nlet k = \"x\"\nlet new = 1\nfunc f() {}")
    session.restore(snapshot)
    #expect(session.variables.map(\.name).sorted() == ["a", "k"])
    #expect(session.value(of: "a")?.description == "[1, 2]")
    #expect(session.value(of: "k")?.description == "3")
    #expect(session.run("f()").error != nil)
  }

  @Test func namesReadAndWritten() {
    let session = session()
    session.run("var total = 0\nlet step = 2\nlet other = 5\nfunc add() { total += step }")
    let names = session.names(in: "let x = other\nadd()")
    #expect(names?.reads.isSuperset(of: ["other", "step"]) == true)
    #expect(names?.writes == ["total"])
    #expect(names?.declares == ["x"])
  }

  @Test func hostValuesCanBeDefined() throws {
    let session = session()
    try session.define("scores", [Float(0.5), 1])
    try session.define("grid", Grid(shape: [2], values: [1, 2]))
    #expect(session.run("scores.max()! + grid.values[1]").values.first?.value.as(Float.self) == 3)
    #expect(throws: LessonError.self) { try session.define("x", { 3 }) }
  }

  @Test func typesWithoutRunning() {
    let session = session()
    session.run("let xs: [Float] = [1]")
    #expect(session.type(of: "xs.map { $0 > 0 }") == .array(.bool))
    #expect(session.type(of: "nonsense") == nil)
    #expect(session.check("let y: Int = xs")?.kind == .type)
    #expect(session.check("let y = xs") == nil)
    #expect(session.variables.map(\.name) == ["xs"])
  }

  // MARK: Multi-line input

  @Test(arguments: [
    ("let x = 1", true), ("func f() {", false), ("func f() {\n}", true), ("let a = [1,", false),
    ("print(1 +", false), ("let x =", false), ("x.", false), ("\"\"\"\nabc", false),
    ("\"\"\"\nabc\n\"\"\"", true), ("\"abc", true), ("print(1))", true), ("/* a", false),
    ("if a {\n} else {", false), ("", true), ("let x = @", true), ("switch x {\ncase 1:", false),
    ("xs.map {", false), ("\"\\(a", true), ("return", true), ("func f()", false),
  ])
  func completeness(_ text: String, _ isComplete: Bool) {
    #expect(Session.isComplete(text) == isComplete)
  }

  // MARK: Completion

  private func completions(_ text: String) -> [String] {
    let session = session()
    session.run(
      "let scores: [Float] = [1]\nlet scale = 2\nlet grid = Grid.zeros([2])\nstruct P { var left = 1; func area() -> Int { 1 } }\nlet p = P()\nenum Side { case north, south }"
    )
    return session.completions(for: text).candidates.map(\.text)
  }

  @Test func completesNames() {
    #expect(completions("sc") == ["scale", "scores"])
    #expect(completions("print(sc") == ["scale", "scores"])
    #expect(completions("let x = scor") == ["scores"])
    #expect(completions("smoo") == ["smooth("])
    #expect(completions("whi") == ["while"])
    #expect(completions("Gri").contains("Grid"))
  }

  @Test func completesMembers() {
    #expect(completions("grid.sha") == ["shape"])
    #expect(completions("grid.scaled().val") == ["values"])
    #expect(completions("print(scores[0].round") == ["rounded("])
    #expect(completions("scores.map { $0 }.sor").contains("sorted("))
    #expect(completions("p.") == ["area()", "left"])
    #expect(completions("Side.") == ["north", "south"])
    #expect(completions("Grid.ze") == ["zeros("])
    #expect(completions("\"abc\".upp") == ["uppercased()"])
    #expect(completions("nothing.x") == [])
  }

  @Test func completesLabelsAndImplicitMembers() {
    #expect(completions("grid.scaled(b").first == "by:")
    #expect(completions("Grid([1], sh").first == "shape:")
    #expect(completions("smooth(grid, ti").first == "times:")
    #expect(completions("smooth(grid, .ne") == ["nearest"])
  }

  @Test func completionSaysWhatItReplaces() {
    #expect(session().completions(for: "let x = Grid.ze").replacing == 2)
    #expect(session().completions(for: "Grid.").replacing == 0)
  }

  // MARK: Documentation

  @Test func documentsTheLibrary() {
    let session = session()
    let scaled = session.documentation(for: "scaled")
    #expect(scaled.map(\.signature) == ["func scaled(by factor: Float = 2) -> Grid"])
    #expect(scaled.first?.help == "times factor")
    #expect(scaled.first?.owner == "Grid")
    #expect(session.documentation(for: "Grid.zeros").first?.owner == "Grid")
    session.run("func mine(_ x: Int) -> Int { x }")
    #expect(session.documentation(for: "mine").map(\.signature) == ["func mine(_ x: Int) -> Int"])
    #expect(session.allDocumentation.count > 250)
  }
}
