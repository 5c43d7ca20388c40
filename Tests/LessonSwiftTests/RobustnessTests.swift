import LessonSwift
import Testing

/// Whatever is typed, `run` comes back: these tests fail by ending the process.
struct RobustnessTests {
  private struct Generator: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var z = state
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
  }

  /// Shown shortened in test logs.
  struct Absurd: CustomTestStringConvertible, ExpressibleByStringLiteral {
    let source: String
    init(_ source: String) { self.source = source }
    init(stringLiteral value: String) { source = value }
    var testDescription: String { String(source.prefix(40)) }
  }

  static let absurdities: [String] = [
    String(repeating: "(", count: 100_000) + "1" + String(repeating: ")", count: 100_000),
    String(repeating: "[", count: 100_000), String(repeating: "{", count: 100_000),
    String(repeating: "-", count: 1) + String(repeating: " -", count: 100_000) + "1",
    String(repeating: "!", count: 100_000) + "true",
    "let x = 1" + String(repeating: " + 1", count: 100_000),
    "let x = a" + String(repeating: ".b", count: 100_000),
    "let x = a" + String(repeating: "?.b", count: 100_000),
    "let x = a" + String(repeating: "()", count: 100_000),
    "let x: " + String(repeating: "[", count: 100_000),
    "let x: Int" + String(repeating: "?", count: 100_000),
    "let f: " + String(repeating: "() -> ", count: 100_000) + "Int",
    String(repeating: "if true { ", count: 50_000),
    "if a {}" + String(repeating: " else if a {}", count: 50_000),
    "let x = " + String(repeating: "a ? b : ", count: 50_000) + "c",
    "let x = " + String(repeating: "a ?? ", count: 50_000) + "b",
    "x " + String(repeating: "= x ", count: 50_000),
    "let s = " + String(repeating: "\"\\(", count: 5_000),
    "switch 1 { case " + String(repeating: "(", count: 50_000),
    "let " + String(repeating: "(", count: 50_000),
    "let x = " + String(repeating: "try ", count: 50_000) + "f()",
    String(repeating: "\"", count: 10_000), String(repeating: "\\", count: 10_000),
    String(repeating: "`", count: 1_000), String(repeating: "0x", count: 1_000),
    "let x = " + String(repeating: "{ ", count: 50_000),
    String(repeating: "/*", count: 50_000), "let x = 1e999999999", "print(0x)", "$", "$99999999999",
    "\u{0}\u{1}\u{FFFD}", "print(\"\\u{110000}\")", "let é = 1; é", "#\"", "\"\"\"", "'a'", "x = ",
    "\r\n\r\n",
  ]

  @Test(arguments: absurdities.map { Absurd($0) })
  func absurdTextGetsAnError(_ absurd: Absurd) {
    let source = absurd.source
    let session = Session { _ in }
    _ = session.run(source)
    _ = Session.isComplete(source)
    _ = session.completions(for: String(source.prefix(2_000)))
    #expect(session.run("1 + 1").values.first?.value.as(Int.self) == 2)
  }

  @Test(arguments: [
    "func f() { f() }\nf()",
    "func f(_ n: Int) -> Int { 1 + f(n + 1) }\nf(0)",
    "func f(_ n: Int) -> [Int] { [n].map { f($0 + 1).count } }\nf(0)",
    "func a(_ n: Int) -> Int { b(n) }\nfunc b(_ n: Int) -> Int { a(n) }\na(1)",
    "struct S { var v: Int { v } }\nS().v",
    "struct S { func g() -> Int { [1].reduce(0) { $0 + $1 + g() } } }\nS().g()",
    "struct S: CustomStringConvertible { var description: String { \"\\(self)\" } }\nprint(S())",
    "func f(_ x: inout Int) { f(&x) }\nvar x = 1\nf(&x)",
    "func f() -> Int { func g() -> Int { h() }; func h() -> Int { g() }; return g() }\nf()",
  ])
  func endlessRecursionGetsAnError(_ source: String) {
    let session = Session { _ in }
    #expect(session.run(source).error?.kind == .tooDeep)
    #expect(session.run("1 + 1").values.first?.value.as(Int.self) == 2)
  }

  @Test func overlappingAccessGetsAnError() {
    let session = Session { _ in }
    let source = "var a = [1, 2]\nfunc f(_ x: inout [Int]) { x.append(a.count) }\nf(&a)"
    #expect(session.run(source).error?.kind == .runtime)
    #expect(session.run("a").values.first?.value.description == "[1, 2]")
  }

  /// Mutated valid programs: characters and tokens swapped, dropped, doubled.
  @Test func mutatedProgramsNeverEndTheProcess() {
    var generator = Generator(state: 42)
    let scraps = [
      "(", ")", "{", "}", "[", "]", "?", "!", ".", ",", ":", "=", "==", "...", "..<", "&", "-",
      "in", "let",
      "var", "func", "nil", "$0", "self", "0", "1.5", "\"", "\\(", "try", "return", "case", "[:]",
      "{ $0 }",
      "Int.max", "as Any", ".init", "inout", "throws", "->", "\n",
    ]
    let interrupt = Interrupt()
    for round in 0..<3_000 {
      guard let program = Program.all.randomElement(using: &generator) else { continue }
      var characters = Array(program.source)
      for _ in 0..<Int.random(in: 1...4, using: &generator) where !characters.isEmpty {
        let index = Int.random(in: 0..<characters.count, using: &generator)
        let length = min(Int.random(in: 1...6, using: &generator), characters.count - index)
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: characters.removeSubrange(index..<index + length)
        case 1: characters.insert(contentsOf: Array(characters[index..<index + length]), at: index)
        case 2:
          let scrap = scraps.randomElement(using: &generator) ?? ""
          characters.insert(contentsOf: Array(" " + scrap + " "), at: index)
        default:
          let other = Int.random(in: 0..<characters.count, using: &generator)
          characters.swapAt(index, other)
        }
      }
      // A loop that no longer ends stops after so many lines of output or turns of `tick`.
      var printed = 0
      let session = Session(options: round % 2 == 0 ? .prompt : .lesson, interrupt: interrupt) {
        _ in
        printed += 1
        if printed > 1_000 { interrupt.raise() }
      }
      let source = String(characters)
      session.turnLimit = 200_000
      let outcome = session.run(source)
      interrupt.clear()
      if let error = outcome.error { #expect(!error.rendered().isEmpty) }
    }
  }

  /// A value as deep as the learner's patience: it is kept, compared, shown and let go.
  @Test(arguments: [
    "struct P { var p: [P] }\nvar x = P(p: [])\nfor _ in 0..<200_000 { x = P(p: [x]) }",
    "var x: [Any] = [1]\nfor _ in 0..<200_000 { x = [x] }",
    "struct P { var p: [Int: P] }\nvar x = P(p: [:])\nfor _ in 0..<100_000 { x = P(p: [1: x]) }",
    "var x: () -> Int = { 0 }\nfor _ in 0..<200_000 { let old = x; x = { old() + 1 } }",
  ])
  func deeplyNestedValuesComeAndGo(_ source: String) {
    let session = Session { _ in }
    #expect(session.run(source).error == nil)
    #expect(session.run("x").values.first?.value.description.isEmpty == false)
    #expect(session.run("let y = 1\nx = \(source.contains("Any") ? "[]" : "x")").error == nil)
    #expect(session.run("1 + 1").values.first?.value.as(Int.self) == 2)
  }

  @Test func deeplyNestedValuesAreCompared() {
    let session = Session { _ in }
    let outcome = session.run(
      """
      struct P: Hashable { var p: [P] }
      func nest(_ inner: P) -> P {
        var x = inner
        for _ in 0..<100_000 { x = P(p: [x]) }
        return x
      }
      let a = nest(P(p: [])), b = nest(P(p: [])), c = nest(P(p: [P(p: []), P(p: [])]))
      a == b
      a == c
      Set([a, b, c]).count
      """)
    #expect(outcome.error == nil)
    #expect(outcome.values.map(\.value.description) == ["true", "false", "2"])
  }

  @Test func noRawValueFollowsTheLargest() {
    let session = Session { _ in }
    let error = session.run("enum E: Int { case a = 9_223_372_036_854_775_807, b }").error
    #expect(error?.message.hasPrefix("no whole number follows 9223372036854775807") == true)
    #expect(session.run("enum F: Int { case a = 9_223_372_036_854_775_806, b }").error == nil)
  }

  @Test func theSmallestIntHasNoOpposite() {
    let session = Session { _ in }
    #expect(session.run("-(-9223372036854775808)").error?.kind == .runtime)
    #expect(session.run("-(-9223372036854775807)").values.first?.value.as(Int.self) == .max)
  }
}
