import Foundation

/// Where the marks of an axis stand, and what they say.
struct Axis {
  struct Tick {
    /// Along the axis: 0 at its low end, 1 at its high end.
    let place: Double
    let label: String
  }

  let low, high: Double
  let isLogarithmic: Bool
  private(set) var ticks: [Tick] = []

  /// - Parameters:
  ///   - room: the axis's length, in pixels.
  ///   - perLabel: what a label needs of it at least, in pixels.
  ///   - rounding: whether the ends move outwards to the next mark.
  init(
    low: Double, high: Double, room: Int, perLabel: Int, isLogarithmic: Bool = false,
    rounding: Bool = false
  ) {
    var (low, high) = (low, high)
    let most = max(1, room / max(1, perLabel))
    self.isLogarithmic = isLogarithmic && low > 0 && high > low
    if self.isLogarithmic {
      let marks = Axis.powers(low, high, most)
      (self.low, self.high) = (low, high)
      ticks = marks.map { Tick(place: place($0), label: numberLabel($0, step: $0)) }
      return
    }
    if !(high > low) { (low, high) = (low - 0.5, low + 0.5) }
    let step = Axis.niceStep((high - low) / Double(most))
    if rounding {
      low = (low / step + 1e-6).rounded(.down) * step
      high = (high / step - 1e-6).rounded(.up) * step
    }
    (self.low, self.high) = (low, high)
    let first = (low / step - 1e-6).rounded(.up)
    let last = (high / step + 1e-6).rounded(.down)
    guard first.isFinite, last.isFinite, last >= first, last - first < 1000 else { return }
    ticks = stride(from: first, through: last, by: 1).map { index in
      Tick(place: place(index * step), label: numberLabel(index * step, step: step))
    }
  }

  /// 0 at the low end, 1 at the high end.
  func place(_ value: Double) -> Double {
    isLogarithmic
      ? (log10(value) - log10(low)) / (log10(high) - log10(low)) : (value - low) / (high - low)
  }

  /// The smallest of 1, 2, 5, 10, 20, 50 … (and 0.5, 0.2 …) that is at least `least`.
  static func niceStep(_ least: Double) -> Double {
    guard least > 0, least.isFinite else { return 1 }
    let power = pow(10, log10(least).rounded(.down))
    return [1, 2, 5].map { $0 * power }.first { $0 >= least * 0.999_999 } ?? 10 * power
  }

  /// Powers of ten in the range, thinned out; with 2 and 5 between when there are few.
  private static func powers(_ low: Double, _ high: Double, _ most: Int) -> [Double] {
    let first = Int(log10(low).rounded(.down))
    let last = Int(log10(high).rounded(.up))
    func marks(_ digits: [Double], every: Int) -> [Double] {
      stride(from: first, through: last, by: every).flatMap { power in
        digits.map { $0 * pow(10, Double(power)) }
      }.filter { $0 >= low * 0.999_999 && $0 <= high * 1.000_001 }
    }
    let fine = marks([1, 2, 5], every: 1)
    if fine.count <= most { return fine }
    return marks([1], every: max(1, (last - first + most - 1) / most))
  }
}

/// A number as a mark on an axis: as many decimals as the step needs; thousands as k, millions as M.
func numberLabel(_ value: Double, step: Double) -> String {
  let size = max(abs(value), abs(step))
  guard size.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "−∞" : "∞" }
  if value == 0 || abs(value) < abs(step) * 1e-6 { return "0" }
  let units: [(Double, String)] = [(1e9, "G"), (1e6, "M"), (1e4, "k")]
  var (scaled, suffix, scaledStep) = (value, "", step)
  if size >= 1e13 || size < 1e-4 {
    let power = log10(abs(value)).rounded(.down)
    let mantissa = value / pow(10, power)
    return signed(decimal(mantissa, 1).replacingOccurrences(of: ".0", with: "")) + "e"
      + signed("\(Int(power))")
  }
  if let unit = units.first(where: { size >= $0.0 }) {
    let divisor = unit.1 == "k" ? 1e3 : unit.0
    (scaled, suffix, scaledStep) = (value / divisor, unit.1, step / divisor)
  }
  // The fewest decimals that show the step.
  let decimals = (0...7).first { digits in
    let shifted = abs(scaledStep) * pow(10, Double(digits))
    return abs(shifted - shifted.rounded()) < 1e-6 * max(1, shifted)
  }
  return signed(decimal(scaled, decimals ?? 3)) + suffix
}

/// A number by itself, with about three digits that count.
func shortNumber(_ value: Float) -> String {
  guard value.isFinite else { return value.isNaN ? "NaN" : value < 0 ? "−∞" : "∞" }
  let size = abs(value)
  if size == 0 { return "0" }
  if size >= 10_000 || size < 0.001 { return numberLabel(Double(value), step: Double(value)) }
  if size == size.rounded(), size < 1000 { return signed("\(Int(value))") }
  return signed(decimal(Double(value), size >= 100 ? 0 : size >= 10 ? 1 : 2))
}

/// With a real minus sign.
private func signed(_ digits: String) -> String { digits.replacingOccurrences(of: "-", with: "−") }

private func decimal(_ value: Double, _ digits: Int) -> String {
  String(format: "%.\(digits)f", value)
}
