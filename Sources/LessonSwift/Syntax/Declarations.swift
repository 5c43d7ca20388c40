/// A function, method, initialiser, subscript or operator as written; library signatures too.
final class FunctionSyntax {
  enum Role { case function, initializer, subscriptAccess }
  enum Effect { case none, throwing, rethrowing }

  struct Parameter {
    /// nil for `_`.
    let label: String?
    let name: String
    let type: TypeSyntax
    let defaultValue: Expression?
    let isInOut: Bool
    let isVariadic: Bool
    let range: SourceRange
  }

  struct Generic {
    let name: String
    let constraint: String?
  }

  let role: Role
  let name: String
  let nameRange: SourceRange
  let generics: [Generic]
  let parameters: [Parameter]
  let effect: Effect
  let result: TypeSyntax?
  let body: [Statement]?
  let isStatic: Bool
  let isMutating: Bool
  let isFailable: Bool
  let range: SourceRange

  init(
    role: Role, name: String, nameRange: SourceRange, generics: [Generic],
    parameters: [Parameter], effect: Effect, result: TypeSyntax?, body: [Statement]?,
    isStatic: Bool, isMutating: Bool, isFailable: Bool, range: SourceRange
  ) {
    self.role = role
    self.name = name
    self.nameRange = nameRange
    self.generics = generics
    self.parameters = parameters
    self.effect = effect
    self.result = result
    self.body = body
    self.isStatic = isStatic
    self.isMutating = isMutating
    self.isFailable = isFailable
    self.range = range
  }
}

final class StructureSyntax {
  let name: String
  let nameRange: SourceRange
  let conformances: [(name: String, range: SourceRange)]
  let variables: [VariableSyntax]
  let functions: [FunctionSyntax]
  let types: [Statement]
  let range: SourceRange

  init(
    name: String, nameRange: SourceRange, conformances: [(name: String, range: SourceRange)],
    variables: [VariableSyntax], functions: [FunctionSyntax], types: [Statement],
    range: SourceRange
  ) {
    self.name = name
    self.nameRange = nameRange
    self.conformances = conformances
    self.variables = variables
    self.functions = functions
    self.types = types
    self.range = range
  }
}

final class EnumerationSyntax {
  struct Case {
    let name: String
    let rawValue: Expression?
    let range: SourceRange
  }
  /// The cases apart, everything an enumeration has is what a structure has.
  let members: StructureSyntax
  let cases: [Case]

  init(members: StructureSyntax, cases: [Case]) {
    self.members = members
    self.cases = cases
  }
}
