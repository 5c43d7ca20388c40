// N pictures, K classes.

import Fovea

/// ResNet-18 with torchvision's parameter names: a network of ordinary size for training steps.
///
/// - Source: He et al., "Deep Residual Learning for Image Recognition", CVPR 2016, table 1.
struct ResNet18: TensorLayer {
  let network: Sequential

  init(classCount: Int, using generator: inout SeededGenerator) throws {
    var stages: [(name: String, layer: any TensorLayer)] = [
      (
        "conv1",
        try Conv2D(
          inputChannels: 3, outputChannels: 64, kernel: 7, stride: 2, padding: 3, bias: false,
          using: &generator)
      ),
      ("bn1", try BatchNorm2D(channels: 64)), ("relu", ReLU()),
      ("maxpool", try MaxPool2D(3, stride: 2, padding: 1)),
    ]
    var inputs = 64
    for (place, outputs) in [64, 128, 256, 512].enumerated() {
      let first = try BasicBlock(
        from: inputs, to: outputs, stride: place == 0 ? 1 : 2, using: &generator)
      let second = try BasicBlock(from: outputs, to: outputs, stride: 1, using: &generator)
      stages.append(("layer\(place + 1)", Sequential([first, second])))
      inputs = outputs
    }
    stages += [
      ("avgpool", try AdaptiveAveragePool2D(1)), ("flatten", Flatten()),
      ("fc", try Linear(inputs: 512, outputs: classCount, using: &generator)),
    ]
    network = try Sequential(stages: stages)
  }

  var children: [LayerChild] { network.children }

  func callAsFunction(_ x: Tensor) throws -> Tensor { try network(x) }

  func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try network.training(x, using: &generator)
  }
}

/// Two 3×3 convolutions around a shortcut.
private struct BasicBlock: TensorLayer {
  let body: Sequential
  let downsample: Sequential?

  init(from inputs: Int, to outputs: Int, stride: Int, using generator: inout SeededGenerator)
    throws
  {
    func convolution(_ inputs: Int, kernel: Int, stride: Int) throws -> Conv2D {
      try Conv2D(
        inputChannels: inputs, outputChannels: outputs, kernel: kernel, stride: stride,
        padding: kernel / 2, bias: false, using: &generator)
    }
    body = try Sequential(named: [
      "conv1": convolution(inputs, kernel: 3, stride: stride),
      "bn1": BatchNorm2D(channels: outputs),
      "relu": ReLU(),
      "conv2": convolution(outputs, kernel: 3, stride: 1), "bn2": BatchNorm2D(channels: outputs),
    ])
    downsample =
      stride == 1 && inputs == outputs
      ? nil
      : Sequential([
        try convolution(inputs, kernel: 1, stride: stride), try BatchNorm2D(channels: outputs),
      ])
  }

  var children: [LayerChild] {
    body.children + (downsample.map { [("downsample", $0)] } ?? [])
  }

  func callAsFunction(_ x: Tensor) throws -> Tensor {
    try (body(x) + (downsample.map { try $0(x) } ?? x)).relu()
  }

  func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    let y = try body.training(x, using: &generator)
    let shortcut = try downsample.map { try $0.training(x, using: &generator) } ?? x
    return try (y + shortcut).relu()
  }
}
