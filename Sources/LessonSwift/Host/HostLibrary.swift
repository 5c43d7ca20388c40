/// What a lesson can see of a Swift library: types, functions, members and operators, each
/// registered by its Swift signature and a Swift closure that does it.
///
///     var library = HostLibrary()
///     library.type(Tensor.self, named: "Tensor")
///     library.method("func relu() throws -> Tensor", on: Tensor.self) { (x: Tensor) in
///       try x.relu()
///     }
///     library.function("func matmul(_ a: Tensor, _ b: Tensor) throws -> Tensor") {
///       (a: Tensor, b: Tensor) in try matmul(a, b)
///     }
///
/// The signature gives labels, defaults (any expression of Lesson Swift), types, `throws` and
/// `inout`; the closure's own parameter types are compared with it, and every difference is kept
/// in `problems`, which a test wants empty. A type must be registered before a signature names it.
///
/// What a closure gets for a parameter:
/// `Int`, `Float`, `Double`, `Bool`, `String`, arrays, sets, dictionaries, optionals, ranges and
/// tuples of these, and registered types, as themselves · variadics as an array · `inout T` as
/// `Inout<T>` · a function type as `LessonFunction` · `Any` as `LessonValue` · `any P` of a
/// registered protocol as `any P`.
public struct HostLibrary {
  let tables: LibraryTables

  public init() {
    tables = LibraryTables()
    StandardLibrary.register(in: tables)
  }

  /// Every registration that does not hold together, in words; empty in a good library.
  public var problems: [String] { tables.problems }

  // MARK: Types

  /// A type that lessons pass around but do not look into. Register its members afterwards.
  public mutating func type<T>(_ type: T.Type, named name: String, help: String = "") {
    let nominal = NominalType(name: name, kind: .library)
    nominal.swiftType = type
    nominal.help = help
    nominal.libraryTraits.isReference = type is AnyObject.Type
    if type is any Error.Type { nominal.conformances.insert("Error") }
    if type is any CustomStringConvertible.Type {
      nominal.conformances.insert("CustomStringConvertible")
    }
    if let equatable = type as? any Equatable.Type { nominal.learnEquality(equatable) }
    if let hashable = type as? any Hashable.Type { nominal.learnHashing(hashable) }
    if let comparable = type as? any Comparable.Type { nominal.learnOrder(comparable) }
    if let literal = type as? any ExpressibleByFloatLiteral.Type { nominal.learnNumbers(literal) }
    if tables.types[name] != nil { tables.problems.append("type \(name): registered twice") }
    tables.types[name] = .nominal(nominal)
    tables.bySwiftType[ObjectIdentifier(type)] = nominal
  }

  /// An enumeration (or option-like struct): its cases by name, for `.bilinear` and `switch`.
  public mutating func enumeration<T>(
    _ type: T.Type, named name: String, cases: KeyValuePairs<String, T>, help: String = ""
  ) {
    self.type(type, named: name, help: help)
    guard let nominal = nominal(type, "enumeration \(name)") else { return }
    nominal.cases = cases.map(\.key)
    for (caseName, value) in cases {
      let symbol = PropertySymbol(name: caseName, type: .nominal(nominal))
      let object = Value.host(HostObject(value, nominal))
      symbol.getter = .native { _ in object }
      nominal.staticProperties[caseName] = symbol
    }
    let all = PropertySymbol(name: "allCases", type: .array(.nominal(nominal)))
    let values = cases.map { Value.host(HostObject($0.value, nominal)) }
    all.getter = .native { _ in .array(values) }
    if type is any CaseIterable.Type { nominal.staticProperties["allCases"] = all }
  }

