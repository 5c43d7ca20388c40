/// Reads the signature texts of library functions: `func conv2D(_ x: Tensor, …) throws -> Tensor`.
enum SignatureParser {
  static func function(_ text: String) throws -> FunctionSyntax {
    let parser = try Parser(SourceText(text, file: "library"), isSignature: true)
    var isStatic = false
    var isMutating = false
    while parser.atWord("static") || parser.atWord("mutating") || parser.atWord("public") {
      let word = parser.advance().text
      if word == "static" { isStatic = true }
      if word == "mutating" { isMutating = true }
    }
    guard ["func", "init", "subscript"].contains(parser.current.text) else {
      throw parser.unexpected("'func', 'init' or 'subscript'")
    }
    let function = try parser.parseFunction(isStatic: isStatic, isMutating: isMutating)
    guard parser.isAtEnd else { throw parser.unexpected("the end of the signature") }
    return function
  }

  /// `shape: [Int]`, `var name: String`, `let gradient: Tensor?`; `throws` may follow.
  static func property(_ text: String) throws -> (name: String, type: TypeSyntax, isThrowing: Bool)
  {
    let parser = try Parser(SourceText(text, file: "library"), isSignature: true)
    while parser.atWord("static") || parser.atWord("var") || parser.atWord("let") {
      parser.advance()
    }
    let name = try parser.expectName("the name of a property").name
    try parser.expect(":", "after the name")
    let type = try parser.parseType()
    let isThrowing = parser.acceptWord("throws")
    guard parser.isAtEnd else { throw parser.unexpected("the end of the signature") }
    return (name, type, isThrowing)
  }
}
