extension JSONReader {
  /// A whole number; `7.0` and `7e0` are whole too.
  ///
  /// - Parameter what: for error messages: "an id".
  mutating func integer(_ what: String) throws -> Int {
    skipSpace()
    let start = at
    // Plain digits, the usual case: no detour by a double, which is exact only below 2⁵³.
    let isNegative = bytes[at] == UInt8(ascii: "-")
    var end = isNegative ? at + 1 : at
    var value = 0
    while 48...57 ~= bytes[end], end - start < 18 {
      value = value * 10 + Int(bytes[end] - 48)
      end += 1
    }
    switch bytes[end] {
    case UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"), 48...57: break
    default:
      let first = isNegative ? start + 1 : start
      // No digit, or a 0 before others: `number` below says what is wrong.
      guard end > first, bytes[first] != 48 || end == first + 1 else { break }
      at = end
      return isNegative ? -value : value
    }
    let place = place(of: start)
    let number = try number(what)
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    guard let whole = Int(text) ?? Int(exactly: number) else {
      throw DatasetError(place, expected: "\(what), a whole number", found: "\(number)")
    }
    return whole
  }

  /// A number, rounded to the nearest double, as `strtod` does it. NaN and infinity are not JSON,
  /// though Python writes them.
  mutating func number(_ what: String) throws -> Double {
    skipSpace()
    let start = at
    let isNegative = bytes[at] == UInt8(ascii: "-")
    if isNegative { at += 1 }
    var (mantissa, exponent) = (UInt64(0), 0)
    var digits = 0  // from the first that is not 0
    /// Takes at least one digit; those beyond 19 are left to `strtod`.
    func takeDigits(_ reader: inout JSONReader) -> Int {
      let first = reader.at
      while 48...57 ~= reader.bytes[reader.at] {
        if digits < 19 { mantissa = mantissa * 10 + UInt64(reader.bytes[reader.at] - 48) }
        if mantissa > 0 { digits += 1 }
        reader.at += 1
      }
      return reader.at - first
    }
    let startsWithZero = bytes[at] == 48
    let whole = takeDigits(&self)
    guard whole > 0, !startsWithZero || whole == 1 else {
      at = start
      throw failure("\(what), a number", hint: Self.numberHint(bytes[start]))
    }
    if bytes[at] == UInt8(ascii: ".") {
      at += 1
      let decimals = takeDigits(&self)
      guard decimals > 0 else { throw failure("a digit after the point") }
      exponent -= decimals
    }
    if bytes[at] == UInt8(ascii: "e") || bytes[at] == UInt8(ascii: "E") {
      at += 1
      let isSmall = bytes[at] == UInt8(ascii: "-")
      if isSmall || bytes[at] == UInt8(ascii: "+") { at += 1 }
      let first = at
      var power = 0
      while 48...57 ~= bytes[at] {
        power = min(100_000, power * 10 + Int(bytes[at] - 48))
        at += 1
      }
      guard at > first else { throw failure("a digit in the exponent") }
      exponent += isSmall ? -power : power
    }
    // Both factors are exact, so one rounding is all there is (Clinger, 1990).
    if digits <= 15, abs(exponent) <= 22 {
      let power = Self.powersOfTen[abs(exponent)]
      let value = exponent < 0 ? Double(mantissa) / power : Double(mantissa) * power
      return isNegative ? -value : value
    }
    let text = String(decoding: bytes[start..<at], as: UTF8.self)
    guard let value = Double(text), value.isFinite else {
      throw DatasetError(
        place(of: start), expected: "\(what) that a double can hold", found: "\(text.prefix(24))")
    }
    return value
  }

  /// An array of numbers, such as a box.
  mutating func numbers(_ what: String) throws -> [Double] {
    var values: [Double] = []
    try array(what) { values.append(try $0.number("a number")) }
    return values
  }

  private static let powersOfTen: [Double] = [
    1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16,
    1e17, 1e18, 1e19, 1e20, 1e21, 1e22,
  ]

  private static func numberHint(_ byte: UInt8) -> String {
    switch byte {
    case UInt8(ascii: "N"), UInt8(ascii: "I"), UInt8(ascii: "n"), UInt8(ascii: "i"):
      "NaN and infinity are not JSON: look for a division by zero where the file was made"
    case UInt8(ascii: "\""): "write the number without quotes"
    default: ""
    }
  }
}
