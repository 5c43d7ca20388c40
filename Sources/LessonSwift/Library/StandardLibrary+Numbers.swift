import Foundation

extension NativeCall {
  /// Applies one of two functions, for a Double or a Float.
  func floating(_ double: (Double) -> Double, _ float: (Float) -> Float) throws -> Value {
    switch arguments[0] {
    case .double(let value): return .double(double(value))
    case .float(let value): return .float(float(value))
    default: throw misuse()
    }
  }

  func floating(_ double: (Double, Double) -> Double, _ float: (Float, Float) -> Float) throws
    -> Value
  {
    switch (arguments[0], arguments[1]) {
    case (.double(let a), .double(let b)): return .double(double(a, b))
    case (.float(let a), .float(let b)): return .float(float(a, b))
    default: throw misuse()
    }
  }

  func floatingTest(_ double: (Double) -> Bool) throws -> Value {
    guard let value = arguments[0].asDouble else { throw misuse() }
    return .bool(double(value))
  }
}

extension StandardLibrary {
  static func registerNumbers(_ tables: LibraryTables) {
    registerConversions(tables)
    registerConstants(tables)
    registerNumberMembers(tables)
  }

  private static func registerConversions(_ tables: LibraryTables) {
    tables.initializer("Int", "init(_ value: Int) -> Int") { $0.arguments[0] }
    for type in ["Double", "Float"] {
      tables.initializer("Int", "init(_ value: \(type)) -> Int") { call in
        guard let value = call.arguments[0].asDouble else { throw call.misuse() }
        guard value > -9.3e18, value < 9.3e18, let whole = Int(exactly: value.rounded(.towardZero))
        else {
          throw call.fail(
            "this number cannot be an Int",
            expected: "a finite number between \(Int.min) and \(Int.max)", found: "\(value)")
        }
        return .int(whole)
      }
      tables.initializer("Int", "init?(exactly value: \(type)) -> Int?") { call in
        guard let value = call.arguments[0].asDouble else { throw call.misuse() }
        return Int(exactly: value).map { .int($0) } ?? .none
      }
    }
    tables.initializer("Int", "init?(_ text: String) -> Int?") { call in
      Int(try call.text(0)).map { .int($0) } ?? .none
    }
    tables.initializer("Int", "init?(_ text: Substring) -> Int?") { call in
      Int(try call.text(0)).map { .int($0) } ?? .none
    }
    tables.initializer("Int", "init?(_ text: String, radix: Int) -> Int?") { call in
      let radix = try call.int(1)
      guard (2...36).contains(radix) else { throw call.fail("the radix must be in 2...36") }
      return Int(try call.text(0), radix: radix).map { .int($0) } ?? .none
    }
    for type in ["Int", "Double", "Float"] {
      tables.initializer(
        "Double", "init(_ value: \(type)) -> Double", shortcut: NumericNode.shortcut(.convert)
      ) { call in
        guard let value = call.arguments[0].asDouble else { throw call.misuse() }
        return .double(value)
      }
      tables.initializer(
        "Float", "init(_ value: \(type)) -> Float", shortcut: NumericNode.shortcut(.convert)
      ) { call in
        switch call.arguments[0] {
        case .int(let value): return .float(Float(value))
        case .double(let value): return .float(Float(value))
        default: return call.arguments[0]
        }
      }
    }
    for text in ["String", "Substring"] {
      tables.initializer("Double", "init?(_ text: \(text)) -> Double?") { call in
        Double(try call.text(0)).map { .double($0) } ?? .none
      }
      tables.initializer("Float", "init?(_ text: \(text)) -> Float?") { call in
        Float(try call.text(0)).map { .float($0) } ?? .none
      }
    }
    tables.initializer("Bool", "init?(_ text: String) -> Bool?") { call in
      Bool(try call.text(0)).map { .bool($0) } ?? .none
    }
    for (type, zero) in [("Int", Value.int(0)), ("Double", .double(0)), ("Float", .float(0))] {
      tables.initializer(type, "init() -> \(type)") { _ in zero }
    }
  }

