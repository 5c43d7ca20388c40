// N pictures, R regions, C channels, B bins of all levels, D = C·B, F hidden numbers, K classes without
// background.

import Boxes
import Layers
import Tensors

/// One pass of a trunk over the whole picture; of each region of its map, the largest numbers in the
/// bins of four grids; two fully connected layers; then R-CNN's machines.
///
/// ```
/// picture     [N, 3, H, W]
/// map         [N, C, H/S, W/S]    once a scale
/// spp         [R, D]              50 bins: 6×6, 3×3, 2×2, 1×1 of each region
/// fc6, fc7    [R, F]
/// fc8         [R, K + 1]          the softmax that fc6 and fc7 were tuned with
/// svm         [R, K]              a support vector machine a class, on fc7
/// boxes       [R, 4K]             a ridge regression a class, on the pyramid
/// ```
///
/// - Source: He et al., "Spatial Pyramid Pooling in Deep Convolutional Networks for Visual
///   Recognition", ECCV 2014, §2.2 (pyramid), §4.1 (detection).
/// - Example:
///
///     var generator = SeededGenerator(seed: 1)
///     let network = try PastureSPPnet(using: &generator)
///     let map = try network.features(network.normalized(Tensor.full([1, 3, 48, 64], 0.5)))
///     let window = try network.grid.window(
///       of: Box(x1: 4, y1: 4, x2: 40, y2: 32), rows: map.shape[2], columns: map.shape[3])
///     let vectors = try network.pooled(map, [window])
///     try network.hidden(vectors).shape
///     try network.answers(pooled: vectors).margins.shape
///     try network.classLogits(pooled: vectors).shape
///     try network.takeOver(PastureClassifier.trained())
///     network.trainedParameters().count
///     network.levels
///     network.classNames
///     network.parameterCount
public struct SPPnet<Trunk: SPPnetTrunk>: RegionMachineNetwork {
  /// Pictures to maps.
  public let trunk: Sequential
  public let fc6, fc7: Linear
  /// K + 1 classes, background first: only in use while `fc6` and `fc7` are tuned.
  public let fc8: Linear
  let machines: RegionMachines
  public let classNames: [String]

  /// With new weights; machines say 0, and boxes stay where they are.
  ///
  /// - Parameter classNames: background first.
  /// - Throws: `ShapeError` without a class beside the background.
  public init(classNames: [String], using generator: inout SeededGenerator) throws {
    var maker = LayerMaker(generator)
    try self.init(classNames: classNames, maker: &maker)
    generator = maker.generator ?? generator
  }

