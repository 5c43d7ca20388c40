// N samples, F features and a constant one for the offset.

import Tensors

/// Finds the support vector machine of a growing set of samples.
///
/// The weights are a sum of the samples, each with a multiplier in 0…C and the sign of its answer. One
/// multiplier at a time is set to its best value while the others stand still, in ever new random
/// orders.
///
/// - Source: Hsieh et al., "A Dual Coordinate Descent Method for Large-scale Linear SVM", ICML 2008,
///   algorithm 1, with the hinge loss ("L1-SVM"); as in LIBLINEAR, without shrinking.
package struct HingeSolver {
  private let options: LinearSVM.Options
  /// F + 1.
  private let length: Int
  /// `[N, F + 1]`.
  private var samples: [Float] = []
  private var isPositive: [Bool] = []
  private var multipliers: [Float] = []
  /// Of each sample with itself.
  private var squares: [Float] = []
  private var weight: [Double]

  package init(length: Int, options: LinearSVM.Options) {
    self.options = options
    self.length = length + 1
    weight = Array(repeating: 0, count: length + 1)
  }

  package var count: Int { isPositive.count }

  /// One more sample, of F features.
  package mutating func add(_ features: some Collection<Float>, _ positive: Bool) {
    samples += features
    samples.append(options.biasScale)
    isPositive.append(positive)
    multipliers.append(0)
    squares.append(samples.suffix(length).reduce(0) { $0 + $1 * $1 })
  }

  /// Forgets negatives further than `margin` on their own side; they have no say.
  package mutating func removeNegatives(below margin: Float) {
    let kept = isPositive.indices.filter {
      isPositive[$0] || multipliers[$0] > 0 || Float(product($0)) > margin
    }
    guard kept.count < count else { return }
    samples = kept.flatMap { samples[$0 * length..<($0 + 1) * length] }
    isPositive = kept.map { isPositive[$0] }
    multipliers = kept.map { multipliers[$0] }
    squares = kept.map { squares[$0] }
  }

  /// The weights times a sample.
  private func product(_ index: Int) -> Double {
    samples.withUnsafeBufferPointer { samples in
      weight.withUnsafeBufferPointer { weight in
        var sum = 0.0
        for i in 0..<length { sum += weight[i] * Double(samples[index * length + i]) }
        return sum
      }
    }
  }

  /// From the multipliers of the last time on, until none is far off.
  package mutating func solve(using generator: inout SeededGenerator) {
    var order = Array(0..<count)
    for _ in 0..<options.largestPassCount {
      for i in order.indices.dropLast() {
        order.swapAt(i, i + generator.index(below: order.count - i))
      }
      var worst: Float = 0
      // quote: coordinate
      for index in order {
        let sign: Float = isPositive[index] ? 1 : -1
        let limit = options.cost * (isPositive[index] ? options.positiveWeight : 1)
        let old = multipliers[index]
        // How fast the loss falls when this sample gets more of a say; 0 on its margin.
        let gradient = sign * Float(product(index)) - 1
        let isAtEnd = (old <= 0 && gradient > 0) || (old >= limit && gradient < 0)
        if isAtEnd { continue }
        worst = max(worst, abs(gradient))
        let new = min(max(old - gradient / squares[index], 0), limit)
        multipliers[index] = new
        add(index, times: Double((new - old) * sign))
      }
      // end quote
      if worst <= options.tolerance { return }
    }
  }

  private mutating func add(_ index: Int, times factor: Double) {
    guard factor != 0 else { return }
    samples.withUnsafeBufferPointer { samples in
      weight.withUnsafeMutableBufferPointer { weight in
        for i in 0..<length { weight[i] += factor * Double(samples[index * length + i]) }
      }
    }
  }

  package var machine: LinearSVM {
    LinearSVM(
      weight: weight.dropLast().map { Float($0) },
      bias: Float((weight.last ?? 0) * Double(options.biasScale)))
  }

  /// What the machine costs, and the bound from below that the multipliers give: equal when done.
  package var costs: (primal: Double, dual: Double) {
    let half = weight.reduce(0) { $0 + $1 * $1 } / 2
    var primal = half
    var dual = -half
    for index in 0..<count {
      let sign = isPositive[index] ? 1.0 : -1.0
      let limit = Double(options.cost * (isPositive[index] ? options.positiveWeight : 1))
      primal += limit * max(0, 1 - sign * product(index))
      dual += Double(multipliers[index])
    }
    return (primal, dual)
  }
}
