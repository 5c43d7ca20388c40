extension Program {
  static let closures: [Program] = [
    Program(
      "captures by reference", "var n = 1\nlet show = { print(n) }\nn = 5\nshow()", prints: "5\n"),
    Program(
      "changes what it captured", "var n = 0\nlet bump = { n += 1 }\nbump(); bump()\nprint(n)",
      prints: "2\n"),
    Program(
      "counter",
      """
      func makeCounter() -> () -> Int {
        var count = 0
        return { count += 1; return count }
      }
      let a = makeCounter(), b = makeCounter()
      print(a(), a(), b())
      """, prints: "1 2 1\n"),
    Program(
      "a fresh variable each turn",
      """
      var actions: [() -> Int] = []
      for i in 0..<3 { actions.append { i * 10 } }
      print(actions.map { $0() })
      """, prints: "[0, 10, 20]\n"),
    Program(
      "captures a parameter", "func f(_ x: Int) -> () -> Int { { x * 2 } }\nprint(f(21)())",
      prints: "42\n"),
    Program(
      "closure in closure", "let f = { (a: Int) in { (b: Int) in a - b } }\nprint(f(10)(3))",
      prints: "7\n"),
    Program(
      "two levels of capture",
      """
      func f() -> Int {
        var total = 0
        let outer = { let inner = { total += 5 }; inner(); inner() }
        outer()
        return total
      }
      print(f())
      """, prints: "10\n"),
    Program("called at once", "let x = { 3 * 4 }()\nprint(x)", prints: "12\n"),
    Program("anonymous arguments", "print([3, 1, 2].sorted { $0 > $1 })", prints: "[3, 2, 1]\n"),
    Program("ignored argument", "print([1, 2].map { _ in 7 })", prints: "[7, 7]\n"),
    Program("key path", "print([\"ab\", \"c\"].map(\\.count))", prints: "[2, 1]\n"),
    Program(
      "key path over tuples",
      "struct P { var x: Int; var y: Int }\nprint([P(x: 1, y: 2), P(x: 3, y: 4)].map(\\.y))",
      prints: "[2, 4]\n"),
    Program(
      "composition",
      """
      func compose(_ f: [(Int) -> Int]) -> (Int) -> Int { { x in f.reduce(x) { $1($0) } } }
      print(compose([{ $0 + 1 }, { $0 * 10 }])(2))
      """, prints: "30\n"),
    Program(
      "closure in dictionary",
      "let ops: [String: (Int, Int) -> Int] = [\"add\": { $0 + $1 }, \"multiply\": { $0 * $1 }]\nprint(ops[\"multiply\"]!(3, 4))",
      prints: "12\n"),
    Program(
      "operators as values",
      "let ops: [(Int, Int) -> Int] = [(+), (-), (*)]\nprint(ops.map { $0(7, 2) })",
      prints: "[9, 5, 14]\n"),
    Program(
      "filter and map", "print((1...10).filter { $0 % 2 == 0 }.map { $0 * $0 })",
      prints: "[4, 16, 36, 64, 100]\n"),
    Program(
      "sort by field",
      "let people = [(\"Ann\", 31), (\"Bo\", 25)]\nprint(people.sorted { $0.1 < $1.1 }.map { $0.0 })",
      prints: "[\"Bo\", \"Ann\"]\n"),
    Program(
      "closure over for each", "var s = 0\n[1, 2, 3].forEach { s += $0 }\nprint(s)", prints: "6\n"),
    Program(
      "tuple taken apart", "print([(1, 2), (3, 4)].map { a, b in a * b })", prints: "[2, 12]\n"),
    Program(
      "enumerated map", "print([\"a\", \"b\"].enumerated().map { i, s in \"\\(i)\\(s)\" })",
      prints: "[\"0a\", \"1b\"]\n"),
    Program(
      "returns from inside",
      """
      let size: (Int) -> String = { n in
        if n > 10 { return "large" }
        return "small"
      }
      print(size(20), size(2))
      """, prints: "large small\n"),
    Program(
      "throwing closure",
      """
      struct Bad: Error {}
      let check: (Int) throws -> Int = { n in
        if n < 0 { throw Bad() }
        return n
      }
      print(try check(3), (try? check(-1)) == nil)
      """, prints: "3 true\n"),
    Program(
      "reduce into",
      "let counts = [\"a\", \"b\", \"a\"].reduce(into: [String: Int]()) { $0[$1, default: 0] += 1 }\nprint(counts[\"a\"]!, counts[\"b\"]!)",
      prints: "2 1\n"),
  ]
}
