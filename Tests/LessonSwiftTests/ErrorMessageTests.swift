import LessonSwift
import Testing

/// A program with a mistake, and exactly what a learner reads about it.
struct Mistake: Sendable, CustomTestStringConvertible {
  let source: String
  let kind: LessonError.Kind
  /// `line:column message`, then what was expected, found and suggested, a line each.
  let says: String

  init(_ source: String, _ kind: LessonError.Kind, _ says: String) {
    self.source = source
    self.kind = kind
    self.says = says
  }

  var testDescription: String { source }
}

struct ErrorMessageTests {
  @Test(arguments: Mistake.all)
  func says(_ mistake: Mistake) {
    let session = Session(options: .lesson) { _ in }
    let outcome = session.run(mistake.source)
    let error = outcome.error
    #expect(error?.kind == mistake.kind)
    #expect(error.map { "\($0.line):\($0.column) \($0.summary)" } == mistake.says)
  }

  @Test func rendersPlaceLineAndCaret() {
    let session = Session { _ in }
    session.run("let features = [1, 2]")
    let error = session.run("// a comment\nprint(featurs)", file: "lesson.md", firstLine: 41).error
    #expect(
      error?.rendered() == """
        lesson.md:42:7: error: nothing here is called 'featurs'
          |  print(featurs)
          |        ^~~~~~~
          did you mean 'features'?
        """)
  }

  @Test func countsColumnsInCharacters() {
    let session = Session { _ in }
    let error = session.run("let größe = \"é\" + 1").error
    #expect(error?.column == 17)
    #expect(error?.length == 1)
  }
}

extension Mistake {
  static let all: [Mistake] = syntax + outside + names + types + arguments + rules + runtime

  static let syntax: [Mistake] = [
    Mistake("let x = ", .incomplete, "1:9 the code ends too early\nexpected a value"),
    Mistake("print(1", .incomplete, "1:8 the code ends too early\nexpected ')' to close the list"),
    Mistake(
      "let a = [1, 2", .incomplete, "1:14 the code ends too early\nexpected ']' to close the array"),
    Mistake(
      "if true {", .incomplete, "1:10 the code ends too early\nexpected '}' to close the block"),
    Mistake("print(1))", .syntax, "1:9 this ')' closes nothing\nremove it, or open it before"),
    Mistake("}", .syntax, "1:1 this '}' closes nothing\nremove it, or open a block before it"),
    Mistake("let s = \"abc", .syntax, "1:9 this string has no closing quote"),
    Mistake(
      "let x = 1 2", .syntax, "1:11 unexpected '2'\nexpected a new line or ';' between statements"),
    Mistake("let x = 5€", .syntax, "1:10 '€' is not a digit of a number"),
    Mistake(
      "let let = 3", .syntax,
      "1:5 'let' is a keyword and cannot be a name\nexpected a name\nchoose another name, or write `let` in backticks"
    ),
    Mistake("x++", .syntax, "1:2 '++' is not an operator\nwrite '+= 1'"),
    Mistake("print(2 ** 3)", .syntax, "1:9 '**' is not an operator\nwrite 'pow(x, y)'"),
    Mistake(
      "let y = 1 < 2 < 3", .syntax,
      "1:15 '<' cannot follow another operator of its kind\nuse brackets to say which comes first"),
    Mistake(
      "let a = 1\nlet b = a -1", .syntax,
      "2:11 uneven spaces around '-'\nexpected a space on both sides of it, or on none"),
    Mistake("func f(x) {}", .syntax, "1:8 the parameter 'x' has no type\nexpected x: Type"),
    Mistake("print(\"\\q\")", .syntax, "1:8 '\\q' is not an escape in a string"),
    Mistake(
      "print(\"\\(1 + )\")", .syntax, "1:14 the interpolation ends too early\nexpected a value"),
    Mistake("/* open", .incomplete, "1:1 this comment has no closing '*/'"),
    Mistake(
      "switch 1 { case 1: }", .rule,
      "1:12 this case does nothing\nexpected at least one statement\nwrite 'break' to do nothing"),
    Mistake("let x = 3 +", .incomplete, "1:12 the code ends too early\nexpected a value"),
    Mistake(
      "for i 0..<3 {}", .syntax,
      "1:7 unexpected '0'\nexpected 'in' after the name of the loop variable"),
  ]

