import Datasets
import Layers
import Tensors

/// How one model is trained, from the first random weight to the last step: what it is, what it
/// sees, what it is told off for, and what it is measured by.
///
/// A recipe is a value without a state of its own: everything a step needs follows from the seed and
/// the number of the step. So batches can be made ahead of time on another thread, a run that
/// stopped goes on exactly where it was, and the same seed gives the same weights.
///
/// `train(_:)` turns a recipe into weights, a log and a curve.
public protocol Recipe: Sendable {
  associatedtype Model: Layer
  associatedtype Batch: Sendable

  /// What `fovea train` calls it; also the name of the model that comes out.
  var name: String { get }
  /// Where all randomness comes from: first weights, batches, dropout.
  var seed: Int { get set }
  /// Batches until it is done. Schedules are laid out over it.
  var steps: Int { get set }
  /// Pictures in a batch.
  var batchSize: Int { get }
  /// Everything else that changes what comes out, in words: kept with the weights, and compared
  /// before a run is resumed.
  var settings: [String: String] { get }
  /// The norm to which a larger gradient is cut down; `nil` leaves all as they are.
  var largestGradientNorm: Float? { get }
  /// Notes for whoever loads the weights: class names, size of the input.
  var notes: [String: String] { get }

  /// The model that ships with Fovea and whose trunk this one begins with, as the papers' models
  /// begin with ImageNet's; `nil` begins with random weights alone.
  var trunk: String? { get }

  /// Puts the trunk's numbers in their places in a new model.
  ///
  /// - Parameter weights: of the model named by `trunk`, by their names in its `stateDictionary`.
  /// - Throws: `LoadError` when they are another model's.
  func begin(_ model: Model, with weights: [String: Tensor]) throws

  /// A new model with random weights.
  func model(using generator: inout SeededGenerator) throws -> Model

  func optimizer(for model: Model) throws -> any Optimizer

  /// What the model sees at one step. Called on another thread, ahead of time and in any order: it
  /// may depend on nothing but its arguments.
  func batch(at step: Int, using generator: inout SeededGenerator) throws -> Batch

  /// The terms of the loss, whose sum is made smaller, in training mode.
  func losses(
    of model: Model, on batch: Batch, using generator: inout SeededGenerator
  ) throws -> [LossTerm]

  /// What remains to be done when all steps are: parts of the model that are fitted in one go, to
  /// what the others have become. Nothing, as a rule.
  ///
  /// - Parameter tell: is given a line now and then, for whoever waits.
  func complete(_ model: Model, tell: (String) -> Void) throws

  /// How good it is on pictures of the validation split. Called now and then, and at the end.
  func score(of model: Model) throws -> TrainingScore

  /// The same for the model that is done, and kept with its weights: on more pictures where that
  /// takes longer than a run should be held up for.
  func finalScore(of model: Model) throws -> TrainingScore

  /// All that is measured of a trained model, on pictures of the test split, which nothing in its
  /// making has seen.
  func report(on model: Model, images: Int) throws -> any ScoreReport
}

/// A recipe whose model is measured on whole scenes, of any split.
public protocol SceneRecipe: Recipe {
  /// - Parameter images: how many scenes, from the first on.
  func report(
    on model: Model, split: PastureSplit, images: Int
  ) throws -> any ScoreReport
}

extension SceneRecipe {
  public func report(on model: Model, images: Int) throws -> any ScoreReport {
    try report(on: model, split: .test, images: images)
  }

  /// Measures the numbers of a file on scenes of a split.
  ///
  /// - Throws: as `model(weights:)`.
  public func evaluate(
    weights path: String, split: PastureSplit, images: Int
  ) throws -> any ScoreReport {
    try report(on: model(weights: path), split: split, images: images)
  }
}

/// One term of a loss, a single number, under the name it has in the log.
public typealias LossTerm = (name: String, value: Tensor)

/// One figure that tells how good a model is; larger is better.
public struct TrainingScore: Equatable, Sendable {
  /// The field's name: `accuracy`, `mIoU`, `AP`.
  public let name: String
  public let value: Double

  public init(name: String, value: Double) {
    self.name = name
    self.value = value
  }
}

extension Recipe {
  public var settings: [String: String] { [:] }
  public var notes: [String: String] { [:] }
  public var largestGradientNorm: Float? { nil }
  public var trunk: String? { nil }
  public func begin(_ model: Model, with weights: [String: Tensor]) throws {}
  public func complete(_ model: Model, tell: (String) -> Void) throws {}
  public func finalScore(of model: Model) throws -> TrainingScore { try score(of: model) }

  /// All that must be the same for a run to be the same run, on one line.
  var fingerprint: String {
    let all = settings.merging(
      ["seed": "\(seed)", "steps": "\(steps)", "batch": "\(batchSize)"], uniquingKeysWith: { $1 })
    return ([name] + all.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" })
      .joined(separator: " ")
  }

  /// The generator of one purpose at one step: two of them never share their numbers.
  func generator(_ purpose: RandomPurpose, step: Int = 0) -> SeededGenerator {
    var mixer = SeededGenerator(seed: seed)
    let salt = mixer.next() ^ (UInt64(truncatingIfNeeded: step) &* 8 &+ purpose.rawValue)
    return SeededGenerator(seed: Int(truncatingIfNeeded: salt &* 0x9E37_79B9_7F4A_7C15))
  }
}

/// What a number is drawn for.
enum RandomPurpose: UInt64 {
  case weights = 0
  case batch = 1
  case dropout = 2
}
