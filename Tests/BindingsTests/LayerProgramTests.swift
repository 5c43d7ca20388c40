import Testing

@testable import Bindings

/// Layers, gradients and optimizers as a lesson writes them.
struct LayerProgramTests {
  private static let model =
    "var g = SeededGenerator(seed: 1)\nlet model = try Sequential([\n"
    + "Conv2D(inputChannels: 3, outputChannels: 4, kernel: 3, padding: 1, using: &g),\n"
    + "BatchNorm2D(channels: 4), ReLU(), MaxPool2D(2), Dropout(0.5), Flatten(),\n"
    + "Linear(inputs: 4 * 2 * 2, outputs: 2, initializer: .xavierNormal, using: &g),\n])\n"

  private static let square =
    "let w = Parameter(try Tensor([3]), name: \"w\")\n"
    + "let all = [NamedParameter(\"w\", w, role: .weight)]\n"
    + "func loss() throws -> Tensor { try (w.tracked * w.tracked).sum() }\n"

  /// Program → what it prints. The answers are worked out by hand.
  static let programs: [(String, String)] = [
    (
      "let layer = try Linear(weight: Tensor([[1, 2]]), bias: Tensor([3]))\n"
        + "print(try layer(Tensor([[10, 1]])))", "[[15.0]]\n"
    ),
    (
      model + "print(model.count, model.parameterCount, model.trainedParameters().map(\\.name))\n"
        + "let x = try Tensor.normal([5, 3, 4, 4], using: &g)\n"
        + "print(try model(x).shape, try model.training(x, using: &g).shape)\n"
        + "print(try model.prefix(4)(x).shape, try model.outputs(x)[5].output.shape)\n"
        + "print(try model.table(inputShape: [1, 3, 4, 4]).parameterCount)",
      "7 154 [\"0.weight\", \"0.bias\", \"1.weight\", \"1.bias\", \"6.weight\", \"6.bias\"]\n"
        + "[5, 2] [5, 2]\n[5, 4, 2, 2] [5, 16]\n154\n"
    ),
    // 3 - 0.25 · 6
    (
      square + "var optimizer = try SGD(all, learningRate: 0.25)\ntry loss().backward()\n"
        + "try optimizer.step()\nprint(w.value, optimizer.state.step)\n"
        + "optimizer.clearGradients()\nprint(w.gradient == nil)", "[1.5] 1\ntrue\n"
    ),
    // With momentum: v = 6, w = 0; then v = 0.5 · 6 + 0 = 3, w = -1.5 at a rate of 0.5.
    (
      square + "var optimizer = try SGD(all, learningRate: .constant(0.5), momentum: 0.5)\n"
        + "for _ in 0..<2 {\n  optimizer.clearGradients()\n  try loss().backward()\n"
        + "  try optimizer.step()\n}\nprint(w.value, optimizer.currentLearningRate)",
      "[-1.5] 0.5\n"
    ),
    // Adam's first step is the learning rate, whatever the gradient.
    (
      square + "var optimizer: any Optimizer = try Adam(all, betas: (0.5, 0.5))\n"
        + "optimizer.learningRate = 1\ntry loss().backward()\ntry optimizer.step()\n"
        + "print(try w.value.item() < 2.0001, optimizer.state.step, optimizer.parameters[0].name)",
      "true 1 w\n"
    ),
    (
      square + "try loss().backward()\nprint(try clipGradients(of: all, toNorm: 3))\n"
        + "print(try (w.gradient ?? w.value).item() < 3.0001)", "6.0\ntrue\n"
    ),
    (
      "let rate: Schedule = try .warmUp(steps: 2, from: 0, then: .step(1, every: 2, factor: 0.5))\n"
        + "print((0...4).map { rate($0) })\nlet same: Schedule = 2\nprint(same(100))\n"
        + "print(try Schedule.cosine(1, steps: 2)(1) == 0.5)",
      "[0.0, 0.5, 1.0, 1.0, 0.5]\n2.0\ntrue\n"
    ),
    (
      "func twice(_ layer: any TensorLayer, _ x: Tensor) throws -> Tensor { try layer(layer(x)) }\n"
        + "print(try twice(LeakyReLU(slope: 0.5), Tensor([-4, 4])))", "[-1.0, 4.0]\n"
    ),
    (
      "struct Net {\n  let first: Linear\n  let second: Linear\n"
        + "  func callAsFunction(_ x: Tensor) throws -> Tensor { try second(first(x).relu()) }\n"
        + "  var parameters: [NamedParameter] {\n"
        + "    first.namedParameters(prefix: \"first.\") + second.namedParameters(prefix: \"second.\")\n"
        + "  }\n}\n"
        + "let net = try Net(first: Linear(weight: Tensor([[1], [-1]])), "
        + "second: Linear(weight: Tensor([[2, 3]])))\n"
        + "print(try net(Tensor([[4]])), net.parameters.map { $0.name })",
      "[[8.0]] [\"first.weight\", \"second.weight\"]\n"
    ),
    // The running mean goes a tenth of the way from 0 to the batch's mean of 2.
    (
      "var g = SeededGenerator(seed: 1)\nlet norm = try BatchNorm2D(channels: 1)\n"
        + "_ = try norm.training(Tensor([[1], [3]]), using: &g)\nprint(norm.runningMean.value)\n"
        + "print(norm.namedParameters().filter { !$0.isTrained }.map(\\.name))",
      "[0.2]\n[\"running_mean\", \"running_var\"]\n"
    ),
    (
      "let up = try ConvTranspose2D(weight: Tensor.ones([1, 1, 2, 2]), stride: 2)\n"
        + "print(try up(Tensor.ones([1, 1, 2, 2])).sum().item())\n"
        + "let smooth = try Upsample(scale: 2, mode: .bilinear(alignCorners: true))\n"
        + "print(try smooth(Tensor.ones([1, 1, 2, 3])).shape)\n"
        + "print(try AdaptiveAveragePool2D(1)(Tensor.ones([1, 2, 4, 4])).shape)",
      "16.0\n[1, 1, 4, 6]\n[1, 2, 1, 1]\n"
    ),
    (
      "let conv = try Conv2D(weight: Tensor.ones([1, 1, 3, 3]), bias: Tensor([1]))\n"
        + "conv.weight.value = try Tensor.zeros([1, 1, 3, 3])\n"
        + "print(try conv(Tensor.ones([1, 1, 3, 3])).item(), conv.bias?.value.values ?? [])\n"
        + "var g = SeededGenerator(seed: 1)\nlet weights = try Initializer.zeros"
        + ".weights(shape: [2, 3], using: &g)\nprint(weights)",
      "1.0 [1.0]\n[[0.0, 0.0, 0.0], [0.0, 0.0, 0.0]]\n"
    ),
    (
      "let a = try Linear(weight: Tensor([[1, 2]]))\nlet b = try Linear(weight: Tensor([[0, 0]]))\n"
        + "try b.load(a.stateDictionary)\nprint(b.weight.value)\n"
        + "let named = try Sequential(stages: [(name: \"head\", layer: a), (name: \"end\", layer: ReLU())])\n"
        + "print(named.namedParameters().map(\\.name))", "[[1.0, 2.0]]\n[\"head.weight\"]\n"
    ),
    (
      "let crops = try PastureCrops(split: .validation, size: 16, batchSize: 18)\n"
        + "let batch = try crops.batch(0)\nprint(batch.images.shape, batch.labels.count)\n"
        + "func scenes(_ batch: CropBatch) -> Set<Int> { Set(batch.seeds) }\n"
        + "let parts = try batch.split(.byScene, validation: 0.5)\n"
        + "print(scenes(parts.training).isDisjoint(with: scenes(parts.validation)))",
      "[18, 3, 16, 16] 18\ntrue\n"
    ),
    (
      "var g = SeededGenerator(seed: 1)\nlet model = try PastureClassifier(using: &g)\n"
        + "print(try model(Tensor.zeros([1, 3, 32, 32])).shape, model.trunk.count)\n"
        + "print(model.parameterCount == model.trunk.parameterCount + "
        + "model.classifier.parameterCount)", "[1, 9] 14\ntrue\n"
    ),
    (
      "let scores = try RegressionScores(truths: [1, 2, 3, 6], predictions: [2, 1, 5, 6])\n"
        + "print(scores.meanError, (scores.rSquared ?? 0) > 0.57)\n"
        + "let matrix = try ConfusionMatrix(classNames: [\"a\", \"b\"], truths: [0, 1, 1], "
        + "predictions: [0, 0, 1])\n"
        + "print(matrix.correct, matrix.specificity(of: 0) ?? 0, matrix.matthewsCorrelation ?? 0)",
      "0.5 true\n2 0.5 0.5\n"
    ),
  ]

