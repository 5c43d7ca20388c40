// N pictures, H×W pixels, R regions; 9 classes with background.

import Boxes
import Layers
import Tensors

/// Faster R-CNN for the Pasture: the trunk of `pasture-classifier` and two stages more, a pyramid of
/// three levels, six anchors a cell, and a head of 112 hidden units.
///
/// As in `PastureFastRCNN`, the trunk has the classifier's parameters, but its convolutions pad: a cell
/// of a map lies in the middle of its pixels. So its anchors are laid around the middle of a cell, and
/// regions are pooled with RoIAlign's half cell.
///
/// ```
/// picture                   [N,  3, 144, 192]
/// backbone.body.0-13        [N, 96,  36,  48]   the classifier's: 5×5, 3×3, 3×3, 3×3, two poolings
/// backbone.body.14-17       [N, 96,  18,  24]   max pooling 2×2, 3×3, batch norm, ReLU
/// backbone.body.18-21       [N, 96,   9,  12]   the same again
/// backbone.fpn              [N, 64,  36,  48], [N, 64, 18, 24], [N, 64, 9, 12]
/// rpn.head                  [N, 6, Hₗ, Wₗ], [N, 24, Hₗ, Wₗ]   of each
/// box_roi_pool              [R, 64, 7, 7]
/// roi_heads.box_head        [R, 112]
/// roi_heads.box_predictor   [R, 9], [R, 36]
/// ```
///
/// - Source: Ren et al., "Faster R-CNN", NIPS 2015; Lin et al., "Feature Pyramid Networks", CVPR 2017;
///   RoIAlign of He et al., "Mask R-CNN", ICCV 2017. Parameter names of torchvision's `FasterRCNN`.
/// - Differs: two sizes a level (the feature pyramids' paper has one): things of the Pasture lie between
///   8 and 90 pixels. Sizes and ratios are what k-means over its boxes comes to (lesson 10).
/// - Example:
///       let network = try PastureFasterRCNN.trained()
///       let image = try Image(example: "pasture-01.png")
///       let maps = try network.maps(network.normalized(image.tensor()))
///       maps.map { $0.shape }
///       try network.proposalMaps(maps)[0].logits.shape
///       try network.anchors(height: 144, width: 192, maps: maps)[0].anchors
///       let regions = [[Box(x1: 99, y1: 97, x2: 140, y2: 127)]]
///       try network.pooled(maps, regions: regions).shape
///       try network.answers(maps: maps, regions: regions).probabilities()
///       network.classNames
///       network.parameterCount
///       network.trainedParameters().count
///       PastureFasterRCNN.strides
public struct PastureFasterRCNN: FasterRCNNNetwork {
  public let body: Sequential
  public let pyramid: FeaturePyramid?
  public let proposalHead: ProposalHead
  public let head: RegionHead
  public let settings: FasterRCNNSettings

  /// Background first.
  public let classNames: [String]
  /// Behind the classifier's last ReLU, and behind those of the two stages more.
  public var mapNames: [String] { ["13", "17", "21"] }

  /// With random weights.
  ///
  /// - Parameter generator: where they come from.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PastureFasterRCNN(using: &generator)
  ///       try network.takeOver(PastureClassifier.trained())
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

  /// - Parameter classNames: fewer for a pose network, which knows persons only.
  init(
    classNames: [String] = PastureClassifier.classNames, maker: inout LayerMaker
  ) throws {
    self.classNames = classNames
    body = try Self.makeBody(&maker)
    pyramid = try FeaturePyramid(
      inputs: [96, 96, 96], outputs: Self.channels, top: .bare, maker: &maker)
    proposalHead = try ProposalHead(
      inputs: Self.channels, hidden: Self.channels,
      anchorsPerCell: Self.anchorSizes[0].count * Self.aspectRatios.count, initializer: .heNormal,
      maker: &maker)
    settings = try Self.makeSettings()
    head = try RegionHead(
      inputs: Self.channels * settings.bins * settings.bins, hidden: 112,
      classCount: classNames.count, dropout: 0, initializer: .heNormal,
      place: .regionHeads, maker: &maker)
  }

