/// An expression of the program, as written.
final class Expression {
  let kind: ExpressionKind
  let range: SourceRange
  /// How deep the tree is below here; the parser refuses absurd depths.
  let depth: Int
  /// Whether only literals stand here, so that the surroundings decide the type.
  let softness: Softness

  init(_ kind: ExpressionKind, _ range: SourceRange, minimumDepth: Int = 0) {
    self.kind = kind
    self.range = range
    let children = kind.children
    var deepest = minimumDepth
    for child in children where child.depth > deepest { deepest = child.depth }
    depth = deepest + 1
    softness = Softness.of(kind)
  }
}

/// Whether an expression is made of number literals only: `1 / 2` becomes what is asked for.
enum Softness {
  case none
  case integer
  case floating

  static func of(_ kind: ExpressionKind) -> Softness {
    switch kind {
    case .integer: return .integer
    case .floating: return .floating
    case .parenthesis(let inner): return inner.softness
    case .prefix(let name, let inner) where name == "-" || name == "+" || name == "~":
      return inner.softness
    case .binary(let name, let left, let right, _)
    where ["+", "-", "*", "/", "%"].contains(name):
      return left.softness.joined(right.softness)
    case .ternary(_, let yes, let no): return yes.softness.joined(no.softness)
    default: return .none
    }
  }

  func joined(_ other: Softness) -> Softness {
    if self == .none || other == .none { return .none }
    return self == .floating || other == .floating ? .floating : .integer
  }
}

indirect enum ExpressionKind {
  case integer(String)
  case floating(String)
  case string([StringPiece])
  case boolean(Bool)
  case nilLiteral
  case array([Expression])
  case dictionary([(key: Expression, value: Expression)])
  case tuple([Argument])
  case parenthesis(Expression)
  case name(String)
  /// `[Float]`, `Set<Int>`, `Int?` where a value was expected: the callee of an initialiser.
  case type(TypeSyntax)
  case implicitMember(String, SourceRange)
  case member(Expression, String, SourceRange)
  case call(Expression, [Argument])
  case index(Expression, [Argument])
  case prefix(String, Expression)
  /// `2...`
  case postfixRange(Expression)
  case binary(String, Expression, Expression, SourceRange)
  case ternary(Expression, Expression, Expression)
  /// `=` or `+=` and its kin (then the operator without `=`).
  case assign(String?, Expression, Expression, SourceRange)
  case closure(ClosureSyntax)
  case unwrap(Expression)
  case chain(Expression)
  case tried(TryKind, Expression)
  case cast(Expression, CastKind, TypeSyntax)
  case keyPath([(name: String, range: SourceRange)])
  case operatorName(String)
  case address(Expression)
  case wildcard
  case conditional(IfSyntax)
  case choice(SwitchSyntax)

  var children: [Expression] {
    switch self {
    case .string(let pieces):
      return pieces.compactMap {
        if case .value(let inner) = $0 { return inner }
        return nil
      }
    case .array(let items): return items
    case .dictionary(let pairs): return pairs.flatMap { [$0.key, $0.value] }
    case .tuple(let items): return items.map(\.value)
    case .parenthesis(let inner), .member(let inner, _, _), .prefix(_, let inner),
      .postfixRange(let inner), .unwrap(let inner), .chain(let inner), .tried(_, let inner),
      .cast(let inner, _, _), .address(let inner):
      return [inner]
    case .call(let callee, let arguments), .index(let callee, let arguments):
      return [callee] + arguments.map(\.value)
    case .binary(_, let left, let right, _), .assign(_, let left, let right, _):
      return [left, right]
    case .ternary(let condition, let yes, let no): return [condition, yes, no]
    default: return []
    }
  }
}

enum StringPiece {
  case text(String)
  case value(Expression)
}

struct Argument {
  var label: String?
  var value: Expression
  var isTrailing = false
  var labelRange: SourceRange?
}

enum TryKind { case plain, optional, forced }
enum CastKind { case coerce, conditional, forced, test }

final class ClosureSyntax {
  struct Parameter {
    let name: String
    let type: TypeSyntax?
    let range: SourceRange
  }
  /// nil when the closure uses `$0`.
  let parameters: [Parameter]?
  let result: TypeSyntax?
  let body: [Statement]
  /// The highest `$n` used, or -1.
  let anonymousCount: Int

  init(parameters: [Parameter]?, result: TypeSyntax?, body: [Statement], anonymousCount: Int) {
    self.parameters = parameters
    self.result = result
    self.body = body
    self.anonymousCount = anonymousCount
  }
}
