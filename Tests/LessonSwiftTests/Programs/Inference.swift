extension Program {
  static let inference: [Program] = [
    Program(
      "annotated loop", "for x: Float in [1, 0.1] { print(x / 3) }",
      prints: "0.33333334\n0.033333335\n"),
    Program("annotated loop over a range", "for i: Int in 0..<2 { print(i) }", prints: "0\n1\n"),
    Program("float from annotation", "let x: Float = 1 / 2\nprint(x)", prints: "0.5\n"),
    Program("int by default", "let n = 1 / 2\nprint(n)", prints: "0\n"),
    Program("double by default", "let d = 1 / 2.0\nprint(d)", prints: "0.5\n"),
    Program(
      "literal adapts on the left", "let x: Float = 3\nprint(2 * x, 1 / 2 * x, x / 2 + 1)",
      prints: "6.0 1.5 2.5\n"),
    Program("literal chain", "let x: Float = 2\nprint(1 + 2 * x - 3 / 2)", prints: "3.5\n"),
    Program("mixed array", "print([1, 2.5])", prints: "[1.0, 2.5]\n"),
    Program(
      "annotated array", "let a: [Float] = [1, 2, 1 / 4]\nprint(a)", prints: "[1.0, 2.0, 0.25]\n"),
    Program(
      "nested arrays", "let a: [[Float]] = [[1, 2], [3]]\nprint(a, [[1], [2.5]])",
      prints: "[[1.0, 2.0], [3.0]] [[1.0], [2.5]]\n"),
    Program(
      "array around a variable", "let x: Float = 1.5\nprint([1, x, 2])", prints: "[1.0, 1.5, 2.0]\n"
    ),
    Program(
      "parameter pushes", "func half(_ x: Float) -> Float { x / 2 }\nprint(half(3), half(1 / 4))",
      prints: "1.5 0.125\n"),
    Program(
      "result pushes", "func third() -> Float { 1 / 3 }\nprint(third())", prints: "0.33333334\n"),
    Program(
      "default value pushes", "func f(_ x: Float = 1 / 2) -> Float { x }\nprint(f())",
      prints: "0.5\n"),
    Program(
      "ternary pushes", "let b = true\nlet x: Float = b ? 1 : 2.5\nprint(x)", prints: "1.0\n"),
    Program(
      "ternary joins", "let b = true\nlet x = b ? 1 : 2.5\nprint(x, b ? 1 : 2.5)", prints: "1.0 1\n"
    ),
    Program(
      "comparison pushes", "let x: Float = 0.5\nprint(x > 1 / 4, 1 > x, x == 0.5)",
      prints: "true true true\n"),
    Program("tuple pushes", "let t: (Float, Double) = (1, 2)\nprint(t)", prints: "(1.0, 2.0)\n"),
    Program(
      "dictionary pushes", "let d: [String: Float] = [\"a\": 1]\nprint(d[\"a\"]!)", prints: "1.0\n"),
    Program(
      "range of floats", "let r: ClosedRange<Float> = 0...1\nprint(r.contains(0.5), r)",
      prints: "true 0.0...1.0\n"),
    Program(
      "closure parameter type", "let f: (Float) -> Float = { $0 / 2 }\nprint(f(1))", prints: "0.5\n"
    ),
    Program("closure result type", "let f: () -> Float = { 1 / 2 }\nprint(f())", prints: "0.5\n"),
    Program("map to float", "print([1, 2, 3].map { Float($0) / 2 })", prints: "[0.5, 1.0, 1.5]\n"),
    Program(
      "map with literal", "let x: [Float] = [1, 2]\nprint(x.map { 2 * $0 + 1 })",
      prints: "[3.0, 5.0]\n"),
    Program(
      "reduce with literal start", "let x: [Float] = [1, 2.5]\nprint(x.reduce(0) { $0 + $1 })",
      prints: "3.5\n"),
    Program(
      "reduce with operator",
      "let x: [Float] = [1, 2.5]\nprint(x.reduce(0, +), [1, 2, 3].reduce(1, *))",
      prints: "3.5 6\n"),
    Program("reduce to int", "print([1.5, 2.5].reduce(0) { $0 + Int($1) })", prints: "3\n"),
    Program("reduce to double", "print([1.5, 2].reduce(0) { $0 + $1 })", prints: "3.5\n"),
    Program(
      "reduce from annotation",
      "let s: Double = [1, 2].reduce(0) { $0 + Double($1) / 2 }\nprint(s)",
      prints: "1.5\n"),
    Program(
      "max with literal", "let x: Float = -2\nprint(max(0, x), max(x, 0), min(1, max(0, x)))",
      prints: "0.0 0.0 0.0\n"),
    Program(
      "repeating float", "let z: [Float] = Array(repeating: 0, count: 2)\nprint(z)",
      prints: "[0.0, 0.0]\n"),
    Program(
      "repeating typed", "print([Float](repeating: 1, count: 2), Array(repeating: 1.5, count: 1))",
      prints: "[1.0, 1.0] [1.5]\n"),
    Program(
      "repeating rows",
      """
      var grid = [[Int]](repeating: [Int](repeating: 0, count: 3), count: 2)
      grid[1][2] = 5
      print(grid)
      """, prints: "[[0, 0, 0], [0, 0, 5]]\n"),
    Program(
      "append literal", "var a: [Float] = []\na.append(1)\na += [2, 3]\nprint(a)",
      prints: "[1.0, 2.0, 3.0]\n"),
    Program(
      "element assignment", "var a: [Float] = [0, 0]\na[0] = 1 / 2\na[1] += 1\nprint(a)",
      prints: "[0.5, 1.0]\n"),
    Program(
      "return of a closure",
      """
      func scaled(by factor: Float) -> (Float) -> Float { { $0 * factor } }
      print(scaled(by: 3)(2))
      """, prints: "6.0\n"),
    Program("optional literal", "let x: Float? = 1\nprint(x ?? 0)", prints: "1.0\n"),
    Program("nil coalescing literal", "let x: Float? = nil\nprint(x ?? 1 / 2)", prints: "0.5\n"),
    Program("as", "let x = 1 as Float\nprint(x / 2, (1 as Double) / 4)", prints: "0.5 0.25\n"),
    Program(
      "sum of products",
      """
      let a: [Float] = [1, 2, 3], b: [Float] = [4, 5, 6]
      print(zip(a, b).map(*).reduce(0, +), zip(a, b).map { $0 * $1 })
      """, prints: "32.0 [4.0, 10.0, 18.0]\n"),
    Program(
      "literal in function of two",
      """
      func clamp(_ x: Double, _ low: Double, _ high: Double) -> Double { min(max(x, low), high) }
      print(clamp(5, 0, 1), clamp(-5, 0, 1), clamp(1 / 2, 0, 1))
      """, prints: "1.0 0.0 0.5\n"),
    Program(
      "stride of floats", "for x in stride(from: 0, to: 1, by: 0.25) { print(x) }",
      prints: "0.0\n0.25\n0.5\n0.75\n"),
    Program(
      "function type by name",
      "func twice(_ n: Int) -> Int { n * 2 }\nlet f = twice\nprint(f(4), [1, 2].map(twice))",
      prints: "8 [2, 4]\n"),
    Program(
      "initialiser as function", "print([1, 2].map(Float.init), [1, 2].map(String.init))",
      prints: "[1.0, 2.0] [\"1\", \"2\"]\n"),
    Program(
      "library function as function", "print([-1, 2].map(abs), [3, 1].sorted(by: >))",
      prints: "[1, 2] [3, 1]\n"),
    Program(
      "set from literal", "let s: Set<Int> = [1, 1, 2]\nprint(s.count, s.contains(2))",
      prints: "2 true\n"),
    Program("explicit void", "let f: (Int) -> Void = { n in print(n) }\nf(3)", prints: "3\n"),
    Program(
      "multi-statement closure",
      """
      let ys = [1, 2, 3].map { n in
        let square = n * n
        return square + 1
      }
      print(ys)
      """, prints: "[2, 5, 10]\n"),
    Program(
      "closure with types", "let f = { (a: Int, b: Int) -> Int in a * b }\nprint(f(3, 4))",
      prints: "12\n"),
    Program(
      "implicit member", "let big: Int = .max\nlet x: Float = .pi\nprint(big, x)",
      prints: "9223372036854775807 3.1415925\n"),
  ]
}
