extension Mistake {
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
}
