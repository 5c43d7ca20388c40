/// A Swift type that passes between the library and a lesson as a built-in type of Lesson Swift.
///
/// Library types need not conform: they are registered with `HostLibrary.type(_:named:)`.
public protocol Bridged {
  static var bridgeKind: BridgeKind { get }
  init?(lessonValue: BridgedValue)
  func lessonValue(in bridge: Bridge) throws -> BridgedValue
}

/// The lesson type that a Swift type becomes, with the Swift types inside it still as they are.
public indirect enum BridgeKind {
  case plain(LessonType)
  case array(Any.Type)
  case set(Any.Type)
  case dictionary(Any.Type, Any.Type)
  case optional(Any.Type)
  case range(LessonType.RangeKind, Any.Type)
}

/// A value on its way between a lesson and the library.
public struct BridgedValue {
  let value: Value
  let bridge: Bridge
}

/// Carries values between a lesson and the library.
public struct Bridge {
  let tables: LibraryTables
  let machine: Machine

  // MARK: Types

  static func lessonType(of type: Any.Type, in tables: LibraryTables) -> LessonType? {
    if type == Void.self { return .void }
    if let known = tables.bySwiftType[ObjectIdentifier(type)] { return .nominal(known) }
    if type == LessonValue.self { return .any }
    guard let bridged = type as? any Bridged.Type else { return nil }
    switch bridged.bridgeKind {
    case .plain(let type): return type
    case .array(let element): return lessonType(of: element, in: tables).map { .array($0) }
    case .set(let element): return lessonType(of: element, in: tables).map { .set($0) }
    case .optional(let wrapped): return lessonType(of: wrapped, in: tables).map { .optional($0) }
    case .range(let kind, let bound):
      return lessonType(of: bound, in: tables).map { .range(kind, $0) }
    case .dictionary(let key, let value):
      guard let key = lessonType(of: key, in: tables), let value = lessonType(of: value, in: tables)
      else { return nil }
      return .dictionary(key, value)
    }
  }

  // MARK: From the lesson to the library

  /// A Swift value of the type a library function wants.
  func convert<T>(_ value: Value, to type: T.Type) throws -> T {
    if let bridged = type as? any Bridged.Type {
      if let result = bridged.init(lessonValue: BridgedValue(value: value, bridge: self)) as? T {
        return result
      }
    } else if case .host(let object) = value, let payload = object.payload as? T {
      return payload
    } else if let result = natural(value) as? T {
      return result
    } else if case .tuple(let object) = value,
      let result = try TupleBridge.make(object.items.map { natural($0) }) as? T
    {
      return result
    }
    throw LessonError(
      .type, "a value cannot be handed to the library", expected: "\(T.self)",
      found: describe(value))
  }

  /// The Swift value that a lesson value is by itself.
  func natural(_ value: Value) -> Any {
    switch value {
    case .void: return ()
    case .none: return Optional<Any>.none as Any
    case .int(let number): return number
    case .double(let number): return number
    case .float(let number): return number
    case .bool(let flag): return flag
    case .string(let object): return object.text
    case .array(let object): return ArrayBridge.make(object.items.map { natural($0) })
    case .dictionary(let object):
      var result: [AnyHashable: Any] = [:]
      for (key, item) in object.items {
        if let key = natural(key.value) as? AnyHashable { result[key] = natural(item) }
      }
      return result
    case .set(let object):
      return Set(object.items.compactMap { natural($0.value) as? AnyHashable })
    case .tuple(let object): return (try? TupleBridge.make(object.items.map { natural($0) })) ?? ()
    case .range(let range): return RangeBridge.make(range)
    case .host(let object): return object.payload
    case .some(let box): return natural(box.value)
    case .boxed(let object): return natural(object.value, object.type)
    case .cell(let cell): return natural(cell.value)
    case .structure, .function: return LessonValue(value, .any, self)
    }
  }

  private func natural(_ value: Value, _ type: LessonType) -> Any {
    if case .nominal(let nominal) = type, nominal.kind != .library {
      return LessonValue(value, type, self)
    }
    return natural(value)
  }

  private func describe(_ value: Value) -> String {
    switch value {
    case .host(let object): return object.type.name
    case .boxed(let object): return "\(object.type)"
    default: return (try? Describer(machine).debug(value, .any)) ?? "a value"
    }
  }

  // MARK: From the library to the lesson

  /// The lesson value of anything the library answers.
  func lesson(_ value: Any, as type: LessonType? = nil) throws -> Value {
    if let type, case .optional(let wrapped) = type {
      guard let content = unwrap(value) else { return .none }
      return .wrap(try lesson(content, as: wrapped))
    }
    if case .any? = type, !(value is LessonValue) { return try box(value) }
    if case .existential? = type { return try box(value) }
    if let value = value as? LessonValue {
      if case .any? = type { return .boxed(TypedObject(value.value, value.type)) }
      return value.value
    }
    let dynamic = Swift.type(of: value)
    if let known = tables.bySwiftType[ObjectIdentifier(dynamic)] {
      return .host(HostObject(value, known))
    }
    if let elements = tupleElements(type), !(value is any Bridged) {
      return try tuple(value, elements)
    }
    if case .array(let element)? = type, !(value is any Bridged) || needsElements(element) {
      if let items = value as? [Any] {
        return .array(try items.map { try lesson($0, as: element) })
      }
    }
    if case .dictionary(let key, let item)? = type, needsElements(item),
      let items = value as? [AnyHashable: Any]
    {
      var result: [HashableValue: Value] = [:]
      for (name, content) in items {
        result[HashableValue(try lesson(name.base, as: key))] = try lesson(content, as: item)
      }
      return .dictionary(DictionaryObject(result))
    }
    if let bridged = value as? any Bridged { return try bridged.lessonValue(in: self).value }
    if value is Void { return .void }
    if case .tuple = Mirror(reflecting: value).displayStyle {
      return .tuple(try Mirror(reflecting: value).children.map { try lesson($0.value) })
    }
    // A subclass, or a value behind a protocol.
    for known in tables.bySwiftType.values {
      func isInstance<T>(_ type: T.Type) -> Bool { value is T }
      if let swiftType = known.swiftType, _openExistential(swiftType, do: isInstance) {
        return .host(HostObject(value, known))
      }
    }
    throw LessonError(
      .type, "the library answers a value of type '\(dynamic)' that lessons cannot use")
  }

  private func needsElements(_ type: LessonType) -> Bool {
    switch type {
    case .tuple, .existential, .any, .nominal: return true
    case .array(let inner), .optional(let inner): return needsElements(inner)
    default: return false
    }
  }

  private func tupleElements(_ type: LessonType?) -> [LessonType.TupleElement]? {
    guard case .tuple(let elements)? = type else { return nil }
    return elements
  }

  private func tuple(_ value: Any, _ elements: [LessonType.TupleElement]) throws -> Value {
    let children = Array(Mirror(reflecting: value).children)
    guard children.count == elements.count else {
      throw LessonError(.type, "the library answers a tuple of another size")
    }
    return .tuple(try zip(children, elements).map { try lesson($0.value, as: $1.type) })
  }

  private func box(_ value: Any) throws -> Value {
    let inner = try lesson(value)
    if case .host(let object) = inner {
      return .boxed(TypedObject(inner, .nominal(object.type)))
    }
    let type = Self.lessonType(of: Swift.type(of: value), in: tables) ?? .any
    return .boxed(TypedObject(inner, type))
  }

  private func unwrap(_ value: Any) -> Any? {
    let mirror = Mirror(reflecting: value)
    guard mirror.displayStyle == .optional else { return value }
    return mirror.children.first?.value
  }
}
