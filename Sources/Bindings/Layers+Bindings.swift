import Fovea
import LessonSwift

extension HostLibrary {
  /// Layers, and what every layer has: parameters with names, gradients, a table.
  mutating func addLayers() {
    addParameterTypes()
    addLayerTypes()
    let layers: [Any.Type] = [
      Conv2D.self, ConvTranspose2D.self, Linear.self, BatchNorm2D.self, Dropout.self, ReLU.self,
      LeakyReLU.self, MaxPool2D.self, AveragePool2D.self, AdaptiveAveragePool2D.self,
      Flatten.self, Upsample.self, Sequential.self, PastureClassifier.self,
    ]
    `protocol`("TensorLayer", of: layers, help: "A layer that takes one tensor and answers one.")
    `protocol`("Layer", of: layers, help: "Something with numbers to learn.")
    addWeightedLayers()
    addPoolingLayers()
    addOtherLayers()
    addSequential()

    addTensorLayer(Conv2D.self) { $0 }
    addTensorLayer(ConvTranspose2D.self) { $0 }
    addTensorLayer(Linear.self) { $0 }
    addTensorLayer(BatchNorm2D.self) { $0 }
    addTensorLayer(Dropout.self) { $0 }
    addTensorLayer(ReLU.self) { $0 }
    addTensorLayer(LeakyReLU.self) { $0 }
    addTensorLayer(MaxPool2D.self) { $0 }
    addTensorLayer(AveragePool2D.self) { $0 }
    addTensorLayer(AdaptiveAveragePool2D.self) { $0 }
    addTensorLayer(Flatten.self) { $0 }
    addTensorLayer(Upsample.self) { $0 }
    addTensorLayer(Sequential.self) { $0 }
    addTensorLayer(PastureClassifier.self) { $0 }
    addTensorLayer((any TensorLayer).self) { $0 }
    addLayer((any Layer).self) { $0 }
  }

  private mutating func addLayerTypes() {
    type(Conv2D.self, named: "Conv2D", help: "A learnt convolution.")
    type(ConvTranspose2D.self, named: "ConvTranspose2D", help: "A learnt upsampling.")
    type(Linear.self, named: "Linear", help: "A learnt matrix and an offset: fully connected.")
    type(
      BatchNorm2D.self, named: "BatchNorm2D",
      help: "Each channel to mean 0 and variance 1, then scaled and shifted as learnt.")
    type(Dropout.self, named: "Dropout", help: "In training forgets numbers; otherwise nothing.")
    type(ReLU.self, named: "ReLU", help: "max(0, x) as a layer.")
    type(LeakyReLU.self, named: "LeakyReLU", help: "x above 0, slope · x below, as a layer.")
    type(MaxPool2D.self, named: "MaxPool2D", help: "The largest number under each window.")
    type(AveragePool2D.self, named: "AveragePool2D", help: "The mean under each window.")
    type(
      AdaptiveAveragePool2D.self, named: "AdaptiveAveragePool2D",
      help: "The means of so many bins, whatever the size.")
    type(Flatten.self, named: "Flatten", help: "[N, C, H, W] to [N, C·H·W].")
    type(Upsample.self, named: "Upsample", help: "Makes feature maps larger.")
    type(Sequential.self, named: "Sequential", help: "Layers one after another.")
  }

  private mutating func addParameterTypes() {
    enumeration(
      NamedParameter.Role.self, named: "ParameterRole",
      cases: ["weight": .weight, "bias": .bias, "scale": .scale, "statistic": .statistic],
      help: "What a parameter is there for.")
    type(NamedParameter.self, named: "NamedParameter", help: "A parameter under its full name.")
    initializer(
      "init(_ name: String, _ parameter: Parameter, role: ParameterRole)", of: NamedParameter.self
    ) { (name: String, parameter: Parameter, role: NamedParameter.Role) in
      NamedParameter(name, parameter, role: role)
    }
    property("name: String", on: NamedParameter.self, help: "As in a state_dict.") {
      (named: NamedParameter) in named.name
    }
    property("parameter: Parameter", on: NamedParameter.self) { (named: NamedParameter) in
      named.parameter
    }
    property("role: ParameterRole", on: NamedParameter.self) { (named: NamedParameter) in
      named.role
    }
    property("isTrained: Bool", on: NamedParameter.self, help: "Statistics are not.") {
      (named: NamedParameter) in named.isTrained
    }
    type(LoadError.self, named: "LoadError", help: "How a checkpoint and a model differ.")
  }

