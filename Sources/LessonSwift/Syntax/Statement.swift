/// A statement of the program, as written.
final class Statement {
  let kind: StatementKind
  let range: SourceRange

  init(_ kind: StatementKind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}

indirect enum StatementKind {
  case expression(Expression)
  case variable(VariableSyntax)
  case function(FunctionSyntax)
  case structure(StructureSyntax)
  case enumeration(EnumerationSyntax)
  case conditional(IfSyntax)
  case guarded([ConditionSyntax], [Statement])
  case whileLoop(label: String?, [ConditionSyntax], [Statement])
  case repeatLoop(label: String?, [Statement], Expression)
  case forLoop(ForSyntax)
  case choice(SwitchSyntax)
  case giveBack(Expression?)
  case throwing(Expression)
  case leave(label: String?, SourceRange?)
  case proceed(label: String?, SourceRange?)
  case fallThrough
  case attempt(DoSyntax)
  case importing(String)
  case deferred([Statement])
}

struct VariableSyntax {
  struct Binding {
    let pattern: PatternSyntax
    let type: TypeSyntax?
    let value: Expression?
    /// A computed property or variable.
    let accessors: AccessorSyntax?
  }
  let isConstant: Bool
  let isStatic: Bool
  let bindings: [Binding]
}

struct AccessorSyntax {
  let getter: [Statement]
  let setter: (parameter: String, body: [Statement])?
  let isThrowing: Bool
}

final class IfSyntax {
  let conditions: [ConditionSyntax]
  let body: [Statement]
  let otherwise: [Statement]?
  let range: SourceRange

  init(
    conditions: [ConditionSyntax], body: [Statement], otherwise: [Statement]?, range: SourceRange
  ) {
    self.conditions = conditions
    self.body = body
    self.otherwise = otherwise
    self.range = range
  }
}

enum ConditionSyntax {
  case expression(Expression)
  /// `if let x = value`; without a value the name's own.
  case binding(name: String, isConstant: Bool, type: TypeSyntax?, value: Expression, SourceRange)
  /// `if case .some(pattern) = value`
  case pattern(PatternSyntax, Expression)
}

struct ForSyntax {
  let label: String?
  let pattern: PatternSyntax
  /// `for x: Float in …`
  let annotation: TypeSyntax?
  let sequence: Expression
  let filter: Expression?
  let body: [Statement]
}

final class SwitchSyntax {
  struct Case {
    /// Empty for `default`.
    let patterns: [(pattern: PatternSyntax, filter: Expression?)]
    let body: [Statement]
    let range: SourceRange
  }
  let label: String?
  let subject: Expression
  let cases: [Case]
  let range: SourceRange

  init(label: String?, subject: Expression, cases: [Case], range: SourceRange) {
    self.label = label
    self.subject = subject
    self.cases = cases
    self.range = range
  }
}

struct DoSyntax {
  struct Catch {
    let pattern: PatternSyntax?
    let filter: Expression?
    let body: [Statement]
    let range: SourceRange
  }
  let label: String?
  let body: [Statement]
  let catches: [Catch]
}

/// What stands before `=`, after `for` and `case`.
final class PatternSyntax {
  indirect enum Kind {
    case wildcard
    case name(String, isConstant: Bool)
    case tuple([(label: String?, pattern: PatternSyntax)])
    /// `x?`
    case optional(PatternSyntax)
    case expression(Expression)
    case isType(TypeSyntax)
    /// `let e as ShapeError`
    case asType(PatternSyntax, TypeSyntax)
  }
  let kind: Kind
  let range: SourceRange

  init(_ kind: Kind, _ range: SourceRange) {
    self.kind = kind
    self.range = range
  }
}
