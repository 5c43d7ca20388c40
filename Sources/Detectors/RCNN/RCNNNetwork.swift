// N regions, K classes without background, F features, D numbers of the last map.

import Boxes
import Layers
import Tensors

/// The part of R-CNN that learns: a classifier's network for features, one linear support vector
/// machine a class on its last hidden layer, and for each class a linear map from its last map to the
/// way a box should move.
///
/// Beside the trunk's own parameters, under the names they have there:
///
/// ```
/// svm.weight    [K, F]     svm.bias    [K]
/// boxes.weight  [4K, D]    boxes.bias  [4K]     dx, dy, dw, dh of class 1, of class 2, …
/// ```
///
/// - Source: Girshick et al., "Rich feature hierarchies for accurate object detection and semantic
///   segmentation" (R-CNN), CVPR 2014, §2; boxes: appendix C.
/// - Example:
///
///     var generator = SeededGenerator(seed: 1)
///     let trunk = try PastureClassifier(using: &generator)
///     let network = try PastureRCNN(trunk: trunk, classNames: PastureClassifier.classNames)
///     network.svm.weight.value.shape
///     network.boxes.weight.value.shape
///     network.trunk.parameterCount
///     let x = try Tensor.uniform([4, 80], using: &generator)
///     let isSheep = [true, true, false, false]
///     let machine = try LinearSVM(features: x, isPositive: isSheep, using: &generator)
///     try network.set(machine, forClass: 1)
public struct RCNNNetwork<Trunk: RCNNTrunk>: RegionMachineNetwork {
  /// What features come from.
  public let trunk: Trunk
  let machines: RegionMachines
  /// One row a class, background left out.
  public var svm: Linear { machines.svm }
  /// Four rows a class.
  public var boxes: Linear { machines.boxes }
  /// Background first: class k of the machines is `classNames[k + 1]`.
  public let classNames: [String]

  /// A trunk with machines that say 0 and boxes that stay where they are.
  ///
  /// - Parameter classNames: background first.
  /// - Throws: `ShapeError` without a class beside the background.
  public init(trunk: Trunk, classNames: [String]) throws {
    self.trunk = trunk
    self.classNames = classNames
    machines = try RegionMachines(
      classNames: classNames, vectorLength: Trunk.vectorLength, mapLength: Trunk.mapLength,
      owner: "RCNNNetwork")
  }

  /// With trained weights, by their names in `stateDictionary`.
  ///
  /// - Throws: `LoadError` when they belong to another model, or to other classes.
  public init(weights: [String: Tensor], classNames: [String]) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(trunk: .made(by: &maker), classNames: classNames)
    try load(weights)
  }

  init(maker: inout LayerMaker, classNames: [String]) throws {
    try self.init(trunk: .made(by: &maker), classNames: classNames)
  }

  public var children: [LayerChild] { trunk.children + machines.children }

  public static var normalization: PictureNormalization { Trunk.normalization }
  public static var inputShape: [Int] { [1, 3, Trunk.warpSide, Trunk.warpSide] }

  public func features(_ x: Tensor) throws -> Tensor { try trunk.features(x) }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    let features = try trunk.regionFeatures(x)
    return [
      ("margins", try inside("svm") { try svm(features.vectors) }),
      ("offsets", try inside("boxes") { try boxes(features.maps) }),
    ]
  }

  /// What every class's machine and box map say of warped regions.
  ///
  /// - Parameter warps: `[N, 3, S, S]`, normalised.
  /// - Returns: margins `[N, K]`; offsets (dx, dy, dw, dh) `[N, 4K]`, unitless.
  public func callAsFunction(_ warps: Tensor) throws -> (margins: Tensor, offsets: Tensor) {
    let features = try trunk.regionFeatures(warps)
    return (try svm(features.vectors), try boxes(features.maps))
  }

  /// Puts a machine in the place of one class's.
  ///
  /// - Parameter index: 1 for the first class behind the background.
  /// - Throws: `ShapeError` for another class, or another number of features.
  public func set(_ machine: LinearSVM, forClass index: Int) throws {
    try machines.set(machine, forClass: index, owner: "RCNNNetwork")
  }

  /// Puts a map from features to offsets in the place of one class's.
  ///
  /// - Parameter index: 1 for the first class behind the background.
  /// - Throws: as `set(_:forClass:)`.
  public func set(_ regression: RidgeRegression, forClass index: Int) throws {
    try machines.set(regression, forClass: index, owner: "RCNNNetwork")
  }
}

/// R-CNN at the Pasture's size.
public typealias PastureRCNN = RCNNNetwork<PastureClassifier>

extension RCNNNetwork where Trunk == PastureClassifier {
  /// With trained weights, by their names in `stateDictionary`.
  ///
  /// - Throws: `LoadError` when they belong to another model.
  public init(weights: [String: Tensor]) throws {
    try self.init(weights: weights, classNames: PastureClassifier.classNames)
  }

  init(maker: inout LayerMaker) throws {
    try self.init(maker: &maker, classNames: PastureClassifier.classNames)
  }
}

extension RCNNNetwork where Trunk: ImageClassifier {
  /// Of PASCAL VOC's twenty classes.
  init(maker: inout LayerMaker) throws {
    try self.init(maker: &maker, classNames: VOCClasses.withBackground)
  }
}

/// PASCAL VOC's classes, in its development kit's order.
public enum VOCClasses {
  public static let names = [
    "aeroplane", "bicycle", "bird", "boat", "bottle", "bus", "car", "cat", "chair", "cow",
    "diningtable", "dog", "horse", "motorbike", "person", "pottedplant", "sheep", "sofa", "train",
    "tvmonitor",
  ]
  /// The same behind class 0.
  public static let withBackground = ["background"] + names
}
