import Layers
import Tensors

/// One of Fovea's networks, by its name: `vgg16`, `yolov3`, `pasture-classifier`.
///
/// ```swift
/// var generator = SeededGenerator(seed: 1)
/// let model = try Model(named: "resnet50", using: &generator)
/// print(try model.table())
/// ```
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let model = try Model(named: "pasture-classifier", using: &generator)
///       model.name
///       model.inputShape
///       model.parameterCount
///       try model.flops()
///       let pictures = try model.normalized(Tensor.full([1, 3, 32, 32], 0.5))
///       try model.features(pictures).shape
///       try model.answers(pictures).map(\.shape)
///       try model.table().parameterCount
public struct Model: Sendable {
  /// As `Model.names` lists it.
  public let name: String
  public let network: any PictureNetwork

  /// The network of that name with new weights, drawn as its reference draws them.
  ///
  /// - Throws: `ModelError` that lists the names there are.
  /// - Parameter name: one of `Model.names`.
  /// - Parameter generator: draws the weights.
  public init(named name: String, using generator: inout SeededGenerator) throws {
    var maker = LayerMaker(generator)
    try self.init(named: name, maker: &maker)
    generator = maker.generator ?? generator
  }

  /// The network of that name with trained weights.
  ///
  /// - Throws: `ModelError` for an unknown name, `LoadError` for the weights of another model.
  public init(named name: String, weights: [String: Tensor]) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(named: name, maker: &maker)
    try load(weights)
  }

  /// The network of that name for its shapes and costs: its numbers are whatever memory held.
  package init(shapesOf name: String) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(named: name, maker: &maker)
  }

  private init(named name: String, maker: inout LayerMaker) throws {
    guard let make = Self.makers.first(where: { $0.name == name })?.make else {
      throw ModelError(unknown: name)
    }
    self.name = name
    network = try make(&maker)
  }

  /// A network that no name stands for: one made from a Darknet configuration.
  public init(_ network: any PictureNetwork, named name: String) {
    (self.network, self.name) = (network, name)
  }

  /// All there are, in the order of the course.
  ///
  /// - Example: `Model.names`
  public static var names: [String] { makers.map(\.name) }

  private typealias Maker = @Sendable (inout LayerMaker) throws -> any PictureNetwork

  private static let makers: [(name: String, make: Maker)] = [
    ("alexnet", { try AlexNet(classCount: 1000, maker: &$0) }),
    ("overfeat-fast", { try OverFeatFast(classCount: 1000, maker: &$0) }),
    ("vgg16", { try VGG16(classCount: 1000, maker: &$0) }),
    ("resnet50", { try ResNet50(classCount: 1000, maker: &$0) }),
    ("rcnn-alexnet", { try RCNNNetwork<AlexNet>(maker: &$0) }),
    ("rcnn-vgg16", { try RCNNNetwork<VGG16>(maker: &$0) }),
    ("sppnet", { try SPPnet<ZF5>(classNames: VOCClasses.withBackground, maker: &$0) }),
    ("sppnet-vgg16", { try SPPnet<VGG16>(classNames: VOCClasses.withBackground, maker: &$0) }),
    ("fast-rcnn-vgg16", { try FastRCNNVGG16(classCount: 21, maker: &$0) }),
    ("faster-rcnn-vgg16", { try FasterRCNNVGG16(classCount: 21, maker: &$0) }),
    ("faster-rcnn-resnet50-fpn", { try FasterRCNNResNet50(maker: &$0) }),
    ("mask-rcnn-resnet50-fpn", { try FasterRCNNResNet50(.mask, maker: &$0) }),
    ("keypoint-rcnn-resnet50-fpn", { try FasterRCNNResNet50(.keypoints(), maker: &$0) }),
    ("retinanet-resnet50-fpn", { try RetinaNet(classCount: 91, maker: &$0) }),
    ("darknet19", { try Darknet19(classCount: 1000, maker: &$0) }),
    ("darknet53", { try Darknet53(classCount: 1000, maker: &$0) }),
    ("segnet", { try SegNet(classCount: SegNet.camVid.count, maker: &$0) }),
    ("fcn-resnet50", { try FCNResNet50(classCount: FCNResNet50.voc.count, maker: &$0) }),
    ("ssd300-vgg16", { try SSD300VGG16(classCount: 91, maker: &$0) }),
    ("detectnet", { try DetectNet(maker: &$0) }),
    ("yolov3", { try YOLOv3Network(classCount: 80, maker: &$0) }),
    ("pasture-classifier", { try PastureClassifier(maker: &$0) }),
    ("pasture-segmenter-windows", { try PastureWindowSegmenter(maker: &$0) }),
    ("pasture-segmenter-flat", { try PastureFlatSegmenter(maker: &$0) }),
    ("pasture-segmenter", { try PastureSegmenter(maker: &$0) }),
    ("pasture-overfeat", { try PastureOverFeat(maker: &$0) }),
    ("pasture-rcnn", { try PastureRCNN(maker: &$0) }),
    ("pasture-sppnet", { try PastureSPPnet(classNames: PastureClassifier.classNames, maker: &$0) }),
    ("pasture-fast-rcnn", { try PastureFastRCNN(maker: &$0) }),
    ("pasture-faster-rcnn", { try PastureFasterRCNN(maker: &$0) }),
    ("pasture-mask-rcnn", { try PastureMaskRCNN(maker: &$0) }),
    ("pasture-pose", { try PasturePose(maker: &$0) }),
    ("pasture-yolo-v1", { try PastureYOLOv1(maker: &$0) }),
    ("pasture-yolo-v3", { try PastureYOLOv3(maker: &$0) }),
    ("pasture-ssd", { try PastureSSD(maker: &$0) }),
    ("pasture-detectnet", { try PastureDetectNet(maker: &$0) }),
  ]

  /// `[1, 3, H, W]`: the size at which its source gives its cost.
  public var inputShape: [Int] { network.standardInputShape }

  /// Pictures in 0…1 as the network wants them.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`.
  /// - Returns: the shape of `pictures`.
  public func normalized(_ pictures: Tensor) throws -> Tensor {
    try type(of: network).normalization(pictures)
  }

  /// How many numbers training changes.
  public var parameterCount: Int { network.parameterCount }

  /// What one input costs in floating-point operations; of `inputShape` unless you say. A
  /// multiplication and an addition count as two. Counted by running the network once.
  ///
  /// - Parameter inputShape: `[1, 3, H, W]`.
  public func flops(inputShape: [Int]? = nil) throws -> Int {
    try network.flops(inputShape: inputShape).total
  }

  /// Shapes and sizes, stage by stage; for `inputShape` unless you say.
  ///
  /// - Parameter inputShape: `[1, 3, H, W]`.
  public func table(inputShape: [Int]? = nil) throws -> LayerTable {
    try network.table(inputShape: inputShape)
  }

  /// The last map before classes or boxes: what a detector is built on.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: `[N, C, h, w]`.
  public func features(_ x: Tensor) throws -> Tensor { try network.features(x) }

  /// All that the network answers: logits, or one map a scale.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: `[N, K]` for K classes, or `[N, C, h, w]` for each scale.
  public func answers(_ x: Tensor) throws -> [Tensor] { try network.answers(x).map(\.output) }

  /// Takes over trained weights, all or none.
  ///
  /// - Throws: `LoadError` with all that is missing, extra or misshapen.
  public func load(_ weights: [String: Tensor]) throws {
    try network.load(network.renamed(weights))
  }
}

extension Model: CustomStringConvertible {
  public var description: String { "Model(\(name), \(parameterCount) parameters)" }
}

/// There is no model of that name.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       do {
///         _ = try Model(named: "elephant", using: &generator)
///       } catch {
///         print("\(error)".prefix(30))
///       }
public struct ModelError: Error, Equatable, Sendable, CustomStringConvertible {
  public let name: String
  public let names: [String]

  package init(unknown name: String) { (self.name, names) = (name, Model.names) }

  public var description: String {
    "model: expected one of \(names.joined(separator: ", ")), found “\(name)”"
  }
}
