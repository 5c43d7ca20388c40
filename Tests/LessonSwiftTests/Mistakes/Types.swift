extension Mistake {
  static let types: [Mistake] = [
    Mistake(
      "let n = 2\nlet x: Float = 1\nprint(x + n)", .type,
      "3:9 '+' cannot join 'Float' and 'Int'\nexpected the same type on both sides\nconvert one side, for example with 'Float(…)'"
    ),
    Mistake(
      "let x: Int = 2.5", .type,
      "1:14 the types do not fit: the value of 'x'\nexpected 'Int'\nfound 'Double'\nconvert it: 'Int(2.5)'"
    ),
    Mistake(
      "let s: String = 3", .type,
      "1:17 the types do not fit: the value of 's'\nexpected 'String'\nfound 'Int'\nconvert it: 'String(3)' or \"\\(3)\""
    ),
    Mistake(
      "print(\"a\" + 1)", .type,
      "1:11 '+' cannot join 'String' and 'Int'\nput the value into the text: \"… \\(value)\""),
    Mistake(
      "if 1 { print(2) }", .type,
      "1:4 the types do not fit: a condition\nexpected 'Bool'\nfound 'Int'"),
    Mistake(
      "let a: Int? = 3\nprint(a + 1)", .type,
      "2:9 '+' cannot join 'Int?' and 'Int'\nunwrap the optional side with 'if let', '??' or '!'"),
    Mistake(
      "let a: Int? = 3\nlet b: Int = a", .type,
      "2:14 the types do not fit: the value of 'b'\nexpected 'Int'\nfound 'Int?'\nunwrap it with 'if let', 'guard let', '??' or '!'"
    ),
    Mistake(
      "let a: String? = \"x\"\nprint(a.count)", .type,
      "2:9 this may be nil: 'String?' must be unwrapped before '.count'\nexpected 'String'\nfound 'String?'\nuse 'if let', 'guard let', '?.' or '!'"
    ),
    Mistake(
      "let x = nil", .type,
      "1:9 'nil' needs a type\nexpected an optional type written down\nfor example 'let x: Int? = nil'"
    ),
    Mistake(
      "let x: Int = nil", .type,
      "1:14 'nil' cannot be a 'Int'\nexpected 'Int'\nfound nil\nan optional 'Int?' can be nil"),
    Mistake(
      "let x = []", .type,
      "1:9 the type of an empty collection cannot be found out\nexpected a type written down\nfor example 'let numbers: [Int] = []'"
    ),
    Mistake(
      "print([1, \"a\"].count)", .type,
      "1:8 the elements have different types\nexpected one type for all\nfound 'String' and 'Int'"),
    Mistake(
      "for i in 5 { print(i) }", .type,
      "1:10 a 'Int' cannot be walked by 'for'\nexpected an array, a range, a String or their like\nfound 'Int'\nwrite '0..<5'"
    ),
    Mistake(
      "let x = 3\nx()", .type,
      "2:1 a value of type 'Int' cannot be called\nexpected a function\nfound 'Int'"),
    Mistake(
      "let x = 3\nprint(x[0])", .type,
      "2:7 a value of type 'Int' has no elements to pick with '[…]'"),
    Mistake(
      "print(\"abc\"[0])", .type,
      "1:7 a String has no numbered characters\nexpected an array\nwrite 'Array(\"abc\")[…]'"),
    Mistake(
      "print([1, 2][\"a\"])", .type,
      "1:14 the types do not fit: an index\nexpected 'Int'\nfound 'String'"),
    Mistake(
      "let d = [\"a\": 1]\nprint(d[1] as Any)", .type,
      "2:9 the types do not fit: the key\nexpected 'String'\nfound 'Int'\nconvert it: 'String(1)' or \"\\(1)\""
    ),
    Mistake(
      "let f: (Int) -> Int = { \"a\" }", .type,
      "1:23 the closure ignores its argument\nexpected a name for each, or $0\nwrite '{ _ in … }' to ignore it on purpose"
    ),
    Mistake(
      "let f = { $0 + 1 }", .type,
      "1:9 the type of the closure's parameter '$0' cannot be found out\nexpected a type written down\nfor example '{ ($0: Int) in … }'"
    ),
    Mistake(
      "print(!3)", .type,
      "1:8 the types do not fit: '!' turns a condition round\nexpected 'Bool'\nfound 'Int'"),
    Mistake("print(-\"a\")", .type, "1:7 '-' cannot stand before a 'String'"),
    Mistake(
      "print(5.0 % 2.0)", .type,
      "1:11 '%' cannot join 'Double' and 'Double'\nexpected the same type on both sides\nuse 'truncatingRemainder(dividingBy:)'"
    ),
    Mistake(
      "let x = 3\nprint(x!)", .type,
      "2:7 '!' unwraps an optional, and this is none\nexpected an optional value\nfound 'Int'\nleave '!' out"
    ),
    Mistake(
      "if let x = 3 { print(x) }", .type,
      "1:12 'if let' unwraps an optional, and this is none\nexpected an optional value\nfound 'Int'"
    ),
    Mistake(
      "let x = Int", .type, "1:9 'Int' is a type, not a value\nexpected a value, such as 'Int(…)'"),
    Mistake(
      "let x = true ? 1 : \"a\"", .type,
      "1:9 the two results have different types\nexpected one type for both\nfound 'Int' and 'String'"
    ),
    Mistake(
      "func f() -> Int { return \"a\" }", .type,
      "1:26 the types do not fit: what 'f' gives back\nexpected 'Int'\nfound 'String'"),
    Mistake(
      "func f() { return 3 }", .type,
      "1:19 'f' gives nothing back\nexpected 'return' without a value\nfound 'Int'\nwrite '-> Int' after its parameters"
    ),
    Mistake(
      "let x = print(1)", .type,
      "1:9 'x' would hold nothing: there is no value here\nexpected a value\nfound '()'"),
    Mistake(
      "let (a, b, c) = (1, 2)", .type,
      "1:5 the pattern takes 3 parts\nexpected a tuple of 3\nfound '(Int, Int)'"),
    Mistake(
      "let x = 99999999999999999999", .type,
      "1:9 this number is too large for an Int\nexpected at most 9223372036854775807\nfound 99999999999999999999"
    ),
    Mistake(
      "let a = [3, 1]\nlet b: [Int] = a[1...]", .type,
      "2:16 the types do not fit: the value of 'b'\nexpected '[Int]'\nfound 'ArraySlice<Int>'\nmake an array of it: 'Array(a[1...])'"
    ),
    Mistake(
      "print([[1], [2]].sorted())", .type,
      "1:7 '[Int]' has no order\nexpected Comparable elements\nsay how: 'sorted { $0.x < $1.x }', 'max { $0.x < $1.x }'"
    ),
    Mistake(
      "let x: Float = \"1\"", .type,
      "1:16 the types do not fit: the value of 'x'\nexpected 'Float'\nfound 'String'"),
    Mistake(
      "print(3 as String)", .type,
      "1:7 the types do not fit: 'as'\nexpected 'String'\nfound 'Int'\nconvert it: 'String(3)' or \"\\(3)\""
    ),
    Mistake(
      "throw 3", .type,
      "1:7 the types do not fit: only an Error can be thrown\nexpected 'any Error'\nfound 'Int'"),
    Mistake(
      "let f: Float = 1\nlet x: Int = " + String(repeating: "max(0, ", count: 30) + "f"
        + String(repeating: ")", count: 30), .type,
      "2:14 the types do not fit: the value of 'x'\nexpected 'Int'\nfound 'Float'\nconvert it with 'Int(…)'"
    ),
  ]
}
