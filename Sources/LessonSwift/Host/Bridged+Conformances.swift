extension Int: Bridged {
  public static var bridgeKind: BridgeKind { .plain(.int) }
  public init?(lessonValue: BridgedValue) {
    guard case .int(let value) = lessonValue.value.opened else { return nil }
    self = value
  }
  public func lessonValue(in bridge: Bridge) -> BridgedValue {
    BridgedValue(value: .int(self), bridge: bridge)
  }
}

extension Float: Bridged {
  public static var bridgeKind: BridgeKind { .plain(.float) }
  public init?(lessonValue: BridgedValue) {
    guard case .float(let value) = lessonValue.value.opened else { return nil }
    self = value
  }
  public func lessonValue(in bridge: Bridge) -> BridgedValue {
    BridgedValue(value: .float(self), bridge: bridge)
  }
}

extension Double: Bridged {
  public static var bridgeKind: BridgeKind { .plain(.double) }
  public init?(lessonValue: BridgedValue) {
    guard case .double(let value) = lessonValue.value.opened else { return nil }
    self = value
  }
  public func lessonValue(in bridge: Bridge) -> BridgedValue {
    BridgedValue(value: .double(self), bridge: bridge)
  }
}

extension Bool: Bridged {
  public static var bridgeKind: BridgeKind { .plain(.bool) }
  public init?(lessonValue: BridgedValue) {
    guard case .bool(let value) = lessonValue.value.opened else { return nil }
    self = value
  }
  public func lessonValue(in bridge: Bridge) -> BridgedValue {
    BridgedValue(value: .bool(self), bridge: bridge)
  }
}

extension String: Bridged {
  public static var bridgeKind: BridgeKind { .plain(.string) }
  public init?(lessonValue: BridgedValue) {
    guard let text = lessonValue.value.opened.text else { return nil }
    self = text
  }
  public func lessonValue(in bridge: Bridge) -> BridgedValue {
    BridgedValue(value: .string(self), bridge: bridge)
  }
}

extension Array: Bridged {
  public static var bridgeKind: BridgeKind { .array(Element.self) }
  public init?(lessonValue: BridgedValue) {
    guard case .array(let object) = lessonValue.value.opened else { return nil }
    var result: [Element] = []
    result.reserveCapacity(object.items.count)
    for item in object.items {
      guard let element = try? lessonValue.bridge.convert(item, to: Element.self) else {
        return nil
      }
      result.append(element)
    }
    self = result
  }
  public func lessonValue(in bridge: Bridge) throws -> BridgedValue {
    var items: [Value] = []
    items.reserveCapacity(count)
    for element in self {
      if let bridged = element as? any Bridged {
        items.append(try bridged.lessonValue(in: bridge).value)
      } else {
        items.append(try bridge.lesson(element))
      }
    }
    return BridgedValue(value: .array(items), bridge: bridge)
  }
}

extension Set: Bridged {
  public static var bridgeKind: BridgeKind { .set(Element.self) }
  public init?(lessonValue: BridgedValue) {
    guard case .set(let object) = lessonValue.value.opened else { return nil }
    var result: Set<Element> = []
    for item in object.items {
      guard let element = try? lessonValue.bridge.convert(item.value, to: Element.self) else {
        return nil
      }
      result.insert(element)
    }
    self = result
  }
  public func lessonValue(in bridge: Bridge) throws -> BridgedValue {
    let items = Set<HashableValue>(try map { HashableValue(try bridge.lesson($0)) })
    return BridgedValue(value: .set(SetObject(items)), bridge: bridge)
  }
}

