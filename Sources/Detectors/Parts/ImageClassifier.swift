// N pictures, H×W pixels, K classes.

import Layers
import Tensors

/// A classifier of pictures whose first part serves detectors as their trunk.
public protocol ImageClassifier: PictureNetwork, TensorLayer {
  /// All of it, in the order it runs, under the reference's names.
  var network: Sequential { get }
  /// The part before the classes, as a layer of its own: what a detector takes over.
  var trunk: Sequential { get }
  /// Under which name the trunk stands in `network`; empty where its layers stand there themselves.
  static var trunkName: String { get }
  /// The stages of `trunk` whose answers a feature pyramid is built on, finest first.
  static var mapNames: [String] { get }

  /// With the layers that `maker` makes.
  init(classCount: Int, maker: inout LayerMaker) throws
}

extension ImageClassifier {
  /// With new weights, drawn as the reference draws them.
  ///
  /// - Parameter classCount: K, 1000 for ImageNet.
  /// - Throws: `ShapeError` unless there is at least one class.
  public init(classCount: Int = 1000, using generator: inout SeededGenerator) throws {
    var maker = LayerMaker(generator)
    try self.init(classCount: classCount, maker: &maker)
    generator = maker.generator ?? generator
  }

  /// With trained weights, by their names in `stateDictionary`, which are the reference's.
  ///
  /// - Throws: `LoadError` when they belong to another model.
  public init(weights: [String: Tensor], classCount: Int = 1000) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(classCount: classCount, maker: &maker)
    try load(weights)
  }

  public var children: [LayerChild] { network.children }

  /// The trunk's last map.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Throws: `ShapeError` when the picture is too small.
  public func features(_ x: Tensor) throws -> Tensor { try insideTrunk { try trunk(x) } }

  /// The trunk's maps of several strides, finest first: what a feature pyramid is built on.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  public func featureMaps(_ x: Tensor) throws -> [Tensor] {
    try insideTrunk { try trunk.outputs(x, of: Self.mapNames) { try $0($1) } }
  }

  /// The same in training: with the batch's statistics, unless they are frozen.
  public func trainingFeatureMaps(
    _ x: Tensor, using generator: inout SeededGenerator
  ) throws -> [Tensor] {
    try insideTrunk {
      try trunk.outputs(x, of: Self.mapNames) { try $0.training($1, using: &generator) }
    }
  }

  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: logits, `[N, K]`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor { try network(x) }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try network.training(x, using: &generator)
  }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    [("logits", try self(x))]
  }

  public static var trunkName: String { "" }
  public static var normalization: PictureNormalization { .imageNet }
  public static var inputShape: [Int] { [1, 3, 224, 224] }

  private func insideTrunk<R>(_ body: () throws -> R) throws -> R {
    Self.trunkName.isEmpty ? try body() : try inside(Self.trunkName, body)
  }
}

extension Sequential {
  /// What the stages of these names answer, in one pass that ends at the last of them.
  ///
  /// - Parameter names: in the order of the stages.
  func outputs(_ x: Tensor, of names: [String], _ pass: LayerPass) throws -> [Tensor] {
    var (x, found): (Tensor, [Tensor]) = (x, [])
    for (name, layer) in stages where found.count < names.count {
      x = try inside(name) { try pass(layer, x) }
      if name == names[found.count] { found.append(x) }
    }
    return found
  }
}
