extension StandardLibrary {
  /// What arrays, slices, strings, sets, dictionaries and ranges of Int have.
  static func registerCollections(_ t: LibraryTables) {
    t.property(.collection, "count: Int") { call in
      switch call.arguments[0] {
      case .array(let object): return .int(object.items.count)
      case .string(let object): return .int(object.text.count)
      case .dictionary(let object): return .int(object.items.count)
      case .set(let object): return .int(object.items.count)
      case .range(let range):
        guard case .int(let low) = range.lower, case .int(let high) = range.upper else {
          throw call.misuse()
        }
        let (count, overflow) = high.subtractingReportingOverflow(low)
        guard !overflow, count < .max else { throw call.fail("this range is too large to count") }
        return .int(range.kind == .closed ? count + 1 : count)
      default: throw call.misuse()
      }
    }
    t.property(.collection, "isEmpty: Bool") { call in
      switch call.arguments[0] {
      case .array(let object): return .bool(object.items.isEmpty)
      case .string(let object): return .bool(object.text.isEmpty)
      case .dictionary(let object): return .bool(object.items.isEmpty)
      case .set(let object): return .bool(object.items.isEmpty)
      case .range(let range):
        return .bool(range.kind == .halfOpen && Equality.areEqual(range.lower, range.upper))
      default: throw call.misuse()
      }
    }
    t.property(.collection, "first: Element?") { call in
      switch call.arguments[0] {
      case .array(let object): return object.items.first.map { .wrap($0) } ?? .none
      case .string(let object): return object.text.first.map { .string(String($0)) } ?? .none
      case .range(let range):
        let isEmpty = range.kind == .halfOpen && Equality.areEqual(range.lower, range.upper)
        return isEmpty ? .none : range.lower
      default: return try call.items(0).first.map { .wrap($0) } ?? .none
      }
    }
    t.property(.collection, "last: Element?") { call in
      switch call.arguments[0] {
      case .array(let object): return object.items.last.map { .wrap($0) } ?? .none
      case .string(let object): return object.text.last.map { .string(String($0)) } ?? .none
      case .range(let range):
        guard case .int(let low) = range.lower, case .int(let high) = range.upper else {
          throw call.misuse()
        }
        if range.kind == .closed { return .int(high) }
        return low < high ? .int(high - 1) : .none
      default: throw call.fail("this has no last element")
      }
    }
    t.property(.anyArray, "indices: Range<Int>") { call in
      guard case .array(let object) = call.arguments[0] else { throw call.misuse() }
      return .range(
        RangeObject(.halfOpen, .int(object.start), .int(object.start + object.items.count)))
    }
    t.property(.anyArray, "startIndex: Int") { call in
      guard case .array(let object) = call.arguments[0] else { throw call.misuse() }
      return .int(object.start)
    }
    t.property(.anyArray, "endIndex: Int") { call in
      guard case .array(let object) = call.arguments[0] else { throw call.misuse() }
      return .int(object.start + object.items.count)
    }
    t.property(.collection, "description: String") { call in
      .string(try Describer(call.machine).describe(call.arguments[0], call.types[0]))
    }
    registerParts(t)
  }

