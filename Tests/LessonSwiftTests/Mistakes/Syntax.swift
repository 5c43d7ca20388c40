extension Mistake {
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
}