extension Dictionary: Bridged {
  public static var bridgeKind: BridgeKind { .dictionary(Key.self, Value.self) }
  public init?(lessonValue: BridgedValue) {
    guard case .dictionary(let object) = lessonValue.value.opened else { return nil }
    self = [:]
    for (key, item) in object.items {
      guard let key = try? lessonValue.bridge.convert(key.value, to: Key.self),
        let item = try? lessonValue.bridge.convert(item, to: Value.self)
      else { return nil }
      self[key] = item
    }
  }
  public func lessonValue(in bridge: Bridge) throws -> BridgedValue {
    var items: [HashableValue: LessonSwift.Value] = [:]
    for (key, item) in self {
      items[HashableValue(try bridge.lesson(key))] = try bridge.lesson(item)
    }
    return BridgedValue(value: .dictionary(DictionaryObject(items)), bridge: bridge)
  }
}

extension Optional: Bridged {
  public static var bridgeKind: BridgeKind { .optional(Wrapped.self) }
  public init?(lessonValue: BridgedValue) {
    guard let content = lessonValue.value.optionalContent else {
      self = .none
      return
    }
    guard let wrapped = try? lessonValue.bridge.convert(content, to: Wrapped.self) else {
      return nil
    }
    self = .some(wrapped)
  }
  public func lessonValue(in bridge: Bridge) throws -> BridgedValue {
    guard let content = self else { return BridgedValue(value: .none, bridge: bridge) }
    return BridgedValue(value: .wrap(try bridge.lesson(content)), bridge: bridge)
  }
}

extension Range: Bridged {
  public static var bridgeKind: BridgeKind { .range(.halfOpen, Bound.self) }
  public init?(lessonValue: BridgedValue) {
    guard case .range(let range) = lessonValue.value.opened, range.kind == .halfOpen,
      let low = try? lessonValue.bridge.convert(range.lower, to: Bound.self),
      let high = try? lessonValue.bridge.convert(range.upper, to: Bound.self), low <= high
    else { return nil }
    self = low..<high
  }
  public func lessonValue(in bridge: Bridge) throws -> BridgedValue {
    try RangeBridge.value(.halfOpen, lowerBound, upperBound, bridge)
  }
}

extension ClosedRange: Bridged {
  public static var bridgeKind: BridgeKind { .range(.closed, Bound.self) }
  public init?(lessonValue: BridgedValue) {
    guard case .range(let range) = lessonValue.value.opened, range.kind == .closed,
      let low = try? lessonValue.bridge.convert(range.lower, to: Bound.self),
      let high = try? lessonValue.bridge.convert(range.upper, to: Bound.self), low <= high
    else { return nil }
    self = low...high
  }
  public func lessonValue(in bridge: Bridge) throws -> BridgedValue {
    try RangeBridge.value(.closed, lowerBound, upperBound, bridge)
  }
}

extension PartialRangeFrom: Bridged {
  public static var bridgeKind: BridgeKind { .range(.from, Bound.self) }
  public init?(lessonValue: BridgedValue) {
    guard case .range(let range) = lessonValue.value.opened, range.kind == .from,
      let low = try? lessonValue.bridge.convert(range.lower, to: Bound.self)
    else { return nil }
    self = low...
  }
  public func lessonValue(in bridge: Bridge) throws -> BridgedValue {
    try RangeBridge.value(.from, lowerBound, nil, bridge)
  }
}

extension PartialRangeUpTo: Bridged {
  public static var bridgeKind: BridgeKind { .range(.upTo, Bound.self) }
  public init?(lessonValue: BridgedValue) {
    guard case .range(let range) = lessonValue.value.opened, range.kind == .upTo,
      let high = try? lessonValue.bridge.convert(range.upper, to: Bound.self)
    else { return nil }
    self = ..<high
  }
  public func lessonValue(in bridge: Bridge) throws -> BridgedValue {
    try RangeBridge.value(.upTo, nil, upperBound, bridge)
  }
}