  private static func registerConstants(_ tables: LibraryTables) {
    tables.staticProperty("Int", "max: Int", .int(.max))
    tables.staticProperty("Int", "min: Int", .int(.min))
    tables.staticProperty("Int", "zero: Int", .int(0))
    tables.staticProperty("Int", "bitWidth: Int", .int(64))
    let doubles: [(String, Double)] = [
      ("pi", .pi), ("infinity", .infinity), ("nan", .nan), ("zero", 0), ("ulpOfOne", .ulpOfOne),
      ("greatestFiniteMagnitude", .greatestFiniteMagnitude),
      ("leastNonzeroMagnitude", .leastNonzeroMagnitude),
      ("leastNormalMagnitude", .leastNormalMagnitude),
    ]
    for (name, value) in doubles {
      tables.staticProperty("Double", "\(name): Double", .double(value))
    }
    let floats: [(String, Float)] = [
      ("pi", .pi), ("infinity", .infinity), ("nan", .nan), ("zero", 0), ("ulpOfOne", .ulpOfOne),
      ("greatestFiniteMagnitude", .greatestFiniteMagnitude),
      ("leastNonzeroMagnitude", .leastNonzeroMagnitude),
      ("leastNormalMagnitude", .leastNormalMagnitude),
    ]
    for (name, value) in floats {
      tables.staticProperty("Float", "\(name): Float", .float(value))
    }
  }

  private static func registerNumberMembers(_ tables: LibraryTables) {
    tables.property(.floatingPoint, "isNaN: Bool") { try $0.floatingTest { $0.isNaN } }
    tables.property(.floatingPoint, "isInfinite: Bool") { try $0.floatingTest { $0.isInfinite } }
    tables.property(.floatingPoint, "isFinite: Bool") { try $0.floatingTest { $0.isFinite } }
    tables.property(.floatingPoint, "isZero: Bool") { try $0.floatingTest { $0.isZero } }
    tables.property(.numeric, "magnitude: Self") { try absolute(&$0) }
    tables.method(.floatingPoint, "func squareRoot() -> Self") {
      try $0.floating({ $0.squareRoot() }, { $0.squareRoot() })
    }
    tables.method(.floatingPoint, "func rounded() -> Self") {
      try $0.floating({ $0.rounded() }, { $0.rounded() })
    }
    tables.method(
      .floatingPoint, "func rounded(_ rule: FloatingPointRoundingRule) -> Self", roundByRule)
    tables.method(.floatingPoint, "func truncatingRemainder(dividingBy other: Self) -> Self") {
      try $0.floating(
        { $0.truncatingRemainder(dividingBy: $1) }, { $0.truncatingRemainder(dividingBy: $1) })
    }
    tables.method(.floatingPoint, "func remainder(dividingBy other: Self) -> Self") {
      try $0.floating({ $0.remainder(dividingBy: $1) }, { $0.remainder(dividingBy: $1) })
    }
    tables.method(.exactly(.int), "func isMultiple(of other: Int) -> Bool") { call in
      .bool(try call.int(0).isMultiple(of: try call.int(1)))
    }
    tables.method(.exactly(.int), "func signum() -> Int") { .int(try $0.int(0).signum()) }
    tables.method(
      .exactly(.int),
      "func quotientAndRemainder(dividingBy other: Int) -> (quotient: Int, remainder: Int)"
    ) { call in
      let (a, b) = (try call.int(0), try call.int(1))
      guard b != 0, !(a == .min && b == -1) else { throw call.fail("division by zero") }
      return .tuple([.int(a / b), .int(a % b)])
    }
    tables.property(.exactly(.int), "nonzeroBitCount: Int") {
      .int(try $0.int(0).nonzeroBitCount)
    }
    tables.method(.exactly(.bool), "mutating func toggle()") { call in
      guard case .bool(let value) = call.arguments[0] else { throw call.misuse() }
      call.arguments[0] = .bool(!value)
      return .void
    }
    tables.property(.numeric, "description: String") { call in
      .string(try Describer(call.machine).debug(call.arguments[0], .any))
    }
  }

