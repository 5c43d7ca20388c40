// R regions, D numbers of the pyramid.

import Boxes
import Datasets
import Detectors
import Evaluation
import Images
import Layers
import Synchronization
import Tensors

/// SPPnet on the Pasture: the two layers above the pyramid are taught what proposals show, by gradient
/// descent; then a support vector machine and a box regression for each class are fitted
/// (`RCNNMachines`). The convolutions stay the classifier's: the gradient ends at the pyramid, so what
/// is below is computed once for each scene and kept.
///
/// - Source: He et al., "Spatial Pyramid Pooling in Deep Convolutional Networks", ECCV 2014, §4.1: a
///   quarter of each minibatch shows things, with an IoU of at least 0.5; fully connected layers only.
/// - Differs: background is any IoU below 0.5; the paper takes 0.1 to 0.5.
public struct PastureSPPnetRecipe: Recipe {
  public struct Batch: Sendable {
    /// Scene numbers, and of each scene which of the regions that are kept of it.
    let picks: [(scene: Int, regions: [Int])]
  }

  public let name = "pasture-sppnet"
  public let trunk: String? = "pasture-classifier"
  public var seed = 1
  public var steps = 2000
  public var learningRate: Float = 0.02
  public var weightDecay: Float = 0.0005
  /// The IoU from which a proposal counts as its thing while the layers are tuned.
  public var positiveOverlap: Float = 0.5
  /// Scenes that machines and box regressions are fitted to.
  public var machineScenes = 400

  private static let scenesPerBatch = 8
  private static let positivesPerScene = 4
  private static let regionsPerScene = 16
  private let scenes: ProposalScenes
  private let validationScenes: ProposalScenes
  private let kept = KeptRegions()
  private let keptOfValidation = KeptRegions()

  public init(sceneCount: Int = 600) {
    // R-CNN's begin at 2 · 10¹².
    scenes = ProposalScenes(first: 3_000_000_000_000, count: max(1, sceneCount)) {
      try RCNNOptions().proposals(in: $0)
    }
    validationScenes = ProposalScenes(of: .validation, first: 0, count: 20) {
      try RCNNOptions().proposals(in: $0)
    }
  }

  public var batchSize: Int { Self.scenesPerBatch * Self.regionsPerScene }

