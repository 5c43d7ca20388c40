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

  /// The last map before classes or boxes, in inference.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  func features(_ x: Tensor) throws -> Tensor
}

extension PictureNetwork {
  /// What every stage answers on the way: `layer1.0`, …, under the names of `stateDictionary`.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  public func stages(_ x: Tensor) throws -> [LayerStage] {
    try withoutGradient { try stages { _ = try answers(x) } }
  }

  /// Shapes and sizes of the stages for an input of this shape; `Self.inputShape` unless you say.
  ///
  /// - Parameter inputShape: `[1, 3, H, W]`.
  /// - Example: `print(try PastureClassifier.trained().table(inputShape: [1, 3, 32, 32]))`
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

/// How a layer is run: for an inference or in training.
typealias LayerPass = (any TensorLayer, Tensor) throws -> Tensor