  /// What every layer has.
  private mutating func addLayer<L>(_ type: L.Type, _ layer: @escaping (L) -> any Layer) {
    method(
      "func namedParameters(prefix: String = \"\") -> [NamedParameter]", on: type,
      help: "All it holds, statistics too, under their full names."
    ) { (model: L, prefix: String) in layer(model).namedParameters(prefix: prefix) }
    method(
      "func trainedParameters() -> [NamedParameter]", on: type, help: "What an optimizer is given."
    ) { (model: L) in layer(model).trainedParameters() }
    property("parameterCount: Int", on: type, help: "Numbers that training changes.") {
      (model: L) in layer(model).parameterCount
    }
    method("func clearGradients()", on: type, help: "Forgets what backward() has added up.") {
      (model: L) in layer(model).clearGradients()
    }
    property("stateDictionary: [String: Tensor]", on: type, help: "What a checkpoint holds.") {
      (model: L) in layer(model).stateDictionary
    }
    method(
      "func load(_ values: [String: Tensor]) throws", on: type, help: "All of them, or none."
    ) { (model: L, values: [String: Tensor]) in try layer(model).load(values) }
  }

  /// What every layer has that takes one tensor and answers one.
  private mutating func addTensorLayer<L>(
    _ type: L.Type, _ layer: @escaping (L) -> any TensorLayer
  ) {
    addLayer(type) { layer($0) }
    method(
      "func callAsFunction(_ x: Tensor) throws -> Tensor", on: type,
      help: "Inference: running statistics, no dropout."
    ) { (model: L, x: Tensor) in try layer(model).callAsFunction(x) }
    method(
      "func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor",
      on: type, help: "Training: statistics of the batch, dropout."
    ) { (model: L, x: Tensor, generator: Inout<SeededGenerator>) in
      try layer(model).training(x, using: &generator.value)
    }
    method(
      "func table(inputShape: [Int]) throws -> LayerTable", on: type,
      help: "Shapes on the way through, and what each layer learns."
    ) { (model: L, shape: [Int]) in try layer(model).table(inputShape: shape) }
  }

  private mutating func addSequential() {
    initializer(
      "init(_ layers: [any TensorLayer])", of: Sequential.self, help: "Named 0, 1, 2 …"
    ) { (layers: [any TensorLayer]) in Sequential(layers) }
    initializer(
      "init(stages: [(name: String, layer: any TensorLayer)]) throws", of: Sequential.self,
      help: "With names of your own."
    ) { (stages: [(name: String, layer: any TensorLayer)]) in try Sequential(stages: stages) }
    property("count: Int", on: Sequential.self) { (model: Sequential) in model.count }
    method(
      "func outputs(_ x: Tensor) throws -> [(name: String, output: Tensor)]", on: Sequential.self,
      help: "What each layer answers, on the way through."
    ) { (model: Sequential, x: Tensor) in try model.outputs(x) }
    method("func prefix(_ count: Int) -> Sequential", on: Sequential.self) {
      (model: Sequential, count: Int) in model.prefix(count)
    }
    method("func dropFirst(_ count: Int) -> Sequential", on: Sequential.self) {
      (model: Sequential, count: Int) in model.dropFirst(count)
    }
    initializer(
      "init(using generator: inout SeededGenerator) throws", of: PastureClassifier.self,
      help: "With random weights."
    ) { (generator: Inout<SeededGenerator>) in
      try PastureClassifier(using: &generator.value)
    }
    property("trunk: Sequential", on: PastureClassifier.self, help: "Pictures to feature maps.") {
      (model: PastureClassifier) in model.trunk
    }
    property("classifier: Sequential", on: PastureClassifier.self, help: "Maps to class scores.") {
      (model: PastureClassifier) in model.classifier
    }
  }
}
