extension Mistake {
  static let runtime: [Mistake] = [
    Mistake(
      "let a = [1, 2, 3]\nprint(a[3])", .runtime,
      "2:9 index out of range\nexpected an index from 0 to 2\nfound index 3"),
    Mistake(
      "let a: [Int] = []\nprint(a[0])", .runtime,
      "2:9 index out of range\nexpected no index: the array is empty\nfound index 0"),
    Mistake(
      "var a = [1]\na[-1] = 2", .runtime,
      "2:3 index out of range\nexpected an index from 0 to 0\nfound index -1"),
    Mistake(
      "let a = [1, 2]\nprint(a[1...2])", .runtime,
      "2:9 range out of bounds\nexpected a range within 0..<2\nfound 1..<3"),
    Mistake("let n = 0\nprint(5 / n)", .runtime, "2:9 division by zero\nfound 5 / 0"),
    Mistake("let n = 0\nprint(5 % n)", .runtime, "2:9 remainder by zero\nfound 5 % 0"),
    Mistake(
      "var x = Int.max\nx += 1", .runtime,
      "2:3 this number is too large for an Int\nexpected a result between -9223372036854775808 and 9223372036854775807\nfound 9223372036854775807 + 1\nuse Double, or '&+' to wrap around"
    ),
    Mistake(
      "let x = Int.max\nprint(x * 2)", .runtime,
      "2:9 this number is too large for an Int\nexpected a result between -9223372036854775808 and 9223372036854775807\nfound 9223372036854775807 * 2\nuse Double, or '&*' to wrap around"
    ),
    Mistake(
      "let x = Int.min\nprint(-x, abs(x))", .runtime, "2:7 this number is too large for an Int"),
    Mistake(
      "let a: Int? = nil\nprint(a!)", .runtime,
      "2:7 'a' is nil and cannot be unwrapped\nexpected a value\nfound nil\nuse 'if let', 'guard let' or '??'"
    ),
    Mistake(
      "let d = [\"a\": 1]\nprint(d[\"b\"]!)", .runtime,
      "2:7 'd[\"b\"]' is nil and cannot be unwrapped\nexpected a value\nfound nil\nuse 'if let', 'guard let' or '??'"
    ),
    Mistake(
      "let n = 5\nfor i in n..<3 { print(i) }", .runtime,
      "2:10 a range ends before it begins\nexpected the first bound to be at most the second\nfound 5..<3\nfor a count down use 'stride(from:through:by:)'"
    ),
    Mistake(
      "let x = Double.infinity\nprint(Int(x))", .runtime,
      "2:7 this number cannot be an Int\nexpected a finite number between -9223372036854775808 and 9223372036854775807\nfound inf"
    ),
    Mistake(
      "var a: [Int] = []\na.removeLast()", .runtime,
      "2:1 nothing can be removed: the array is empty\n'popLast()' gives nil then"),
    Mistake(
      "print([1].prefix(-1))", .runtime, "1:7 a number of elements cannot be negative\nfound -1"),
    Mistake(
      "print([Int](repeating: 0, count: -1))", .runtime,
      "1:7 a number of elements cannot be negative\nfound -1"),
    Mistake(
      "let z = 0\nprint(Array(stride(from: 0, to: 3, by: z)))", .runtime,
      "2:13 a stride needs a step that is not 0"),
    Mistake(
      "struct E: Error { let n: Int }\nthrow E(n: 3)", .thrown, "2:1 an error was thrown: E(n: 3)"),
    Mistake("fatalError(\"stop\")", .runtime, "1:1 fatalError: stop"),
    Mistake("precondition(1 > 2, \"no\")", .runtime, "1:1 precondition failed: no"),
    Mistake(
      "func f(_ n: Int) -> Int { f(n + 1) }\nprint(f(0))", .tooDeep,
      "1:27 too many calls inside each other: 'f' may be calling itself for ever\ngive the recursion an end, or write a loop"
    ),
    Mistake(
      "var a = [1]\nwhile true { a += a }", .tooLarge,
      "2:14 this grows too large for a lesson\nexpected at most 10000000 elements\ndoes the loop end?"
    ),
    Mistake(
      "var s = \"ab\"\nwhile true { s += s }", .tooLarge,
      "2:14 this grows too large for a lesson\nexpected at most 10000000 elements\ndoes the loop end?"
    ),
    Mistake("let x: Int\nprint(x)", .runtime, "2:7 'x' is used before it has a value"),
    Mistake(
      "import Foundation\nprint(String(format: \"%d\", 2.5))", .runtime,
      "2:7 '%d' does not fit its value\nexpected an Int\nfound 2.5"),
    Mistake(
      "import Foundation\nprint(String(format: \"%d %d\", 1))", .runtime,
      "2:7 the format has more places than there are values\nexpected a value for '%d'"),
    Mistake(
      "print(Array(0...))", .tooLarge,
      "1:7 this grows too large for a lesson\nexpected at most 10000000 elements\ndoes the loop end?"
    ),
    Mistake(
      "print(String(repeating: \"a\", count: Int.max))", .tooLarge,
      "1:7 this grows too large for a lesson\nexpected at most 10000000 elements\ndoes the loop end?"
    ),
  ]
}
