extension Program {
  static let enumerations: [Program] = [
    Program(
      "enum",
      """
      enum Side { case left, right }
      var s = Side.left
      print(s, s == .left)
      s = .right
      switch s { case .left: print("l")
      case .right: print("r") }
      """, prints: "left true\nr\n"),
    Program(
      "enum with methods",
      """
      enum Turn: CaseIterable {
        case north, east, south, west
        var next: Turn { switch self { case .north: .east
          case .east: .south
          case .south: .west
          case .west: .north } }
        func turned(_ n: Int) -> Turn { n == 0 ? self : next.turned(n - 1) }
        static let start = Turn.north
      }
      print(Turn.start.turned(5), Turn.allCases.count, Turn.allCases.map { "\\($0)" })
      """, prints: "east 4 [\"north\", \"east\", \"south\", \"west\"]\n"),
    Program(
      "raw values",
      """
      enum Level: Int { case low = 1, middle, high = 10 }
      print(Level.middle.rawValue, Level.high.rawValue, Level(rawValue: 1)!, Level(rawValue: 7) == nil)
      """, prints: "2 10 low true\n"),
    Program(
      "text raw values",
      """
      enum Suit: String, CaseIterable { case hearts, spades = "S" }
      print(Suit.hearts.rawValue, Suit.spades.rawValue, Suit(rawValue: "S")!, Suit.allCases.map(\\.rawValue))
      """, prints: "hearts S spades [\"hearts\", \"S\"]\n"),
    Program(
      "enum as key",
      "enum E { case a, b }\nlet d: [E: Int] = [.a: 1, .b: 2]\nprint(d[.b]!, Set([E.a, .a]).count)",
      prints: "2 1\n"),
    Program(
      "enum in arrays", "enum E { case a, b }\nprint([E.a, .b])", prints: "[main.E.a, main.E.b]\n",
      isAlone: true),
    Program(
      "enum parameter",
      "enum Mode { case fast, slow }\nfunc run(_ m: Mode = .fast) -> String { m == .fast ? \"f\" : \"s\" }\nprint(run(), run(.slow))",
      prints: "f s\n"),
    Program(
      "enum in ternary",
      "enum E { case a, b }\nlet e: E = 1 > 2 ? .a : .b\nprint(e, [E.a, .b].contains(.b), [E.a].firstIndex(of: .a)!)",
      prints: "b true 0\n"),
    Program(
      "switch several cases",
      "enum E { case a, b, c }\nfor e in [E.a, .b, .c] { switch e { case .a, .b: print(1)\ndefault: print(2) } }",
      prints: "1\n1\n2\n"),
    Program(
      "optional enum",
      "enum E { case a }\nlet e: E? = .a\nprint(e == .a)\nswitch e { case .a?: print(\"some\")\ncase nil: print(\"none\") }",
      prints: "true\nsome\n"),
  ]

  static let optionals: [Program] = [
    Program(
      "printing optionals", "let a: Int? = 3, b: Int? = nil\nprint(a as Any, b as Any)",
      prints: "Optional(3) nil\n"),
    Program(
      "optional in text", "let a: String? = \"x\"\nprint(\"\\(a as Any) \\([a, nil])\")",
      prints: "Optional(\"x\") [Optional(\"x\"), nil]\n"),
    Program(
      "if let",
      "let a: Int? = 3\nif let a { print(a + 1) }\nif let b = a, b > 5 { print(b) } else { print(\"no\") }",
      prints: "4\nno\n"),
    Program("if var", "let a: Int? = 3\nif var b = a { b += 1; print(b) }", prints: "4\n"),
    Program(
      "guard let",
      """
      func f(_ x: Int?) -> Int {
        guard let x else { return -1 }
        guard let y = Int("\\(x)"), y > 2 else { return 0 }
        return y
      }
      print(f(nil), f(1), f(5))
      """, prints: "-1 0 5\n"),
    Program(
      "coalescing chain", "let a: Int? = nil, b: Int? = nil\nprint(a ?? b ?? 7, (a ?? b) == nil)",
      prints: "7 true\n"),
    Program(
      "chaining",
      "let s: String? = \"abc\"\nprint(s?.count ?? 0, s?.uppercased() ?? \"\", (s?.first)!)",
      prints: "3 ABC a\n"),
    Program(
      "chaining nil", "let a: [Int]? = nil\nprint(a?.first == nil, a?.count ?? -1)",
      prints: "true -1\n"),
    Program(
      "chain of two",
      "struct A { var b: B? }\nstruct B { var n: Int? }\nlet a: A? = A(b: B(n: 4))\nprint(a?.b?.n ?? 0, A(b: nil).b?.n == nil)",
      prints: "4 true\n"),
    Program(
      "chain flattens", "let d = [\"a\": [1, 2]]\nlet f = d[\"a\"]?.first\nprint(f! + 1)",
      prints: "2\n"),
    Program(
      "optional map",
      "let a: Int? = 3\nprint(a.map { $0 * 2 }!, a.flatMap { $0 > 5 ? $0 : nil } == nil)",
      prints: "6 true\n"),
    Program(
      "compare with nil", "let a: Int? = 2\nprint(a == nil, a != nil, nil == a, a == 2, a != 3)",
      prints: "false true false true true\n"),
    Program(
      "while let", "var a = [1, 2]\nwhile let last = a.popLast() { print(last) }", prints: "2\n1\n"),
    Program(
      "switch on optional",
      "for x in [1, nil] as [Int?] { switch x { case let n?: print(n)\ncase nil: print(\"nil\") } }",
      prints: "1\nnil\n"),
    Program(
      "optional of optional",
      "let a: [Int?] = [nil]\nif let first = a.first { print(first == nil) }\nprint(a.first! == nil)",
      prints: "true\ntrue\n"),
    Program(
      "assigning nil", "var a: Int? = 1\na = nil\nprint(a ?? 0)\na = 5\na! += 1\nprint(a!)",
      prints: "0\n6\n"),
    Program(
      "optional result",
      "func find(_ n: Int, in a: [Int]) -> Int? { for (i, x) in a.enumerated() where x == n { return i }; return nil }\nprint(find(5, in: [4, 5])!, find(1, in: []) == nil)",
      prints: "1 true\n"),
    Program("if case", "let p = (1, 2)\nif case (1, let y) = p { print(y) }", prints: "2\n"),
    Program("for case", "for case let x? in [1, nil, 3] { print(x) }", prints: "1\n3\n"),
    Program(
      "optional closure call", "let f: ((Int) -> Int)? = { $0 + 1 }\nprint(f?(2) ?? 0)",
      prints: "3\n"),
  ]
}
