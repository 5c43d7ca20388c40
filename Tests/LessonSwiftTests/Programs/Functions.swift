extension Program {
  static let functions: [Program] = [
    Program(
      "labels",
      "func area(width w: Int, height h: Int) -> Int { w * h }\nprint(area(width: 3, height: 4))",
      prints: "12\n"),
    Program(
      "defaults",
      """
      func scale(_ x: Float, by factor: Float = 2, plus offset: Float = 0) -> Float { x * factor + offset }
      print(scale(1), scale(1, by: 3), scale(1, plus: 1), scale(1, by: 3, plus: 1))
      """, prints: "2.0 3.0 3.0 4.0\n"),
    Program(
      "recursion",
      "func factorial(_ n: Int) -> Int { n < 2 ? 1 : n * factorial(n - 1) }\nprint(factorial(10))",
      prints: "3628800\n"),
    Program(
      "fibonacci",
      """
      func fib(_ n: Int) -> Int {
        if n < 2 { return n }
        return fib(n - 1) + fib(n - 2)
      }
      print(fib(15))
      """, prints: "610\n"),
    Program(
      "mutual recursion",
      """
      func isEven(_ n: Int) -> Bool { n == 0 ? true : isOdd(n - 1) }
      func isOdd(_ n: Int) -> Bool { n == 0 ? false : isEven(n - 1) }
      print(isEven(10), isOdd(7))
      """, prints: "true true\n"),
    Program(
      "inout",
      "func bump(_ n: inout Int, by step: Int = 1) { n += step }\nvar x = 1\nbump(&x)\nbump(&x, by: 5)\nprint(x)",
      prints: "7\n"),
    Program(
      "inout element",
      "func double(_ x: inout Float) { x *= 2 }\nvar a: [Float] = [1, 2]\ndouble(&a[1])\nprint(a)",
      prints: "[1.0, 4.0]\n"),
    Program(
      "inout array",
      "func push(_ a: inout [Int]) { a.append(a.count) }\nvar a: [Int] = []\npush(&a); push(&a)\nprint(a)",
      prints: "[0, 1]\n"),
    Program("swap", "var a = 1, b = 2\nswap(&a, &b)\nprint(a, b)", prints: "2 1\n"),
    Program("swap by tuple", "var a = 1, b = 2\n(a, b) = (b, a)\nprint(a, b)", prints: "2 1\n"),
    Program(
      "variadic",
      "func sum(_ xs: Int...) -> Int { xs.reduce(0, +) }\nprint(sum(), sum(1), sum(1, 2, 3))",
      prints: "0 1 6\n"),
    Program(
      "variadic with label",
      """
      func join(_ words: String..., separator: String = "-") -> String { words.joined(separator: separator) }
      print(join("a", "b"), join("a", "b", separator: "+"))
      """, prints: "a-b a+b\n"),
    Program(
      "tuple result",
      """
      func divide(_ a: Int, _ b: Int) -> (quotient: Int, rest: Int) { (a / b, a % b) }
      let r = divide(17, 5)
      print(r.quotient, r.rest, r.0, r)
      """, prints: "3 2 3 (quotient: 3, rest: 2)\n"),
    Program(
      "destructuring",
      "let (a, (b, c)) = (1, (2, 3))\nvar (x, _) = (4, 5)\nx += 1\nprint(a, b, c, x)",
      prints: "1 2 3 5\n"),
    Program(
      "nested function",
      """
      func outer(_ n: Int) -> Int {
        func inner(_ k: Int) -> Int { k * n }
        return inner(2) + inner(3)
      }
      print(outer(10))
      """, prints: "50\n"),
    Program(
      "nested recursion",
      """
      func countdown(_ n: Int) -> [Int] {
        var found: [Int] = []
        func step(_ k: Int) { found.append(k); if k > 0 { step(k - 1) } }
        step(n)
        return found
      }
      print(countdown(3))
      """, prints: "[3, 2, 1, 0]\n"),
    Program(
      "overloads by type",
      """
      func show(_ x: Int) -> String { "int" }
      func show(_ x: Float) -> String { "float" }
      func show(_ x: String) -> String { "text" }
      let f: Float = 1
      print(show(1), show(f), show("a"))
      """, prints: "int float text\n"),
    Program(
      "overloads by label",
      """
      func at(row: Int) -> String { "row" }
      func at(column: Int) -> String { "column" }
      print(at(row: 1), at(column: 1))
      """, prints: "row column\n"),
    Program(
      "function as argument",
      """
      func apply(_ f: (Int) -> Int, to x: Int) -> Int { f(x) }
      func triple(_ n: Int) -> Int { 3 * n }
      print(apply(triple, to: 2), apply({ $0 - 1 }, to: 2))
      """, prints: "6 1\n"),
    Program(
      "trailing closure",
      """
      func times(_ n: Int, _ body: (Int) -> Void) { for i in 0..<n { body(i) } }
      times(2) { print("turn", $0) }
      times(1) { i in print(i) }
      """, prints: "turn 0\nturn 1\n0\n"),
    Program(
      "function returning function",
      """
      func adder(_ n: Int) -> (Int) -> Int { func add(_ m: Int) -> Int { n + m }; return add }
      print(adder(3)(4))
      """, prints: "7\n"),
    Program(
      "used before its declaration", "print(late(2))\nfunc late(_ n: Int) -> Int { n + 1 }",
      prints: "3\n"),
    Program(
      "reads a global", "let factor = 3\nfunc f(_ n: Int) -> Int { n * factor }\nprint(f(2))",
      prints: "6\n"),
    Program(
      "changes a global", "var count = 0\nfunc hit() { count += 1 }\nhit(); hit()\nprint(count)",
      prints: "2\n"),
    Program(
      "early return",
      "func f(_ xs: [Int]) -> Int { for x in xs { if x > 2 { return x } }; return -1 }\nprint(f([1, 5, 9]), f([]))",
      prints: "5 -1\n"),
    Program(
      "parameter shadows", "let x = 1\nfunc f(x: Int) -> Int { x * 2 }\nprint(f(x: 5), x)",
      prints: "10 1\n"),
    Program(
      "intersection over union",
      """
      func iou(_ a: [Float], _ b: [Float]) -> Float {
        let width = max(0, min(a[2], b[2]) - max(a[0], b[0]))
        let height = max(0, min(a[3], b[3]) - max(a[1], b[1]))
        let common = width * height
        let areaA = (a[2] - a[0]) * (a[3] - a[1])
        let areaB = (b[2] - b[0]) * (b[3] - b[1])
        return common / (areaA + areaB - common)
      }
      print(iou([0, 0, 2, 2], [1, 1, 3, 3]))
      """, prints: "0.14285715\n"),
    Program(
      "bubble sort",
      """
      func sorted(_ input: [Int]) -> [Int] {
        var a = input
        for i in 0..<a.count { for j in 0..<(a.count - 1 - i) where a[j] > a[j + 1] { a.swapAt(j, j + 1) } }
        return a
      }
      print(sorted([5, 2, 9, 1]))
      """, prints: "[1, 2, 5, 9]\n"),
    Program(
      "greatest common divisor",
      "func gcd(_ a: Int, _ b: Int) -> Int { b == 0 ? a : gcd(b, a % b) }\nprint(gcd(48, 36))",
      prints: "12\n"),
    Program(
      "keyword labels",
      "func move(from a: Int, to b: Int, in c: Int) -> Int { a + b + c }\nprint(move(from: 1, to: 2, in: 3))",
      prints: "6\n"),
    Program(
      "discarded result", "func f() -> Int { print(\"ran\"); return 1 }\n_ = f()", prints: "ran\n"),
  ]
}