  public var settings: [String: String] {
    [
      "data":
        "Pasture v\(Pasture.version), \(scenes.count) scenes, \(Self.positivesPerScene) things "
        + "and \(Self.regionsPerScene - Self.positivesPerScene) backgrounds of "
        + "\(Self.scenesPerBatch) of them a step",
      "proposals": "selective search, fast", "positive_overlap": "\(positiveOverlap)",
      "scales": PastureTrunk.scales.map(String.init).joined(separator: " "),
      "optimizer": "SGD, momentum 0.9",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)", "machines": machines.description,
      "machine_scenes": "\(machineScenes)", "start": trunk ?? "random",
      "trained": "fc6, fc7, fc8; not the convolutions",
    ]
  }

  public var notes: [String: String] {
    [
      "classes": PastureClassifier.classNames.joined(separator: " "),
      "input": PastureSPPnet.inputShape.dropFirst().map(String.init).joined(separator: " "),
    ]
  }

  public var largestGradientNorm: Float? { 10 }

  private var warmUp: Int { max(1, steps / 20) }

  /// A system of equations as large as all boxes of a class would take longer than all else.
  private var machines: RCNNMachines {
    var machines = RCNNMachines()
    machines.mostBoxes = 1500
    return machines
  }

  public func model(using generator: inout SeededGenerator) throws -> PastureSPPnet {
    try PastureSPPnet(using: &generator)
  }

  public func begin(_ model: PastureSPPnet, with weights: [String: Tensor]) throws {
    try model.takeOver(PastureClassifier(weights: weights))
  }

  // quote: frozen
  /// Of the layers above the pyramid alone.
  public func optimizer(for model: PastureSPPnet) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    let tuned = [model.fc6, model.fc7, model.fc8].flatMap { $0.trainedParameters() }
    return try SGD(
      tuned, learningRate: .warmUp(steps: warmUp, then: cosine), momentum: 0.9,
      weightDecay: weightDecay, decaying: .weightsOnly)
  }
  // end quote

  /// Finds the proposals of the scenes too, which takes longer than all else.
  public func batch(at step: Int, using generator: inout SeededGenerator) throws -> Batch {
    Batch(
      picks: try (0..<Self.scenesPerBatch).map { _ in
        let number = generator.index(below: scenes.count)
        let places = try KeptRegions.Places(scenes.scene(number), positiveOverlap)
        return (
          number,
          places.draw(
            positives: Self.positivesPerScene, of: Self.regionsPerScene, using: &generator)
        )
      })
  }

  public func losses(
    of model: PastureSPPnet, on batch: Batch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let drawn = try rows(batch.picks, of: scenes, kept, model)
    let logits = try model.training(pooled: drawn.pooled, using: &generator)  // [R, 9]
    return [("cross_entropy", try crossEntropy(logits, drawn.classes))]
  }

  /// The vectors of chosen regions, each scene's computed at its first call.
  private func rows(
    _ picks: [(scene: Int, regions: [Int])], of scenes: ProposalScenes, _ kept: KeptRegions,
    _ model: PastureSPPnet
  ) throws -> (pooled: Tensor, classes: [Int]) {
    var (values, classes): ([Float], [Int]) = ([], [])
    for pick in picks {
      let scene = try scenes.scene(pick.scene)
      let places = KeptRegions.Places(scene, positiveOverlap)
      let vectors = try kept.vectors(pick.scene) {
        let detector = try SPPnetDetector(network: model)
        return try detector.features(of: places.all.map { scene.boxes[$0] }, in: scene.image).maps
      }
      for region in pick.regions {
        values += try vectors[region].values
        classes.append(places.classes[region])
      }
    }
    let length = PastureSPPnet.vectorLength
    return (try Tensor(values, shape: [classes.count, length]), classes)
  }

  /// Fits the machines and the box regressions.
  public func complete(_ model: PastureSPPnet, tell: (String) -> Void) throws {
    let detector = try SPPnetDetector(network: model)
    try machines.fit(
      model, to: scenes, count: min(machineScenes, scenes.count), seed: seed,
      features: detector.features(of:in:), tell: tell)
  }

  /// How often the softmax over classes is right about proposals of validation scenes, a quarter of
  /// them things. (There are no machines yet while the layers are tuned.)
  public func score(of model: PastureSPPnet) throws -> TrainingScore {
    var generator = SeededGenerator(seed: 17)
    let picks = try (0..<validationScenes.count).map { number in
      let places = try KeptRegions.Places(validationScenes.scene(number), positiveOverlap)
      return (
        scene: number,
        regions: places.draw(
          positives: Self.positivesPerScene, of: Self.regionsPerScene, using: &generator)
      )
    }
    let drawn = try rows(picks, of: validationScenes, keptOfValidation, model)
    let answers = try withoutGradient {
      try model.classLogits(pooled: drawn.pooled).argmax(axis: 1).wholeNumbers()
    }
    let right = zip(answers, drawn.classes).count { $0 == $1 }
    return TrainingScore(
      name: "accuracy", value: Double(right) / Double(max(1, drawn.classes.count)))
  }

  public func finalScore(of model: PastureSPPnet) throws -> TrainingScore {
    try Self.detector(model).score(name: name).trainingScore()
  }

  public func report(on model: PastureSPPnet, images: Int) throws -> any ScoreReport {
    try Self.detector(model).score(on: .test, images: images, name: name)
  }

  private static func detector(_ model: PastureSPPnet) throws -> PastureSPPnetDetector {
    var options = RCNNOptions()
    options.leastScore = 0.02
    return try SPPnetDetector(network: model, options: options)
  }
}
