extension Program {
  static let structures: [Program] = [
    Program(
      "memberwise",
      "struct Point { var x: Int; var y: Int }\nvar p = Point(x: 1, y: 2)\np.x += 10\nprint(p.x, p.y, p)",
      prints: "11 2 Point(x: 11, y: 2)\n"),
    Program(
      "structures are values",
      "struct P { var x = 0 }\nlet a = P()\nvar b = a\nb.x = 5\nprint(a.x, b.x)", prints: "0 5\n"),
    Program(
      "default values",
      "struct S { var a = 1; var b: Float = 1 / 2; let c = \"c\"; var d: Int? }\nprint(S(), S(a: 3), S(b: 2, d: 4))",
      prints:
        "S(a: 1, b: 0.5, c: \"c\", d: nil) S(a: 3, b: 0.5, c: \"c\", d: nil) S(a: 1, b: 2.0, c: \"c\", d: Optional(4))\n"
    ),
    Program(
      "methods",
      """
      struct Box {
        var x1: Float, y1: Float, x2: Float, y2: Float
        var width: Float { x2 - x1 }
        var height: Float { y2 - y1 }
        var area: Float { width * height }
        func scaled(by f: Float) -> Box { Box(x1: x1 * f, y1: y1 * f, x2: x2 * f, y2: y2 * f) }
      }
      let b = Box(x1: 0, y1: 0, x2: 2, y2: 3)
      print(b.area, b.scaled(by: 2).area, b.width)
      """, prints: "6.0 24.0 2.0\n"),
    Program(
      "mutating",
      """
      struct Counter {
        var n = 0
        mutating func bump(by k: Int = 1) { n += k }
        mutating func reset() { self = Counter() }
      }
      var c = Counter()
      c.bump(); c.bump(by: 5)
      print(c.n)
      c.reset()
      print(c.n)
      """, prints: "6\n0\n"),
    Program(
      "mutating inside an array",
      "struct C { var n = 0; mutating func up() { n += 1 } }\nvar a = [C(), C()]\na[1].up(); a[1].up()\nprint(a[0].n, a[1].n)",
      prints: "0 2\n"),
    Program(
      "mutating returns",
      "struct Stack { var items: [Int] = []; mutating func push(_ x: Int) { items.append(x) }; mutating func pop() -> Int? { items.popLast() } }\nvar s = Stack()\ns.push(1); s.push(2)\nprint(s.pop()!, s.pop()!, s.pop() == nil)",
      prints: "2 1 true\n"),
    Program(
      "computed with setter",
      """
      struct Square {
        var side: Double
        var area: Double {
          get { side * side }
          set { side = newValue.squareRoot() }
        }
      }
      var s = Square(side: 2)
      s.area = 16
      print(s.side)
      s.area += 9
      print(s.side)
      """, prints: "4.0\n5.0\n"),
    Program(
      "initialiser",
      """
      struct Range2 {
        let low: Int, high: Int
        init(_ a: Int, _ b: Int) { low = min(a, b); high = max(a, b) }
        init(upTo n: Int) { self.low = 0; self.high = n }
      }
      print(Range2(5, 2), Range2(upTo: 3).high)
      """, prints: "Range2(low: 2, high: 5) 3\n"),
    Program(
      "failable initialiser",
      """
      struct Positive {
        let n: Int
        init?(_ n: Int) { if n <= 0 { return nil }; self.n = n }
      }
      print(Positive(3)!.n, Positive(-1) == nil)
      """, prints: "3 true\n"),
    Program(
      "static members",
      """
      struct Circle {
        static let unit = Circle(r: 1)
        static func of(_ r: Double) -> Circle { Circle(r: r) }
        var r: Double
      }
      let c: Circle = .unit
      print(c.r, Circle.of(2).r)
      """, prints: "1.0 2.0\n"),
    Program(
      "operators of a structure",
      """
      struct V: Equatable {
        var x: Int, y: Int
        static func + (a: V, b: V) -> V { V(x: a.x + b.x, y: a.y + b.y) }
        static func * (a: V, k: Int) -> V { V(x: a.x * k, y: a.y * k) }
        static prefix func - (a: V) -> V { V(x: -a.x, y: -a.y) }
      }
      var v = V(x: 1, y: 2) + V(x: 3, y: 4) * 2
      v = v + -V(x: 1, y: 0)
      print(v, v == V(x: 6, y: 10), v != v)
      """, prints: "V(x: 6, y: 10) true false\n", isAlone: true),
    Program(
      "comparable",
      """
      struct Age: Comparable {
        var years: Int
        static func < (a: Age, b: Age) -> Bool { a.years < b.years }
      }
      let all = [Age(years: 5), Age(years: 2)]
      print(all.sorted().map(\\.years), all.max()!.years, all[0] > all[1], all[0] >= all[1])
      """, prints: "[2, 5] 5 true true\n"),
    Program(
      "hashable",
      "struct K: Hashable { var a: Int; var b: String }\nvar d: [K: Int] = [:]\nd[K(a: 1, b: \"x\")] = 7\nprint(d[K(a: 1, b: \"x\")]!, Set([K(a: 1, b: \"\"), K(a: 1, b: \"\")]).count)",
      prints: "7 1\n"),
    Program(
      "own description",
      "struct P: CustomStringConvertible { var x = 1; var description: String { \"<\\(x)>\" } }\nprint(P(), [P()], \"\\(P(x: 3))\", Optional(P())!)",
      prints: "<1> [<1>] <3> <1>\n"),
    Program(
      "nested values",
      "struct A { var x = 1 }\nstruct B { var a = A(); var list = [A()] }\nvar b = B()\nb.a.x = 5\nb.list[0].x += 6\nprint(b.a.x, b.list[0].x)",
      prints: "5 7\n"),
    Program(
      "printed inside",
      "struct A { var x = 1 }\nstruct B { var a = A() }\nprint(B(), [A()], Optional(A()) as Any)",
      prints: "B(a: main.A(x: 1)) [main.A(x: 1)] Optional(main.A(x: 1))\n", isAlone: true),
    Program(
      "array of structures sorted",
      "struct D { var name: String; var score: Float }\nlet ds = [D(name: \"a\", score: 0.2), D(name: \"b\", score: 0.9)]\nfor d in ds.sorted(by: { $0.score > $1.score }) { print(d.name, d.score) }",
      prints: "b 0.9\na 0.2\n"),
    Program(
      "inout structure",
      "struct P { var x = 0 }\nfunc move(_ p: inout P) { p.x += 3 }\nvar p = P()\nmove(&p)\nprint(p.x)",
      prints: "3\n"),
    Program(
      "closure in a structure",
      "struct Op { let name: String; let run: (Int) -> Int }\nlet op = Op(name: \"double\") { $0 * 2 }\nprint(op.name, op.run(4))",
      prints: "double 8\n"),
    Program(
      "method used as function",
      "struct S { var k = 3; func times(_ n: Int) -> Int { n * k } }\nlet f = S().times\nprint(f(5), [1, 2].map(S(k: 10).times))",
      prints: "15 [10, 20]\n"),
    Program(
      "methods call each other",
      "struct S { func a(_ n: Int) -> Int { n == 0 ? 0 : 1 + b(n - 1) }; func b(_ n: Int) -> Int { n == 0 ? 0 : 1 + a(n - 1) } }\nprint(S().a(5))",
      prints: "5\n"),
    Program(
      "call as function",
      "struct Linear { var a: Float; func callAsFunction(_ x: Float) -> Float { a * x } }\nlet f = Linear(a: 2)\nprint(f(4))",
      prints: "8.0\n"),
    Program(
      "optional field",
      "struct N { var next: [Int]?; var name: String? = nil }\nvar n = N()\nprint(n.next == nil)\nn.next = [1]\nn.next?.append(2)\nprint(n.next!)",
      prints: "true\n[1, 2]\n"),
    Program(
      "closures capture self",
      "struct S { var k = 2; func all(_ xs: [Int]) -> [Int] { xs.map { $0 * k } } }\nprint(S().all([1, 2]))",
      prints: "[2, 4]\n"),
  ]
}
