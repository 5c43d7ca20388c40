/// A variable of a function: a slot of its frame, moved into a cell when a closure captures it.
final class LocalVariable {
  let name: String
  var type: LessonType
  let isConstant: Bool
  let slot: Int
  /// Set by the checker as soon as any closure captures it, before anything runs.
  var isCaptured = false
  /// What it is when it cannot be changed, for messages.
  var role = "a 'let' constant"
  /// Declared without a value: a `let` may be assigned once.
  var isDeferred = false
  /// The number of the function (or closure) it belongs to.
  let owner: Int

  init(name: String, type: LessonType, isConstant: Bool, slot: Int, owner: Int) {
    self.name = name
    self.type = type
    self.isConstant = isConstant
    self.slot = slot
    self.owner = owner
  }
}

/// A variable of the notebook: it outlives the snippet that declared it.
final class GlobalVariable {
  let name: String
  let type: LessonType
  let isConstant: Bool
  var isDeferred = false
  @exclusivity(unchecked)
  var value: Value = .void
  @exclusivity(unchecked)
  var isSet = false
  let range: SourceRange?

  init(name: String, type: LessonType, isConstant: Bool, range: SourceRange?) {
    self.name = name
    self.type = type
    self.isConstant = isConstant
    self.range = range
  }
}
