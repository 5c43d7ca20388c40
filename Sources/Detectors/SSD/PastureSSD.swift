// N pictures, H×W pixels; 9 classes with background.

import Boxes
import Layers
import Tensors

/// SSD for the Pasture: four maps, of strides 4 to 32, on the trunk of `pasture-classifier`.
///
/// ```
/// picture   [N,   3, 144, 192]
/// features  [N,  96,  36,  48]   the classifier's trunk, padded: 4 default boxes a cell, from 12 px
/// extra.0   [N, 128,  18,  24]   pooling, two 3×3: 6 a cell, from 22 px
/// extra.1   [N, 128,   9,  12]   pooling, 1×1, 3×3: 6 a cell, from 40 px
/// extra.2   [N, 128,   5,   6]   the same: 4 a cell, from 70 px
/// head      [N, 10272, 9] and [N, 10272, 4]
/// ```
///
/// - Source: Liu et al., "SSD", ECCV 2016, with a small trunk in place of VGG.
/// - Differs: batch norm makes the L2 norm of the finest map needless; coarser maps come by pooling, so
///   that a cell lies in the middle of its pixels. The first block is left as the classifier had it
///   (as Fast R-CNN leaves VGG's conv1).
/// - Example:
///       let network = try PastureSSD.trained()
///       let image = try Image(example: "pasture-01.png")
///       let maps = try network.maps(network.normalized(image.tensor()))
///       maps.map(\.shape)
///       try network.answers(maps: maps).logits.shape
///       try network.defaultBoxes(of: maps).count
///       network.defaultBoxes
///       network.classNames
///       network.parameterCount
///       network.trainedParameters().count
public struct PastureSSD: SSDNetwork {
  public let trunk: Sequential
  /// `extra.0` … `extra.2`: one for each further map.
  public let extra: Sequential
  public let head: SSDHead
  /// Of four maps, in pixels of the network's input.
  public let defaultBoxes: DefaultBoxes

  /// Nine, background first.
  public var classNames: [String] { PastureClassifier.classNames }

  /// With random weights.
  ///
  /// - Parameter generator: where they come from.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PastureSSD(using: &generator)
  ///       try network.takeOver(PastureClassifier.trained())
  ///       let x = try Tensor.full([1, 3, 48, 64], 0.5)
  ///       try network.training(x, using: &generator).logits.shape
  public init(using generator: inout SeededGenerator) throws {
    var maker = LayerMaker(generator)
    try self.init(maker: &maker)
    generator = maker.generator ?? generator
  }

  /// With trained weights, by their names in `stateDictionary`.
  ///
  /// - Throws: `LoadError` when they belong to another model.
  public init(weights: [String: Tensor]) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(maker: &maker)
    try load(weights)
  }

  init(maker: inout LayerMaker) throws {
    trunk = try PastureFastRCNN.makeTrunk(&maker)
    let finer = try PastureFastRCNN.block(from: 96, to: 128, kernel: 3, maker: &maker)
    let second = try PastureFastRCNN.block(from: 128, to: 128, kernel: 3, maker: &maker)
    extra = Sequential([
      Sequential([try MaxPool2D(2)] + finer + second), try Self.coarser(&maker),
      try Self.coarser(&maker),
    ])
    defaultBoxes = try Self.makeDefaultBoxes()
    head = try SSDHead(
      channels: [96, 128, 128, 128], counts: defaultBoxes.counts,
      classCount: PastureClassifier.classNames.count, maker: &maker)
  }

  /// Chosen so that of 1,942 things in 300 scenes 98 % have a default box of an IoU of 0.5 or more
  /// (lesson 15 counts them on fewer).
  private static func makeDefaultBoxes() throws -> DefaultBoxes {
    try DefaultBoxes(
      scales: [12, 22, 40, 70, 110], aspectRatios: [[2], [2, 3], [2, 3], [2]],
      strides: [4, 8, 16, 32])
  }

  /// The D = 10272 default boxes of a scene of 192 by 144 pixels.
  public static func fullSizeBoxes() throws -> [Box] {
    let sizes = mapSizes(width: inputShape[3], height: inputShape[2])
    return try makeDefaultBoxes().boxes(rows: sizes.map(\.rows), columns: sizes.map(\.columns))
  }

  /// Half as fine; what hangs over the edge makes a cell of its own.
  private static func coarser(_ maker: inout LayerMaker) throws -> Sequential {
    let narrow = try PastureFastRCNN.block(from: 128, to: 64, kernel: 1, maker: &maker)
    let wide = try PastureFastRCNN.block(from: 64, to: 128, kernel: 3, maker: &maker)
    return Sequential([try MaxPool2D(2, ceilMode: true)] + narrow + wide)
  }

  public var children: [LayerChild] { [("features", trunk), ("extra", extra), ("head", head)] }

  /// Begins with the trunk of a trained classifier.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PastureSSD(using: &generator)
  ///       try network.takeOver(PastureClassifier.trained())
  public func takeOver(_ classifier: PastureClassifier) throws {
    try trunk.load(classifier.trunk.stateDictionary)
  }

  /// Layers of the trunk that training leaves as they are: the first convolution and its batch norm.
  static let frozen = 4

  public static var normalization: PictureNormalization { PastureFastRCNN.normalization }
  public static var inputShape: [Int] { [1, 3, 144, 192] }

  /// The shorter side brought to 144 pixels, unless the longer one would have more than 400: the
  /// network takes any size, and keeps proportions. No side has less than 24 pixels, so that the
  /// coarsest map has a cell.
  public static func inputSize(width: Int, height: Int) -> (width: Int, height: Int) {
    let size = PastureFastRCNN.inputSize(width: width, height: height)
    return (max(size.width, 24), max(size.height, 24))
  }

  /// Three poolings by 2 round down, the two behind them up.
  public static func mapSizes(width: Int, height: Int) -> [(rows: Int, columns: Int)] {
    func cells(_ side: Int) -> [Int] {
      [side / 4, side / 8, (side / 8 + 1) / 2, ((side / 8 + 1) / 2 + 1) / 2]
    }
    return zip(cells(height), cells(width)).map { ($0, $1) }
  }

  /// The four maps, finest first.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: of each map `[N, C, h, w]`.
  /// - Throws: `ShapeError` when the picture is too small.
  public func maps(_ x: Tensor) throws -> [Tensor] {
    var maps = [try inside("features") { try trunk(x) }]
    for (name, block) in extra.stages {
      maps.append(try inside("extra") { try inside(name) { try block(maps[maps.count - 1]) } })
    }
    return maps
  }

  public func trainingMaps(
    _ x: Tensor, using generator: inout SeededGenerator
  ) throws -> [Tensor] {
    let first = try withoutGradient { try trunk.prefix(Self.frozen)(x) }
    var maps = [
      try inside("features") {
        try trunk.dropFirst(Self.frozen).training(first, using: &generator)
      }
    ]
    for (name, block) in extra.stages {
      maps.append(
        try inside("extra") {
          try inside(name) { try block.training(maps[maps.count - 1], using: &generator) }
        })
    }
    return maps
  }
}
