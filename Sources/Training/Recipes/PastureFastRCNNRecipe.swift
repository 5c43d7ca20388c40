// N pictures, R regions, K classes with background.

import Boxes
import Datasets
import Detectors
import Images
import Layers
import Tensors

/// `pasture-fast-rcnn`: trunk, classes and boxes learnt together from proposals of selective search,
/// beginning with the trunk of `pasture-classifier`.
///
/// Each step sees two pictures and 64 regions of each. Scenes come out of a pool, half of the time
/// mirrored and always in another light: searching a scene for proposals takes longer than learning
/// from it, so that scenes are met several times.
///
/// - Source: Girshick, "Fast R-CNN", ICCV 2015, §2.3 and §4.1.
public struct PastureFastRCNNRecipe: Recipe {
  public struct Batch: Sendable {
    /// `[N, 3, H, W]`, normalised.
    public let pictures: Tensor
    /// `[R, 5]`.
    public let regions: Tensor
    /// N, of R regions together.
    public let samples: [SampledRegions]
  }

  public let name = "pasture-fast-rcnn"
  public var seed = 1
  public var steps = 3000
  /// Of the cosine, at its top.
  public var learningRate: Float = 0.02
  public var weightDecay: Float = 0.0005
  /// Scenes of the validation split that the score of the log is taken on.
  public var validationScenes = 25
  public let trunk: String? = "pasture-classifier"

  private let scenes: Int
  private let picturesPerStep: Int
  private let sampler: RegionSampler
  private let cache = ProposalCache()
  private let searching: FastRCNNOptions

  /// - Parameters:
  ///   - scenes: as many different scenes the run meets.
  ///   - picturesPerStep: N.
  ///   - regionsPerPicture: at most so many of each.
  /// - Throws: `TrainingError` for numbers out of range.
  public init(scenes: Int = 1500, picturesPerStep: Int = 2, regionsPerPicture: Int = 64) throws {
    guard 1...1_000_000 ~= scenes, 1...100 ~= picturesPerStep, 1...10_000 ~= regionsPerPicture
    else {
      throw TrainingError(
        operation: "recipe",
        expected: "1 to 1000000 scenes, 1 to 100 pictures a step, 1 to 10000 regions of each",
        found: "\(scenes), \(picturesPerStep) and \(regionsPerPicture)")
    }
    self.scenes = scenes
    self.picturesPerStep = picturesPerStep
    sampler = try RegionSampler(count: regionsPerPicture)
    searching = .pasture
  }

  public var batchSize: Int { picturesPerStep }

  public var settings: [String: String] {
    [
      "data": "Pasture v\(Pasture.version), \(scenes) scenes, mirrored, in changing light",
      "regions": "\(sampler.count) a picture, at most \(sampler.positiveShare) of them things",
      "start": trunk ?? "random",
      "optimizer": "SGD, momentum 0.9",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)",
    ]
  }

  public var notes: [String: String] {
    [
      "classes": PastureClassifier.classNames.joined(separator: " "),
      "input": PastureFastRCNN.inputShape.dropFirst().map(String.init).joined(separator: " "),
    ]
  }

  public var largestGradientNorm: Float? { 10 }

  private var warmUp: Int { max(1, steps / 20) }

  public func model(using generator: inout SeededGenerator) throws -> PastureFastRCNN {
    try PastureFastRCNN(using: &generator)
  }

  public func begin(_ model: PastureFastRCNN, with weights: [String: Tensor]) throws {
    try model.takeOver(PastureClassifier(weights: weights))
  }

  public func optimizer(for model: PastureFastRCNN) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    return try SGD(
      model.trainedParameters(), learningRate: .warmUp(steps: warmUp, then: cosine), momentum: 0.9,
      weightDecay: weightDecay, decaying: .weightsOnly)
  }

  /// Another seed sees other scenes: each has a million of its own.
  public func batch(at step: Int, using generator: inout SeededGenerator) throws -> Batch {
    var pictures: [Image] = []
    var samples: [SampledRegions] = []
    for _ in 0..<picturesPerStep {
      let number = (seed & 511) * 1_000_000 + generator.index(below: scenes)
      let (image, sample) = try picture(number, using: &generator)
      pictures.append(image)
      samples.append(sample)
    }
    return Batch(
      pictures: try PastureFastRCNN.normalization(Image.tensor(of: pictures)),
      regions: try Tensor(regions: samples.map(\.boxes)), samples: samples)
  }

  private func picture(
    _ number: Int, using generator: inout SeededGenerator
  ) throws -> (Image, SampledRegions) {
    let scene = try PastureSplit.training.scene(number)
    var proposals = try cache.proposals(number) {
      Array(try searching.search.proposals(in: scene.image).prefix(searching.proposalLimit))
    }
    var example = DetectionExample(scene, masks: false)
    if generator.chance(0.5) {
      example = try HorizontalFlip()(example, using: &generator)
      let width = Float(scene.width)
      proposals = proposals.map { Box(x1: width - $0.x2, y1: $0.y1, x2: width - $0.x1, y2: $0.y2) }
    }
    example = try light(example, using: &generator)
    let things = example.objects.filter { !$0.isIgnored }
    let sample = try sampler.sample(
      proposals, truths: things.map(\.box), classes: things.map { $0.classIndex + 1 },
      ignored: example.objects.filter(\.isIgnored).map(\.box), using: &generator)
    return (example.image, sample)
  }

  private var light: ColorJitter {
    ColorJitter(hue: 0.02, saturation: 1.2, value: 1.2, contrast: 1.1)
  }

  public func losses(
    of model: PastureFastRCNN, on batch: Batch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let answers = try model.training(batch.pictures, regions: batch.regions, using: &generator)
    let losses = try fastRCNNLosses(answers, batch.samples)
    return [("classes", losses.classes), ("boxes", losses.boxes)]
  }

  public func score(of model: PastureFastRCNN) throws -> TrainingScore {
    try score(of: model, on: .validation, images: validationScenes).trainingScore()
  }

  /// On all 500 scenes of the validation split.
  public func finalScore(of model: PastureFastRCNN) throws -> TrainingScore {
    try score(of: model, on: .validation, images: min(500, validationScenes * 20)).trainingScore()
  }

  public func report(on model: PastureFastRCNN, images: Int) throws -> any ScoreReport {
    try score(of: model, on: .test, images: images)
  }

  private func score(
    of model: PastureFastRCNN, on split: PastureSplit, images: Int
  ) throws -> DetectorScore {
    var options = searching
    options.leastScore = 0.02
    return try FastRCNNDetector(network: model, options: options)
      .score(on: split, images: images, name: name)
  }
}
