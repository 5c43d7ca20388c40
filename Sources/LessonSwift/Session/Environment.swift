/// What is known between snippets: the library, the variables, functions and types so far.
final class Environment {
  let tables: LibraryTables
  let machine: Machine
  var options: Session.Options
  private var committed: [String: GlobalVariable] = [:]
  private var committedFunctions: [String: [FunctionSymbol]] = [:]
  private var committedTypes: [String: LessonType] = [:]
  /// Declared by the snippet that is being checked.
  var pendingGlobals: [String: GlobalVariable] = [:]
  var pendingFunctions: [String: [FunctionSymbol]] = [:]
  var pendingTypes: [String: LessonType] = [:]
  /// In the order of their declaration, for listings.
  private(set) var order: [String] = []

  init(tables: LibraryTables, machine: Machine, options: Session.Options) {
    self.tables = tables
    self.machine = machine
    self.options = options
  }

  var globals: [String: GlobalVariable] { committed }
  var functions: [String: [FunctionSymbol]] { committedFunctions }
  var types: [String: LessonType] {
    pendingTypes.isEmpty
      ? committedTypes : committedTypes.merging(pendingTypes) { _, new in new }
  }

  func forgetPending() {
    pendingGlobals = [:]
    pendingFunctions = [:]
    pendingTypes = [:]
  }

  /// Keeps what the snippet declared: functions and types at once, variables that got a value.
  func commit() {
    for (name, variable) in pendingGlobals where variable.isSet {
      committed[name] = variable
      committedFunctions[name] = nil
      order.removeAll { $0 == name }
      order.append(name)
    }
    for (name, functions) in pendingFunctions {
      committedFunctions[name] = functions
      committed[name] = nil
    }
    for (name, type) in pendingTypes { committedTypes[name] = type }
    forgetPending()
  }

  // MARK: Snapshots

  struct State {
    fileprivate let variables: [(GlobalVariable, Value)]
    fileprivate let functions: [String: [FunctionSymbol]]
    fileprivate let types: [String: LessonType]
    fileprivate let order: [String]
  }

  var state: State {
    State(
      variables: committed.values.map { ($0, $0.value) }, functions: committedFunctions,
      types: committedTypes, order: order)
  }

  func restore(_ state: State) {
    committed = [:]
    for (variable, value) in state.variables {
      variable.value = value
      variable.isSet = true
      committed[variable.name] = variable
    }
    committedFunctions = state.functions
    committedTypes = state.types
    order = state.order
  }
}