  @Test(arguments: programs)
  func prints(program: String, expected: String) {
    #expect(output(of: program) == expected)
  }

  /// Program → words that its error must hold.
  static let mistakes: [(String, [String])] = [
    (square + "_ = try SGD(all, learningRate: -0.5)", ["learning"]),
    (
      square + "let rate: Float = 0.1\n_ = try SGD(all, learningRate: rate)", ["Schedule", "Float"]
    ),
    (square + "_ = try SGD(all, learningRate: 0.1, momentum: 2)", ["momentum"]),
    (square + "_ = try clipGradients(of: all, toNorm: 0)", ["norm"]),
    (model + "_ = try model(Tensor.zeros([1, 5, 4, 4]))", ["0.conv2D", "5"]),
    (model + "try model.load([\"nothing\": Tensor([1])])", ["missing", "nothing"]),
    ("_ = Sequential([3])", ["TensorLayer"]),
    (
      "var g = SeededGenerator(seed: 1)\n_ = try Linear(inputs: 0, outputs: 1, using: &g)",
      ["inputs"]
    ),
    ("_ = try MaxPool2D(0)", ["size"]),
    ("_ = try PastureCrops(split: .training, size: 2)", ["4…256"]),
    ("_ = try PastureCrops(split: .training).batch(-1)", ["-1"]),
    ("struct Net: TensorLayer {}", ["TensorLayer"]),
  ]

  @Test(arguments: mistakes)
  func refuses(program: String, words: [String]) {
    let message = output(of: program)
    #expect(message.contains("error: "), "\(program) printed \(message)")
    for word in words {
      #expect(message.contains(word), "\(program): no ‘\(word)’ in \(message)")
    }
  }
}
