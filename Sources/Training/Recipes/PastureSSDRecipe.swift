// N pictures, D default boxes.

import Boxes
import Datasets
import Detectors
import Images
import Layers
import Tensors

/// `pasture-ssd`: classes and offsets of all default boxes at once, beginning with the trunk of
/// `pasture-classifier`.
///
/// Each step sees scenes that no other step sees: half of them mirrored, some cut as SSD cuts them and
/// brought back to full size, so that large things are met more often than they occur.
///
/// - Source: Liu et al., "SSD", ECCV 2016, §2.2.
/// - Differs: AdamW and a cosine in place of SGD and steps; no expansion, since small things abound.
public struct PastureSSDRecipe: SceneRecipe {
  public struct Batch: Sendable {
    /// `[N, 3, H, W]`, normalised.
    public let pictures: Tensor
    /// N.
    public let targets: [SSDTargets]
  }

  public let name = "pasture-ssd"
  public var seed = 1
  public var steps = 1200
  /// Of the cosine, at its top.
  public var learningRate: Float = 0.002
  /// AdamW's, on weights only.
  public var weightDecay: Float = 0.01
  /// The share of pictures that are cut.
  public var cropped: Float = 0.25
  /// Scenes of the validation split that the score of the log is taken on.
  public var validationScenes = 25
  public let trunk: String? = "pasture-classifier"
  public let batchSize: Int

  /// - Parameter picturesPerStep: N.
  /// - Throws: `TrainingError` unless there is at least one.
  public init(picturesPerStep: Int = 8) throws {
    guard 1...100 ~= picturesPerStep else {
      throw TrainingError(
        operation: "recipe", expected: "1 to 100 pictures a step", found: "\(picturesPerStep)")
    }
    batchSize = picturesPerStep
  }

  public var settings: [String: String] {
    [
      "data":
        "Pasture v\(Pasture.version), every scene once, half mirrored, a share of \(cropped) cut",
      "matching": "IoU 0.5 and the best of each thing; 3 hard negatives for each",
      "start": trunk ?? "random",
      "optimizer": "AdamW",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)",
    ]
  }

  public var notes: [String: String] {
    [
      "classes": PastureClassifier.classNames.joined(separator: " "),
      "input": PastureSSD.inputShape.dropFirst().map(String.init).joined(separator: " "),
    ]
  }

  public var largestGradientNorm: Float? { 10 }

  private var warmUp: Int { max(1, steps / 20) }

  public func model(using generator: inout SeededGenerator) throws -> PastureSSD {
    try PastureSSD(using: &generator)
  }

  public func begin(_ model: PastureSSD, with weights: [String: Tensor]) throws {
    try model.takeOver(PastureClassifier(weights: weights))
  }

  public func optimizer(for model: PastureSSD) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    return try AdamW(
      model.trainedParameters(), learningRate: .warmUp(steps: warmUp, then: cosine),
      weightDecay: weightDecay, decaying: .weightsOnly)
  }

  /// Another seed sees other scenes: each has a million batches of its own.
  public func batch(at step: Int, using generator: inout SeededGenerator) throws -> Batch {
    let first = (seed & 511) * 1_000_000_000 + step * batchSize
    var pictures: [Image] = []
    var targets: [SSDTargets] = []
    for number in first..<first + batchSize {
      let example = try example(number, using: &generator)
      let things = example.objects.filter { !$0.isIgnored && !$0.box.isDegenerate }
      pictures.append(example.image)
      targets.append(
        try SSDTargets(
          PastureSSD.fullSizeBoxes(), truths: things.map(\.box),
          classes: things.map { $0.classIndex + 1 },
          ignored: example.objects.filter(\.isIgnored).map(\.box)))
    }
    return Batch(
      pictures: try PastureSSD.normalization(Image.tensor(of: pictures)), targets: targets)
  }

  private func example(
    _ number: Int, using generator: inout SeededGenerator
  ) throws -> DetectionExample {
    let scene = try PastureSplit.training.scene(number)
    // A crop cuts masks to know what is left of a thing; without one they are not needed.
    let isCut = generator.chance(cropped)
    let example = DetectionExample(scene, masks: isCut)
    return try augmentations(isCut: isCut)(example, using: &generator)
  }

  private func augmentations(isCut: Bool) -> Augmentations {
    let flipped = Augmentations().then(HorizontalFlip(), probability: 0.5)
    guard isCut else { return flipped }
    return Augmentations()
      .then(IoUCrop(scale: 0.5...1, aspectRatio: 1...1.8))
      .then(Fit(width: 192, height: 144, by: .stretch))
      .then(HorizontalFlip(), probability: 0.5)
  }

  public func losses(
    of model: PastureSSD, on batch: Batch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let answers = try model.training(batch.pictures, using: &generator)
    let losses = try ssdLosses(answers, batch.targets)
    return [("classes", losses.classes), ("boxes", losses.boxes)]
  }

  public func score(of model: PastureSSD) throws -> TrainingScore {
    try score(of: model, on: .validation, images: validationScenes).trainingScore()
  }

  /// On all 500 scenes of the validation split.
  public func finalScore(of model: PastureSSD) throws -> TrainingScore {
    try score(of: model, on: .validation, images: min(500, validationScenes * 20)).trainingScore()
  }

  public func report(
    on model: PastureSSD, split: PastureSplit, images: Int
  ) throws -> any ScoreReport {
    try score(of: model, on: split, images: images)
  }

  private func score(
    of model: PastureSSD, on split: PastureSplit, images: Int
  ) throws -> DetectorScore {
    var options = SSDOptions()
    options.leastScore = 0.01
    return try SSDDetector(network: model, options: options).planned(width: 192, height: 144)
      .score(on: split, images: images, name: name)
  }
}