  /// A protocol, as the set of types that have it: what `some P` and `any P` accept.
  ///
  /// - Parameter types: registered types, or `Int.self`, `Range<Int>.self` and their like.
  public mutating func `protocol`(_ name: String, of types: [Any.Type], help: String = "") {
    let members = types.compactMap { type -> LessonType? in
      let known = Bridge.lessonType(of: type, in: tables)
      if known == nil { tables.problems.append("protocol \(name): \(type) is not registered") }
      return known
    }
    let known = ProtocolType(name: name, members: members)
    known.help = help
    tables.protocols[name] = known
    tables.types[name] = .existential(known)
    for member in members { member.nominal?.conformances.insert(name) }
  }

  // MARK: Functions and values

  /// A free function: `func conv2D(_ x: Tensor, stride: Int = 1) throws -> Tensor`.
  public mutating func function<each A, R>(
    _ signature: String, help: String = "", _ body: @escaping (repeat each A) throws -> R
  ) {
    guard let symbol = symbol(signature, help, [], body) else { return }
    tables.functions[symbol.name, default: []].append(symbol)
  }

  /// A global constant: `let pastureClasses: [String]`.
  public mutating func value<R>(
    _ signature: String, help: String = "", _ body: @escaping () throws -> R
  ) {
    guard let symbol = property(signature, help, R.self) else { return }
    symbol.getter = .native(native(symbol.name, symbol.type, body))
    tables.globals[symbol.name] = symbol
  }

  /// An operator between values: `("+", "(a: Tensor, b: Float) throws -> Tensor")`.
  ///
  /// The text is a whole signature too: `func + (a: Tensor, b: Tensor) throws -> Tensor`; one
  /// parameter makes it a prefix operator.
  public mutating func `operator`<each A, R>(
    _ signature: String, help: String = "", _ body: @escaping (repeat each A) throws -> R
  ) {
    guard let symbol = symbol(signature, help, [], body) else { return }
    tables.operators[symbol.name, default: []].append(symbol)
  }

  // MARK: Members

  /// A method; the closure gets the receiver first. `mutating func` gets it as `Inout<T>`.
  public mutating func method<T, each A, R>(
    _ signature: String, on type: T.Type, help: String = "",
    _ body: @escaping (repeat each A) throws -> R
  ) {
    guard let symbol = symbol(signature, help, [T.self], body) else { return }
    if let nominal = tables.bySwiftType[ObjectIdentifier(type)] {
      nominal.methods[symbol.name, default: []].append(symbol)
    } else if let known = protocolType(type) {
      known.methods[symbol.name, default: []].append(symbol)
    } else if let builtIn = Bridge.lessonType(of: type, in: tables) {
      symbol.receiver = .exactly(builtIn)
      tables.methods[symbol.name, default: []].append(symbol)
    } else {
      tables.problems.append("\(signature): \(type) is not registered")
    }
  }

  /// A property to be read: `shape: [Int]`.
  public mutating func property<T, R>(
    _ signature: String, on type: T.Type, help: String = "",
    _ body: @escaping (T) throws -> R
  ) {
    guard let symbol = property(signature, help, R.self) else { return }
    symbol.getter = .native(native(symbol.name, symbol.type, body))
    install(symbol, on: type, signature)
  }

  /// A property to be read and changed: `var bias: Tensor?`.
  public mutating func property<T, R>(
    _ signature: String, on type: T.Type, help: String = "",
    get: @escaping (T) throws -> R, set: @escaping (inout T, R) throws -> Void
  ) {
    guard let symbol = property(signature, help, R.self) else { return }
    symbol.getter = .native(native(symbol.name, symbol.type, get))
    symbol.setter = .native(
      native(symbol.name, .void) { (owner: Inout<T>, value: R) in try set(&owner.value, value) })
    symbol.isConstant = false
    install(symbol, on: type, signature)
  }

  private func install<T>(_ symbol: PropertySymbol, on type: T.Type, _ signature: String) {
    if let nominal = tables.bySwiftType[ObjectIdentifier(type)] {
      nominal.properties[symbol.name] = symbol
    } else if let known = protocolType(type) {
      known.properties[symbol.name] = symbol
    } else if let builtIn = Bridge.lessonType(of: type, in: tables) {
      symbol.receiver = .exactly(builtIn)
      tables.properties[symbol.name, default: []].append(symbol)
    } else {
      tables.problems.append("\(signature): \(type) is not registered")
    }
  }