  private static func roundByRule(_ call: inout NativeCall) throws -> Value {
    guard case .host(let object) = call.arguments[1],
      let rule = object.payload as? FloatingPointRoundingRule
    else { throw call.misuse() }
    return try call.floating({ $0.rounded(rule) }, { $0.rounded(rule) })
  }

  private static func absolute(_ call: inout NativeCall) throws -> Value {
    switch call.arguments[0] {
    case .int(let value):
      guard value != .min else { throw call.fail("this number is too large for an Int") }
      return .int(Swift.abs(value))
    case .double(let value): return .double(Swift.abs(value))
    case .float(let value): return .float(Swift.abs(value))
    default: throw call.misuse()
    }
  }

  // MARK: Free functions

  static func registerMathematics(_ tables: LibraryTables) {
    tables.function("func abs<T: Numeric>(_ x: T) -> T", shortcut: NumericNode.shortcut(.abs)) {
      try absolute(&$0)
    }
    let functions: [(String, (Double) -> Double, (Float) -> Float)] = [
      ("sqrt", { $0.squareRoot() }, { $0.squareRoot() }), ("exp", Foundation.exp, Foundation.exp),
      ("log", Foundation.log, Foundation.log), ("log2", Foundation.log2, Foundation.log2),
      ("log10", Foundation.log10, Foundation.log10), ("sin", Foundation.sin, Foundation.sin),
      ("cos", Foundation.cos, Foundation.cos), ("tan", Foundation.tan, Foundation.tan),
      ("asin", Foundation.asin, Foundation.asin), ("acos", Foundation.acos, Foundation.acos),
      ("atan", Foundation.atan, Foundation.atan), ("tanh", Foundation.tanh, Foundation.tanh),
      ("floor", Foundation.floor, Foundation.floor), ("ceil", Foundation.ceil, Foundation.ceil),
      ("round", Foundation.round, Foundation.round), ("trunc", Foundation.trunc, Foundation.trunc),
      ("log1p", Foundation.log1p, Foundation.log1p), ("expm1", Foundation.expm1, Foundation.expm1),
      ("exp2", Foundation.exp2, Foundation.exp2), ("cbrt", Foundation.cbrt, Foundation.cbrt),
    ]
    for (name, double, float) in functions {
      tables.function("func \(name)<T: FloatingPoint>(_ x: T) -> T") {
        try $0.floating(double, float)
      }
    }
    let pairs: [(String, (Double, Double) -> Double, (Float, Float) -> Float)] = [
      ("pow", Foundation.pow, Foundation.pow), ("atan2", Foundation.atan2, Foundation.atan2),
      ("hypot", Foundation.hypot, Foundation.hypot), ("fmod", Foundation.fmod, Foundation.fmod),
    ]
    for (name, double, float) in pairs {
      tables.function("func \(name)<T: FloatingPoint>(_ x: T, _ y: T) -> T") {
        try $0.floating(double, float)
      }
    }
    tables.function(
      "func max<T: Comparable>(_ x: T, _ y: T, _ rest: T...) -> T",
      shortcut: NumericNode.shortcut(.max)
    ) { call in
      let less = call.ordering(call.substitution["T"] ?? .any)
      // As in Swift, of equal ones the last.
      var best = call.arguments[0]
      for item in [call.arguments[1]] + (try call.items(2)) where try !less(item, best) {
        best = item
      }
      return best
    }
    tables.function(
      "func min<T: Comparable>(_ x: T, _ y: T, _ rest: T...) -> T",
      shortcut: NumericNode.shortcut(.min)
    ) { call in
      let less = call.ordering(call.substitution["T"] ?? .any)
      var best = call.arguments[0]
      for item in [call.arguments[1]] + (try call.items(2)) where try less(item, best) {
        best = item
      }
      return best
    }
  }
}
