import Checkpoints
import Foundation
import Layers
import Tensors

@testable import Training

/// The smallest thing that learns: y = a x + b, from points of the line y = 2 x − 1 with noise.
struct LineRecipe: Recipe {
  struct Line: Layer {
    let slope: Parameter
    let intercept: Parameter
    var ownParameters: [NamedParameter] {
      [
        NamedParameter("slope", slope, role: .weight),
        NamedParameter("intercept", intercept, role: .bias),
      ]
    }
  }

  struct Points: Sendable {
    let x: Tensor
    let y: Tensor
  }

  let name = "line"
  var seed = 1
  var steps = 60
  let batchSize = 8
  var rate: Float = 0.1
  /// Makes the batch of this step impossible to learn from.
  var brokenStep: Int?
  var settings: [String: String] { ["rate": "\(rate)"] }

  func model(using generator: inout SeededGenerator) throws -> Line {
    Line(
      slope: Parameter(try Tensor.normal([1], mean: 0, deviation: 1, using: &generator)),
      intercept: Parameter(try Tensor.zeros([1])))
  }

  func optimizer(for model: Line) throws -> any Optimizer {
    try SGD(model.trainedParameters(), learningRate: .cosine(rate, steps: steps), momentum: 0.8)
  }

  func batch(at step: Int, using generator: inout SeededGenerator) throws -> Points {
    let x = try Tensor.uniform([8], in: -1..<1, using: &generator)
    let noise = try Tensor.normal([8], mean: 0, deviation: 0.1, using: &generator)
    let y = try x * 2 - 1 + noise
    return Points(x: x, y: step == brokenStep ? try y / 0 : y)
  }

  func losses(
    of model: Line, on batch: Points, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    // Noise on the input, as dropout would be: the order of the draws matters.
    let jitter = try Tensor.normal([8], mean: 0, deviation: 0.01, using: &generator)
    let x = try batch.x + jitter
    let error = try x * model.slope.tracked + model.intercept.tracked - batch.y
    let shrink = try model.slope.tracked * model.slope.tracked * 0.0001
    return [("square", try (error * error).mean()), ("shrink", try shrink.sum())]
  }

  func score(of model: Line) throws -> TrainingScore {
    let error = abs(try model.slope.value.item() - 2) + abs(try model.intercept.value.item() + 1)
    return TrainingScore(name: "closeness", value: Double(1 - error))
  }

  struct Equation: ScoreReport {
    let json: String
    let text: String
  }

  func report(on model: Line, images: Int) throws -> any ScoreReport {
    let slope = try model.slope.value.item()
    return Equation(json: "{\"slope\": \(slope)}", text: "y = \(slope) x")
  }
}

/// A folder of its own for `body`, gone afterwards.
func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "fovea-training-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

extension TrainingOptions {
  /// Silent, and saving after every step.
  static func quiet(_ folder: String) -> TrainingOptions {
    var options = TrainingOptions(folder: folder)
    options.progress = .silent
    options.secondsBetweenSaves = .infinity
    options.stepsBetweenRows = 10
    return options
  }
}
