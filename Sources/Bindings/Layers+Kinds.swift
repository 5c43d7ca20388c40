import Fovea
import LessonSwift

extension HostLibrary {
  /// Layers that multiply: convolutions and matrices.
  mutating func addWeightedLayers() {
    enumeration(
      Initializer.self, named: "Initializer",
      cases: [
        "heNormal": .heNormal, "heNormalFanOut": .heNormalFanOut, "heUniform": .heUniform,
        "xavierNormal": .xavierNormal, "xavierUniform": .xavierUniform,
        "smallNormal": .smallNormal, "torchDefault": .torchDefault, "zeros": .zeros,
      ], help: "How weights begin.")
    method(
      "func weights(shape: [Int], using generator: inout SeededGenerator) throws -> Tensor",
      on: Initializer.self, help: "[out, in], or [out, in, kH, kW]."
    ) { (initializer: Initializer, shape: [Int], generator: Inout<SeededGenerator>) in
      try initializer.weights(shape: shape, using: &generator.value)
    }

    initializer(
      "init(inputChannels: Int, outputChannels: Int, kernel: Int, stride: Int = 1, "
        + "padding: Int = 0, dilation: Int = 1, groups: Int = 1, bias: Bool = true, "
        + "initializer: Initializer = .heNormal, using generator: inout SeededGenerator) throws",
      of: Conv2D.self, help: "[N, C, H, W] to [N, O, (H + 2p - k) / s + 1, …]."
    ) {
      (
        inputs: Int, outputs: Int, kernel: Int, stride: Int, padding: Int, dilation: Int,
        groups: Int, bias: Bool, initializer: Initializer, generator: Inout<SeededGenerator>
      ) in
      try Conv2D(
        inputChannels: inputs, outputChannels: outputs, kernel: kernel, stride: stride,
        padding: padding, dilation: dilation, groups: groups, bias: bias,
        initializer: initializer, using: &generator.value)
    }
    initializer(
      "init(weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, "
        + "dilation: Int = 1, groups: Int = 1) throws", of: Conv2D.self,
      help: "With kernels made by hand, [O, C, kH, kW]."
    ) {
      (weight: Tensor, bias: Tensor?, stride: Int, padding: Int, dilation: Int, groups: Int) in
      try Conv2D(
        weight: weight, bias: bias, stride: stride, padding: padding, dilation: dilation,
        groups: groups)
    }
    addWeights(of: Conv2D.self, weight: \.weight, bias: \.bias)

    initializer(
      "init(inputChannels: Int, outputChannels: Int, kernel: Int, stride: Int = 1, "
        + "padding: Int = 0, outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1, "
        + "bias: Bool = true, initializer: Initializer = .heNormal, "
        + "using generator: inout SeededGenerator) throws", of: ConvTranspose2D.self
    ) {
      (
        inputs: Int, outputs: Int, kernel: Int, stride: Int, padding: Int, outputPadding: Int,
        dilation: Int, groups: Int, bias: Bool, initializer: Initializer,
        generator: Inout<SeededGenerator>
      ) in
      try ConvTranspose2D(
        inputChannels: inputs, outputChannels: outputs, kernel: kernel, stride: stride,
        padding: padding, outputPadding: outputPadding, dilation: dilation, groups: groups,
        bias: bias, initializer: initializer, using: &generator.value)
    }
    initializer(
      "init(weight: Tensor, bias: Tensor? = nil, stride: Int = 1, padding: Int = 0, "
        + "outputPadding: Int = 0, dilation: Int = 1, groups: Int = 1) throws",
      of: ConvTranspose2D.self, help: "With kernels made by hand, [C, O, kH, kW]."
    ) {
      (
        weight: Tensor, bias: Tensor?, stride: Int, padding: Int, outputPadding: Int,
        dilation: Int, groups: Int
      ) in
      try ConvTranspose2D(
        weight: weight, bias: bias, stride: stride, padding: padding,
        outputPadding: outputPadding, dilation: dilation, groups: groups)
    }
    addWeights(of: ConvTranspose2D.self, weight: \.weight, bias: \.bias)

    initializer(
      "init(inputs: Int, outputs: Int, bias: Bool = true, initializer: Initializer = .heNormal, "
        + "using generator: inout SeededGenerator) throws", of: Linear.self,
      help: "[N, inputs] to [N, outputs]."
    ) {
      (
        inputs: Int, outputs: Int, bias: Bool, initializer: Initializer,
        generator: Inout<SeededGenerator>
      ) in
      try Linear(
        inputs: inputs, outputs: outputs, bias: bias, initializer: initializer,
        using: &generator.value)
    }
    initializer("init(weight: Tensor, bias: Tensor? = nil) throws", of: Linear.self) {
      (weight: Tensor, bias: Tensor?) in try Linear(weight: weight, bias: bias)
    }
    addWeights(of: Linear.self, weight: \.weight, bias: \.bias)
  }

