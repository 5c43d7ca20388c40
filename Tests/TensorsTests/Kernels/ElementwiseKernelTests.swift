import Foundation
import Testing

@testable import Tensors

/// Every vector loop of every instruction set against its definition, at counts around the vector
/// lengths, with NaN and infinities in places.
@Suite struct ElementwiseKernelTests {
  static let counts = [0, 1, 3, 7, 16, 17, 33, 49, 51, 100]
  static let sets = Kernels.supported.map(\.name)

  /// Numbers in about -4...4, then the special ones.
  func numbers(_ count: Int, seed: Int) -> [Float] {
    var generator = SeededGenerator(seed: seed)
    var x = (0..<count).map { _ in generator.uniform(-4..<4) }
    let special: [Float] = [.nan, .infinity, -.infinity, 0, -0.0, 88, -88, 1e-30]
    if count > 10 { for (i, value) in special.enumerated() { x[count - 1 - i] = value } }
    return x
  }

  func same(
    _ found: [Float], _ expected: [Double], _ what: String, relative: Double = 2.5e-7
  ) {
    #expect(found.count == expected.count)
    for (i, (f, e)) in zip(found, expected).enumerated() {
      let rounded = Float(e)
      if rounded.isNaN {
        #expect(f.isNaN, "\(what)[\(i)]: expected nan, found \(f)")
      } else if rounded.isInfinite || rounded.magnitude < .leastNormalMagnitude {
        let difference = abs(f - rounded)
        #expect(f == rounded || difference < 1e-37, "\(what)[\(i)]: expected \(e), found \(f)")
      } else {
        let error = abs(Double(f) - e) / abs(e)
        #expect(error <= relative, "\(what)[\(i)]: expected \(e), found \(f)")
      }
    }
  }

  func result(_ count: Int, _ body: (UnsafeMutablePointer<Float>) -> Void) -> [Float] {
    let guardValue: Float = 12345
    var out = [Float](repeating: guardValue, count: count + 32)
    out.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    #expect(out[count...].filter { $0 != guardValue }.isEmpty, "wrote past the end")
    return Array(out[..<count])
  }

