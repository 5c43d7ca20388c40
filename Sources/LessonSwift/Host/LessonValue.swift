/// Any value of a lesson, with its type: what a library function with an `Any` parameter gets, and
/// what the notebook shows.
public struct LessonValue: Bridged, CustomStringConvertible {
  let value: Value
  /// Its static type.
  public let type: LessonType
  private let bridge: Bridge

  init(_ value: Value, _ type: LessonType, _ bridge: Bridge) {
    if case .boxed(let object) = value {
      self.value = object.value
      self.type = object.type
    } else {
      self.value = value
      self.type = type
    }
    self.bridge = bridge
  }

  public static var bridgeKind: BridgeKind { .plain(.any) }

  public init?(lessonValue: BridgedValue) {
    self.init(lessonValue.value, .any, lessonValue.bridge)
  }

  public func lessonValue(in bridge: Bridge) -> BridgedValue {
    BridgedValue(value: value, bridge: bridge)
  }

  /// As `print` shows it.
  public var description: String {
    (try? Describer(bridge.machine).describe(value, type)) ?? "\(type)"
  }

  /// As it is shown inside an array: strings in quotes.
  public var debugDescription: String {
    (try? Describer(bridge.machine).debug(value, type)) ?? "\(type)"
  }

  /// Swift's own value: an `Int`, a `[Float]`, a library type; nil when it is no such thing.
  public func `as`<T>(_ type: T.Type) -> T? { try? bridge.convert(value, to: type) }

  /// Swift's own value of a library type, whatever type that is.
  public var payload: Any? {
    if case .host(let object) = value { return object.payload }
    return nil
  }

  public var isNil: Bool {
    if case .none = value { return true }
    return false
  }

  /// Whether it is the value of a statement that has none.
  public var isVoid: Bool { type == .void }

  /// The elements of an array, set, range or string; nil for anything else.
  public var elements: [LessonValue]? {
    guard let element = type.element, !isNil,
      let items = try? Sequences.items(value, bridge.machine, SourceRange(SourceText(""), 0, 0))
    else { return nil }
    return items.map { LessonValue($0, element, bridge) }
  }

  /// The stored properties of a structure, or the parts of a tuple, with their names.
  public var parts: [(name: String, value: LessonValue)]? {
    switch (value, type) {
    case (.structure(let object), _):
      return zip(object.type.fields, object.fields).map {
        ($0.name, LessonValue($1, $0.type, bridge))
      }
    case (.tuple(let object), .tuple(let elements)):
      return zip(elements, object.items).enumerated().map { index, pair in
        (pair.0.label ?? "\(index)", LessonValue(pair.1, pair.0.type, bridge))
      }
    default: return nil
    }
  }

  /// Whether two values are equal as Swift's `==` says; false for types without it.
  public func isEqual(to other: LessonValue) -> Bool {
    type == other.type && Equality.areEqual(value, other.value)
  }
}

/// A closure of the lesson that a library function was given.
///
///     library.function("func withoutGradient(_ body: () throws -> Void) rethrows") {
///       (body: LessonFunction) in try withoutGradient { try body() }
///     }
public struct LessonFunction: Bridged {
  private let function: FunctionObject
  private let bridge: Bridge

  public static var bridgeKind: BridgeKind { .plain(.function([], .void)) }

  public init?(lessonValue: BridgedValue) {
    guard case .function(let function) = lessonValue.value.opened else { return nil }
    self.function = function
    bridge = lessonValue.bridge
  }

  public func lessonValue(in bridge: Bridge) -> BridgedValue {
    BridgedValue(value: .function(function), bridge: bridge)
  }

  /// Calls it; what it answers is left as it is.
  @discardableResult
  public func call(_ arguments: [Any] = []) throws -> LessonValue {
    let values = try arguments.map { try bridge.lesson($0) }
    return LessonValue(try bridge.machine.call(function, values), .unknown, bridge)
  }

  /// Calls it with Swift values, and gets a Swift value back.
  public func callAsFunction<each Input, Output>(
    _ input: repeat each Input, returning type: Output.Type = Void.self
  ) throws -> Output {
    var arguments: [Any] = []
    repeat arguments.append(each input)
    let result = try call(arguments)
    return try bridge.convert(result.value, to: type)
  }
}

/// A variable of the lesson that a library function may change: the receiver of a `mutating`
/// method, or an `inout` argument. What `value` holds when the function returns is written back.
public final class Inout<T> {
  public var value: T
  init(_ value: T) { self.value = value }
}

protocol AnyInout {
  static var wrappedType: Any.Type { get }
  static func make(_ value: Value, _ bridge: Bridge) throws -> Self
  func lessonValue(_ bridge: Bridge) throws -> Value
}

extension Inout: AnyInout {
  static var wrappedType: Any.Type { T.self }
  static func make(_ value: Value, _ bridge: Bridge) throws -> Self {
    guard let result = Inout(try bridge.convert(value, to: T.self)) as? Self else {
      throw LessonError(.type, "a variable cannot be handed to the library")
    }
    return result
  }
  func lessonValue(_ bridge: Bridge) throws -> Value { try bridge.lesson(value) }
}
