import Foundation
import Testing

@testable import Tensors

/// Logarithms, powers and the binary cross-entropy against `Double`, on every instruction set: over
/// their whole range, denormal numbers included, and for every special number.
@Suite struct LogarithmKernelTests {
  static let sets = Kernels.supported.map(\.name)
  static let special: [Float] = [
    .nan, .infinity, -.infinity, 0, -0.0, 1, -1, .leastNonzeroMagnitude, -.leastNonzeroMagnitude,
    .leastNormalMagnitude, .greatestFiniteMagnitude, -.greatestFiniteMagnitude, 3, -3, 0.5, -0.5,
  ]

  /// Positive numbers of every exponent, many of them near 1, and the special ones.
  static let numbers: [Float] = {
    var generator = SeededGenerator(seed: 1)
    let anywhere = (0..<20_000).map { _ in
      Float(bitPattern: UInt32(truncatingIfNeeded: generator.next()) & 0x7FFF_FFFF)
    }
    let nearOne = (0..<20_000).map { _ in generator.uniform(0.5..<1.5) }
    let nextToOne = (-500...500).map { 1 + Float($0) * 0x1p-24 }
    let denormal = (1...500).map { Float(bitPattern: $0 * 16_000) }
    return special + anywhere.filter(\.isFinite) + nearOne + nextToOne + denormal
  }()

  /// Units in the last place of the right float; special results must be exactly right.
  func expectClose(
    _ found: [Float], _ expected: [Double], within units: Double, _ what: (Int) -> String
  ) {
    #expect(found.count == expected.count)
    for (i, (f, e)) in zip(found, expected).enumerated() {
      let right = Float(e)
      let isRight =
        right.isNaN
        ? f.isNaN
        : right.isInfinite || right == 0
          ? f == right && f.sign == right.sign
          : abs(Double(f) - e) <= units * Double(right.ulp)
      if !isRight { Issue.record("\(what(i)): expected \(e), found \(f)") }
    }
  }

  func run(_ x: [Float], _ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    var out = [Float](repeating: 12345, count: x.count)
    out.withUnsafeMutableBufferPointer { if let base = $0.baseAddress { body(base) } }
    return out
  }

  @Test(arguments: sets) func logarithmsAreRight(set: String) throws {
    let loops = try #require(Kernels.named(set)).loops
    let x = Self.numbers
    let expected = x.map { $0 == 0 ? -.infinity : $0 < 0 ? .nan : log(Double($0)) }
    expectClose(run(x) { loops.log(x, $0, x.count) }, expected, within: 2) {
      "\(set): log \(x[$0])"
    }
    for count in [0, 1, 3, 7, 17, 49, 51] {
      let some = Array(x.suffix(count))
      expectClose(
        run(some) { loops.log(some, $0, count) }, Array(expected.suffix(count)), within: 2
      ) { "\(set): log \(some[$0])" }
    }
  }

  /// C's `pow` in double precision is the definition, NaN and zeros with a sign included.
  @Test(arguments: sets) func powersAreRight(set: String) throws {
    let loops = try #require(Kernels.named(set)).loops
    let signed = Self.numbers + Self.numbers.map { -$0 }
    for exponent in [
      0, 1, 2, 3, 4, 7, 31, 64, 65, 101, -1, -2, -3, -65, -64, 0.5, -0.5, 1.5, 2.75, -3.3, 0.01,
      1e-6, 30.5, 1e9, -1e9, 16_777_215, .infinity, -.infinity, .nan,
    ] as [Float] {
      let found = run(signed) { loops.power(signed, exponent, $0, signed.count) }
      // Zeros beyond what `Double` holds have the sign of the power, which `pow` keeps.
      expectClose(found, signed.map { pow(Double($0), Double(exponent)) }, within: 0.51) {
        "\(set): \(signed[$0]) to the power of \(exponent)"
      }
    }
    for count in [0, 1, 3, 7, 17, 49, 51] {
      let some = Array(Self.numbers.suffix(count))
      for exponent in [3, 1.5] as [Float] {
        expectClose(
          run(some) { loops.power(some, exponent, $0, count) },
          some.map { pow(Double($0), Double(exponent)) }, within: 0.51
        ) { "\(set): \(some[$0]) to the power of \(exponent)" }
      }
    }
  }

  /// Small losses too: log(1 + e⁻ˣ) keeps its digits when 1 + e⁻ˣ would round to 1.
  @Test(arguments: sets) func binaryCrossEntropiesAreRight(set: String) throws {
    let loops = try #require(Kernels.named(set)).loops
    let x = (0...20_000).map { Float($0) * 0.01 - 100 } + [.nan, .infinity, -.infinity]
    for target in [0, 0.25, 1] as [Float] {
      let targets = [Float](repeating: target, count: x.count)
      let losses = run(x) { loops.binary_cross_entropy(x, targets, $0, x.count) }
      let slopes = run(x) { loops.binary_cross_entropy_gradient(x, targets, $0, x.count) }
      for (i, logit) in x.enumerated() {
        let (logit, t) = (Double(logit), Double(target))
        let loss = (logit < 0 ? 0 : logit) - logit * t + log1p(exp(-logit.magnitude))
        let slope = 1 / (1 + exp(-logit)) - t
        // Where two large terms cancel, rounding is of their size.
        let size = max(loss.magnitude, t == 0.25 || t == 1 ? logit.magnitude * t : 0)
        let isRight =
          loss.isNaN
          ? losses[i].isNaN
          : loss.isInfinite
            ? Double(losses[i]) == loss : abs(Double(losses[i]) - loss) <= 3e-7 * size + 2e-45
        if !isRight {
          Issue.record("\(set): loss of \(logit) for \(t): expected \(loss), found \(losses[i])")
        }
        let isSlopeRight =
          slope.isNaN
          ? slopes[i].isNaN
          : abs(Double(slopes[i]) - slope) <= 2e-7 * max(slope.magnitude, t) + 1e-37
        if !isSlopeRight {
          Issue.record("\(set): slope of \(logit) for \(t): expected \(slope), found \(slopes[i])")
        }
      }
    }
  }
}
