extension Program {
  static let arithmetic: [Program] = [
    Program("integer division", "print(7 / 2, -7 / 2, 7 % 3, -7 % 3)", prints: "3 -3 1 -1\n"),
    Program("precedence", "print(1 + 2 * 3 - 4 / 2)", prints: "5\n"),
    Program("brackets", "print((1 + 2) * (3 - 4))", prints: "-3\n"),
    Program("left to right", "print(10 - 3 - 2, 100 / 10 / 5)", prints: "5 2\n"),
    Program("double division", "print(7.0 / 2, 1 / 4.0)", prints: "3.5 0.25\n"),
    Program("float division", "let x: Float = 1 / 3\nprint(x)", prints: "0.33333334\n"),
    Program("double thirds", "print(1.0 / 3)", prints: "0.3333333333333333\n"),
    Program("negation", "let x = 5\nprint(-x, -(-x), +x)", prints: "-5 5 5\n"),
    Program(
      "negative literal minimum", "print(-9223372036854775808)", prints: "-9223372036854775808\n"),
    Program(
      "hex, binary, octal", "print(0xff, 0b1010, 0o17, 1_000_000)", prints: "255 10 15 1000000\n"),
    Program("exponents", "print(1e3, 1.5e-3, 2E2)", prints: "1000.0 0.0015 200.0\n"),
    Program("bits", "print(6 & 3, 6 | 3, 6 ^ 3, ~5, 1 << 4, -16 >> 2)", prints: "2 7 5 -6 16 -4\n"),
    Program("bit precedence", "print(1 + 2 << 3, 1 | 2 & 3, 5 & 4 + 1)", prints: "17 3 5\n"),
    Program(
      "wrapping", "print(Int.max &+ 1, Int.min &- 1, Int.max &* 2)",
      prints: "-9223372036854775808 9223372036854775807 -2\n"),
    Program("shift far", "let n = 70\nprint(1 << n, 8 >> n)", prints: "0 0\n"),
    Program(
      "compare", "print(1 < 2, 2 <= 2, 3 > 4, 3 >= 3, 1 == 2, 1 != 2)",
      prints: "true true false true false true\n"),
    Program(
      "logic", "print(true && false || true, !true, !(1 > 2) && 2 > 1)", prints: "true false true\n"
    ),
    Program(
      "short circuit",
      """
      func loud(_ x: Bool) -> Bool { print("asked"); return x }
      print(false && loud(true), true || loud(true), true && loud(false))
      """, prints: "asked\nfalse true false\n"),
    Program(
      "compound",
      """
      var x = 10
      x += 5; x -= 3; x *= 2; x /= 5; x %= 3
      print(x)
      x <<= 3; x |= 1; x &= 13; x ^= 2
      print(x)
      """, prints: "1\n11\n"),
    Program(
      "compound float", "var x: Float = 1\nx += 0.5\nx *= 3\nx /= 2\nx -= 1\nprint(x)",
      prints: "1.25\n"),
    Program(
      "ternary", "let n = 3\nprint(n > 2 ? \"big\" : \"small\", n > 5 ? 1 : n > 2 ? 2 : 3)",
      prints: "big 2\n"),
    Program(
      "conversions", "print(Int(3.99), Int(-3.99), Double(3), Float(7) / 2, Int(Float(2.5)))",
      prints: "3 -3 3.0 3.5 2\n"),
    Program(
      "conversion of integer division", "print(Float(1 / 2), Double(7 / 2))", prints: "0.0 3.0\n"),
    Program(
      "text to number", #"print(Int("42")!, Int("x") == nil, Double("2.5")!, Float("1e3")!)"#,
      prints: "42 true 2.5 1000.0\n"),
    Program(
      "radix", #"print(String(255, radix: 16), String(5, radix: 2), Int("ff", radix: 16)!)"#,
      prints: "ff 101 255\n"),
    Program(
      "square root", "let x: Float = 2\nprint(x.squareRoot(), 16.0.squareRoot())",
      prints: "1.4142135 4.0\n"),
    Program(
      "rounding",
      """
      print((2.5).rounded(), (3.5).rounded(), (-2.5).rounded(), (2.4).rounded(.up))
      print((2.9).rounded(.down), (2.5).rounded(.toNearestOrEven), (-2.7).rounded(.towardZero))
      """, prints: "3.0 4.0 -3.0 3.0\n2.0 2.0 -2.0\n"),
    Program(
      "not a number",
      """
      let x = Double.nan
      print(x.isNaN, x == x, (1.0 / 0).isInfinite, -1.0 / 0)
      """, prints: "true false true -inf\n"),
    Program(
      "constants", "print(Int.max, Int.min, Double.pi, Float.pi)",
      prints: "9223372036854775807 -9223372036854775808 3.141592653589793 3.1415925\n"),
    Program(
      "infinities", "var best = Float.infinity\nbest = min(best, 3)\nprint(best, -Float.infinity)",
      prints: "3.0 -inf\n"),
    Program(
      "magnitude", "print((-3).magnitude, (-2.5).magnitude, abs(-4), abs(-1.5))",
      prints: "3 2.5 4 1.5\n"),
    Program("min and max", "print(min(3, 1, 2), max(2.5, 1), max(1, 7, 3))", prints: "1 2.5 7\n"),
    Program(
      "multiple of", "print(9.isMultiple(of: 3), 10.isMultiple(of: 3), (-5).signum())",
      prints: "true false -1\n"),
    Program(
      "quotient", "let r = 17.quotientAndRemainder(dividingBy: 5)\nprint(r.quotient, r.remainder)",
      prints: "3 2\n"),
    Program(
      "truncating remainder", "print((7.5).truncatingRemainder(dividingBy: 2))", prints: "1.5\n"),
    Program(
      "mathematics",
      """
      import Foundation
      print(sqrt(2.0), pow(2.0, 10.0), exp(0.0), log(1.0), floor(2.7), ceil(2.1))
      """, prints: "1.4142135623730951 1024.0 1.0 0.0 2.0 3.0\n"),
    Program(
      "mathematics in float",
      """
      import Foundation
      let x: Float = 2
      print(sqrt(x), pow(x, 3), exp(x), log2(x * 4))
      """, prints: "1.4142135 8.0 7.389056 3.0\n"),
    Program(
      "trigonometry",
      """
      import Foundation
      print(sin(0.0), cos(0.0), atan2(0.0, 1.0), hypot(3.0, 4.0))
      """, prints: "0.0 1.0 0.0 5.0\n"),
    Program(
      "float accumulates", "var s: Float = 0\nfor _ in 0..<10 { s += 0.1 }\nprint(s)",
      prints: "1.0000001\n"),
    Program(
      "double accumulates", "var s = 0.0\nfor _ in 0..<10 { s += 0.1 }\nprint(s)",
      prints: "0.9999999999999999\n"),
  ]
}
