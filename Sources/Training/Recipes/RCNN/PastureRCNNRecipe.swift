// N regions, S×S pixels a warp.

import Boxes
import Datasets
import Detectors
import Evaluation
import Images
import Layers
import Tensors

/// R-CNN on the Pasture: the classifier's network is taught proposals instead of crops, by gradient
/// descent; then a support vector machine and a box regression for each class are fitted to what it
/// has become (`RCNNMachines`).
///
/// - Source: Girshick et al., "R-CNN", CVPR 2014, §2.3: fine-tuning with 32 positives (IoU of at least
///   0.5) and 96 backgrounds a step.
public struct PastureRCNNRecipe: Recipe {
  public struct Batch: Sendable {
    /// `[N, 3, S, S]`, in 0…1.
    public let warps: Tensor
    /// N class numbers.
    public let classes: [Int]
  }

  public let name = "pasture-rcnn"
  public let trunk: String? = "pasture-classifier"
  public var seed = 1
  public var steps = 800
  public var learningRate: Float = 0.03
  public var weightDecay: Float = 0.0005
  /// The IoU from which a proposal counts as its thing while the network is tuned.
  public var positiveOverlap: Float = 0.5
  /// Scenes that machines and box regressions are fitted to.
  public var machineScenes = 400

  private static let scenesPerBatch = 4
  private static let positivesPerScene = 8
  private static let regionsPerScene = 32
  private let scenes: ProposalScenes
  private let augmentation = CropAugmentation()

  public init(sceneCount: Int = 600) {
    // The first 10¹² scenes of the split are the classifier's, the next its backgrounds'.
    scenes = ProposalScenes(first: 2_000_000_000_000, count: max(1, sceneCount)) {
      try RCNNOptions().proposals(in: $0)
    }
  }

  public var batchSize: Int { Self.scenesPerBatch * Self.regionsPerScene }

  public var settings: [String: String] {
    [
      "data":
        "Pasture v\(Pasture.version), \(scenes.count) scenes, \(Self.positivesPerScene) things "
        + "and \(Self.regionsPerScene - Self.positivesPerScene) backgrounds of each a step",
      "proposals": "selective search, fast", "positive_overlap": "\(positiveOverlap)",
      "optimizer": "SGD, Nesterov momentum 0.9",
      "learning_rate": "\(learningRate), warm-up \(warmUp) steps, cosine to 0",
      "weight_decay": "\(weightDecay)", "machines": RCNNMachines().description,
      "machine_scenes": "\(machineScenes)", "start": trunk ?? "random",
    ]
  }

  public var notes: [String: String] {
    let side = PastureClassifier.warpSide
    return [
      "classes": PastureClassifier.classNames.joined(separator: " "), "input": "3 \(side) \(side)",
    ]
  }

  private var warmUp: Int { max(1, steps / 20) }

  private static func detector(_ model: PastureRCNN) throws -> RCNNDetector<PastureClassifier> {
    var options = RCNNOptions()
    options.leastScore = 0.02
    return try RCNNDetector(network: model, options: options)
  }

  public func model(using generator: inout SeededGenerator) throws -> PastureRCNN {
    try PastureRCNN(
      trunk: PastureClassifier(using: &generator), classNames: PastureClassifier.classNames)
  }

  public func begin(_ model: PastureRCNN, with weights: [String: Tensor]) throws {
    try model.trunk.load(weights)
  }

  /// Of the trunk alone: machines and regressions are fitted afterwards, in closed form.
  public func optimizer(for model: PastureRCNN) throws -> any Optimizer {
    let cosine = try Schedule.cosine(learningRate, steps: max(1, steps - warmUp))
    return try SGD(
      model.trunk.trainedParameters(), learningRate: .warmUp(steps: warmUp, then: cosine),
      momentum: 0.9, nesterov: true, weightDecay: weightDecay, decaying: .weightsOnly)
  }

  public func batch(at step: Int, using generator: inout SeededGenerator) throws -> Batch {
    let side = PastureClassifier.warpSide
    let length = 3 * side * side
    var (values, classes): ([Float], [Int]) = ([], [])
    for _ in 0..<Self.scenesPerBatch {
      let scene = try scenes.scene(generator.index(below: scenes.count))
      let drawn = draw(from: scene, using: &generator)
      values += try scene.image.regionWarps(
        of: drawn.map(\.box), side: side, padding: PastureClassifier.warpPadding
      ).values
      classes += drawn.map(\.classIndex)
    }
    for index in classes.indices {
      augmentation.apply(
        to: &values[index * length..<(index + 1) * length], size: side, using: &generator)
    }
    return Batch(
      warps: try Tensor(values, shape: [classes.count, 3, side, side]), classes: classes)
  }

  /// Things with replacement, since there may be few; backgrounds to fill up.
  private func draw(
    from scene: ProposalScene, using generator: inout SeededGenerator
  ) -> [(box: Box, classIndex: Int)] {
    var (things, backgrounds): ([Int], [Int]) = ([], [])
    for index in scene.boxes.indices where !scene.isNeutral[index] {
      if scene.best[index].iou >= positiveOverlap {
        things.append(index)
      } else {
        backgrounds.append(index)
      }
    }
    return (0..<Self.regionsPerScene).map { place in
      let wantsThing = !things.isEmpty && (place < Self.positivesPerScene || backgrounds.isEmpty)
      if wantsThing {
        let index = things[generator.index(below: things.count)]
        return (scene.boxes[index], scene.classes[scene.best[index].truth])
      }
      guard !backgrounds.isEmpty else {
        return (Box(x: 0, y: 0, width: 8, height: 8), 0)
      }
      return (scene.boxes[backgrounds[generator.index(below: backgrounds.count)]], 0)
    }
  }

  public func losses(
    of model: PastureRCNN, on batch: Batch, using generator: inout SeededGenerator
  ) throws -> [LossTerm] {
    let logits = try model.trunk.training(batch.warps, using: &generator)  // [N, 9]
    return [("cross_entropy", try crossEntropy(logits, batch.classes))]
  }

  /// Fits the machines and the box regressions.
  public func complete(_ model: PastureRCNN, tell: (String) -> Void) throws {
    try RCNNMachines().fit(
      model, to: scenes, count: min(machineScenes, scenes.count), seed: seed, tell: tell)
  }

  /// How often the softmax over classes is right about proposals of validation scenes, half of them
  /// things. (There are no machines yet while the network is tuned.)
  public func score(of model: PastureRCNN) throws -> TrainingScore {
    var generator = SeededGenerator(seed: 17)
    var (right, count) = (0, 0)
    for index in 0..<20 {
      let scene = try PastureSplit.validation.scene(index)
      let searched = ProposalScene(
        scene, proposals: try RCNNOptions().proposals(in: scene.image))
      let drawn = draw(from: searched, using: &generator).prefix(2 * Self.positivesPerScene)
      let warps = try scene.image.regionWarps(
        of: drawn.map(\.box), side: PastureClassifier.warpSide,
        padding: PastureClassifier.warpPadding)
      let answers = try withoutGradient { try model.trunk.logits(warps).argmax(axis: 1).values }
      for (answer, truth) in zip(answers, drawn) where Int(answer) == truth.classIndex {
        right += 1
      }
      count += drawn.count
    }
    return TrainingScore(name: "accuracy", value: Double(right) / Double(max(1, count)))
  }

  public func finalScore(of model: PastureRCNN) throws -> TrainingScore {
    try Self.detector(model).score(name: name).trainingScore()
  }

  public func report(on model: PastureRCNN, images: Int) throws -> any ScoreReport {
    try Self.detector(model).score(on: .test, images: images, name: name)
  }
}
