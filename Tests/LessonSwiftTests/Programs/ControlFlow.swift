extension Program {
  static let controlFlow: [Program] = [
    Program(
      "if else", "let n = 5\nif n > 3 { print(\"big\") } else { print(\"small\") }", prints: "big\n"
    ),
    Program(
      "else if",
      """
      for n in [1, 5, 9] {
        if n < 3 { print("low") } else if n < 7 { print("middle") } else { print("high") }
      }
      """, prints: "low\nmiddle\nhigh\n"),
    Program(
      "for over range", "for i in 0..<3 { print(i) }\nfor i in 1...2 { print(i) }",
      prints: "0\n1\n2\n1\n2\n"),
    Program(
      "for over empty range", "for i in 3..<3 { print(i) }\nprint(\"done\")", prints: "done\n"),
    Program("for where", "for i in 0..<10 where i % 3 == 0 { print(i) }", prints: "0\n3\n6\n9\n"),
    Program("for ignored", "var n = 0\nfor _ in 1...4 { n += 2 }\nprint(n)", prints: "8\n"),
    Program("for over array", "for name in [\"a\", \"b\"] { print(name) }", prints: "a\nb\n"),
    Program("for over text", "for c in \"héy\" { print(c) }", prints: "h\né\ny\n"),
    Program(
      "for over pairs", "for (i, x) in [5, 6].enumerated() { print(i, x) }", prints: "0 5\n1 6\n"),
    Program(
      "for over zip", "for (a, b) in zip([1, 2], [\"x\", \"y\"]) { print(a, b) }",
      prints: "1 x\n2 y\n"),
    Program(
      "for over tuples with wildcard", "for (a, _) in [(1, 2), (3, 4)] { print(a) }",
      prints: "1\n3\n"),
    Program(
      "for counting down", "for i in stride(from: 3, through: 1, by: -1) { print(i) }",
      prints: "3\n2\n1\n"),
    Program("for reversed", "for i in (0..<3).reversed() { print(i) }", prints: "2\n1\n0\n"),
    Program("while", "var n = 1\nwhile n < 50 { n *= 3 }\nprint(n)", prints: "81\n"),
    Program(
      "while with two conditions",
      "var n = 0\nvar go = true\nwhile go, n < 10 { n += 1; if n == 4 { go = false } }\nprint(n)",
      prints: "4\n"),
    Program("repeat", "var n = 10\nrepeat { n += 1 } while n < 5\nprint(n)", prints: "11\n"),
    Program("break", "for i in 0... { if i == 3 { break }; print(i) }", prints: "0\n1\n2\n"),
    Program(
      "continue", "for i in 0..<5 { if i % 2 == 0 { continue }; print(i) }", prints: "1\n3\n"),
    Program(
      "labelled loops",
      """
      outer: for i in 0..<3 {
        for j in 0..<3 {
          if j == 2 { continue outer }
          if i == 2 { break outer }
          print(i, j)
        }
      }
      """, prints: "0 0\n0 1\n1 0\n1 1\n"),
    Program(
      "switch on values",
      """
      for n in 0...4 {
        switch n {
        case 0: print("none")
        case 1, 2: print("few")
        case 3...: print("many")
        default: print("never")
        }
      }
      """, prints: "none\nfew\nfew\nmany\nmany\n"),
    Program(
      "switch on ranges",
      """
      for x: Float in [0.1, 0.5, 2] {
        switch x {
        case ..<0.3: print("low")
        case 0.3...1: print("middle")
        default: print("high")
        }
      }
      """, prints: "low\nmiddle\nhigh\n"),
    Program(
      "switch on text",
      """
      switch "cat" {
      case "dog": print(1)
      case "cat": print(2)
      default: print(3)
      }
      """, prints: "2\n"),
    Program(
      "switch on tuples",
      """
      for p in [(0, 0), (0, 3), (2, 2), (1, 5)] {
        switch p {
        case (0, 0): print("origin")
        case (0, let y): print("axis", y)
        case let (x, y) where x == y: print("diagonal", x)
        case (_, _): print("else")
        }
      }
      """, prints: "origin\naxis 3\ndiagonal 2\nelse\n"),
    Program(
      "switch binds",
      "switch 7 { case let n where n > 5: print(\"big\", n)\ncase let n: print(n) }",
      prints: "big 7\n"),
    Program(
      "fallthrough",
      "switch 1 { case 1: print(1); fallthrough\ncase 2: print(2)\ndefault: print(3) }",
      prints: "1\n2\n"),
    Program(
      "break in switch",
      """
      for i in 0..<3 {
        switch i {
        case 1: break
        default: print(i)
        }
      }
      """, prints: "0\n2\n"),
    Program(
      "switch on bool", "switch 1 < 2 { case true: print(\"yes\")\ncase false: print(\"no\") }",
      prints: "yes\n"),
    Program(
      "guard",
      """
      func check(_ n: Int) -> String {
        guard n > 0 else { return "bad" }
        return "good"
      }
      print(check(1), check(0))
      """, prints: "good bad\n"),
    Program(
      "if as a value", "let n = 4\nlet s = if n > 3 { \"big\" } else { \"small\" }\nprint(s)",
      prints: "big\n"),
    Program(
      "switch as a value",
      "let n = 2\nlet s = switch n { case 1: 0.5\ncase 2: 1.5\ndefault: 2.0 }\nprint(s)",
      prints: "1.5\n"),
    Program(
      "if value pushes its type",
      "let b = false\nlet x: Float = if b { 1 } else { 1 / 4 }\nprint(x)", prints: "0.25\n"),
    Program(
      "function that is one if",
      """
      func sign(_ n: Int) -> String { if n < 0 { "minus" } else { "plus" } }
      print(sign(-2), sign(2))
      """, prints: "minus plus\n"),
    Program("scopes", "let x = 1\nif true { let x = 2; print(x) }\nprint(x)", prints: "2\n1\n"),
    Program(
      "do block", "do { let hidden = 3; print(hidden) }\nlet hidden = 4\nprint(hidden)",
      prints: "3\n4\n"),
    Program(
      "defer",
      """
      func f() { defer { print("last") }; print("first") }
      f()
      """, prints: "first\nlast\n"),
    Program(
      "defers in reverse",
      """
      func f() -> Int { defer { print("a") }; defer { print("b") }; return 1 }
      print(f())
      """, prints: "b\na\n1\n"),
    Program("late let", "let x: Int\nif 1 < 2 { x = 5 } else { x = 6 }\nprint(x)", prints: "5\n"),
    Program(
      "sieve",
      """
      var isPrime = [Bool](repeating: true, count: 30)
      for i in 2..<30 where isPrime[i] {
        for j in stride(from: i * i, to: 30, by: i) { isPrime[j] = false }
      }
      print((2..<30).filter { isPrime[$0] })
      """, prints: "[2, 3, 5, 7, 11, 13, 17, 19, 23, 29]\n"),
    Program(
      "collatz",
      """
      var n = 27, steps = 0
      while n != 1 { n = n % 2 == 0 ? n / 2 : 3 * n + 1; steps += 1 }
      print(steps)
      """, prints: "111\n"),
    Program(
      "semicolons and comments", "let a = 1; /* one /* nested */ */ let b = 2 // two\nprint(a + b)",
      prints: "3\n"),
    Program("long line broken", "let total = 1\n  + 2\n  + 3\nprint(total)", prints: "6\n"),
    Program(
      "chain over lines", "let r = [3, 1, 2]\n  .sorted()\n  .map { $0 * 2 }\nprint(r)",
      prints: "[2, 4, 6]\n"),
  ]
}
