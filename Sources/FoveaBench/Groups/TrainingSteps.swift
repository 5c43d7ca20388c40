import Fovea

/// Whole steps of training: forward, loss, backward, SGD with momentum 0.9. And single layers,
/// forward and backward.
enum TrainingSteps {
  static var workloads: [Workload] { [resNet, pasture] + layers }

  /// 16 pictures of 96×128, not square; ten classes.
  private static let resNet = Workload(
    "train-resnet18", .training, "ResNet-18, 16×3×96×128, a step"
  ) { given in
    var random = given.random
    let model = try ResNet18(classCount: 10, using: &random)
    if let weights = given.weights { try model.load(weights) }
    let pictures = try given.input ?? Tensor.normal([16, 3, 96, 128], using: &random)
    return try step(model, pictures, classCount: 10, rate: 0.01)
  }

  /// 64 crops of 32×32, nine classes: the classifier that ships.
  private static let pasture = Workload(
    "train-pasture", .training, "Pasture classifier, 64×3×32×32, a step"
  ) { given in
    var random = given.random
    let model = try PastureClassifier(using: &random)
    if let weights = given.weights { try model.load(weights) }
    let crops = try given.input ?? Tensor.uniform([64, 3, 32, 32], using: &random)
    return try step(model, crops, classCount: PastureClassifier.classNames.count, rate: 0.01)
  }

  /// Repeats steps on one batch: what a step costs does not depend on what is in it.
  private static func step(
    _ model: any TensorLayer, _ pictures: Tensor, classCount: Int, rate: Float
  ) throws -> Workload.Prepared {
    let classes = (0..<pictures.shape[0]).map { $0 % classCount }
    let optimizer = Held(
      try SGD(model.trainedParameters(), learningRate: .constant(rate), momentum: 0.9))
    let random = Held(SeededGenerator(seed: 3))
    let flops = try withoutGradient { try countingFlops { _ = try model(pictures) } }.total
    return Workload.Prepared(flops: Double(3 * flops)) {  // forward, by the input, by the weights
      let logits = try model.training(pictures, using: &random.value)
      let loss = try crossEntropy(logits, classes)
      model.clearGradients()
      try loss.backward()
      try optimizer.value.step()
      return [loss]
    }
  }

  /// A value that closures share.
  private final class Held<Value> {
    var value: Value
    init(_ value: Value) { self.value = value }
  }

  // MARK: Single layers

  private static var layers: [Workload] {
    [
      (3, 16, 3, 1, 32, 64), (16, 32, 3, 1, 16, 64), (64, 64, 3, 1, 56, 4),
      (64, 128, 3, 2, 56, 4), (256, 256, 3, 1, 14, 16), (256, 64, 1, 1, 28, 8),
    ].map {
      ConvolutionLayer(
        network: "train", input: $0, output: $1, kernel: $2, stride: $3, side: $4, images: $5)
    }.map { layer in layerStep(layer) }
      + [depthwise(stride: 1), depthwise(stride: 2)]
  }

  private static func layerStep(_ layer: ConvolutionLayer) -> Workload {
    Workload("conv-\(layer.id)", .training, "\(layer.name) forward and backward") { given in
      let (x, weight) = try layer.tensors(given)
      let (px, pw) = (Parameter(x), Parameter(weight))
      return Workload.Prepared(flops: 3 * layer.flops) {
        try conv2D(px.tracked, pw.tracked, stride: layer.stride, padding: layer.padding)
          .sum().backward()
        return []
      }
    }
  }

  private static func depthwise(stride: Int) -> Workload {
    Workload(
      "train-depthwise-\(stride)", .training,
      "train 8× depthwise 128 3×3\(stride == 1 ? "" : "/\(stride)") @56 forward and backward"
    ) { given in
      var random = given.random
      let x = Parameter(try .normal([8, 128, 56, 56], using: &random))
      let weight = Parameter(try .normal([128, 1, 3, 3], using: &random))
      let cells = 8 * 128 * (56 / stride) * (56 / stride)
      return Workload.Prepared(flops: Double(3 * 2 * cells * 9)) {
        try conv2D(x.tracked, weight.tracked, stride: stride, padding: 1, groups: 128)
          .sum().backward()
        return []
      }
    }
  }
}
