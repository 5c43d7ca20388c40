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
  /// The same, of this network: where a file says it, it is not the type's.
  var standardInputShape: [Int] { get }

  /// All it answers, by name, in inference.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)]

  /// The last map before classes or boxes, in inference.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  func features(_ x: Tensor) throws -> Tensor

  /// What `stages` and `fovea trace` follow: a pass over one picture with all that happens in it, where
  /// that is more than `answers`.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  func walk(_ x: Tensor) throws

  /// A checkpoint under this network's own names, where others have given its layers other ones.
  func renamed(_ weights: [String: Tensor]) -> [String: Tensor]
}

extension PictureNetwork {
  public var standardInputShape: [Int] { Self.inputShape }

  public func walk(_ x: Tensor) throws { _ = try answers(x) }

  public func renamed(_ weights: [String: Tensor]) -> [String: Tensor] { weights }

  /// What every stage answers on the way: `layer1.0`, …, under the names of `stateDictionary`.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  public func stages(_ x: Tensor) throws -> [LayerStage] {
    try withoutGradient { try stages { try walk(x) } }
  }

  /// Shapes and sizes of the stages for an input of this shape; `standardInputShape` unless you say.
  ///
  /// - Parameter inputShape: `[1, 3, H, W]`.
  /// - Example: `print(try PastureClassifier.trained().table(inputShape: [1, 3, 32, 32]))`
  public func table(inputShape: [Int]? = nil) throws -> LayerTable {
    try table(inputShape: inputShape ?? standardInputShape) { _ = try answers($0) }
  }

  /// What an input of this shape costs; `standardInputShape` unless you say. Counted by running the
  /// network once.
  public func flops(inputShape: [Int]? = nil) throws -> FlopCount {
    let x = try Tensor.zeros(inputShape ?? standardInputShape)
    return try withoutGradient { try countingFlops { _ = try answers(x) } }
  }

  /// The same by shapes alone, where convolutions answer zeros: for tables of many networks. What a
  /// network does about its own numbers, such as how many boxes it looks at, is then that of an empty
  /// picture.
  package func flopsByShape() throws -> FlopCount {
    let x = try Tensor.zeros(standardInputShape)
    return try withoutGradient { try countingFlopsByShape { _ = try answers(x) } }
  }
}

/// How a layer is run: for an inference or in training.
typealias LayerPass = (any TensorLayer, Tensor) throws -> Tensor
