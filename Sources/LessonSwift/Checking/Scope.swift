/// What a name means at some point of the program.
enum Symbol {
  case local(LocalVariable)
  case global(GlobalVariable)
  case functions([FunctionSymbol])
  case type(LessonType)
}

/// The names declared in one block.
final class Scope {
  let parent: Scope?
  let function: FunctionContext
  var names: [String: Symbol] = [:]
  /// Names that closures inside may see but that were declared by the language, as `$0`.
  var owner: NominalType?
  /// In a method: the variable `self`; nil in a static one.
  var selfVariable: LocalVariable?

  init(parent: Scope?, function: FunctionContext) {
    self.parent = parent
    self.function = function
  }
}

/// The function, closure or top level that is being checked.
final class FunctionContext {
  let parent: FunctionContext?
  let number: Int
  let name: String
  let isClosure: Bool
  var slotCount = 0
  /// The result type; nil while a closure's is still to be found out.
  var result: LessonType?
  /// Whether errors may leave it; a closure finds out.
  var canThrow: Bool
  var throwsSeen = false
  /// Inside `do` with a `catch` for everything, or `try?`.
  var handlers = 0
  /// Inside `try`.
  var tries = 0
  var isInitializer = false
  /// Labels of the loops and switches around, innermost last; 0 is unlabelled.
  var loops: [(label: String?, number: Int, isLoop: Bool)] = []
  private(set) var captures: [(variable: LocalVariable, slot: Int)] = []

  init(
    parent: FunctionContext?, number: Int, name: String, isClosure: Bool, result: LessonType?,
    canThrow: Bool
  ) {
    self.parent = parent
    self.number = number
    self.name = name
    self.isClosure = isClosure
    self.result = result
    self.canThrow = canThrow
  }

  func newSlot() -> Int {
    slotCount += 1
    return slotCount - 1
  }

  /// The slot in which a variable stands here, capturing it if it belongs further out.
  func slot(of variable: LocalVariable) -> Int? {
    if variable.owner == number { return variable.slot }
    if let known = captures.first(where: { $0.variable === variable }) { return known.slot }
    guard let parent, parent.slot(of: variable) != nil else { return nil }
    variable.isCaptured = true
    let slot = newSlot()
    captures.append((variable, slot))
    return slot
  }
}
