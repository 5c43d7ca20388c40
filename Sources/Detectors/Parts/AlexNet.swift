// N pictures, K classes.

import Layers
import Tensors

/// AlexNet as torchvision has it, with its parameter names.
///
/// ```
/// picture         [N,   3, 224, 224]
/// features.0-2    [N,  64,  27,  27]   11×11 stride 4, ReLU, max pooling 3×3 stride 2
/// features.3-5    [N, 192,  13,  13]   5×5, ReLU, pooling
/// features.6-11   [N, 256,  13,  13]   three 3×3
/// features.12     [N, 256,   6,   6]   pooling
/// classifier      [N, K]               4096, 4096, K, with dropout in front of the first two
/// ```
///
/// - Source: Krizhevsky, "One weird trick for parallelizing convolutional neural networks", 2014,
///   §5 ("one tower"), after Krizhevsky et al., "ImageNet Classification with Deep Convolutional
///   Neural Networks", NIPS 2012; torchvision's `alexnet`.
/// - Differs from 2012: one column in place of two, 64 and 192 first channels in place of 96 and
///   256, no response normalisation.
public struct AlexNet: ImageClassifier {
  /// Pictures to maps of stride 32: `features.0` … `features.12`.
  public let trunk: Sequential
  /// `classifier.0` … `classifier.6`.
  public let classifier: Sequential
  public let network: Sequential

  public init(classCount: Int, maker: inout LayerMaker) throws {
    try LayerMaker.check(classCount: classCount, "AlexNet")
    trunk = Sequential([
      try maker.convolution(
        from: 3, to: 64, kernel: 11, stride: 4, padding: 2, initializer: .torchDefault),
      ReLU(), try MaxPool2D(3, stride: 2),
      try maker.convolution(from: 64, to: 192, kernel: 5, padding: 2, initializer: .torchDefault),
      ReLU(), try MaxPool2D(3, stride: 2),
      try maker.convolution(from: 192, to: 384, kernel: 3, padding: 1, initializer: .torchDefault),
      ReLU(),
      try maker.convolution(from: 384, to: 256, kernel: 3, padding: 1, initializer: .torchDefault),
      ReLU(),
      try maker.convolution(from: 256, to: 256, kernel: 3, padding: 1, initializer: .torchDefault),
      ReLU(), try MaxPool2D(3, stride: 2),
    ])
    classifier = Sequential([
      try Dropout(), try maker.linear(from: 256 * 36, to: 4096, initializer: .torchDefault),
      ReLU(),
      try Dropout(), try maker.linear(from: 4096, to: 4096, initializer: .torchDefault),
      ReLU(),
      try maker.linear(from: 4096, to: classCount, initializer: .torchDefault),
    ])
    network = try Sequential(named: [
      "features": trunk, "avgpool": AdaptiveAveragePool2D(6), "flatten": Flatten(),
      "classifier": classifier,
    ])
  }

  public static var trunkName: String { "features" }

  /// The last only, of stride 32: AlexNet has no pyramid.
  public static var mapNames: [String] { ["12"] }
}