  /// `prefix`, `suffix`, `dropFirst`, `dropLast` and their kin.
  private static func registerParts(_ t: LibraryTables) {
    for (receiver, result) in [
      (ReceiverPattern.anyArray, "ArraySlice<Element>"), (.text, "Substring"),
      (.sequence, "Sequence<Element>"),
    ] {
      t.method(receiver, "func prefix(_ count: Int) -> \(result)") { call in
        try part(call) { items, count in 0..<min(count, items) }
      }
      t.method(receiver, "func suffix(_ count: Int) -> \(result)") { call in
        try part(call) { items, count in max(0, items - count)..<items }
      }
      t.method(receiver, "func dropFirst(_ count: Int = 1) -> \(result)") { call in
        try part(call) { items, count in min(count, items)..<items }
      }
      t.method(receiver, "func dropLast(_ count: Int = 1) -> \(result)") { call in
        try part(call) { items, count in 0..<max(0, items - count) }
      }
      t.method(
        receiver, "func prefix(while predicate: (Element) throws -> Bool) rethrows -> \(result)"
      ) { call in
        let function = try call.function(1)
        let end = try call.items(0).firstIndex { try !call.test(function, $0) }
        return try cut(call) { 0..<(end ?? $0) }
      }
      t.method(
        receiver,
        "func drop(while predicate: (Element) throws -> Bool) rethrows -> \(result)"
      ) { call in
        let function = try call.function(1)
        let start = try call.items(0).firstIndex { try !call.test(function, $0) }
        return try cut(call) { (start ?? $0)..<$0 }
      }
    }
  }

  private static func part(_ call: NativeCall, _ range: (Int, Int) -> Range<Int>) throws -> Value {
    let count = try call.int(1)
    guard count >= 0 else {
      throw call.fail("a number of elements cannot be negative", found: "\(count)")
    }
    return try cut(call) { range($0, count) }
  }

  /// Part of an array (keeping its indices) or of a text.
  private static func cut(_ call: NativeCall, _ range: (Int) -> Range<Int>) throws -> Value {
    let items = try call.items(0)
    let wanted = range(items.count)
    if case .string = call.arguments[0] {
      return .string(items[wanted].compactMap(\.text).joined())
    }
    var start = wanted.lowerBound
    if case .array(let object) = call.arguments[0] { start += object.start }
    return .array(ArrayObject(Array(items[wanted]), start: start))
  }

  // MARK: Dictionaries

  static func registerDictionaries(_ t: LibraryTables) {
    t.initializer("Dictionary", "init() -> [Key: Value]") { _ in
      .dictionary(DictionaryObject([:]))
    }
    t.initializer(
      "Dictionary", "init<K: Hashable, V>(uniqueKeysWithValues pairs: Sequence<(K, V)>) -> [K: V]"
    ) { call in
      var items: [HashableValue: Value] = [:]
      for pair in try call.items(0) {
        guard case .tuple(let object) = pair else { throw call.misuse() }
        if items.updateValue(object.items[1], forKey: HashableValue(object.items[0])) != nil {
          throw call.fail("the same key stands here twice")
        }
      }
      return .dictionary(DictionaryObject(items))
    }
    t.initializer(
      "Dictionary",
      "init<K: Hashable, E>(grouping values: Sequence<E>, by key: (E) throws -> K) rethrows -> [K: [E]]"
    ) { call in
      let function = try call.function(1)
      var groups: [HashableValue: [Value]] = [:]
      for item in try call.items(0) {
        groups[HashableValue(try call.invoke(function, item)), default: []].append(item)
      }
      return .dictionary(DictionaryObject(groups.mapValues { .array($0) }))
    }
    t.property(.dictionary, "keys: Sequence<Key>") { call in
      guard case .dictionary(let object) = call.arguments[0] else { throw call.misuse() }
      return .array(object.items.keys.map(\.value))
    }
    t.property(.dictionary, "values: Sequence<Value>") { call in
      guard case .dictionary(let object) = call.arguments[0] else { throw call.misuse() }
      return .array(Array(object.items.values))
    }
    t.method(
      .dictionary, "func mapValues<T>(_ transform: (Value) throws -> T) rethrows -> [Key: T]"
    ) { call in
      let function = try call.function(1)
      guard case .dictionary(let object) = call.arguments[0] else { throw call.misuse() }
      return .dictionary(
        DictionaryObject(try object.items.mapValues { try call.invoke(function, $0) }))
    }
    t.method(.dictionary, "mutating func removeValue(forKey key: Key) -> Value?") { call in
      guard case .dictionary(let object) = call.arguments[0] else { throw call.misuse() }
      var items = object.items
      let old = items.removeValue(forKey: HashableValue(call.arguments[1]))
      call.arguments[0] = .dictionary(DictionaryObject(items))
      return old.map { .wrap($0) } ?? .none
    }
    t.method(.dictionary, "mutating func updateValue(_ value: Value, forKey key: Key) -> Value?") {
      call in
      guard case .dictionary(let object) = call.arguments[0] else { throw call.misuse() }
      var items = object.items
      let old = items.updateValue(call.arguments[1], forKey: HashableValue(call.arguments[2]))
      call.arguments[0] = .dictionary(DictionaryObject(items))
      return old.map { .wrap($0) } ?? .none
    }
    t.method(.dictionary, "mutating func removeAll()") { call in
      call.arguments[0] = .dictionary(DictionaryObject([:]))
      return .void
    }
    t.method(
      .dictionary,
      "func merging(_ other: [Key: Value], uniquingKeysWith combine: (Value, Value) throws -> Value) rethrows -> [Key: Value]"
    ) { call in
      let function = try call.function(2)
      guard case .dictionary(let a) = call.arguments[0], case .dictionary(let b) = call.arguments[1]
      else { throw call.misuse() }
      return .dictionary(
        DictionaryObject(try a.items.merging(b.items) { try call.invoke(function, $0, $1) }))
    }
  }

