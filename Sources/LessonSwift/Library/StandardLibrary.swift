/// The part of Swift's standard library (and of Foundation) that a lesson writer expects, each
/// member registered by its Swift signature.
enum StandardLibrary {
  static func register(in tables: LibraryTables) {
    registerOptionTypes(tables)
    registerOutput(tables)
    registerNumbers(tables)
    registerMathematics(tables)
    registerSequences(tables)
    registerSearching(tables)
    registerCollections(tables)
    registerArrays(tables)
    registerDictionaries(tables)
    registerSets(tables)
    registerText(tables)
    registerRanges(tables)
    registerOptionals(tables)
  }

  // MARK: print, errors

  private static func registerOutput(_ tables: LibraryTables) {
    tables.function(
      "func print(_ items: Any..., separator: String = \" \", terminator: String = \"\\n\")"
    ) { call in
      let describer = Describer(call.machine)
      let parts = try call.items(0).map { try describer.describe($0, .any) }
      let text = parts.joined(separator: try call.text(1)) + (try call.text(2))
      call.machine.print(text)
      return .void
    }
    tables.function("func debugPrint(_ items: Any...)") { call in
      let describer = Describer(call.machine)
      let parts = try call.items(0).map { try describer.debug($0, .any) }
      call.machine.print(parts.joined(separator: " ") + "\n")
      return .void
    }
    tables.function("func fatalError(_ message: String = \"\") -> Never") { call in
      throw call.fail("fatalError: \(try call.text(0))")
    }
    for name in ["precondition", "assert"] {
      tables.function("func \(name)(_ condition: Bool, _ message: String = \"\")") { call in
        guard case .bool(false) = call.arguments[0] else { return .void }
        let text = try call.text(1)
        throw call.fail("\(name) failed" + (text.isEmpty ? "" : ": \(text)"))
      }
    }
    tables.function("func swap<T>(_ a: inout T, _ b: inout T)") { call in
      call.arguments.swapAt(0, 1)
      return .void
    }
    tables.property(.exactly(.anyError), "localizedDescription: String") { call in
      .string(try Describer(call.machine).describe(call.arguments[0], .anyError))
    }
  }

  // MARK: Ranges and optionals

  private static func registerRanges(_ tables: LibraryTables) {
    tables.property(.range, "lowerBound: Bound") { call in
      guard case .range(let range) = call.arguments[0] else { throw call.misuse() }
      if case .void = range.lower { throw call.fail("this range has no lower bound") }
      return range.lower
    }
    tables.property(.range, "upperBound: Bound") { call in
      guard case .range(let range) = call.arguments[0] else { throw call.misuse() }
      if case .void = range.upper { throw call.fail("this range has no upper bound") }
      return range.upper
    }
    tables.property(.range, "isEmpty: Bool") { call in
      guard case .range(let range) = call.arguments[0] else { throw call.misuse() }
      return .bool(range.kind == .halfOpen && Equality.areEqual(range.lower, range.upper))
    }
    tables.method(.range, "func contains(_ value: Bound) -> Bool") { call in
      guard case .range(let range) = call.arguments[0] else { throw call.misuse() }
      return .bool(range.contains(call.arguments[1]))
    }
    tables.method(.range, "func clamped(to limits: Self) -> Self") { call in
      guard case .range(let range) = call.arguments[0], case .range(let limits) = call.arguments[1]
      else { throw call.misuse() }
      func clamp(_ value: Value) -> Value {
        Equality.isLess(value, limits.lower)
          ? limits.lower : Equality.isLess(limits.upper, value) ? limits.upper : value
      }
      return .range(RangeObject(range.kind, clamp(range.lower), clamp(range.upper)))
    }
    tables.method(.range, "func overlaps(_ other: Self) -> Bool") { call in
      guard case .range(let a) = call.arguments[0], case .range(let b) = call.arguments[1] else {
        throw call.misuse()
      }
      if a.kind == .closed {
        return .bool(!Equality.isLess(a.upper, b.lower) && !Equality.isLess(b.upper, a.lower))
      }
      let isEmpty = !Equality.isLess(a.lower, a.upper) || !Equality.isLess(b.lower, b.upper)
      return .bool(
        !isEmpty && Equality.isLess(a.lower, b.upper) && Equality.isLess(b.lower, a.upper))
    }
  }

  private static func registerOptionals(_ tables: LibraryTables) {
    tables.initializer("Optional", "init<W>(_ value: W) -> W?") { .wrap($0.arguments[0]) }
    tables.method(.optional, "func map<U>(_ transform: (Wrapped) throws -> U) rethrows -> U?") {
      call in
      guard let content = call.arguments[0].optionalContent else { return .none }
      return .wrap(try call.invoke(try call.function(1), content))
    }
    tables.method(
      .optional, "func flatMap<U>(_ transform: (Wrapped) throws -> U?) rethrows -> U?"
    ) { call in
      guard let content = call.arguments[0].optionalContent else { return .none }
      return try call.invoke(try call.function(1), content)
    }
  }
}