  /// `init(_ values: [Float], shape: [Int]) throws`; the closure answers the new value.
  public mutating func initializer<T, each A, R>(
    _ signature: String, of type: T.Type, help: String = "",
    _ body: @escaping (repeat each A) throws -> R
  ) {
    guard let nominal = nominal(type, signature) else { return }
    let isFailable = signature.hasPrefix("init?")
    let result: LessonType = isFailable ? .optional(.nominal(nominal)) : .nominal(nominal)
    guard let symbol = symbol(signature, help, [], body, result: result) else { return }
    nominal.initializers.append(symbol)
  }

  /// `static func zeros(_ shape: [Int]) throws -> Tensor` (`static` may be left out).
  public mutating func staticMethod<T, each A, R>(
    _ signature: String, on type: T.Type, help: String = "",
    _ body: @escaping (repeat each A) throws -> R
  ) {
    guard let nominal = nominal(type, signature),
      let symbol = symbol(signature, help, [], body)
    else { return }
    nominal.staticMethods[symbol.name, default: []].append(symbol)
  }

  /// `static let viridis: ColorMap`: also reached as `.viridis` where a `ColorMap` is expected.
  public mutating func staticProperty<T, R>(
    _ signature: String, on type: T.Type, help: String = "", _ body: @escaping () throws -> R
  ) {
    guard let nominal = nominal(type, signature), let symbol = property(signature, help, R.self)
    else { return }
    symbol.getter = .native(native(symbol.name, symbol.type, body))
    nominal.staticProperties[symbol.name] = symbol
  }

  /// `subscript(_ indices: any TensorIndex...) throws -> Tensor`; the closure gets the receiver
  /// first.
  public mutating func `subscript`<T, each A, R>(
    _ signature: String, on type: T.Type, help: String = "",
    _ body: @escaping (repeat each A) throws -> R
  ) {
    guard let nominal = nominal(type, signature),
      let symbol = symbol(signature, help, [T.self], body)
    else { return }
    nominal.subscripts.append(symbol)
  }

  /// The protocol `P` of `(any P).self`.
  private func protocolType<T>(_ type: T.Type) -> ProtocolType? {
    let words = "\(type)".split(separator: " ")  // "any P", or only "P"
    return words.last.flatMap { tables.protocols[String($0)] }
  }

  private func nominal<T>(_ type: T.Type, _ what: String) -> NominalType? {
    let known = tables.bySwiftType[ObjectIdentifier(type)]
    if known == nil { tables.problems.append("\(what): \(type) is not registered") }
    return known
  }
}

extension NominalType {
  fileprivate func learnEquality<T: Equatable>(_ type: T.Type) {
    libraryTraits.equals = { left, right in
      guard let a = left as? T, let b = right as? T else { return false }
      return a == b
    }
  }

  fileprivate func learnHashing<T: Hashable>(_ type: T.Type) {
    libraryTraits.hash = { value, hasher in (value as? T)?.hash(into: &hasher) }
  }

  fileprivate func learnOrder<T: Comparable>(_ type: T.Type) {
    libraryTraits.less = { left, right in
      guard let a = left as? T, let b = right as? T else { return false }
      return a < b
    }
  }

  /// `learningRate: 0.1`, where the type reads a literal as a `Double`.
  fileprivate func learnNumbers<T: ExpressibleByFloatLiteral>(_ type: T.Type) {
    guard T.FloatLiteralType.self == Double.self else { return }
    libraryTraits.acceptsWholeNumbers = type is any ExpressibleByIntegerLiteral.Type
    libraryTraits.number = { number in
      guard let literal = number as? T.FloatLiteralType else { return number }
      return T(floatLiteral: literal)
    }
  }
}