  @Test(arguments: sets, counts)
  func elementwiseLoopsMatchTheirDefinition(set: String, count: Int) throws {
    let f = try #require(Kernels.named(set)).loops
    let a = numbers(count, seed: 1)
    let b = Array(numbers(count, seed: 2).reversed())
    let s: Float = -1.75
    let x = a.map(Double.init)
    let y = b.map(Double.init)
    let d = Double(s)
    func both(_ e: (Double, Double) -> Double) -> [Double] { zip(x, y).map(e) }
    func either(_ larger: Bool) -> [Double] {
      both { $0.isNaN || $1.isNaN ? .nan : larger ? max($0, $1) : min($0, $1) }
    }

    same(result(count) { f.add(a, b, $0, count) }, both(+), "add")
    same(result(count) { f.subtract(a, b, $0, count) }, both(-), "subtract")
    same(result(count) { f.multiply(a, b, $0, count) }, both(*), "multiply")
    same(result(count) { f.divide(a, b, $0, count) }, both(/), "divide")
    same(result(count) { f.maximum(a, b, $0, count) }, either(true), "maximum")
    same(result(count) { f.minimum(a, b, $0, count) }, either(false), "minimum")
    same(result(count) { f.add_scalar(a, s, $0, count) }, x.map { $0 + d }, "add_scalar")
    same(
      result(count) { f.subtract_from_scalar(a, s, $0, count) }, x.map { d - $0 }, "s - x")
    same(result(count) { f.multiply_scalar(a, s, $0, count) }, x.map { $0 * d }, "x * s")
    same(result(count) { f.divide_by_scalar(a, s, $0, count) }, x.map { $0 / d }, "x / s")
    same(result(count) { f.divide_scalar_by(a, s, $0, count) }, x.map { d / $0 }, "s / x")
    same(result(count) { f.square_root(a, $0, count) }, x.map(sqrt), "square_root")
    same(result(count) { f.relu(a, $0, count) }, x.map { $0 < 0 ? 0 : $0 }, "relu")
    same(
      result(count) { f.relu_gradient(a, b, $0, count) }, both { $0 <= 0 ? 0 : $1 },
      "relu_gradient")
    same(
      result(count) { f.leaky_relu(a, s, $0, count) }, x.map { $0 > 0 ? $0 : d * $0 },
      "leaky_relu")
    same(
      result(count) { f.leaky_relu_gradient(a, b, s, $0, count) },
      both { $0 > 0 ? $1 : d * $1 }, "leaky_relu_gradient")
    same(result(count) { f.exp(a, $0, count) }, x.map(exp), "exp")
    same(result(count) { f.sigmoid(a, $0, count) }, x.map { 1 / (1 + exp(-$0)) }, "sigmoid")
    same(result(count) { f.tanh(a, $0, count) }, x.map(tanh), "tanh")
    // Sums of opposite signs lose digits: compare absolutely, at the size of their terms.
    let scaled = result(count) { f.scale_shift(a, 0.5, 3, $0, count) }
    let summed = result(count) { y in
      y.update(from: b, count: count)
      f.axpy(s, a, y, count)
    }
    for i in 0..<count where (x[i] + y[i]).isFinite {
      #expect(abs(Double(scaled[i]) - (x[i] * 0.5 + 3)) <= 1e-5)
      #expect(abs(Double(summed[i]) - (d * x[i] + y[i])) <= 2e-5)
    }
    for i in 0..<count where x[i].isNaN { #expect(scaled[i].isNaN && summed[i].isNaN) }
  }

  @Test(arguments: sets)
  func exponentialsAreAccurateEverywhere(set: String) throws {
    let f = try #require(Kernels.named(set)).loops
    let count = 200_001
    for (low, high) in [(-103.0, 88.7), (-1.0, 1.0), (-20.0, 20.0)] {
      let a = (0..<count).map { Float(low + (high - low) * Double($0) / Double(count - 1)) }
      let x = a.map(Double.init)
      same(result(count) { f.exp(a, $0, count) }, x.map(exp), "exp", relative: 2e-7)
      same(
        result(count) { f.sigmoid(a, $0, count) }, x.map { 1 / (1 + exp(-$0)) }, "sigmoid",
        relative: 2e-7)
      same(result(count) { f.tanh(a, $0, count) }, x.map(tanh), "tanh", relative: 2e-7)
    }
  }

  @Test(arguments: sets, [1, 3, 17, 51, 1000, 10_007])
  func reductionsMatchTheirDefinition(set: String, count: Int) throws {
    let f = try #require(Kernels.named(set)).loops
    var generator = SeededGenerator(seed: count)
    var a = (0..<count).map { _ in generator.uniform(-1..<2) }
    let b = (0..<count).map { _ in generator.uniform(-1..<2) }
    let x = a.map(Double.init)
    let tolerance = 1e-6 * Double(count)
    #expect(abs(f.sum(a, count) - x.reduce(0, +)) <= tolerance)
    #expect(abs(f.dot(a, b, count) - zip(x, b).map { $0 * Double($1) }.reduce(0, +)) <= tolerance)
    let squares = x.map { ($0 - 0.5) * ($0 - 0.5) }.reduce(0, +)
    #expect(abs(f.sum_of_squares(a, 0.5, count) - squares) <= tolerance)
    #expect(f.largest(a, count) == a.max())
    #expect(f.smallest(a, count) == a.min())
    for place in Set([0, count / 2, count - 1]) {
      let kept = a[place]
      a[place] = .nan
      #expect(f.largest(a, count).isNaN && f.smallest(a, count).isNaN)
      #expect(f.sum(a, count).isNaN && f.dot(a, b, count).isNaN)
      a[place] = kept
    }
    #expect(f.sum(a, 0) == 0 && f.largest(a, 0) == -.infinity && f.smallest(a, 0) == .infinity)
  }

  @Test(arguments: sets, [1, 2, 5, 17, 49, 1000])
  func softmaxMatchesItsDefinition(set: String, count: Int) throws {
    let f = try #require(Kernels.named(set)).loops
    var generator = SeededGenerator(seed: count)
    let a = (0..<count).map { _ in generator.uniform(-30..<30) }
    let largest = Double(a.max() ?? 0)
    let total = a.map { exp(Double($0) - largest) }.reduce(0, +)
    same(
      result(count) { f.softmax(a, $0, count) }, a.map { exp(Double($0) - largest) / total },
      "softmax", relative: 5e-6)
    let logs = result(count) { f.log_softmax(a, $0, count) }
    for i in 0..<count {
      #expect(abs(Double(logs[i]) - (Double(a[i]) - largest - log(total))) <= 1e-5)
    }
    var broken = a
    broken[count / 2] = .nan
    let spoilt = result(count) { f.softmax(broken, $0, count) }
    #expect(spoilt.filter { $0.isNaN }.count == count)
  }

  @Test(arguments: sets, [0, 1, 2, 3, 7, 8, 15, 16, 17, 25, 49])
  func maxPoolTakesTheLargestAndEveryNaN(set: String, count: Int) throws {
    let f = try #require(Kernels.named(set)).loops
    var generator = SeededGenerator(seed: count)
    var rows = (0..<2).map { _ in (0..<2 * count).map { _ in generator.uniform(-2..<2) } }
    if count > 2 {
      rows[0][0] = .nan
      rows[1][2 * count - 1] = .nan
    }
    let expected = (0..<count).map { x -> Double in
      let four = [rows[0][2 * x], rows[0][2 * x + 1], rows[1][2 * x], rows[1][2 * x + 1]]
      return four.contains(where: \.isNaN) ? .nan : Double(four.max() ?? 0)
    }
    same(result(count) { f.max_pool_2x2(rows[0], rows[1], $0, count) }, expected, "max_pool_2x2")
  }

  @Test(arguments: sets, [0, 1, 3, 8, 15, 16, 17, 31, 33, 49])
  func maxPoolGradientGoesToTheWinner(set: String, count: Int) throws {
    let f = try #require(Kernels.named(set)).loops
    var generator = SeededGenerator(seed: count)
    // Few different numbers, so that there are equals; and NaN.
    var rows = (0..<2).map { _ in
      (0..<2 * count).map { _ in generator.uniform(-2..<2).rounded() }
    }
    for i in stride(from: 0, to: 2 * count, by: 7) { rows[i % 2][i] = .nan }
    let gradient = (0..<count).map { Float($0 + 1) }
    var expected = [Double](repeating: 0, count: 4 * count)
    for x in 0..<count {
      let places = [2 * x, 2 * x + 1, 2 * count + 2 * x, 2 * count + 2 * x + 1]
      let numbers = [rows[0][2 * x], rows[0][2 * x + 1], rows[1][2 * x], rows[1][2 * x + 1]]
      let winner =
        numbers.lastIndex(where: \.isNaN) ?? numbers.firstIndex(of: numbers.max() ?? 0) ?? 0
      expected[places[winner]] = Double(gradient[x])
    }
    let found = result(4 * count) {
      f.max_pool_2x2_gradient(rows[0], rows[1], gradient, $0, $0 + 2 * count, count)
    }
    same(found, expected, "max_pool_2x2_gradient")
  }

  @Test(arguments: sets, [1, 2, 3])
  func winnersTakeOver(set: String, stride: Int) throws {
    let f = try #require(Kernels.named(set)).loops
    var generator = SeededGenerator(seed: stride)
    for count in [0, 1, 7, 16, 17, 40] {
      var line = (0..<max(0, (count - 1) * stride + 1)).map { _ in
        generator.uniform(-2..<2).rounded()
      }
      if count > 2 { line[stride] = .nan }
      let before = (0..<count).map { _ in generator.uniform(-2..<2).rounded() }
      var (largest, winner) = (before, [Float](repeating: -1, count: count))
      f.winners(line, stride, 100, &largest, &winner, count)
      for x in 0..<count {
        let new = line[x * stride]
        let wins = new > before[x] || new.isNaN
        #expect(winner[x] == (wins ? Float(100 + x * stride) : -1))
        #expect(largest[x] == (wins ? new : before[x]) || (new.isNaN && largest[x].isNaN))
      }
    }
  }

  @Test(arguments: sets, [0, 1, 15, 17, 33, 1000, 10_007])
  func batchNormGradientsMatchTheirDefinition(set: String, count: Int) throws {
    let f = try #require(Kernels.named(set)).loops
    var generator = SeededGenerator(seed: count)
    let g = (0..<count).map { _ in generator.uniform(-1..<2) }
    let x = (0..<count).map { _ in generator.uniform(2..<4) }
    var sums = [0.5, 0.25]
    f.batch_norm_sums(g, x, 3, &sums, count)
    let products = zip(g, x).map { Double($0) * (Double($1) - 3) }
    #expect(abs(sums[0] - 0.5 - g.map(Double.init).reduce(0, +)) <= 1e-6 * Double(count))
    #expect(abs(sums[1] - 0.25 - products.reduce(0, +)) <= 1e-6 * Double(count))
    same(
      result(count) { f.batch_norm_gradient(g, x, 2, 0.5, 3, 0.25, $0, count) },
      zip(g, x).map { 2 * ((Double($0) - 0.5) - (Double($1) - 3) * 0.25) }, "batch_norm_gradient")
  }

  @Test func aWrongNameFallsBackAndSaysSo() {
    let best = Kernels.supported[0].name
    #expect(Kernels.choose(nil).refusal == nil)
    #expect(Kernels.choose("").kernels.name == best)
    #expect(Kernels.choose("reference").kernels.isReference)
    for set in Kernels.supported {
      #expect(Kernels.choose(set.name).kernels.name == set.name)
      #expect(Kernels.choose(set.name).refusal == nil)
    }
    let wrong = Kernels.choose("mmx")
    #expect(wrong.kernels.name == best)
    #expect(
      wrong.refusal
        == "FOVEA_KERNELS: expected one of "
        + (Kernels.supported.map(\.name) + ["reference"]).joined(separator: ", ")
        + ", found \"mmx\"; using \(best)")
  }
}