  static let outside: [Mistake] = [
    Mistake(
      "class A {}", .outsideTheSubset,
      "1:1 'class' is Swift, but not part of Lesson Swift\nuse a 'struct'"),
    Mistake(
      "protocol P {}", .outsideTheSubset, "1:1 'protocol' is Swift, but not part of Lesson Swift"),
    Mistake(
      "actor A {}", .outsideTheSubset,
      "1:1 'actor' is Swift, but not part of Lesson Swift\nuse a 'struct'"),
    Mistake(
      "extension Int {}", .outsideTheSubset,
      "1:1 'extension' is Swift, but not part of Lesson Swift\nput the members inside the 'struct' or 'enum'"
    ),
    Mistake(
      "typealias A = Int", .outsideTheSubset,
      "1:1 'typealias' is Swift, but not part of Lesson Swift\nwrite the type out"),
    Mistake(
      "func f() async {}", .outsideTheSubset,
      "1:10 'async' is Swift, but not part of Lesson Swift\nlesson code runs in order; leave 'async' out"
    ),
    Mistake(
      "let x = await f()", .outsideTheSubset,
      "1:9 'await' is Swift, but not part of Lesson Swift\nlesson code runs in order; leave 'await' out"
    ),
    Mistake(
      "func f<T>(_ x: T) {}", .outsideTheSubset,
      "1:7 'generic function' is Swift, but not part of Lesson Swift\nwrite it for the one type you need"
    ),
    Mistake(
      "struct S<T> {}", .outsideTheSubset,
      "1:9 'generic type' is Swift, but not part of Lesson Swift\nwrite it for the one type you need"
    ),
    Mistake(
      "@MainActor func f() {}", .outsideTheSubset,
      "1:1 '@MainActor' is Swift, but not part of Lesson Swift\nleave '@MainActor' out"),
    Mistake(
      "public let x = 1", .outsideTheSubset,
      "1:1 'public' is Swift, but not part of Lesson Swift\nleave 'public' out"),
    Mistake(
      "enum E { case a(Int) }", .outsideTheSubset,
      "1:16 'enum payload' is Swift, but not part of Lesson Swift\nuse a struct for the values that belong together"
    ),
    Mistake(
      "#if DEBUG\n#endif", .outsideTheSubset, "1:1 '#if' is Swift, but not part of Lesson Swift"),
    Mistake(
      "struct S { lazy var x = 1 }", .outsideTheSubset,
      "1:12 'lazy' is Swift, but not part of Lesson Swift\ncompute the value where it is needed"),
    Mistake(
      "let x: UInt8 = 1", .outsideTheSubset,
      "1:8 'UInt8' is Swift, but not part of Lesson Swift\nuse Int"),
    Mistake(
      "let f = try! Int(\"3\")", .outsideTheSubset,
      "1:9 'try!' is Swift, but not part of Lesson Swift\nwrite 'try': an uncaught error is shown with its place"
    ),
    Mistake(
      "import UIKit", .outsideTheSubset,
      "1:1 there is no module 'UIKit' in a lesson\nexpected 'import Foundation', 'import Fovea'"),
    Mistake(
      "struct S { subscript(i: Int) -> Int { i } }", .outsideTheSubset,
      "1:12 'subscript' is Swift, but not part of Lesson Swift\nwrite a method"),
    Mistake(
      "var x = 1 { didSet {} }", .outsideTheSubset,
      "1:11 'willSet/didSet' is Swift, but not part of Lesson Swift\nchange the other value where this one is set"
    ),
  ]

