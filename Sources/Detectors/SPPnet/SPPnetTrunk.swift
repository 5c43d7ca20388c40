// N pictures, C channels, H×W pixels, S the map's stride.

import Layers
import Tensors

/// The convolutions below SPPnet's pyramid, and what belongs to them.
public protocol SPPnetTrunk: Sendable {
  /// Where the cells of its map lie.
  static var grid: MapGrid { get }
  /// C of its map.
  static var channels: Int { get }
  /// Numbers of each of the two hidden layers above the pyramid.
  static var hiddenCount: Int { get }
  /// Shorter sides that a picture is brought to.
  static var scales: [Int] { get }
  /// The side of the pictures that the trunk was trained on: of all scales, a region is taken from the
  /// one where it has about as many pixels.
  static var windowSide: Int { get }
  static var normalization: PictureNormalization { get }
  /// Under which name its layers stand in a file of weights; empty where they stand at the top.
  static var trunkName: String { get }

  /// With the layers that `maker` makes.
  static func makeTrunk(by maker: inout LayerMaker) throws -> Sequential
}

/// The trunk of Zeiler and Fergus as SPPnet's authors have it: five convolutions, stride 16, 13×13
/// cells for 224×224 pixels.
///
/// ```
/// picture   [N,   3, 224, 224]
/// conv1     [N,  96, 110, 110]   7×7 stride 2, padding 1; ReLU; response normalisation
/// pool1     [N,  96,  55,  55]   3×3 stride 2
/// conv2     [N, 256,  26,  26]   5×5 stride 2; ReLU; response normalisation
/// pool2     [N, 256,  13,  13]
/// conv3     [N, 384,  13,  13]   3×3
/// conv4     [N, 384,  13,  13]
/// conv5     [N, 256,  13,  13]
/// ```
///
/// - Source: He et al., "Spatial Pyramid Pooling in Deep Convolutional Networks", ECCV 2014, table 1,
///   "ZF-5"; paddings, normalisation and names of its code's `model-defs/Zeiler_conv5.prototxt`. After
///   Zeiler and Fergus, "Visualizing and Understanding Convolutional Networks", ECCV 2014, figure 3.
/// - Differs: red comes first, as everywhere here; Caffe's pictures begin with blue.
public enum ZF5: SPPnetTrunk {
  /// Padding 1 and four strides of 2: the first cell is centred on pixel 20, counted from 0.
  public static var grid: MapGrid { MapGrid(stride: 16, center: 20.5) }
  public static var channels: Int { 256 }
  public static var hiddenCount: Int { 4096 }
  public static var scales: [Int] { [480, 576, 688, 864, 1200] }
  public static var windowSide: Int { 224 }
  public static var trunkName: String { "" }

  /// 0…255 less 128 (the paper's appendix A, "mean subtraction").
  public static var normalization: PictureNormalization {
    PictureNormalization(
      mean: Array(repeating: 128 / 255, count: 3), deviation: Array(repeating: 1 / 255, count: 3))
  }

  public static func makeTrunk(by maker: inout LayerMaker) throws -> Sequential {
    func convolution(
      _ inputs: Int, _ outputs: Int, kernel: Int, stride: Int = 1, padding: Int = 0
    ) throws -> Conv2D {
      try maker.convolution(
        from: inputs, to: outputs, kernel: kernel, stride: stride, padding: padding,
        initializer: .smallNormal)
    }
    return try Sequential(named: [
      "conv1": convolution(3, 96, kernel: 7, stride: 2, padding: 1), "relu1": ReLU(),
      "norm1": LocalResponseNormalization(), "pool1": MaxPool2D(3, stride: 2, ceilMode: true),
      "conv2": convolution(96, 256, kernel: 5, stride: 2), "relu2": ReLU(),
      "norm2": LocalResponseNormalization(), "pool2": MaxPool2D(3, stride: 2, ceilMode: true),
      "conv3": convolution(256, 384, kernel: 3, padding: 1), "relu3": ReLU(),
      "conv4": convolution(384, 384, kernel: 3, padding: 1), "relu4": ReLU(),
      "conv5": convolution(384, 256, kernel: 3, padding: 1), "relu5": ReLU(),
    ])
  }
}

/// All of VGG-16 but its last pooling, in whose place the pyramid stands: what Fast R-CNN's table 4
/// compares itself with.
extension VGG16: SPPnetTrunk {
  /// Four poolings of 2×2: the first cell stands for the first 16 pixels.
  public static var grid: MapGrid { MapGrid(stride: 16, center: 8) }
  public static var channels: Int { 512 }
  public static var hiddenCount: Int { 4096 }
  public static var scales: [Int] { ZF5.scales }
  public static var windowSide: Int { 224 }

  public static func makeTrunk(by maker: inout LayerMaker) throws -> Sequential {
    Sequential(try convolutions(maker: &maker).dropLast())
  }
}

/// The trunk of `pasture-classifier`, padded as in `PastureFastRCNN`.
public enum PastureTrunk: SPPnetTrunk {
  /// Two poolings of 2×2: the first cell stands for the first 4 pixels.
  public static var grid: MapGrid { MapGrid(stride: PastureFastRCNN.stride, center: 2) }
  public static var channels: Int { 96 }
  public static var hiddenCount: Int { 128 }
  /// Things of 16 to 64 pixels are brought to the 32 of a crop; larger ones have more cells, smaller ones
  /// fewer.
  public static var scales: [Int] { [72, 108, 144, 216, 288] }
  public static var windowSide: Int { PastureClassifier.side }
  public static var normalization: PictureNormalization { PastureFastRCNN.normalization }
  public static var trunkName: String { "features" }

  public static func makeTrunk(by maker: inout LayerMaker) throws -> Sequential {
    try PastureFastRCNN.makeTrunk(&maker)
  }
}
