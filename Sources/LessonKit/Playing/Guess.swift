/// A learner's guess of a shape or a number.
public struct Guess: Equatable, Sendable {
  public var numbers: [Double]

  /// Reads `[1, 8, 32, 32]`, `1 8 32 32`, `1x8x32x32`, `1×8×32×32`, `2048` or `0.5`; `nil` for
  /// anything else, which is then Swift.
  public init?(_ line: String) {
    var text = line.trimmed
    guard !text.isEmpty, text.utf8.count <= 200 else { return nil }
    if text.hasPrefix("["), text.hasSuffix("]") { text = String(text.dropFirst().dropLast()) }
    let parts = text.split { $0 == "," || $0 == "x" || $0 == "×" || $0.isWhitespace }
    let numbers = parts.compactMap { part in
      part.allSatisfy({ $0.isNumber || "+-.eE_".contains($0) })
        ? Double(part.replacing("_", with: "")) : nil
    }
    guard !numbers.isEmpty, numbers.count == parts.count, numbers.allSatisfy(\.isFinite) else {
      return nil
    }
    self.numbers = numbers
  }

  /// Equal number by number: whole numbers exactly, others within half a percent.
  public func matches(_ truth: [Double]) -> Bool {
    numbers.count == truth.count
      && zip(numbers, truth).allSatisfy { guess, truth in
        truth.rounded() == truth && truth.magnitude < 1e9
          ? guess == truth : (guess - truth).magnitude <= 0.005 * max(truth.magnitude, 1e-12)
      }
  }
}
