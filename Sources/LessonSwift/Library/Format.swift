import Foundation

/// `String(format:)`, checked: C would read memory that is not there when format and arguments do
/// not agree.
enum Format {
  static func apply(_ format: String, _ arguments: [Value], _ call: NativeCall) throws -> String {
    var result = ""
    var next = arguments[...]
    var rest = Substring(format)
    while let percent = rest.firstIndex(of: "%") {
      result += rest[..<percent]
      rest = rest[rest.index(after: percent)...]
      if rest.first == "%" {
        result += "%"
        rest = rest.dropFirst()
        continue
      }
      let specification = rest.prefix { "-+ #0123456789.".contains($0) }
      rest = rest.dropFirst(specification.count)
      rest = rest.drop { "lhqzL".contains($0) }
      guard let conversion = rest.popFirst() else {
        throw call.fail("the format ends after '%'", suggestion: "write '%%' for a percent sign")
      }
      let numbers = specification.split(whereSeparator: { !$0.isNumber }).compactMap { Int($0) }
      let digits = specification.filter(\.isNumber).count
      guard digits <= 8, numbers.allSatisfy({ $0 <= 1000 }),
        specification.filter({ $0 == "." }).count <= 1
      else { throw call.fail("this width is too large", found: "%\(specification)\(conversion)") }
      guard let argument = next.popFirst() else {
        throw call.fail(
          "the format has more places than there are values",
          expected: "a value for '%\(specification)\(conversion)'")
      }
      result += try one(String(specification), conversion, argument, call)
    }
    return result + rest
  }

  private static func one(
    _ specification: String, _ conversion: Character, _ argument: Value, _ call: NativeCall
  ) throws -> String {
    switch (conversion, argument.opened) {
    case ("d", .int(let value)), ("i", .int(let value)):
      return String(format: "%\(specification)ld", value)
    case ("u", .int(let value)), ("x", .int(let value)), ("X", .int(let value)),
      ("o", .int(let value)):
      return String(format: "%\(specification)l\(conversion)", value)
    case ("f", .double(let value)), ("e", .double(let value)), ("g", .double(let value)),
      ("E", .double(let value)), ("G", .double(let value)), ("F", .double(let value)):
      return String(format: "%\(specification)\(conversion)", value)
    case ("f", .float(let value)), ("e", .float(let value)), ("g", .float(let value)),
      ("E", .float(let value)), ("G", .float(let value)), ("F", .float(let value)):
      return String(format: "%\(specification)\(conversion)", Double(value))
    case ("@", let value):
      var type = LessonType.any
      if case .boxed(let object) = argument { type = object.type }
      return try Describer(call.machine).describe(value, type)
    default:
      throw call.fail(
        "'%\(specification)\(conversion)' does not fit its value",
        expected: "dfegx".contains(conversion)
          ? (conversion == "d" || conversion == "x" ? "an Int" : "a Float or Double")
          : "%d, %x, %f, %e, %g or %@",
        found: try Describer(call.machine).debug(argument, .any))
    }
  }
}