  /// The classifier's layers under their numbers, padded, and two stages more: also the trunk of the
  /// mask and pose networks.
  static func makeBody(_ maker: inout LayerMaker) throws -> Sequential {
    func block(
      from inputs: Int, to outputs: Int, kernel: Int, _ maker: inout LayerMaker
    ) throws -> [any TensorLayer] {
      [
        try maker.convolution(
          from: inputs, to: outputs, kernel: kernel, padding: kernel / 2, bias: false,
          initializer: .heNormal),
        try BatchNorm2D(channels: outputs), ReLU(),
      ]
    }
    return Sequential(
      try block(from: 3, to: 32, kernel: 5, &maker) + [MaxPool2D(2)]
        + block(from: 32, to: 64, kernel: 3, &maker) + [MaxPool2D(2)]
        + block(from: 64, to: 96, kernel: 3, &maker) + block(from: 96, to: 96, kernel: 3, &maker)
        + [MaxPool2D(2)] + block(from: 96, to: 96, kernel: 3, &maker)
        + [MaxPool2D(2)] + block(from: 96, to: 96, kernel: 3, &maker))
  }

  /// Begins with the trunk of a trained classifier; what lies above it stays as it is.
  ///
  /// - Throws: `LoadError` when its layers have other shapes.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PastureFasterRCNN(using: &generator)
  ///       try network.takeOver(PastureClassifier.trained())
  public func takeOver(_ classifier: PastureClassifier) throws {
    try body.load(body.stateDictionary.merging(classifier.trunk.stateDictionary) { $1 })
  }

  /// C: of each level.
  static let channels = 64
  /// Pixels from cell to cell of each level.
  ///
  /// - Example: `PastureFasterRCNN.strides`
  public static let strides = [4, 8, 16]
  /// Sides of the squares whose areas the anchors have, in pixels, for each level.
  ///
  /// - Example: `PastureFasterRCNN.anchorSizes`
  public static let anchorSizes: [[Float]] = [[14, 18], [24, 31], [41, 54]]
  /// Height over width of the anchors.
  ///
  /// - Example: `PastureFasterRCNN.aspectRatios`
  public static let aspectRatios: [Float] = [0.7, 1.3, 2.3]

  // quote: anchors
  /// Anchors around the middle of a cell; regions below 40 pixels a side from the finest map.
  static func makeSettings() throws -> FasterRCNNSettings {
    let cells = try zip(anchorSizes, strides).map { sizes, stride in
      let middle = Float(stride) / 2
      return try AnchorGrid(
        sizes: sizes, aspectRatios: aspectRatios, strideY: stride, strideX: stride
      ).anchors.map { $0.moved(x: middle, y: middle) }
    }
    var settings = FasterRCNNSettings(
      framing: PictureFraming(shorterSide: 144, longestSide: 400, multiple: strides[2]),
      anchors: try PyramidAnchors(cells: cells, strides: strides),
      pooling: try PyramidPooling(
        .align(samplingRatio: 2, aligned: true), strides: strides, canonicalSize: 80))
    settings.selection.mostPerLevel = 300
    settings.selection.mostKept = 100
    return settings
  }
  // end quote

  /// From 0…1 to about −2…2, as the classifier does it by itself.
  public static var normalization: PictureNormalization { PastureFastRCNN.normalization }
  public static var inputShape: [Int] { [1, 3, 144, 192] }
}

extension FasterRCNNTraining {
  /// For the Pasture's few things a scene: 128 anchors and 128 regions of each picture, out of 200
  /// proposals.
  ///
  /// - Example: `try FasterRCNNTraining.pasture()`
  public static func pasture() throws -> FasterRCNNTraining {
    var training = try FasterRCNNTraining()
    training.anchors = try AnchorSampler(count: 128)
    training.regions = try RegionSampler(count: 128)
    training.selection.mostPerLevel = 300
    training.selection.mostKept = 200
    return training
  }
}

extension PastureFasterRCNN: CustomStringConvertible {
  public var description: String { "PastureFasterRCNN(\(parameterCount) parameters)" }
}
