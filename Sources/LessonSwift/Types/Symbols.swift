/// A function the checker can choose: of the lesson, of the standard library, of a host library.
final class FunctionSymbol {
  struct Parameter {
    let label: String?
    let name: String
    let type: LessonType
    let defaultValue: Expression?
    let isInOut: Bool
    let isVariadic: Bool
  }

  enum Implementation {
    /// Checked code of the lesson.
    case code(FunctionCode)
    case native(NativeBody)
    /// A nested function: a variable that holds a closure.
    case variable(LocalVariable)
    /// The memberwise initialiser of a structure.
    case memberwise(NominalType)
  }

  let name: String
  let parameters: [Parameter]
  let result: LessonType
  let effect: FunctionSyntax.Effect
  var generics: [(name: String, constraint: String?)]
  var isMutating = false
  var isStatic = false
  /// The receiver of a member of a built-in type.
  var receiver: ReceiverPattern?
  var implementation: Implementation
  var help = ""
  /// Whether Swift's standard library has it.
  var isStandard = false
  /// The signature as written by the library's author.
  var signature: String
  var names = NameUse()
  /// A quicker node for a call of a hot library function, when the argument types allow it.
  var shortcut: ((_ arguments: [Node], _ result: LessonType, _ range: SourceRange) -> Node?)?
  /// Where the checked default values of the parameters are kept.
  var checkedDefaults: [Int: Node] = [:]

  init(
    name: String, parameters: [Parameter], result: LessonType, effect: FunctionSyntax.Effect,
    generics: [(name: String, constraint: String?)] = [], signature: String = "",
    implementation: Implementation
  ) {
    self.name = name
    self.parameters = parameters
    self.result = result
    self.effect = effect
    self.generics = generics
    self.signature = signature
    self.implementation = implementation
  }

  /// `(Tensor, Int) throws -> Tensor`
  var type: LessonType {
    .function(
      parameters.map { $0.isVariadic ? .array($0.type) : $0.type }, result,
      isThrowing: effect == .throwing, isInOut: parameters.map(\.isInOut))
  }

  /// `conv2D(_:_:bias:stride:)`
  var fullName: String {
    name + "(" + parameters.map { ($0.label ?? "_") + ":" }.joined() + ")"
  }
}

/// A property that is computed, of the lesson's types, the standard library or a host library.
final class PropertySymbol {
  let name: String
  let type: LessonType
  var isThrowing = false
  var receiver: ReceiverPattern?
  var getter: FunctionSymbol.Implementation?
  var setter: FunctionSymbol.Implementation?
  /// A static stored property of the lesson.
  var global: GlobalVariable?
  var isConstant = true
  var help = ""
  /// Whether Swift's standard library has it.
  var isStandard = false

  init(name: String, type: LessonType) {
    self.name = name
    self.type = type
  }
}

/// Which built-in types have a member of the standard library.
enum ReceiverPattern {
  case sequence, collection, array, anyArray, dictionary, set, text, optional
  case range, numeric, floatingPoint, anything
  case exactly(LessonType)

  /// Binds `Self`, `Element`, `Key`, `Value`, `Wrapped`, `Bound`; nil when the type lacks it.
  func match(_ type: LessonType) -> Substitution? {
    var result = Substitution()
    result.bind("Self", to: type)
    if let element = type.element { result.bind("Element", to: element) }
    switch (self, type) {
    case (.sequence, _): return type.element == nil ? nil : result
    case (.collection, _): return type.isCollection ? result : nil
    case (.array, .array), (.anyArray, .array), (.anyArray, .slice), (.set, .set): return result
    case (.text, .string), (.text, .substring): return result
    case (.dictionary, .dictionary(let key, let value)):
      result.bind("Key", to: key)
      result.bind("Value", to: value)
      return result
    case (.optional, .optional(let wrapped)):
      result.bind("Wrapped", to: wrapped)
      return result
    case (.range, .range(_, let bound)):
      result.bind("Bound", to: bound)
      return result
    case (.numeric, _): return type.isNumeric ? result : nil
    case (.floatingPoint, _): return type.isFloatingPoint ? result : nil
    case (.exactly(let other), _): return other == type ? result : nil
    case (.anything, _): return result
    default: return nil
    }
  }
}

/// The global variables that a piece of code reads and changes.
public struct NameUse: Equatable {
  public internal(set) var reads: Set<String> = []
  public internal(set) var writes: Set<String> = []
  public internal(set) var declares: Set<String> = []

  mutating func formUnion(_ other: NameUse) {
    reads.formUnion(other.reads)
    writes.formUnion(other.writes)
  }
}
