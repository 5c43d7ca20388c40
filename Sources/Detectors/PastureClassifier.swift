// N crops, 3 channels, S×S pixels (S = side = 32), K classes, h×w cells of the last feature map.

import Layers
import Tensors

/// A small convolutional network that says what a crop of a Pasture scene shows: background, or one
/// of eight things.
///
/// No layer pads, so each cell of the feature map sees a window of the picture and nothing else:
/// shown something larger than a crop, `features` and `classifier` answer for every window at once
/// (lesson 6). The classifier's first layer is "fully connected" over the 2×2 cells of a crop,
/// written as the 2×2 convolution that it is.
///
/// ```
/// picture         [N,  3, 32, 32]
/// features.0-3    [N, 32, 14, 14]   5×5 convolution, batch norm, ReLU, max pooling 2×2
/// features.4-7    [N, 64,  6,  6]   3×3, the same
/// features.8-10   [N, 96,  4,  4]   3×3, batch norm, ReLU
/// features.11-13  [N, 96,  2,  2]   3×3, batch norm, ReLU; a cell sees 28×28 pixels
/// classifier.0-2  [N, 80,  1,  1]   2×2, batch norm, ReLU; sees all 32×32
/// classifier.3-4  [N,  9,  1,  1]   dropout, 1×1
/// ```
///
/// - Source: the shape is LeNet-5's (LeCun et al., "Gradient-Based Learning Applied to Document
///   Recognition", 1998, §II.B); a fully connected layer as a convolution is Sermanet et al.,
///   "OverFeat", ICLR 2014, §3.5.
/// - Example:
///       let classifier = try PastureClassifier.trained()
///       let crops = try PastureCrops(split: .validation, batchSize: 9).batch(0)
///       try classifier.features(crops.images).shape
///       try classifier.logits(crops.images).shape
///       try classifier.probabilities(crops.images).argmax(axis: 1).wholeNumbers()
///       try classifier(crops.images).shape
///       classifier.parameterCount
///       classifier.flopsPerCrop
///       classifier.trunk
///       classifier.classifier
public struct PastureClassifier: TensorLayer, PictureNetwork {
  /// S: rows and columns of a crop.
  ///
  /// - Example: `PastureClassifier.side`
  public static let side = 32
  /// Pixels between neighbouring cells of the feature map.
  public static let stride = 4
  /// The class of each logit.
  ///
  /// - Example: `PastureClassifier.classNames`
  public static let classNames = [
    "background", "person", "sheep", "cat", "dog", "tree", "house", "tractor", "kite",
  ]
  /// From 0…1 to about −2…2: `(x − mean) / deviation`, the same for every channel and picture.
  public static let mean: Float = 0.5
  public static let deviation: Float = 0.25

  /// The trunk: pictures to feature maps.
  public let trunk: Sequential
  /// The head: feature maps to class scores, one set of scores for each window of 2×2 cells.
  public let classifier: Sequential

