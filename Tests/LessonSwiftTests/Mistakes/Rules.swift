extension Mistake {
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
}