extension PartialRangeThrough: Bridged {
  public static var bridgeKind: BridgeKind { .range(.through, Bound.self) }
  public init?(lessonValue: BridgedValue) {
    guard case .range(let range) = lessonValue.value.opened, range.kind == .through,
      let high = try? lessonValue.bridge.convert(range.upper, to: Bound.self)
    else { return nil }
    self = ...high
  }
  public func lessonValue(in bridge: Bridge) throws -> BridgedValue {
    try RangeBridge.value(.through, nil, upperBound, bridge)
  }
}

extension Value {
  /// The value inside an `Any`.
  var opened: Value {
    if case .boxed(let object) = self { return object.value }
    return self
  }
}

/// Ranges whose kind is known only while running.
enum RangeBridge {
  static func value(
    _ kind: LessonType.RangeKind, _ lower: Any?, _ upper: Any?, _ bridge: Bridge
  ) throws -> BridgedValue {
    let low = try lower.map { try bridge.lesson($0) } ?? .void
    let high = try upper.map { try bridge.lesson($0) } ?? .void
    return BridgedValue(value: .range(RangeObject(kind, low, high)), bridge: bridge)
  }

  static func make(_ range: RangeObject) -> Any {
    switch (range.lower, range.upper) {
    case (.int(let low), .int(let high)): return make(range.kind, low, high)
    case (.int(let low), .void): return make(range.kind, low, low)
    case (.void, .int(let high)): return make(range.kind, high, high)
    case (.float(let low), .float(let high)): return make(range.kind, low, high)
    case (.float(let low), .void): return make(range.kind, low, low)
    case (.void, .float(let high)): return make(range.kind, high, high)
    case (.double(let low), .double(let high)): return make(range.kind, low, high)
    case (.double(let low), .void): return make(range.kind, low, low)
    case (.void, .double(let high)): return make(range.kind, high, high)
    default: return 0...
    }
  }

  private static func make<T: Comparable>(_ kind: LessonType.RangeKind, _ low: T, _ high: T) -> Any
  {
    switch kind {
    case .halfOpen: return low <= high ? low..<high : low..<low
    case .closed: return low <= high ? low...high : low...low
    case .from: return low...
    case .upTo: return ..<high
    case .through: return ...high
    case .all: return low...
    }
  }
}

/// Arrays and tuples whose types are known only while running.
enum ArrayBridge {
  static func make(_ items: [Any]) -> Any {
    guard let first = items.first else { return [Any]() }
    func typed<Element>(_ sample: Element) -> Any {
      let result = items.compactMap { $0 as? Element }
      return result.count == items.count ? result as Any : items as Any
    }
    return _openExistential(first, do: typed)
  }
}

enum TupleBridge {
  static func make(_ items: [Any]) throws -> Any {
    switch items.count {
    case 2: return two(items[0], items[1])
    case 3: return three(items[0], items[1], items[2])
    case 4: return four(items)
    default:
      throw LessonError(.type, "tuples of \(items.count) parts cannot be handed to the library")
    }
  }

  private static func two(_ a: Any, _ b: Any) -> Any {
    func first<A>(_ a: A) -> Any {
      func second<B>(_ b: B) -> Any { (a, b) }
      return _openExistential(b, do: second)
    }
    return _openExistential(a, do: first)
  }

  private static func three(_ a: Any, _ b: Any, _ c: Any) -> Any {
    func first<A>(_ a: A) -> Any {
      func second<B>(_ b: B) -> Any {
        func third<C>(_ c: C) -> Any { (a, b, c) }
        return _openExistential(c, do: third)
      }
      return _openExistential(b, do: second)
    }
    return _openExistential(a, do: first)
  }

  private static func four(_ items: [Any]) -> Any {
    func first<A>(_ a: A) -> Any {
      func second<B>(_ b: B) -> Any {
        func third<C>(_ c: C) -> Any {
          func fourth<D>(_ d: D) -> Any { (a, b, c, d) }
          return _openExistential(items[3], do: fourth)
        }
        return _openExistential(items[2], do: third)
      }
      return _openExistential(items[1], do: second)
    }
    return _openExistential(items[0], do: first)
  }
}
