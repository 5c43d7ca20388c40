import Tensors

/// Something with numbers to learn: one convolution, or a whole detector made of layers.
///
/// The protocol says only *what a layer holds*, so that anything can be one: a detector that takes
/// pictures and answers three tensors as much as a ReLU. What goes in and out is a method of the
/// layer's own; a layer that takes one tensor and answers one is a `TensorLayer`.
///
/// **Names.** A layer lists its own parameters and the layers inside it, each under its name in
/// PyTorch's `state_dict`. Full names (`features.0.weight`) are put together on the way down from
/// whichever layer you ask, because a layer cannot know where it stands: the trunk of a classifier
/// is also the trunk of a detector, under another name. So a checkpoint of torchvision loads by
/// names that are spelt in exactly one place, whatever our properties are called.
///
/// ```swift
/// struct ProposalHead: Layer {
///   var hidden, objectness, deltas: Conv2D
///   var children: [LayerChild] {
///     [("conv", hidden), ("cls_logits", objectness), ("bbox_pred", deltas)]
///   }
/// }
/// ```
///
/// **Sharing.** Layers are structs that hold `Parameter` references: a copy of a layer speaks of
/// the same numbers. A layer used twice (RetinaNet's head on every level) learns from both.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let layer: any Layer = try Linear(inputs: 2, outputs: 3, using: &generator)
///       layer.parameterCount
public protocol Layer: Sendable {
  /// The parameters this layer holds itself, not those of layers inside it.
  var ownParameters: [NamedParameter] { get }

  /// The layers inside this one, in the order of PyTorch's `state_dict`.
  var children: [LayerChild] { get }
}

/// A layer inside another, under its name there.
public typealias LayerChild = (name: String, layer: any Layer)

extension Layer {
  public var ownParameters: [NamedParameter] { [] }
  public var children: [LayerChild] { [] }
}

/// A layer that takes one tensor and answers one: what `Sequential` strings together.
///
/// Training and inference are two methods, not one with a mode, so that no forgotten switch makes
/// batch norm or dropout do the wrong thing:
///
/// - `try layer(x)` is inference: running statistics, no dropout;
/// - `try layer.training(x, using: &generator)` is training: batch statistics, dropout.
///
/// Both record for `backward()`, unless they stand inside `withoutGradient`. There is no default
/// for `training`, on purpose: a block that forgot to write it would train with batch norm asleep.
/// A layer for which both are the same says so by being a `PlainLayer`.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let layer: any TensorLayer = try Linear(inputs: 2, outputs: 3, using: &generator)
///       try layer(Tensor([[1, 2]]))
public protocol TensorLayer: Layer {
  /// Inference.
  ///
  /// - Parameter x: of the shape that the layer takes: `[N, C, H, W]` for most.
  /// - Returns: of the shape that it answers.
  func callAsFunction(_ x: Tensor) throws -> Tensor

  /// Training: as inference, but with batch statistics and with dropout drawn from `generator`.
  ///
  /// - Parameter x: of the shape that the layer takes: `[N, C, H, W]` for most.
  /// - Returns: of the shape that it answers.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let layer = try Linear(inputs: 2, outputs: 3, using: &generator)
  ///       try layer.training(Tensor([[1, 2]]), using: &generator)
  func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor
}

/// A layer that computes the same in training as in inference: a convolution, an activation.
public protocol PlainLayer: TensorLayer {}

extension PlainLayer {
  /// Training: the same as inference; draws nothing from `generator`.
  ///
  /// - Parameter x: of the shape that the layer takes: `[N, C, H, W]` for most.
  /// - Returns: of the shape that it answers.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let layer = try Linear(inputs: 2, outputs: 3, using: &generator)
  ///       try layer.training(Tensor([[1, 2]]), using: &generator)
  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try self(x)
  }
}

/// A parameter under its full name, seen from some layer, and what it is there for.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let named = try Linear(inputs: 2, outputs: 1, using: &generator).namedParameters()[0]
///       named.role
///       named.isTrained
///       named.parameter.value
///       named.name
public struct NamedParameter: Sendable {
  /// What a parameter is there for: whether it is trained, and whether it should decay.
  ///
  /// - Example: `NamedParameter("conv.weight", Parameter(try Tensor([1])), role: .weight).isTrained`
  public enum Role: String, Sendable, CaseIterable {
    /// Multiplies an input. Trained; weight decay is meant for these.
    case weight
    /// Is added. Trained.
    case bias
    /// The scale of a normalisation. Trained.
    case scale
    /// Counted, not trained: batch norm's running mean and variance (a "buffer" in PyTorch).
    case statistic
  }

  /// As in PyTorch's `state_dict`: `features.0.weight`.
  public let name: String
  /// The numbers themselves.
  public let parameter: Parameter
  /// What it is there for.
  public let role: Role

  /// A parameter, a name for it, and its role.
  ///
  /// - Parameter name: as in PyTorch's `state_dict`.
  /// - Parameter parameter: of any shape.
  /// - Example: `NamedParameter("conv.weight", Parameter(try Tensor([1])), role: .weight).name`
  public init(_ name: String, _ parameter: Parameter, role: Role) {
    self.name = name
    self.parameter = parameter
    self.role = role
  }

  /// Whether an optimizer may change it. Statistics are saved and loaded, but not trained.
  public var isTrained: Bool { role != .statistic }
}

extension Layer {
  /// Every parameter of this layer and the layers inside it, own ones first, under its full name.
  ///
  /// - Parameter prefix: what to put before each name, with its dot: `"backbone."`.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       try Linear(inputs: 2, outputs: 1, using: &generator).namedParameters(prefix: "head.").map(\.name)
  public func namedParameters(prefix: String = "") -> [NamedParameter] {
    let own = ownParameters.map {
      NamedParameter(prefix + $0.name, $0.parameter, role: $0.role)
    }
    return children.reduce(into: own) { all, child in
      all += child.layer.namedParameters(prefix: "\(prefix)\(child.name).")
    }
  }

  /// Those that training changes: what an optimizer is given. To freeze a part, leave it out:
  /// `model.trainedParameters().filter { !$0.name.hasPrefix("backbone.") }`.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       try Linear(inputs: 2, outputs: 1, using: &generator).trainedParameters().map(\.name)
  public func trainedParameters() -> [NamedParameter] { namedParameters().filter(\.isTrained) }

  /// How many numbers training changes. A parameter that stands under two names counts once.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       try Linear(inputs: 2, outputs: 3, using: &generator).parameterCount
  public var parameterCount: Int {
    var seen: Set<ObjectIdentifier> = []
    return trainedParameters().reduce(0) { sum, named in
      seen.insert(ObjectIdentifier(named.parameter)).inserted
        ? sum + named.parameter.value.count : sum
    }
  }

  /// Forgets what `backward()` has added up, before the next batch.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let layer = try Linear(inputs: 2, outputs: 3, using: &generator)
  ///       layer.clearGradients()
  ///       layer.weight.gradient
  public func clearGradients() {
    for named in namedParameters() { named.parameter.clearGradient() }
  }
}