  /// With trained weights, by their names in `stateDictionary`.
  ///
  /// - Throws: `LoadError` when they belong to another model, or to other classes.
  public init(weights: [String: Tensor], classNames: [String]) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(classNames: classNames, maker: &maker)
    try load(weights)
  }

  init(classNames: [String], maker: inout LayerMaker) throws {
    machines = try RegionMachines(
      classNames: classNames, vectorLength: Trunk.hiddenCount, mapLength: Self.vectorLength,
      owner: "SPPnet")
    self.classNames = classNames
    trunk = try Trunk.makeTrunk(by: &maker)
    let hidden = Trunk.hiddenCount
    let initializer: Initializer = hidden < 1000 ? .heNormal : .smallNormal
    fc6 = try maker.linear(from: Self.vectorLength, to: hidden, initializer: initializer)
    fc7 = try maker.linear(from: hidden, to: hidden, initializer: initializer)
    fc8 = try maker.linear(from: hidden, to: classNames.count, initializer: .smallNormal)
  }

  public var children: [LayerChild] {
    (Trunk.trunkName.isEmpty ? trunk.children : [(Trunk.trunkName, trunk)])
      + [("fc6", fc6), ("fc7", fc7), ("fc8", fc8)] + machines.children
  }

  /// Bins on a side of each grid, in the order of a vector.
  public static var levels: [Int] { [6, 3, 2, 1] }
  /// The same.
  public var levels: [Int] { Self.levels }
  /// D.
  public static var vectorLength: Int { Trunk.channels * levels.reduce(0) { $0 + $1 * $1 } }
  /// Where the cells of the map lie.
  public var grid: MapGrid { Trunk.grid }
  /// One row a class, background left out.
  public var svm: Linear { machines.svm }
  /// Four rows a class.
  public var boxes: Linear { machines.boxes }

  public static var normalization: PictureNormalization { Trunk.normalization }
  /// A picture of 4:3 at the middle one of the scales.
  public static var inputShape: [Int] {
    let shorter = Trunk.scales[Trunk.scales.count / 2]
    return [1, 3, shorter, shorter * 4 / 3]
  }

  /// Pictures in 0…1 as this network wants them.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`.
  /// - Returns: the same shape.
  public func normalized(_ pictures: Tensor) throws -> Tensor { try Self.normalization(pictures) }

  /// The map of the picture, of any size.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: `[N, C, H/S, W/S]`.
  /// - Throws: `ShapeError` when the picture is too small.
  public func features(_ x: Tensor) throws -> Tensor {
    Trunk.trunkName.isEmpty ? try trunk(x) : try inside(Trunk.trunkName) { try trunk(x) }
  }

  /// The pyramid over windows of a map: a vector of one length for each, whatever its size.
  ///
  /// - Parameters:
  ///   - map: `[1, C, h, w]`.
  ///   - windows: R of them.
  /// - Returns: `[R, D]`, the finest level first.
  /// - Throws: `ShapeError` for the maps of several pictures.
  public func pooled(_ map: Tensor, _ windows: [MapWindow]) throws -> Tensor {
    try inside("spp") {
      try map.roiPyramidPool(
        Tensor(windows.flatMap(\.region), shape: [windows.count, 5]), levels: Self.levels,
        spatialScale: 1)
    }
  }

  /// What the two hidden layers make of pooled windows.
  ///
  /// - Parameter pooled: `[R, D]`.
  /// - Returns: `[R, F]`: `fc7`.
  public func hidden(_ pooled: Tensor) throws -> Tensor {
    let first = try inside("fc6") { try fc6(pooled).relu() }
    return try inside("fc7") { try fc7(first).relu() }
  }

  /// What every class's machine and box map say of pooled windows.
  ///
  /// - Parameter pooled: `[R, D]`.
  /// - Returns: margins `[R, K]`; offsets (dx, dy, dw, dh) `[R, 4K]`, unitless.
  public func answers(pooled: Tensor) throws -> (margins: Tensor, offsets: Tensor) {
    let hidden = try hidden(pooled)
    return (
      try inside("svm") { try svm(hidden) }, try inside("boxes") { try boxes(pooled) }
    )
  }

  /// What the softmax says, that the machines took the place of.
  ///
  /// - Parameter pooled: `[R, D]`.
  /// - Returns: logits, `[R, K + 1]`, background first.
  public func classLogits(pooled: Tensor) throws -> Tensor {
    let hidden = try hidden(pooled)
    return try inside("fc8") { try fc8(hidden) }
  }

  /// The same in training: with dropout of one half behind both hidden layers.
  ///
  /// - Parameter pooled: `[R, D]`.
  public func training(
    pooled: Tensor, using generator: inout SeededGenerator
  ) throws -> Tensor {
    let dropout = try Dropout(0.5)
    let first = try dropout.training(fc6(pooled).relu(), using: &generator)
    let second = try dropout.training(fc7(first).relu(), using: &generator)
    return try fc8(second)
  }

  /// Of the six regions that `FastRCNNNetwork` takes too.
  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    let map = try features(x)
    guard x.rank == 4, x.shape[0] == 1 else {
      throw ShapeError(
        operation: "SPPnet", expected: "one picture, [1, 3, H, W]", found: "\(x.shape)")
    }
    let windows = try Box.standIns(width: x.shape[3], height: x.shape[2]).map {
      try grid.window(of: $0, rows: map.shape[2], columns: map.shape[3])
    }
    let pooled = try pooled(map, windows)
    let hidden = try hidden(pooled)
    return [
      ("margins", try inside("svm") { try svm(hidden) }),
      ("offsets", try inside("boxes") { try boxes(pooled) }),
      ("logits", try inside("fc8") { try fc8(hidden) }),
    ]
  }

  /// Puts a machine in the place of one class's.
  ///
  /// - Parameter index: 1 for the first class behind the background.
  /// - Throws: `ShapeError` for another class, or another number of features.
  public func set(_ machine: LinearSVM, forClass index: Int) throws {
    try machines.set(machine, forClass: index, owner: "SPPnet")
  }

  /// Puts a map from features to offsets in the place of one class's.
  ///
  /// - Parameter index: 1 for the first class behind the background.
  /// - Throws: as `set(_:forClass:)`.
  public func set(_ regression: RidgeRegression, forClass index: Int) throws {
    try machines.set(regression, forClass: index, owner: "SPPnet")
  }
}

/// SPPnet at the Pasture's size.
public typealias PastureSPPnet = SPPnet<PastureTrunk>

extension SPPnet where Trunk == PastureTrunk {
  /// With random weights.
  ///
  /// - Parameter generator: where they come from.
  public init(using generator: inout SeededGenerator) throws {
    try self.init(classNames: PastureClassifier.classNames, using: &generator)
  }

  /// With trained weights, by their names in `stateDictionary`.
  ///
  /// - Throws: `LoadError` when they belong to another model.
  public init(weights: [String: Tensor]) throws {
    try self.init(weights: weights, classNames: PastureClassifier.classNames)
  }

  /// Begins with the trunk of a trained classifier.
  ///
  /// - Parameter classifier: whose convolutions are taken.
  public func takeOver(_ classifier: PastureClassifier) throws {
    try trunk.load(classifier.trunk.stateDictionary)
  }
}
