extension StandardLibrary {
  static func registerArrays(_ t: LibraryTables) {
    for type in ["Array", "ArraySlice"] {
      let result = type == "Array" ? "[Element]" : "ArraySlice<Element>"
      t.initializer(type, "init() -> \(result)") { _ in .array([]) }
      t.initializer(type, "init(repeating element: Element, count: Int) -> \(result)") { call in
        let count = try call.int(1)
        guard count >= 0 else {
          throw call.fail("a number of elements cannot be negative", found: "\(count)")
        }
        try Limits.check(count, call.range)
        return .array([Value](repeating: call.arguments[0], count: count))
      }
      t.initializer(type, "init(_ elements: Sequence<Element>) -> \(result)") { call in
        .array(try call.items(0))
      }
    }
    registerGrowth(t)
    registerRemoval(t)
    registerOrder(t)
  }

  /// Takes the array out of its place, changes it there, puts it back.
  static func change(_ call: inout NativeCall, _ body: (inout [Value], Int) throws -> Value) throws
    -> Value
  {
    guard case .array(var object) = call.arguments[0] else { throw call.misuse() }
    call.arguments[0] = .void
    if !isKnownUniquelyReferenced(&object) {
      object = ArrayObject(object.items, start: object.start)
    }
    defer { call.arguments[0] = .array(object) }
    return try body(&object.items, object.start)
  }

  private static func registerGrowth(_ t: LibraryTables) {
    t.method(.anyArray, "mutating func append(_ element: Element)") { call in
      let element = call.arguments[1]
      let range = call.range
      return try change(&call) { items, _ in
        if items.count >= Machine.sizeLimit { throw Limits.tooLarge(range) }
        items.append(element)
        return .void
      }
    }
    t.method(.anyArray, "mutating func append(contentsOf elements: Sequence<Element>)") { call in
      let more = try call.items(1)
      let range = call.range
      return try change(&call) { items, _ in
        try Limits.check(items.count + more.count, range)
        items += more
        return .void
      }
    }
    t.method(.anyArray, "mutating func insert(_ element: Element, at index: Int)") { call in
      let element = call.arguments[1]
      let index = try call.int(2)
      let copy = call
      return try change(&call) { items, start in
        guard index >= start, index - start <= items.count else {
          throw outOfRange(copy, index, items.count + 1, start)
        }
        items.insert(element, at: index - start)
        return .void
      }
    }
    t.method(.anyArray, "mutating func reserveCapacity(_ count: Int)") { _ in .void }
    t.method(.anyArray, "mutating func swapAt(_ i: Int, _ j: Int)") { call in
      let (i, j) = (try call.int(1), try call.int(2))
      let copy = call
      return try change(&call) { items, start in
        for index in [i, j] {
          guard index >= start, index - start < items.count else {
            throw outOfRange(copy, index, items.count, start)
          }
        }
        items.swapAt(i - start, j - start)
        return .void
      }
    }
  }

  private static func outOfRange(_ call: NativeCall, _ index: Int, _ count: Int, _ start: Int)
    -> LessonError
  {
    call.fail(
      "index out of range",
      expected: count == 0
        ? "no index: the array is empty" : "an index from \(start) to \(start + count - 1)",
      found: "index \(index)")
  }

  private static func registerRemoval(_ t: LibraryTables) {
    t.method(.anyArray, "mutating func remove(at index: Int) -> Element") { call in
      let index = try call.int(1)
      let range = call.range
      return try change(&call) { items, start in
        guard index >= start, index - start < items.count else {
          throw LessonError(
            .runtime, "index out of range",
            expected: items.isEmpty
              ? "no index: the array is empty"
              : "an index from \(start) to \(start + items.count - 1)",
            found: "index \(index)", at: range)
        }
        return items.remove(at: index - start)
      }
    }
    for (name, isFirst) in [("removeFirst", true), ("removeLast", false)] {
      t.method(.anyArray, "mutating func \(name)() -> Element") { call in
        let range = call.range
        return try change(&call) { items, _ in
          guard !items.isEmpty else {
            throw LessonError(
              .runtime, "nothing can be removed: the array is empty",
              suggestion: isFirst ? "" : "'popLast()' gives nil then", at: range)
          }
          return isFirst ? items.removeFirst() : items.removeLast()
        }
      }
      t.method(.anyArray, "mutating func \(name)(_ count: Int)") { call in
        let range = call.range
        let count = try call.int(1)
        return try change(&call) { items, _ in
          guard count >= 0, count <= items.count else {
            throw LessonError(
              .runtime, "there are not that many elements to remove",
              expected: "at most \(items.count)", found: "\(count)", at: range)
          }
          if isFirst { items.removeFirst(count) } else { items.removeLast(count) }
          return .void
        }
      }
    }
    t.method(.anyArray, "mutating func popLast() -> Element?") { call in
      try change(&call) { items, _ in items.popLast().map { .wrap($0) } ?? .none }
    }
    t.method(.anyArray, "mutating func removeAll()") { call in
      try change(&call) { items, _ in
        items = []
        return .void
      }
    }
    t.method(
      .anyArray, "mutating func removeAll(where predicate: (Element) throws -> Bool) rethrows"
    ) { call in
      let function = try call.function(1)
      let kept = try call.items(0).filter { try !call.test(function, $0) }
      return try change(&call) { items, _ in
        items = kept
        return .void
      }
    }
    t.method(.anyArray, "mutating func removeSubrange(_ bounds: Range<Int>)") { call in
      guard case .range(let range) = call.arguments[1], case .int(let low) = range.lower,
        case .int(let high) = range.upper
      else { throw call.misuse() }
      let place = call.range
      return try change(&call) { items, start in
        guard low >= start, high - start <= items.count else {
          throw LessonError(
            .runtime, "range out of bounds",
            expected: "a range within \(start)..<\(start + items.count)", found: "\(low)..<\(high)",
            at: place)
        }
        items.removeSubrange((low - start)..<(high - start))
        return .void
      }
    }
  }

  private static func registerOrder(_ t: LibraryTables) {
    t.method(.anyArray, "mutating func sort()") { call in
      try requireComparable(call)
      let sorted = try call.sorted(try call.items(0), by: call.ordering(call.element))
      return try change(&call) { items, _ in
        items = sorted
        return .void
      }
    }
    t.method(
      .anyArray,
      "mutating func sort(by isBefore: (Element, Element) throws -> Bool) rethrows"
    ) { call in
      let function = try call.function(1)
      let sorted = try call.sorted(try call.items(0)) { try call.test(function, $0, $1) }
      return try change(&call) { items, _ in
        items = sorted
        return .void
      }
    }
    t.method(.anyArray, "mutating func reverse()") { call in
      try change(&call) { items, _ in
        items.reverse()
        return .void
      }
    }
    t.method(
      .anyArray, "func split(separator: Element) -> [ArraySlice<Element>]"
    ) { call in
      try requireEquatable(call)
      guard case .array(let object) = call.arguments[0] else { throw call.misuse() }
      let parts = object.items.split { Equality.areEqual($0, call.arguments[1]) }
      return .array(
        parts.map { .array(ArrayObject(Array($0), start: object.start + $0.startIndex)) })
    }
  }
}