  // MARK: Sets

  static func registerSets(_ t: LibraryTables) {
    t.initializer("Set", "init() -> Set<Element>") { _ in .set(SetObject([])) }
    t.initializer("Set", "init<E: Hashable>(_ elements: Sequence<E>) -> Set<E>") { call in
      .set(SetObject(Set(try call.items(0).map { HashableValue($0) })))
    }
    t.method(
      .set,
      "mutating func insert(_ element: Element) -> (inserted: Bool, memberAfterInsert: Element)"
    ) { call in
      guard case .set(var object) = call.arguments[0] else { throw call.misuse() }
      let element = call.arguments[1]
      call.arguments[0] = .void
      if !isKnownUniquelyReferenced(&object) { object = SetObject(object.items) }
      let (inserted, member) = object.items.insert(HashableValue(element))
      call.arguments[0] = .set(object)
      return .tuple([.bool(inserted), member.value])
    }
    t.method(.set, "mutating func remove(_ element: Element) -> Element?") { call in
      guard case .set(let object) = call.arguments[0] else { throw call.misuse() }
      var items = object.items
      let old = items.remove(HashableValue(call.arguments[1]))
      call.arguments[0] = .set(SetObject(items))
      return old?.value ?? .none
    }
    let operations: [(String, (Set<HashableValue>, Set<HashableValue>) -> Set<HashableValue>)] = [
      ("union", { $0.union($1) }), ("intersection", { $0.intersection($1) }),
      ("subtracting", { $0.subtracting($1) }),
      ("symmetricDifference", { $0.symmetricDifference($1) }),
    ]
    for (name, operation) in operations {
      t.method(.set, "func \(name)(_ other: Sequence<Element>) -> Set<Element>") { call in
        guard case .set(let a) = call.arguments[0] else { throw call.misuse() }
        return .set(
          SetObject(operation(a.items, Set(try call.items(1).map { HashableValue($0) }))))
      }
    }
    t.method(.set, "func isSubset(of other: Set<Element>) -> Bool") { call in
      guard case .set(let a) = call.arguments[0], case .set(let b) = call.arguments[1] else {
        throw call.misuse()
      }
      return .bool(a.items.isSubset(of: b.items))
    }
    t.method(.set, "func isDisjoint(with other: Set<Element>) -> Bool") { call in
      guard case .set(let a) = call.arguments[0], case .set(let b) = call.arguments[1] else {
        throw call.misuse()
      }
      return .bool(a.items.isDisjoint(with: b.items))
    }
  }
}
