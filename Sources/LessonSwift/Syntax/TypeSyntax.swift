/// A type as written.
struct TypeSyntax {
  indirect enum Kind {
    case name(String, [TypeSyntax])
    case array(TypeSyntax)
    case dictionary(TypeSyntax, TypeSyntax)
    case optional(TypeSyntax)
    case tuple([Element])
    case function([TypeSyntax], TypeSyntax, isThrowing: Bool)
    case any(TypeSyntax)  // `any P`, `some P`
    case inOut(TypeSyntax)
    case variadic(TypeSyntax)
  }

  struct Element {
    let label: String?
    let type: TypeSyntax
  }

  let kind: Kind
  let range: SourceRange
}
