// N pictures, H×W pixels.

import Layers
import Tensors

/// A network built from a Darknet configuration.
///
/// ```swift
/// let cfg = try DarknetConfiguration(contentsOf: "yolov3-tiny.cfg")
/// let network = try DarknetNetwork(cfg, using: &generator)
/// let maps = try network.answers(picture)  // one a head
/// ```
///
/// Parameters are named by the number of their layer: `0.conv.weight`, `0.bn.running_mean`,
/// `24.weight`, `25.linear.bias`. Trained weights of Darknet's come by `load(darknet:)`.
///
/// - Source: Redmon's Darknet, `src/network.c`.
public struct DarknetNetwork: PictureNetwork {
  enum Step: Sendable {
    case layer(any TensorLayer)
    case route(DarknetRoute)
    case shortcut(DarknetShortcut)

    var layer: any Layer {
      switch self {
      case .layer(let layer): layer
      case .route(let layer): layer
      case .shortcut(let layer): layer
      }
    }
  }

  public let blueprint: DarknetBlueprint
  let steps: [Step]
  /// For each layer the last one that looks at its output; later, nobody does.
  private let lastUses: [Int]

  /// With new weights, as Darknet draws them (but from a normal distribution everywhere).
  ///
  /// - Throws: `DarknetError` for a configuration that does not add up; errors of memory.
  public init(
    _ configuration: DarknetConfiguration, using generator: inout SeededGenerator
  ) throws {
    var maker = LayerMaker(generator)
    try self.init(DarknetBlueprint(configuration), maker: &maker)
    generator = maker.generator ?? generator
  }

  /// Without weights yet: for `load(darknet:)`, or for shapes and costs.
  ///
  /// - Throws: `DarknetError` for a configuration that does not add up; errors of memory.
  public init(unloaded configuration: DarknetConfiguration) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(DarknetBlueprint(configuration), maker: &maker)
  }

  init(_ blueprint: DarknetBlueprint, maker: inout LayerMaker) throws {
    self.blueprint = blueprint
    var steps: [Step] = []
    var lastUses = Array(blueprint.layers.indices)
    for layer in blueprint.layers {
      let step = try Self.step(layer, blueprint, &maker)
      steps.append(step)
      for source in step.sources { lastUses[source] = max(lastUses[source], layer.number) }
    }
    (self.steps, self.lastUses) = (steps, lastUses)
  }

  private static func step(
    _ layer: DarknetBlueprint.Layer, _ blueprint: DarknetBlueprint, _ maker: inout LayerMaker
  ) throws -> Step {
    switch layer.kind {
    case .convolutional(let kind):
      .layer(try DarknetConvolutional(kind, channels: layer.input.channels, maker: &maker))
    case .connected(let kind):
      .layer(try DarknetConnected(kind, inputs: layer.input.count, maker: &maker))
    case .local(let kind):
      .layer(
        try DarknetLocal(
          kind, channels: layer.input.channels, output: layer.output, maker: &maker))
    case .maxpool(let kind):
      .layer(DarknetMaxPool(kind, input: layer.input, output: layer.output))
    case .avgpool: .layer(try AdaptiveAveragePool2D(1))
    case .crop(let adjusts):
      .layer(DarknetCrop(adjusts: adjusts, input: layer.input, output: layer.output))
    case .dropout(let probability): .layer(try Dropout(probability))
    case .route(let sources):
      .route(DarknetRoute(sources: sources, isMap: layer.output.isMap))
    case .shortcut(let kind):
      .shortcut(
        DarknetShortcut(
          kind: kind,
          step: blueprint.layers[kind.source].output.width / layer.input.width))
    case .reorg(let kind): .layer(DarknetReorg(kind: kind))
    case .upsample(let stride, let scale): .layer(DarknetUpsample(stride: stride, scale: scale))
    case .softmax(let kind): .layer(DarknetSoftmax(kind: kind))
    case .cost: .layer(DarknetCost())
    case .detection(let kind): .layer(DarknetDetectionHead(kind: kind))
    case .region(let kind): .layer(DarknetRegionHead(kind: kind))
    case .yolo(let kind): .layer(DarknetYOLOHead(kind: kind))
    }
  }

  public var children: [LayerChild] {
    steps.enumerated().map { ("\($0.offset)", $0.element.layer) }
  }

  public static var normalization: PictureNormalization { .none }
  public static var inputShape: [Int] { [1, 3, 416, 416] }
  public var standardInputShape: [Int] { blueprint.input.tensorShape(1) }

  /// The heads' outputs, as `network.c` leaves them; without a head, that of the last layer.
  ///
  /// - Parameter x: `[N, C, H, W]` in 0…1, of the configuration's size.
  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    var wanted = blueprint.heads.map(\.number)
    if wanted.isEmpty, let last = blueprint.last { wanted = [last.number] }
    let found = try outputs(x, of: Set(wanted)) { try $0($1) }
    return wanted.compactMap { number in found[number].map { ("\(number)", $0) } }
  }

  /// What goes into the first head; without one, into the last layer.
  public func features(_ x: Tensor) throws -> Tensor {
    let number = (blueprint.heads.first ?? blueprint.last).map(\.number) ?? 0
    guard number > 0 else { return x }
    return try outputs(x, of: [number - 1]) { try $0($1) }[number - 1] ?? x
  }

  /// As `answers`, with batch statistics and dropout.
  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> [Tensor] {
    let wanted = blueprint.heads.map(\.number)
    let found = try outputs(x, of: Set(wanted)) { try $0.training($1, using: &generator) }
    return wanted.compactMap { found[$0] }
  }

  /// What the layers of these numbers answer, in one pass.
  private func outputs(
    _ x: Tensor, of wanted: Set<Int>, _ pass: LayerPass
  ) throws -> [Int: Tensor] {
    let expected = blueprint.input
    guard x.rank == 4, Array(x.shape.dropFirst()) == Array(expected.tensorShape(1).dropFirst())
    else {
      throw ShapeError(
        operation: "DarknetNetwork",
        expected: "pictures of shape [N, \(expected.channels), \(expected.height), "
          + "\(expected.width)], as \(blueprint.configuration.file) says", found: "\(x.shape)",
        hint: "DarknetPicture letterboxes a picture to that size")
    }
    let last = wanted.max() ?? 0
    var kept: [Int: Tensor] = [:]
    var found: [Int: Tensor] = [:]
    var y = x
    for (number, step) in steps.enumerated() where number <= last {
      y = try inside("\(number)") {
        switch step {
        case .layer(let layer): try pass(layer, asMap(y, number - 1))
        case .route(let route):
          try route(route.sources.map { try asMap(kept[$0] ?? y, $0) })
        case .shortcut(let shortcut): try shortcut(y, kept[shortcut.kind.source] ?? y)
        }
      }
      if lastUses[number] > number { kept[number] = y }
      if wanted.contains(number) { found[number] = y }
      for source in step.sources where lastUses[source] == number { kept[source] = nil }
    }
    return found
  }

  /// What layer `number` handed on, with the sides that its blueprint gives it: a connected layer's
  /// line is a map of one cell.
  private func asMap(_ x: Tensor, _ number: Int) throws -> Tensor {
    guard x.rank == 2, number >= 0, blueprint.layers[number].output.isMap else { return x }
    return try x.reshaped(blueprint.layers[number].output.tensorShape(x.shape[0]))
  }
}

extension DarknetNetwork.Step {
  /// The earlier layers that it looks at.
  var sources: [Int] {
    switch self {
    case .layer: []
    case .route(let route): route.sources
    case .shortcut(let shortcut): [shortcut.kind.source]
    }
  }
}
