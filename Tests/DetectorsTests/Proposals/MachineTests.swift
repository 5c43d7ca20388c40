import Foundation
import Tensors
import Testing

@testable import Detectors

/// A list of cases out of `Fixtures/NAME.json`, written by Tests/Oracles/proposal_fixtures.py.
private func fixture<T: Decodable>(_ name: String, of type: T.Type) -> [T] {
  let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/\(name).json")
  guard let data = try? Data(contentsOf: path) else { return [] }
  return (try? JSONDecoder().decode([T].self, from: data)) ?? []
}

@Suite struct LinearSVMTests {
  struct Case: Decodable, CustomStringConvertible {
    let features: [Float]
    let isPositive: [Bool]
    let length: Int
    let cost, positiveWeight: Float
    let weight: [Float]
    let bias: Float

    var description: String { "\(isPositive.count) samples of \(length), cost \(cost)" }
    var options: LinearSVM.Options {
      LinearSVM.Options(
        cost: cost, positiveWeight: positiveWeight, largestPassCount: 20_000, tolerance: 1e-5)
    }
    var tensor: Tensor {
      get throws { try Tensor(features, shape: [isPositive.count, length]) }
    }
  }

  static let cases = fixture("svm", of: Case.self)

  @Test func theFixtureIsThere() { #expect(Self.cases.count == 3) }

  // Oracle: scikit-learn's LinearSVC with the hinge loss, which is LIBLINEAR.
  @Test(arguments: cases)
  func theMachineIsThatOfScikitLearn(_ example: Case) throws {
    var generator = SeededGenerator(seed: 5)
    let machine = try LinearSVM(
      features: example.tensor, isPositive: example.isPositive, options: example.options,
      using: &generator)
    for (found, expected) in zip(machine.weight, example.weight) {
      #expect(abs(found - expected) < 2e-3)
    }
    #expect(abs(machine.bias - example.bias) < 2e-3)
    let margins = try machine.margins(example.tensor).values
    let first = try machine.margin(Array(example.features.prefix(example.length)))
    #expect(abs(margins[0] - first) < 1e-4 && margins.count == example.isPositive.count)
  }

  @Test(arguments: cases)
  func costAndBoundMeet(_ example: Case) {
    var solver = HingeSolver(length: example.length, options: example.options)
    for (index, positive) in example.isPositive.enumerated() {
      let from = index * example.length
      solver.add(example.features[from..<from + example.length], positive)
    }
    #expect(solver.costs.dual == 0 && solver.costs.primal > 0)
    var generator = SeededGenerator(seed: 1)
    solver.solve(using: &generator)
    let (primal, dual) = solver.costs
    #expect(dual <= primal + 1e-6 && primal - dual < 1e-3 * primal)
    // Whoever is far beyond its margin has no say, and may go.
    let before = solver.machine
    solver.removeNegatives(below: -1.2)
    #expect(solver.count < example.isPositive.count || example.cost < 0.01)
    solver.solve(using: &generator)
    for (a, b) in zip(before.weight, solver.machine.weight) { #expect(abs(a - b) < 1e-2) }
  }

  @Test func badSamplesAreRefused() throws {
    var generator = SeededGenerator(seed: 1)
    let features = try Tensor([1, 2, 3, 4], shape: [2, 2])
    for (x, answers) in [
      (features, [true]), (features, [true, true]), (features, [false, false]),
      (try Tensor([1, .nan, 3, 4], shape: [2, 2]), [true, false]),
      (try Tensor.zeros([0, 3]), []), (try Tensor.zeros([4]), [true, false, true, false]),
    ] {
      #expect(throws: ShapeError.self) {
        try LinearSVM(features: x, isPositive: answers, using: &generator)
      }
    }
    var options = LinearSVM.Options()
    options.cost = 0
    #expect(throws: ShapeError.self) {
      try LinearSVM(
        features: features, isPositive: [true, false], options: options, using: &generator)
    }
    #expect(throws: ShapeError.self) { try LinearSVM(weight: [1, 2], bias: 0).margin([1]) }
  }
}

@Suite struct RidgeRegressionTests {
  struct Case: Decodable, CustomStringConvertible {
    let features, targets: [Float]
    let count: Int
    let lambda: Float
    let weight, bias: [Float]

    var description: String { "\(count) samples, lambda \(lambda)" }
  }

  static let cases = fixture("ridge", of: Case.self)

  // Oracle: scikit-learn's Ridge.
  @Test(arguments: cases)
  func theMapIsThatOfScikitLearn(_ example: Case) throws {
    let regression = try RidgeRegression(
      features: Tensor(
        example.features, shape: [example.count, example.features.count / example.count]),
      targets: Tensor(
        example.targets, shape: [example.count, example.targets.count / example.count]),
      lambda: example.lambda)
    #expect(regression.weight.count == example.weight.count)
    for (found, expected) in zip(regression.weight.values, example.weight) {
      #expect(abs(found - expected) < 1e-5)
    }
    for (found, expected) in zip(regression.bias.values, example.bias) {
      #expect(abs(found - expected) < 1e-5)
    }
  }

  @Test func theFixtureIsThere() { #expect(Self.cases.count == 3) }

  // Oracle: at the least sum its gradient, Xᵀ (X W + b − Y) + λ W, is 0. With fewer samples than
  // features the other of the two systems is solved.
  @Test(arguments: [(5, 12), (12, 5), (7, 7)])
  func nothingIsLeftToGain(count: Int, length: Int) throws {
    var generator = SeededGenerator(seed: 3)
    let x = try Tensor.uniform([count, length], in: -2..<3, using: &generator)
    let y = try Tensor.uniform([count, 2], in: -1..<1, using: &generator)
    let map = try RidgeRegression(features: x, targets: y, lambda: 0.5)
    #expect(map.weight.shape == [2, length])
    let left = try linear(x, map.weight, bias: map.bias) - y  // [N, T]
    let gradient = try matmul(left.transposed(), x) + map.weight * 0.5  // [T, F]
    #expect(gradient.values.allSatisfy { abs($0) < 1e-4 })
    #expect(try left.sum(axes: [0]).values.allSatisfy { abs($0) < 1e-4 })  // of the offset
  }

  @Test func badSamplesAreRefused() throws {
    let x = try Tensor([1, 2, 3, 4], shape: [2, 2])
    for (a, b, lambda) in [
      (x, try Tensor.zeros([3, 1]), 1), (x, try Tensor.zeros([2]), 1),
      (try Tensor.zeros([0, 2]), try Tensor.zeros([0, 1]), 1), (x, x, 0), (x, x, .nan),
      (x, try Tensor([.nan, 0], shape: [2, 1]), 1),
    ] as [(Tensor, Tensor, Float)] {
      #expect(throws: ShapeError.self) {
        try RidgeRegression(features: a, targets: b, lambda: lambda)
      }
    }
  }
}
