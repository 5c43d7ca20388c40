import Tensors

/// Layers one after another.
///
/// Children are named `0`, `1`, `2` … as in PyTorch's `nn.Sequential`, or by names of your own as
/// in its `OrderedDict` form:
///
/// ```swift
/// let stem = try Sequential([
///   Conv2D(inputChannels: 3, outputChannels: 16, kernel: 3, padding: 1, using: &generator),
///   BatchNorm2D(channels: 16), ReLU(),
/// ])
/// let head = try Sequential(named: ["pool": AdaptiveAveragePool2D(1), "flatten": Flatten()])
/// ```
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let model = try Sequential([Linear(inputs: 4, outputs: 8, using: &generator), ReLU()])
///       try model.outputs(Tensor.ones([1, 4])).map(\.output.shape)
///       model.prefix(1).parameterCount
///       model.dropFirst(1).parameterCount
///       try model(Tensor.ones([1, 4])).shape
public struct Sequential: TensorLayer, LayerContainer {
  /// The layers in the order they run, each with its name.
  public let stages: [(name: String, layer: any TensorLayer)]

  /// Layers named by their places: `0`, `1`, `2` …
  ///
  /// - Parameter layers: each takes what the one before answers.
  public init(_ layers: [any TensorLayer]) {
    stages = layers.enumerated().map { ("\($0.offset)", $0.element) }
  }

  /// Layers named by you.
  ///
  /// - Throws: `ShapeError` when a name is empty or stands twice.
  public init(named layers: KeyValuePairs<String, any TensorLayer>) throws {
    try self.init(stages: layers.map { ($0.key, $0.value) })
  }

  /// Layers under names of your own.
  ///
  /// - Throws: `ShapeError` when a name is empty or stands twice.
  /// - Parameter stages: in the order they run.
  /// - Example: `try Sequential(stages: [(name: "act", layer: ReLU())])(Tensor([-1, 2]))`
  public init(stages: [(name: String, layer: any TensorLayer)]) throws {
    var seen: Set<String> = []
    for (name, _) in stages where name.isEmpty || !seen.insert(name).inserted {
      throw ShapeError(
        operation: "Sequential", expected: "a name of its own for each layer",
        found: name.isEmpty ? "an empty name" : "\"\(name)\" twice")
    }
    self.stages = stages
  }

  public var children: [LayerChild] { stages.map { ($0.name, $0.layer) } }

  /// How many layers there are.
  public var count: Int { stages.count }

  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try stages.reduce(x) { x, stage in try inside(stage.name) { try stage.layer(x) } }
  }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    var x = x
    for (name, layer) in stages {
      x = try inside(name) { try layer.training(x, using: &generator) }
    }
    return x
  }

  /// What each layer answers, on the way through (inference): the feature maps of a lesson.
  ///
  /// - Parameter x: of the shape that the first layer takes.
  /// - Returns: of each layer's shape.
  public func outputs(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    var x = x
    return try stages.map { name, layer in
      x = try inside(name) { try layer(x) }
      return (name, x)
    }
  }

  /// The first layers only, under the names (and with the parameters) they have here. More than
  /// there are is all of them.
  ///
  /// - Parameter count: how many layers stay.
  public func prefix(_ count: Int) -> Sequential {
    Sequential(unchecked: Array(stages.prefix(max(0, count))))
  }

  /// All but the first layers, under the names they have here.
  ///
  /// - Parameter count: how many layers go.
  public func dropFirst(_ count: Int) -> Sequential {
    Sequential(unchecked: Array(stages.dropFirst(max(0, count))))
  }

  private init(unchecked stages: [(name: String, layer: any TensorLayer)]) {
    self.stages = stages
  }
}

extension Sequential: CustomStringConvertible {
  public var description: String { "Sequential(\(count) layers, \(parameterCount) parameters)" }
}
