// N regions, S×S pixels a warp, F features, D numbers of the last map.

import Layers
import Tensors

/// What R-CNN knows of regions: a vector for the classes, and the maps it came from for the boxes.
///
/// - Example:
///
///     var generator = SeededGenerator(seed: 1)
///     let trunk = try PastureClassifier(using: &generator)
///     let network = try PastureRCNN(trunk: trunk, classNames: PastureClassifier.classNames)
///     let picture = try Image(example: "pasture-01.png")
///     let box = Box(x: 98, y: 90, width: 44, height: 30)
///     try PastureRCNNDetector(network: network).features(of: [box], in: picture).vectors.shape
public struct RegionFeatures: Sendable {
  /// `[N, D]`: the last map, flattened: `pool5`.
  public let maps: Tensor
  /// `[N, F]`: what the last hidden layer makes of it: `fc7`.
  public let vectors: Tensor
}

/// A classifier of pictures that R-CNN takes its features from.
public protocol RCNNTrunk: PictureNetwork, TensorLayer {
  /// S: what a region is warped to.
  static var warpSide: Int { get }
  /// Pixels of the warp on each side of the region.
  static var warpPadding: Int { get }
  /// F.
  static var vectorLength: Int { get }
  /// D.
  static var mapLength: Int { get }

  /// With the layers that `maker` makes.
  static func made(by maker: inout LayerMaker) throws -> Self

  /// - Parameter warps: `[N, 3, S, S]`, normalised.
  func regionFeatures(_ warps: Tensor) throws -> RegionFeatures
}

extension PastureClassifier: RCNNTrunk {
  public static var warpSide: Int { side }
  public static var warpPadding: Int { 3 }
  public static var vectorLength: Int { 80 }
  public static var mapLength: Int { 96 * 4 }

  public static func made(by maker: inout LayerMaker) throws -> Self { try Self(maker: &maker) }

  public func regionFeatures(_ warps: Tensor) throws -> RegionFeatures {
    let maps = try features(warps)  // [N, 96, 2, 2]
    let hidden = try inside("classifier") { try classifier.prefix(3)(maps) }  // [N, 80, 1, 1]
    return RegionFeatures(
      maps: try maps.flattened(from: 1), vectors: try hidden.flattened(from: 1))
  }
}

extension AlexNet: RCNNTrunk {
  public static var warpSide: Int { 227 }
  public static var warpPadding: Int { 16 }
  public static var vectorLength: Int { 4096 }
  public static var mapLength: Int { 256 * 36 }

  public static func made(by maker: inout LayerMaker) throws -> Self {
    try Self(classCount: 1000, maker: &maker)
  }

  public func regionFeatures(_ warps: Tensor) throws -> RegionFeatures {
    try regionFeatures(warps, hiddenLayers: 6)
  }
}

extension VGG16: RCNNTrunk {
  public static var warpSide: Int { 224 }
  public static var warpPadding: Int { 16 }
  public static var vectorLength: Int { 4096 }
  public static var mapLength: Int { 512 * 49 }

  public static func made(by maker: inout LayerMaker) throws -> Self {
    try Self(classCount: 1000, maker: &maker)
  }

  public func regionFeatures(_ warps: Tensor) throws -> RegionFeatures {
    try regionFeatures(warps, hiddenLayers: 5)
  }
}

extension ImageClassifier {
  /// - Parameter hiddenLayers: of `classifier`, up to the activation of its second layer.
  fileprivate func regionFeatures(_ warps: Tensor, hiddenLayers: Int) throws -> RegionFeatures {
    var maps = try features(warps)
    var vectors: Tensor?
    for (name, layer) in network.stages where name != Self.trunkName {
      if let classifier = layer as? Sequential {
        vectors = try inside(name) { try classifier.prefix(hiddenLayers)(maps) }
      } else {
        maps = try inside(name) { try layer(maps) }  // adaptive pooling, flatten
      }
    }
    return RegionFeatures(maps: maps, vectors: vectors ?? maps)
  }
}