  static let names: [Mistake] = [
    Mistake(
      "let features = 1\nprint(featurs)", .unknownName,
      "2:7 nothing here is called 'featurs'\ndid you mean 'features'?"),
    Mistake("prnt(1)", .unknownName, "1:1 nothing here is called 'prnt'\ndid you mean 'print'?"),
    Mistake("print(zzzzqq)", .unknownName, "1:7 nothing here is called 'zzzzqq'"),
    Mistake(
      "print([1].cuont)", .unknownName,
      "1:11 a value of type '[Int]' has no member 'cuont'\ndid you mean 'count'?"),
    Mistake(
      "print(\"a\".uppercase())", .unknownName,
      "1:11 a value of type 'String' has no member 'uppercase'\ndid you mean 'uppercased'?"),
    Mistake(
      "let x: Flaot = 1", .unknownName, "1:8 no type is called 'Flaot'\ndid you mean 'Float'?"),
    Mistake(
      "print(Float.pie)", .unknownName,
      "1:13 the type 'Float' has no member 'pie'\ndid you mean 'pi'?"),
    Mistake(
      "enum Side { case left, right }\nlet s: Side = .rigth", .unknownName,
      "2:16 the type 'Side' has no member 'rigth'\ndid you mean 'right'?"),
    Mistake(
      "struct P { var x = 1 }\nprint(P().y)", .unknownName,
      "2:11 a value of type 'P' has no member 'y'\ndid you mean 'x'?"),
    Mistake("print($0)", .unknownName, "1:7 '$0' only has a meaning inside a closure"),
    Mistake("print(self)", .unknownName, "1:7 there is no 'self' outside of a method"),
    Mistake("for i in 0..<3 { break outr }", .unknownName, "1:24 no loop here is called 'outr'"),
    Mistake(
      "if true { let inner = 1 }\nprint(inner)", .unknownName, "2:7 nothing here is called 'inner'"),
  ]

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
  ]

  static let arguments: [Mistake] = [
    Mistake(
      "func f(width: Int) {}\nf(3)", .arguments,
      "2:3 this argument needs a label\nexpected 'f(width: Int)'\nwrite 'width: 3'"),
    Mistake(
      "func f(width: Int) {}\nf(widht: 3)", .arguments,
      "2:3 'f' has no argument labelled 'widht'\nexpected 'f(width: Int)'\ndid you mean 'width'?"),
    Mistake(
      "func f(_ x: Int) {}\nf(x: 3)", .arguments,
      "2:3 'f' has no argument labelled 'x'\nexpected 'f(_: Int)'\nleave 'x:' out"),
    Mistake(
      "func f(_ x: Int) {}\nf()", .arguments,
      "2:1 an argument is missing: 'x'\nexpected 'f(_: Int)'"),
    Mistake(
      "func f(_ x: Int) {}\nf(1, 2)", .arguments,
      "2:6 'f' takes no further argument here\nexpected 'f(_: Int)'"),
    Mistake(
      "func f(_ x: Int, by k: Int = 2) {}\nf(1, bye: 2)", .arguments,
      "2:6 'f' has no argument labelled 'bye'\nexpected 'f(_: Int, by: Int)'\ndid you mean 'by'?"),
    Mistake(
      "func f(_ x: Float) {}\nf(\"a\")", .type,
      "2:3 the types do not fit: this argument\nexpected 'Float'\nfound 'String'"),
    Mistake(
      "let n = 3\nfunc f(_ x: Float) {}\nf(n)", .type,
      "3:3 the types do not fit: this argument\nexpected 'Float'\nfound 'Int'\nconvert it: 'Float(n)'"
    ),
    Mistake(
      "func f(_ n: inout Int) {}\nvar x = 1\nf(x)", .arguments,
      "3:3 the function changes this argument\nexpected '&' before a variable\nwrite '&x'"),
    Mistake(
      "func f(_ n: Int) {}\nvar x = 1\nf(&x)", .arguments,
      "3:3 '&' is only for parameters marked 'inout'\nleave '&' out"),
    Mistake(
      "func f(_ n: inout Int) {}\nlet x = 1\nf(&x)", .rule,
      "3:4 this cannot be changed: 'x' is a 'let' constant\ndeclare it with 'var'"),
    Mistake(
      "struct P { var x: Int }\nlet p = P(y: 1)", .arguments,
      "2:11 'P' has no argument labelled 'y'\nexpected 'P(x: Int)'\ndid you mean 'x'?"),
    Mistake(
      "struct P { var x: Int }\nlet p = P()", .arguments,
      "2:9 an argument is missing: 'x'\nexpected 'P(x: Int)'"),
    Mistake(
      "let f = { (a: Int) in a }\nprint(f(1, 2))", .arguments,
      "2:7 this function takes 1 arguments\nexpected '(Int) -> Int'\nfound 2 arguments"),
    Mistake(
      "print(max(1))", .arguments,
      "1:7 an argument is missing: 'y'\nexpected 'max(_: T, _: T, _: T...)'"),
    Mistake(
      "let a = [[1]]\nprint(a[0, 0])", .arguments,
      "2:7 an array takes one index\nexpected one Int or one range\nfound 2 indices\nfor arrays in arrays write '[i][j]'"
    ),
    Mistake(
      "print(Float([1]))", .arguments,
      "1:7 no 'Float' takes these arguments\nexpected 'Float(_: Int)', or 'Float(_: Double)', or 'Float(_: Float)', or 'Float(_: String)', …"
    ),
  ]

  static let rules: [Mistake] = [
    Mistake(
      "let x = 1\nx = 2", .rule,
      "2:1 this cannot be changed: 'x' is a 'let' constant\ndeclare it with 'var'"),
    Mistake(
      "let a = [1]\na.append(2)", .rule,
      "2:1 'append' changes its value, and 'a' is a 'let' constant"),
    Mistake(
      "let a = [1]\na[0] = 2", .rule,
      "2:1 this cannot be changed: 'a' is a 'let' constant\ndeclare it with 'var'"),
    Mistake(
      "struct P { let x: Int }\nvar p = P(x: 1)\np.x = 2", .rule,
      "3:1 this cannot be changed: 'x' is a 'let' property"),
    Mistake("func f(_ x: Int) { x = 2 }", .rule, "1:20 this cannot be changed: 'x' is a parameter"),
    Mistake(
      "for i in 0..<3 { i += 1 }", .rule,
      "1:18 this cannot be changed: 'i' is a 'let' constant\ndeclare it with 'var'"),
    Mistake("[1, 2].count = 3", .rule, "1:1 this cannot be changed: 'count' can only be read"),
    Mistake(
      "let x = 1\nlet x = 2", .rule,
      "2:5 'x' is declared already\nexpected a new name\nchoose another name, or assign with 'x = …' if it is a 'var'"
    ),
    Mistake(
      "func f() throws {}\nf()", .rule,
      "2:1 'f' can throw an error, but is not marked with 'try'\nexpected 'try' before it\nwrite 'try' at the head of the expression"
    ),
    Mistake(
      "func f() throws {}\nfunc g() { try f() }", .rule,
      "2:16 an error that 'f' throws is not handled here\nexpected a function marked 'throws', or 'do' with 'catch'\nwrite 'throws' after the parameters of 'g'"
    ),
    Mistake(
      "struct E: Error {}\nfunc f() { throw E() }", .rule,
      "2:12 an error that 'throw' throws is not handled here\nexpected a function marked 'throws', or 'do' with 'catch'\nwrite 'throws' after the parameters of 'f'"
    ),
    Mistake(
      "func f(_ n: Int) -> Int { if n > 0 { return 1 } }", .rule,
      "1:6 'f' may end without giving back a value\nexpected 'return' with a 'Int' on every way through it"
    ),
    Mistake(
      "func f() { guard true else { print(1) } }", .rule,
      "1:12 the 'else' of 'guard' must leave\nexpected 'return', 'throw', 'break' or 'continue' at its end"
    ),
    Mistake("break", .rule, "1:1 'break' stands outside of a loop\n'return' leaves a function"),
    Mistake("return 3", .rule, "1:1 'return' stands outside of a function"),
    Mistake(
      "enum E { case a, b }\nlet e = E.a\nswitch e { case .a: print(1) }", .rule,
      "3:8 this 'switch' does not cover every value\nexpected a case for '.b', or 'default'"),
    Mistake(
      "switch 3 { case 1: print(1) }", .rule,
      "1:8 this 'switch' does not cover every value\nexpected a 'default' case"),
    Mistake(
      "let x = 1\nif x = 2 { print(1) }", .rule, "2:6 '=' assigns; it does not compare\nwrite '=='"),
    Mistake(
      "struct S { var n = 0; func up() { n += 1 } }", .rule,
      "1:35 this cannot be changed: the method is not marked 'mutating'"),
    Mistake("func f(a: Int, a: Int) {}", .rule, "1:16 two parameters are called 'a'"),
    Mistake(
      "let d = [\"a\": 1, \"a\": 2]", .runtime,
      "1:18 this dictionary has the same key twice\nfound \"a\" for the second time"),
  ]

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
