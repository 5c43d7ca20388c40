extension StandardLibrary {
  /// What everything that `for` can walk has.
  static func registerSequences(_ t: LibraryTables) {
    t.method(.sequence, "func map<T>(_ transform: (Element) throws -> T) rethrows -> [T]") { call in
      let function = try call.function(1)
      return .array(try call.items(0).map { try call.invoke(function, $0) })
    }
    t.method(
      .sequence, "func compactMap<T>(_ transform: (Element) throws -> T?) rethrows -> [T]"
    ) { call in
      let function = try call.function(1)
      return .array(
        try call.items(0).compactMap { try call.invoke(function, $0).optionalContent })
    }
    t.method(
      .sequence,
      "func flatMap<T>(_ transform: (Element) throws -> Sequence<T>) rethrows -> [T]"
    ) { call in
      let function = try call.function(1)
      var result: [Value] = []
      for item in try call.items(0) {
        result += try Sequences.items(try call.invoke(function, item), call.machine, call.range)
        try Limits.check(result.count, call.range)
      }
      return .array(result)
    }
    t.method(
      .dictionary,
      "func filter(_ isIncluded: ((key: Key, value: Value)) throws -> Bool) rethrows -> [Key: Value]"
    ) { call in
      let function = try call.function(1)
      guard case .dictionary(let object) = call.arguments[0] else { throw call.misuse() }
      return .dictionary(
        DictionaryObject(
          try object.items.filter { try call.test(function, .tuple([$0.key.value, $0.value])) }))
    }
    t.method(.set, "func filter(_ isIncluded: (Element) throws -> Bool) rethrows -> Set<Element>") {
      call in
      let function = try call.function(1)
      guard case .set(let object) = call.arguments[0] else { throw call.misuse() }
      return .set(SetObject(try object.items.filter { try call.test(function, $0.value) }))
    }
    t.method(.text, "func filter(_ isIncluded: (Element) throws -> Bool) rethrows -> String") {
      call in
      let function = try call.function(1)
      let kept = try call.items(0).filter { try call.test(function, $0) }
      return .string(kept.compactMap(\.text).joined())
    }
    t.method(.sequence, "func filter(_ isIncluded: (Element) throws -> Bool) rethrows -> [Element]")
    {
      call in
      let function = try call.function(1)
      return .array(try call.items(0).filter { try call.test(function, $0) })
    }
    t.method(
      .sequence,
      "func reduce<R>(_ start: R, _ next: (R, Element) throws -> R) rethrows -> R"
    ) { call in
      let function = try call.function(2)
      var result = call.arguments[1]
      for item in try call.items(0) { result = try call.invoke(function, result, item) }
      return result
    }
    t.method(
      .sequence,
      "func reduce<R>(into start: R, _ update: (inout R, Element) throws -> Void) rethrows -> R"
    ) { call in
      let function = try call.function(2)
      let items = try call.items(0)
      var result = call.arguments[1]
      call.arguments[1] = .void
      for item in items {
        var values = [result, item]
        result = .void
        _ = try call.machine.call(function, &values, at: call.range)
        result = values[0]
      }
      return result
    }
    t.method(.sequence, "func forEach(_ body: (Element) throws -> Void) rethrows") { call in
      let function = try call.function(1)
      for item in try call.items(0) { _ = try call.invoke(function, item) }
      return .void
    }
    t.method(.sequence, "func enumerated() -> Sequence<(offset: Int, element: Element)>") { call in
      .array(try call.items(0).enumerated().map { .tuple([.int($0.offset), $0.element]) })
    }
    t.method(.array, "func reversed() -> [Element]") { .array(try $0.items(0).reversed()) }
    t.method(.sequence, "func reversed() -> Sequence<Element>") {
      .array(try $0.items(0).reversed())
    }
    t.method(
      .sequence, "func sorted(by isBefore: (Element, Element) throws -> Bool) rethrows -> [Element]"
    ) { call in
      let function = try call.function(1)
      return .array(
        try call.sorted(try call.items(0)) { try call.test(function, $0, $1) })
    }
    t.method(.sequence, "func sorted() -> [Element]") { call in
      try requireComparable(call)
      return .array(try call.sorted(try call.items(0), by: call.ordering(call.element)))
    }
    t.method(.sequence, "func joined(separator: String = \"\") -> String") { call in
      guard call.element.isText else {
        throw LessonError(
          .type, "only texts can be joined", expected: "elements of type 'String'",
          found: "'\(call.element)'", suggestion: "convert them first: '.map { \"\\($0)\" }'",
          at: call.range)
      }
      let text = try call.items(0).compactMap(\.text).joined(separator: try call.text(1))
      try Limits.check(text.utf8.count, call.range)
      return .string(text)
    }
    t.function("func zip<A, B>(_ first: Sequence<A>, _ second: Sequence<B>) -> Sequence<(A, B)>") {
      call in
      let (a, b) = (try call.items(0), try call.items(1))
      return .array(zip(a, b).map { .tuple([$0, $1]) })
    }
    registerStrides(t)
  }

  static func requireComparable(_ call: NativeCall) throws {
    guard call.element.isComparable else {
      throw LessonError(
        .type, "'\(call.element)' has no order", expected: "Comparable elements",
        suggestion: "say how: 'sorted { $0.x < $1.x }', 'max { $0.x < $1.x }'", at: call.range)
    }
  }

  private static func registerStrides(_ t: LibraryTables) {
    for (label, isThrough) in [("to", false), ("through", true)] {
      t.function(
        "func stride<T: Numeric>(from start: T, \(label) end: T, by step: T) -> Sequence<T>"
      ) { call in try stride(call, isThrough: isThrough) }
    }
  }

  private static func stride(_ call: NativeCall, isThrough: Bool) throws -> Value {
    func isZero(_ value: Double) -> Bool { value == 0 || value.isNaN }
    guard let start = call.arguments[0].asDouble, let end = call.arguments[1].asDouble,
      let step = call.arguments[2].asDouble, !isZero(step)
    else { throw call.fail("a stride needs a step that is not 0") }
    guard (end - start) / step < Double(Machine.sizeLimit) else {
      throw Limits.tooLarge(call.range)
    }
    switch (call.arguments[0], call.arguments[1], call.arguments[2]) {
    case (.int(let a), .int(let b), .int(let by)):
      return .array(
        isThrough
          ? Swift.stride(from: a, through: b, by: by).map { .int($0) }
          : Swift.stride(from: a, to: b, by: by).map { .int($0) })
    case (.double(let a), .double(let b), .double(let by)):
      return .array(
        isThrough
          ? Swift.stride(from: a, through: b, by: by).map { .double($0) }
          : Swift.stride(from: a, to: b, by: by).map { .double($0) })
    case (.float(let a), .float(let b), .float(let by)):
      return .array(
        isThrough
          ? Swift.stride(from: a, through: b, by: by).map { .float($0) }
          : Swift.stride(from: a, to: b, by: by).map { .float($0) })
    default: throw call.misuse()
    }
  }

  // MARK: Searching

  static func registerSearching(_ t: LibraryTables) {
    t.method(.sequence, "func contains(where predicate: (Element) throws -> Bool) rethrows -> Bool")
    {
      call in
      let function = try call.function(1)
      return .bool(try call.items(0).contains { try call.test(function, $0) })
    }
    t.method(.text, "func contains(_ other: String) -> Bool") { call in
      let other = try call.text(1)
      return .bool(try other.isEmpty || call.text(0).contains(other))
    }
    t.method(.sequence, "func contains(_ element: Element) -> Bool") { call in
      if case .set(let object) = call.arguments[0] {
        return .bool(object.items.contains(HashableValue(call.arguments[1])))
      }
      if case .range(let range) = call.arguments[0] {
        return .bool(range.contains(call.arguments[1]))
      }
      try requireEquatable(call)
      let equal = call.equality(call.element)
      return .bool(try call.items(0).contains { try equal($0, call.arguments[1]) })
    }
    t.method(.sequence, "func allSatisfy(_ predicate: (Element) throws -> Bool) rethrows -> Bool") {
      call in
      let function = try call.function(1)
      return .bool(try call.items(0).allSatisfy { try call.test(function, $0) })
    }
    t.method(
      .sequence, "func first(where predicate: (Element) throws -> Bool) rethrows -> Element?"
    ) { call in
      let function = try call.function(1)
      return try call.items(0).first { try call.test(function, $0) }.map { .wrap($0) } ?? .none
    }
    t.method(
      .collection, "func last(where predicate: (Element) throws -> Bool) rethrows -> Element?"
    ) { call in
      let function = try call.function(1)
      return try call.items(0).last { try call.test(function, $0) }.map { .wrap($0) } ?? .none
    }
    t.method(
      .anyArray, "func firstIndex(where predicate: (Element) throws -> Bool) rethrows -> Int?"
    ) { call in
      let function = try call.function(1)
      return offset(
        call, try call.items(0).firstIndex { try call.test(function, $0) })
    }
    t.method(
      .anyArray, "func lastIndex(where predicate: (Element) throws -> Bool) rethrows -> Int?"
    ) { call in
      let function = try call.function(1)
      return offset(call, try call.items(0).lastIndex { try call.test(function, $0) })
    }
    t.method(.anyArray, "func firstIndex(of element: Element) -> Int?") { call in
      try requireEquatable(call)
      let equal = call.equality(call.element)
      return offset(call, try call.items(0).firstIndex { try equal($0, call.arguments[1]) })
    }
    t.method(.anyArray, "func lastIndex(of element: Element) -> Int?") { call in
      try requireEquatable(call)
      let equal = call.equality(call.element)
      return offset(call, try call.items(0).lastIndex { try equal($0, call.arguments[1]) })
    }
    for (name, isMax) in [("min", false), ("max", true)] {
      t.method(.sequence, "func \(name)() -> Element?") { call in
        try requireComparable(call)
        let less = call.ordering(call.element)
        return try extreme(try call.items(0), isMax, less)
      }
      t.method(
        .sequence,
        "func \(name)(by isBefore: (Element, Element) throws -> Bool) rethrows -> Element?"
      ) { call in
        let function = try call.function(1)
        return try extreme(try call.items(0), isMax) { try call.test(function, $0, $1) }
      }
    }
    t.method(.sequence, "func elementsEqual(_ other: Sequence<Element>) -> Bool") { call in
      try requireEquatable(call)
      let (a, b) = (try call.items(0), try call.items(1))
      return .bool(a.elementsEqual(b) { Equality.areEqual($0, $1) })
    }
    t.method(.sequence, "func starts(with other: Sequence<Element>) -> Bool") { call in
      let (a, b) = (try call.items(0), try call.items(1))
      return .bool(a.starts(with: b) { Equality.areEqual($0, $1) })
    }
  }

  private static func extreme(
    _ items: [Value], _ isMax: Bool, _ less: (Value, Value) throws -> Bool
  ) throws -> Value {
    guard var best = items.first else { return .none }
    for item in items.dropFirst() {
      if isMax ? try less(best, item) : try less(item, best) { best = item }
    }
    return .wrap(best)
  }

  private static func offset(_ call: NativeCall, _ index: Int?) -> Value {
    guard let index, case .array(let object) = call.arguments[0] else { return .none }
    return .int(index + object.start)
  }

  static func requireEquatable(_ call: NativeCall) throws {
    guard call.element.isEquatable else {
      throw LessonError(
        .type, "values of type '\(call.element)' cannot be compared with '=='",
        expected: "Equatable elements", suggestion: "use 'where:' with a closure", at: call.range)
    }
  }
}
