extension Program {
  static let places: [Program] = [
    Program(
      "element of element", "var a = [[1, 2], [3]]\na[0][1] *= 5\na[1] += [4]\nprint(a)",
      prints: "[[1, 10], [3, 4]]\n"),
    Program(
      "field of element",
      "struct P { var x = 0; var tags: [String] = [] }\nvar ps = [P(), P()]\nps[1].x = 4\nps[1].tags.append(\"a\")\nps[0].tags += [\"b\"]\nprint(ps[1].x, ps[1].tags, ps[0].tags)",
      prints: "4 [\"a\"] [\"b\"]\n"),
    Program("tuple in array", "var a = [(1, 2)]\na[0].1 = 9\nprint(a)", prints: "[(1, 9)]\n"),
    Program(
      "dictionary in dictionary",
      "var d: [String: [String: Int]] = [:]\nd[\"a\", default: [:]][\"b\", default: 0] += 3\nprint(d[\"a\"]![\"b\"]!)",
      prints: "3\n"),
    Program(
      "optional element", "var d = [\"a\": 1]\nd[\"a\"]? += 5\nd[\"b\"]? += 5\nprint(d)",
      prints: "[\"a\": 6]\n"),
    Program(
      "index uses the array itself",
      "var a = [2, 0, 1]\na[a[0]] = 7\na[a.count - 2] += a[0]\nprint(a)", prints: "[2, 2, 7]\n"),
    Program(
      "copy while looping", "var a = [1, 2, 3]\nfor x in a { a.append(x * 10) }\nprint(a)",
      prints: "[1, 2, 3, 10, 20, 30]\n"),
    Program(
      "copy into closure", "var a = [1]\nlet b = a\nlet f = { a.append(2) }\nf()\nprint(a, b)",
      prints: "[1, 2] [1]\n"),
    Program(
      "swap elements", "var a = [1, 2, 3]\n(a[0], a[2]) = (a[2], a[0])\nprint(a)",
      prints: "[3, 2, 1]\n"),
    Program(
      "inout of a field",
      "struct P { var xs = [1] }\nfunc add(_ xs: inout [Int]) { xs.append(2) }\nvar p = P()\nadd(&p.xs)\nprint(p.xs)",
      prints: "[1, 2]\n"),
    Program(
      "two inouts",
      "func trade(_ a: inout Int, _ b: inout Int) { let t = a; a = b; b = t }\nvar x = 1, y = 2\ntrade(&x, &y)\nprint(x, y)",
      prints: "2 1\n"),
    Program(
      "forced unwrap place", "var o: [Int]? = [1]\no!.append(2)\no![0] = 9\nprint(o!)",
      prints: "[9, 2]\n"),
    Program(
      "slice in place", "var a = [3, 2, 1, 0]\na[1...].sort()\nprint(a)", prints: "[3, 0, 1, 2]\n"),
  ]

  static let printing: [Program] = [
    Program(
      "several values", "print(1, \"a\", 2.5, true, [1], separator: \"|\")",
      prints: "1|a|2.5|true|[1]\n"),
    Program(
      "terminator",
      "print(\"a\", terminator: \"\")\nprint(\"b\", \"c\", separator: \"\", terminator: \"!\\n\")\nprint()",
      prints: "abc!\n\n"),
    Program(
      "floats", "let x: [Float] = [1, 0.1, 1e10, 1e-5, 16777216, 123456.789]\nprint(x)",
      prints: "[1.0, 0.1, 1e+10, 1e-05, 16777216.0, 123456.79]\n"),
    Program(
      "doubles", "print([1.0, 0.1, 1e16, 1e15, 1e-5, 0.1 + 0.2, 123456789.125])",
      prints: "[1.0, 0.1, 1e+16, 1000000000000000.0, 1e-05, 0.30000000000000004, 123456789.125]\n"),
    Program("negative zero", "print(-0.0, 0.0 * -1, -0.0 == 0.0)", prints: "-0.0 -0.0 true\n"),
    Program(
      "texts in arrays", "print([\"a\\\"b\", \"c\\nd\"], \"a\\\"b\")",
      prints: "[\"a\\\"b\", \"c\\nd\"] a\"b\n"),
    Program(
      "tuples printed", "print((1, \"a\"), (x: 1, y: 2.5), [(1, 2)], ())",
      prints: "(1, \"a\") (x: 1, y: 2.5) [(1, 2)] ()\n"),
    Program(
      "ranges printed", "print(1..<3, 1...3, [1..<3])", prints: "1..<3 1...3 [Range(1..<3)]\n"),
    Program(
      "optionals in arrays", "print([1, nil, 3])", prints: "[Optional(1), nil, Optional(3)]\n"),
    Program(
      "characters in arrays", "print(Array(\"ab\"), Set(\"a\"))", prints: "[\"a\", \"b\"] [\"a\"]\n"
    ),
    Program(
      "nested collections", "print([[1.5], []], [\"k\": [true]], [[\"a\"]])",
      prints: "[[1.5], []] [\"k\": [true]] [[\"a\"]]\n"),
    Program("debug print", "debugPrint(\"a\", 1, [\"b\"])", prints: "\"a\" 1 [\"b\"]\n"),
    Program(
      "any in arrays", "let a: [Any] = [1, \"x\", [2.5], (1, 2)]\nprint(a)",
      prints: "[1, \"x\", [2.5], (1, 2)]\n"),
    Program(
      "describing",
      "print(String(describing: \"a\"), String(reflecting: \"a\"), [1, 2].description)",
      prints: "a \"a\" [1, 2]\n"),
  ]
}
