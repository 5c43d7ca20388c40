// Numbers as people read them. Written here, since C's formatting follows the locale and Foundation is
// too large a guest for this room.

package enum NumberText {
  /// Three significant digits: `4.81`, `0.37`, `61.3`, `1.2e-5`, `∞`.
  package static func short(_ value: Double) -> String { significant(value, digits: 3) }

  /// An element of a tensor: about five digits, a point always: `1.0`, `2.5`, `0.3333`, `1234.5`.
  package static func element(_ value: Float) -> String {
    let x = Double(value)
    guard x.isFinite, x != 0 else { return x == 0 ? "0.0" : special(x) }
    let exponent = decimalExponent(x)
    if exponent < -4 || exponent > 7 { return scientific(x, exponent: exponent, digits: 4) }
    return rounded(x, decimals: max(1, exponent >= 0 ? 4 - exponent : 3 - exponent))
  }

  /// `48 B`, `108 KiB`, `1.5 MiB`.
  package static func bytes(_ count: Int) -> String {
    var (amount, unit) = (Double(count), "B")
    for next in ["KiB", "MiB", "GiB", "TiB"] where amount >= 1024 {
      (amount, unit) = (amount / 1024, next)
    }
    return "\(whole(amount, below: 100)) \(unit)"
  }

  /// `512 FLOP`, `61.3 MFLOP`.
  package static func flops(_ count: Int) -> String {
    var (amount, unit) = (Double(count), "FLOP")
    for next in ["kFLOP", "MFLOP", "GFLOP", "TFLOP"] where amount >= 999.5 {
      (amount, unit) = (amount / 1000, next)
    }
    return "\(whole(amount, below: 100)) \(unit)"
  }

  /// `42 µs`, `1.9 ms`, `2.5 s`.
  package static func duration(milliseconds: Double) -> String {
    if milliseconds >= 999.5 { return "\(significant(milliseconds / 1000, digits: 2)) s" }
    if milliseconds < 0.1 { return "\(significant(milliseconds * 1000, digits: 2)) µs" }
    return milliseconds >= 99.5
      ? "\(trimmed(milliseconds.rounded())) ms" : "\(significant(milliseconds, digits: 2)) ms"
  }

  /// `61.30`: always so many digits behind the point (at least one), for columns of numbers.
  package static func fixed(_ x: Double, decimals: Int) -> String {
    let text = rounded(x, decimals: decimals)
    guard let point = text.firstIndex(of: "."), !text.contains("e") else { return text }
    let digits = text.distance(from: point, to: text.endIndex) - 1
    return text + String(repeating: "0", count: max(0, decimals - digits))
  }

  /// `0 %`, `< 1 %`, `31 %`, `> 99 %`, `100 %`.
  package static func share(_ part: Int, of whole: Int) -> String {
    let percent = 100 * Double(part) / Double(max(whole, 1))
    if part > 0 && percent < 1 { return "< 1 %" }
    if part < whole && percent > 99 { return "> 99 %" }
    return "\(trimmed(percent.rounded())) %"
  }

  private static func whole(_ amount: Double, below limit: Double) -> String {
    amount >= limit ? trimmed(amount.rounded()) : significant(amount, digits: 3)
  }

  private static func significant(_ x: Double, digits: Int) -> String {
    guard x.isFinite, x != 0 else { return x == 0 ? "0" : special(x) }
    let exponent = decimalExponent(x)
    if exponent < -4 || exponent > 6 { return scientific(x, exponent: exponent, digits: digits) }
    let text = rounded(x, decimals: max(0, digits - 1 - exponent))
    return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }

  private static func special(_ x: Double) -> String { x.isNaN ? "NaN" : x > 0 ? "∞" : "-∞" }

  /// `e` such that `10^e <= |x| < 10^(e + 1)`, for finite numbers other than 0.
  private static func decimalExponent(_ x: Double) -> Int {
    var (size, exponent) = (x.magnitude, 0)
    while size >= 10 { (size, exponent) = (size / 10, exponent + 1) }
    while size < 1 { (size, exponent) = (size * 10, exponent - 1) }
    return exponent
  }

  private static func power(_ exponent: Int) -> Double {
    (0..<exponent).reduce(1.0) { power, _ in power * 10 }
  }

  private static func rounded(_ x: Double, decimals: Int) -> String {
    let scale = power(decimals)
    return ((x * scale).rounded() / scale).description
  }

  private static func scientific(_ x: Double, exponent: Int, digits: Int) -> String {
    var mantissa = x  // one digit at a time: 10^324 is no Double
    for _ in 0..<exponent.magnitude { mantissa = exponent < 0 ? mantissa * 10 : mantissa / 10 }
    let text = trimmed(rounded(mantissa, decimals: digits - 1))
    if text == "10" || text == "-10" { return "\(text.dropLast())e\(exponent + 1)" }
    return "\(text)e\(exponent)"
  }

  private static func trimmed(_ x: Double) -> String { trimmed(x.description) }
  private static func trimmed(_ text: String) -> String {
    text.hasSuffix(".0") ? String(text.dropLast(2)) : text
  }
}
