// N pictures, H×W pixels, K classes.

import Layers
import Tensors

/// A network that takes a batch of pictures and answers some tensors: what `fovea trace` runs and
/// `fovea models` lists.
public protocol PictureNetwork: Layer, LayerContainer {
  /// What pictures in 0…1 go through first. Not a part of the network, as in torchvision.
  static var normalization: PictureNormalization { get }
  /// `[1, 3, H, W]`: the size at which its source gives its cost.
  static var inputShape: [Int] { get }

  /// All it answers, by name, in inference.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)]
}

extension PictureNetwork {
  /// What every stage answers on the way: `layer1.0`, …, under the names of `stateDictionary`.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  public func stages(_ x: Tensor) throws -> [LayerStage] {
    try withoutGradient { try stages { _ = try answers(x) } }
  }

  /// Shapes and sizes of the stages for an input of this shape; `Self.inputShape` unless you say.
  public func table(inputShape: [Int]? = nil) throws -> LayerTable {
    try table(inputShape: inputShape ?? Self.inputShape) { _ = try answers($0) }
  }

  /// What an input of this shape costs; `Self.inputShape` unless you say. Counted by running the
  /// network once.
  public func flops(inputShape: [Int]? = nil) throws -> FlopCount {
    let x = try Tensor.zeros(inputShape ?? Self.inputShape)
    return try withoutGradient { try countingFlops { _ = try answers(x) } }
  }
}

/// A classifier of pictures whose first part serves detectors as their trunk.
public protocol ImageClassifier: PictureNetwork, TensorLayer {
  /// All of it, in the order it runs, under the reference's names.
  var network: Sequential { get }
  /// The part before the classes, as a layer of its own: what a detector takes over.
  var trunk: Sequential { get }

  /// With the layers that `maker` makes.
  init(classCount: Int, maker: inout LayerMaker) throws

  /// The trunk's last map.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Throws: `ShapeError` when the picture is too small.
  func features(_ x: Tensor) throws -> Tensor

  /// The trunk's maps of several strides, finest first: what a feature pyramid is built on.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  func featureMaps(_ x: Tensor) throws -> [Tensor]
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

  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: logits, `[N, K]`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor { try network(x) }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try network.training(x, using: &generator)
  }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    [("logits", try self(x))]
  }

  public static var normalization: PictureNormalization { .imageNet }
  public static var inputShape: [Int] { [1, 3, 224, 224] }
}

extension Sequential {
  /// What the stages of these names answer, in one pass that ends at the last of them.
  func outputs(_ x: Tensor, of names: [String]) throws -> [Tensor] {
    var (x, found): (Tensor, [Tensor]) = (x, [])
    for (name, layer) in stages where found.count < names.count {
      x = try inside(name) { try layer(x) }
      if name == names[found.count] { found.append(x) }
    }
    return found
  }
}
