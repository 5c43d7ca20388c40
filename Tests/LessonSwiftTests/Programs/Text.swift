extension Program {
  static let text: [Program] = [
    Program(
      "interpolation",
      #"let n = 3; let x: Float = 0.5"# + "\n"
        + #"print("n is \(n), x is \(x), sum \(Float(n) + x)")"#,
      prints: "n is 3, x is 0.5, sum 3.5\n"),
    Program(
      "nested interpolation",
      #"let a = [1, 2]"# + "\n" + #"print("a: \(a.map { "<\($0)>" }.joined(separator: ","))")"#,
      prints: "a: <1>,<2>\n"),
    Program(
      "interpolated values", #"print("\([1, 2]) \((1, "a")) \(true) \(1.0)")"#,
      prints: "[1, 2] (1, \"a\") true 1.0\n"),
    Program(
      "escapes", #"print("tab\there \"quoted\" \\ \u{e9} \u{1F600}")"#,
      prints: "tab\there \"quoted\" \\ é 😀\n"),
    Program(
      "raw text", ##"print(#"no \n escape, "quotes""#)"##, prints: "no \\n escape, \"quotes\"\n"),
    Program(
      "multi-line text", "let s = \"\"\"\n  one\n    two \\(1 + 1)\n  three\n  \"\"\"\nprint(s)",
      prints: "one\n  two 2\nthree\n"),
    Program("multi-line continuation", "print(\"\"\"\n  a \\\n  b\n  \"\"\")", prints: "a b\n"),
    Program(
      "concatenation of text",
      "var s = \"a\" + \"b\"\ns += \"c\"\ns.append(\"d\")\nprint(s, s.count, s.isEmpty)",
      prints: "abcd 4 false\n"),
    Program(
      "comparison of text",
      "print(\"a\" < \"b\", \"abc\" == \"abc\", \"Z\" < \"a\", max(\"x\", \"y\"))",
      prints: "true true true y\n"),
    Program(
      "case", "print(\"Hello\".uppercased(), \"Hello\".lowercased())", prints: "HELLO hello\n"),
    Program(
      "prefix and suffix",
      "print(\"hello\".hasPrefix(\"he\"), \"hello\".hasSuffix(\"x\"), \"hello\".prefix(2), \"hello\".suffix(3), \"hello\".dropFirst())",
      prints: "true false he llo ello\n"),
    Program(
      "contains text", "print(\"hello\".contains(\"ell\"), \"hello\".contains(\"z\"))",
      prints: "true false\n"),
    Program(
      "split",
      "let parts = \"one two\".split(separator: \" \")\nprint(\"a,b,,c\".split(separator: \",\"), parts.map { $0.count })",
      prints: "[\"a\", \"b\", \"c\"] [3, 3]\n"),
    Program(
      "split to numbers", "print(\"1 2 3\".split(separator: \" \").map { Int($0)! }.reduce(0, +))",
      prints: "6\n"),
    Program(
      "split to texts",
      "let parts = \"a-b\".split(separator: \"-\").map(String.init)\nprint(parts)",
      prints: "[\"a\", \"b\"]\n"),
    Program(
      "repeating text",
      "print(String(repeating: \"ab\", count: 3), String(repeating: \"-\", count: 5))",
      prints: "ababab -----\n"),
    Program(
      "characters",
      "let c: Character = \"a\"\nprint(c, [c], c == \"a\", c.isLetter, String(c) + \"b\")",
      prints: "a [\"a\"] true true ab\n"),
    Program(
      "text to array",
      "print(Array(\"abc\")[1], \"abc\".map { String($0) }, \"abc\".first!, \"abc\".last!)",
      prints: "b [\"a\", \"b\", \"c\"] a c\n"),
    Program("filter text", "print(\"h3ll0\".filter { $0.isLetter })", prints: "hll\n"),
    Program(
      "count characters", "print(\"héllo\".count, \"👨‍👩‍👧\".count, \"\".isEmpty)", prints: "5 1 true\n"),
    Program(
      "text of anything", "print(String(3) + String(2.5) + String(true), String(describing: [1]))",
      prints: "32.5true [1]\n"),
    Program(
      "format",
      """
      import Foundation
      print(String(format: "%.2f|%5d|%-4d|%05.1f|%x|%@", 3.14159, 42, 7, 2.5, 255, "text"))
      """, prints: "3.14|   42|7   |002.5|ff|text\n"),
    Program(
      "format of float",
      """
      import Foundation
      let x: Float = 0.1
      print(String(format: "%.3f %6.2f%%", x, 99.5))
      """, prints: "0.100  99.50%\n"),
    Program(
      "foundation text",
      """
      import Foundation
      print("a b".replacingOccurrences(of: " ", with: "_"), "x=1".components(separatedBy: "="), "  hi ".trimmingCharacters(in: .whitespaces))
      """, prints: "a_b [\"x\", \"1\"] hi\n"),
    Program(
      "palindrome",
      "func same(_ s: String) -> Bool { s == String(s.reversed()) }\nprint(same(\"level\"), same(\"no\"))",
      prints: "true false\n"),
    Program(
      "word count",
      """
      var counts: [String: Int] = [:]
      for word in "the cat the dog".split(separator: " ") { counts[String(word), default: 0] += 1 }
      for key in counts.keys.sorted() { print(key, counts[key]!) }
      """, prints: "cat 1\ndog 1\nthe 2\n"),
    Program(
      "caesar",
      """
      let letters = Array("abcdefghijklmnopqrstuvwxyz")
      let coded = "abc".map { c in letters[(letters.firstIndex(of: c)! + 3) % 26] }
      print(String(coded))
      """, prints: "def\n"),
    Program(
      "character switch",
      """
      for c in "a1 " {
        switch c {
        case "a"..."z": print("letter")
        case " ": print("space")
        default: print("other")
        }
      }
      """, prints: "letter\nother\nspace\n"),
    Program("unicode names", "let größe = 3\nlet π = 3.14\nprint(größe, π)", prints: "3 3.14\n"),
    Program(
      "padding",
      """
      import Foundation
      print("ab".padding(toLength: 5, withPad: ".", startingAt: 0) + "|")
      """, prints: "ab...|\n"),
  ]
}