  /// With random weights.
  ///
  /// - Parameter generator: draws them.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       try PastureClassifier(using: &generator).parameterCount
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
    trunk = try Self.makeTrunk(&maker)
    classifier = try Self.makeClassifier(&maker)
  }

  /// `features.0` … `features.13`; detectors built on this classifier have the same.
  static func makeTrunk(_ maker: inout LayerMaker) throws -> Sequential {
    Sequential(
      try block(from: 3, to: 32, kernel: 5, maker: &maker) + [MaxPool2D(2)]
        + block(from: 32, to: 64, kernel: 3, maker: &maker) + [MaxPool2D(2)]
        + block(from: 64, to: 96, kernel: 3, maker: &maker)
        + block(from: 96, to: 96, kernel: 3, maker: &maker))
  }

  /// `classifier.0` … `classifier.4`.
  static func makeClassifier(_ maker: inout LayerMaker) throws -> Sequential {
    Sequential(
      try block(from: 96, to: 80, kernel: 2, maker: &maker) + [
        Dropout(0.1),
        maker.convolution(from: 80, to: classNames.count, kernel: 1, initializer: .xavierNormal),
      ])
  }

  /// A convolution without padding, batch norm, ReLU.
  static func block(
    from inputs: Int, to outputs: Int, kernel: Int, maker: inout LayerMaker
  ) throws -> [any TensorLayer] {
    [
      try maker.convolution(
        from: inputs, to: outputs, kernel: kernel, bias: false, initializer: .heNormal),
      try BatchNorm2D(channels: outputs), ReLU(),
    ]
  }

  public var children: [LayerChild] { [("features", trunk), ("classifier", classifier)] }

  /// None: the network brings pictures to its own scale.
  public static var normalization: PictureNormalization { .none }
  public static var inputShape: [Int] { [1, 3, side, side] }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    [("logits", try logits(x))]
  }

  /// What the trunk makes of pictures of any size from `side` on, in 0…1.
  ///
  /// - Returns: `[N, 96, h, w]`; `[N, 96, 2, 2]` for crops.
  /// - Throws: `ShapeError` unless the pictures are `[N, 3, H, W]` and large enough.
  /// - Parameter pictures: `[N, 3, H, W]`.
  public func features(_ pictures: Tensor) throws -> Tensor {
    try inside("features") { try trunk(try normalized(pictures)) }
  }

  /// One score per class, of any size; the largest is the answer.
  ///
  /// - Parameter crops: `[N, 3, 32, 32]`, in 0…1.
  /// - Returns: `[N, 9]`.
  /// - Throws: `ShapeError` for another shape.
  public func logits(_ crops: Tensor) throws -> Tensor {
    try check(crops)
    let maps = try features(crops)  // [N, 96, 2, 2]
    let scores = try inside("classifier") { try classifier(maps) }  // [N, 9, 1, 1]
    return try scores.flattened(from: 1)
  }

  /// How likely each class is: the softmax of the logits.
  ///
  /// - Parameter crops: `[N, 3, 32, 32]`, in 0…1.
  /// - Returns: `[N, 9]`, each row in 0…1 with the sum 1.
  /// - Throws: `ShapeError` for another shape.
  public func probabilities(_ crops: Tensor) throws -> Tensor {
    try logits(crops).softmax(axis: 1)
  }

  /// The same as `logits`.
  ///
  /// - Parameter crops: `[N, 3, 32, 32]`, in 0…1.
  /// - Returns: `[N, 9]`.
  public func callAsFunction(_ crops: Tensor) throws -> Tensor { try logits(crops) }

  /// Logits in training: batch statistics, and dropout drawn from `generator`.
  ///
  /// - Parameter crops: `[N, 3, 32, 32]`, in 0…1.
  /// - Returns: `[N, 9]`.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let classifier = try PastureClassifier(using: &generator)
  ///       try classifier.training(Tensor.full([4, 3, 32, 32], 0.5), using: &generator).shape
  public func training(_ crops: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try check(crops)
    let features = try inside("features") {
      try trunk.training(try normalized(crops), using: &generator)
    }
    let scores = try inside("classifier") {
      try classifier.training(features, using: &generator)
    }
    return try scores.flattened(from: 1)
  }

  private func normalized(_ pictures: Tensor) throws -> Tensor {
    try pictures * (1 / Self.deviation) - Self.mean / Self.deviation
  }

  private func check(_ crops: Tensor) throws {
    guard crops.rank == 4, crops.shape.dropFirst() == [3, Self.side, Self.side] else {
      throw ShapeError(
        operation: "PastureClassifier",
        expected: "crops of shape [N, 3, \(Self.side), \(Self.side)]", found: "\(crops.shape)",
        hint: "picture.crops(of: boxes, width: PastureClassifier.side, "
          + "height: PastureClassifier.side)")
    }
  }
}