  private mutating func addWeights<L>(
    of type: L.Type, weight: KeyPath<L, Parameter>, bias: KeyPath<L, Parameter?>
  ) {
    property("weight: Parameter", on: type) { (layer: L) in layer[keyPath: weight] }
    property("bias: Parameter?", on: type) { (layer: L) in layer[keyPath: bias] }
  }

  /// Layers that shrink feature maps.
  mutating func addPoolingLayers() {
    initializer(
      "init(_ size: Int, stride: Int? = nil, padding: Int = 0, dilation: Int = 1, "
        + "ceilMode: Bool = false) throws", of: MaxPool2D.self,
      help: "The stride is the size unless given."
    ) { (size: Int, stride: Int?, padding: Int, dilation: Int, ceilMode: Bool) in
      try MaxPool2D(
        size, stride: stride, padding: padding, dilation: dilation, ceilMode: ceilMode)
    }
    initializer(
      "init(_ size: Int, stride: Int? = nil, padding: Int = 0, ceilMode: Bool = false, "
        + "countIncludingPadding: Bool = true) throws", of: AveragePool2D.self
    ) { (size: Int, stride: Int?, padding: Int, ceilMode: Bool, counting: Bool) in
      try AveragePool2D(
        size, stride: stride, padding: padding, ceilMode: ceilMode,
        countIncludingPadding: counting)
    }
    initializer("init(_ size: Int) throws", of: AdaptiveAveragePool2D.self) { (size: Int) in
      try AdaptiveAveragePool2D(size)
    }
    initializer("init(rows: Int, columns: Int) throws", of: AdaptiveAveragePool2D.self) {
      (rows: Int, columns: Int) in try AdaptiveAveragePool2D(rows: rows, columns: columns)
    }
  }

  /// Normalisation, dropout, activations, shapes.
  mutating func addOtherLayers() {
    initializer(
      "init(channels: Int, momentum: Float = 0.1, epsilon: Float = 1e-5, isFrozen: Bool = false) "
        + "throws", of: BatchNorm2D.self
    ) { (channels: Int, momentum: Float, epsilon: Float, isFrozen: Bool) in
      try BatchNorm2D(channels: channels, momentum: momentum, epsilon: epsilon, isFrozen: isFrozen)
    }
    for (name, parameter) in [
      ("scale", \BatchNorm2D.scale), ("shift", \.shift), ("runningMean", \.runningMean),
      ("runningVariance", \.runningVariance),
    ] {
      property("\(name): Parameter", on: BatchNorm2D.self, help: "One number a channel.") {
        (layer: BatchNorm2D) in layer[keyPath: parameter]
      }
    }
    initializer("init(_ probability: Float = 0.5) throws", of: Dropout.self) {
      (probability: Float) in try Dropout(probability)
    }
    initializer("init()", of: ReLU.self) { () in ReLU() }
    initializer("init(slope: Float = 0.01)", of: LeakyReLU.self) { (slope: Float) in
      LeakyReLU(slope: slope)
    }
    initializer("init()", of: Flatten.self) { () in Flatten() }
    enumeration(Upsample.Mode.self, named: "UpsampleMode", cases: ["nearest": .nearest])
    staticMethod(
      "static func bilinear(alignCorners: Bool) -> UpsampleMode", on: Upsample.Mode.self
    ) { (align: Bool) in Upsample.Mode.bilinear(alignCorners: align) }
    initializer(
      "init(scale: Float, mode: UpsampleMode = .nearest) throws", of: Upsample.self
    ) { (scale: Float, mode: Upsample.Mode) in try Upsample(scale: scale, mode: mode) }
    initializer(
      "init(rows: Int, columns: Int, mode: UpsampleMode = .nearest) throws", of: Upsample.self
    ) { (rows: Int, columns: Int, mode: Upsample.Mode) in
      try Upsample(rows: rows, columns: columns, mode: mode)
    }
  }
}
