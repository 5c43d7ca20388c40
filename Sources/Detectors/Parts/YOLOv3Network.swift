// N pictures, H×W pixels, K classes, A = 3 anchors a cell.

import Layers
import Tensors

/// YOLOv3 from the picture to its three raw maps: Darknet-53, and three heads, each of which sees
/// the one before, enlarged, beside a finer map of the trunk.
///
/// ```
/// picture                [N,    3, 416, 416]
/// backbone               [N,  256,  52,  52], [N, 512, 26, 26], [N, 1024, 13, 13]
/// neck.detect1           [N,  512,  13,  13]   1×1, 3×3, 1×1, 3×3, 1×1
/// neck.conv1, upsample1  [N,  256,  26,  26]   beside the trunk's 512: [N, 768, 26, 26]
/// neck.detect2           [N,  256,  26,  26]
/// neck.conv2, upsample2  [N,  128,  52,  52]   beside the trunk's 256: [N, 384, 52, 52]
/// neck.detect3           [N,  128,  52,  52]
/// bbox_head              [N, A·(5 + K), …] three times: 3×3, then 1×1 without batch norm
/// ```
///
/// A cell's channels are, for each anchor in turn, x, y, w, h, objectness and the K classes, before
/// any sigmoid or exponential.
///
/// The names are those of MMDetection's `YOLOV3`.
///
/// - Source: Redmon and Farhadi, "YOLOv3: An Incremental Improvement", 2018, §2.3; Darknet's
///   `yolov3.cfg`, without its `[yolo]` layers.
public struct YOLOv3Network: PictureNetwork {
  /// A: anchors at each cell of a map.
  public static let anchorCount = 3

  /// Darknet-53's trunk.
  public let backbone: Sequential
  /// `detect1`, `conv1`, `upsample1`, `detect2`, `conv2`, `upsample2`, `detect3`.
  public let neck: Sequential
  /// `convs_bridge` and `convs_pred`, three of each.
  public let bridges, predictions: Sequential
  /// K.
  public let classCount: Int
  private let head: Sequential

  /// With new weights, as Darknet draws them.
  ///
  /// - Parameter classCount: K, 80 for COCO.
  /// - Throws: `ShapeError` unless there is at least one class.
  public init(classCount: Int = 80, using generator: inout SeededGenerator) throws {
    var maker = LayerMaker(generator)
    try self.init(classCount: classCount, maker: &maker)
    generator = maker.generator ?? generator
  }

  /// With trained weights, by their names in `stateDictionary`.
  ///
  /// - Throws: `LoadError` when they belong to another model.
  public init(weights: [String: Tensor], classCount: Int = 80) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(classCount: classCount, maker: &maker)
    try load(weights)
  }

  init(classCount: Int, maker: inout LayerMaker) throws {
    try LayerMaker.check(classCount: classCount, "YOLOv3Network")
    self.classCount = classCount
    backbone = try Darknet53.trunk(maker: &maker)
    var stages: [(name: String, layer: any TensorLayer)] = []
    var heads: (bridges: [any TensorLayer], predictions: [any TensorLayer]) = ([], [])
    // In the order of yolov3.cfg: each head before the next level's neck.
    for (level, plan) in [(1024, 512), (768, 256), (384, 128)].enumerated() {
      let (inputs, width) = plan
      if level > 0 {
        stages += [
          (
            "conv\(level)",
            try DarknetConvolution(from: 2 * width, to: width, kernel: 1, maker: &maker)
          ),
          ("upsample\(level)", try Upsample(scale: 2)),
        ]
      }
      stages.append(
        ("detect\(level + 1)", try Self.block(from: inputs, width: width, maker: &maker)))
      heads.bridges.append(
        try DarknetConvolution(from: width, to: 2 * width, kernel: 3, maker: &maker))
      heads.predictions.append(
        try maker.convolution(
          from: 2 * width, to: Self.anchorCount * (5 + classCount), kernel: 1,
          initializer: .heNormal))
    }
    neck = try Sequential(stages: stages)
    (bridges, predictions) = (Sequential(heads.bridges), Sequential(heads.predictions))
    head = try Sequential(named: ["convs_bridge": bridges, "convs_pred": predictions])
  }

  /// Five convolutions, 1×1 and 3×3 in turn.
  private static func block(
    from inputs: Int, width: Int, maker: inout LayerMaker
  ) throws -> Sequential {
    try Sequential(
      stages: (1...5).map { place in
        let isNarrow = !place.isMultiple(of: 2)
        let layer = try DarknetConvolution(
          from: place == 1 ? inputs : isNarrow ? 2 * width : width,
          to: isNarrow ? width : 2 * width, kernel: isNarrow ? 1 : 3, maker: &maker)
        return ("conv\(place)", layer)
      })
  }

  public var children: [LayerChild] {
    [("backbone", backbone), ("neck", neck), ("bbox_head", head)]
  }

  public static var normalization: PictureNormalization { .none }
  public static var inputShape: [Int] { [1, 3, 416, 416] }

  /// - Parameter x: `[N, 3, H, W]` in 0…1; H and W multiples of 32.
  /// - Returns: the raw maps of strides 32, 16 and 8, `[N, A·(5 + K), H / 32, W / 32]` first.
  /// - Throws: `ShapeError` for another shape.
  public func callAsFunction(_ x: Tensor) throws -> [Tensor] { try run(x) { try $0($1) } }

  /// As inference, with the batch's statistics.
  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> [Tensor] {
    try run(x) { try $0.training($1, using: &generator) }
  }

  /// Darknet-53's last map, of stride 32.
  public func features(_ x: Tensor) throws -> Tensor {
    try inside("backbone") { try backbone(x) }
  }

  private func run(_ x: Tensor, _ pass: LayerPass) throws -> [Tensor] {
    guard x.rank == 4, x.shape[1] == 3, x.shape.suffix(2).allSatisfy({ $0 % 32 == 0 && $0 > 0 })
    else {
      throw ShapeError(
        operation: "YOLOv3Network",
        expected: "pictures of shape [N, 3, H, W], H and W multiples of 32", found: "\(x.shape)",
        hint: "letterbox the picture to 416×416")
    }
    let maps = try inside("backbone") {
      try backbone.outputs(x, of: (3...5).map { "conv_res_block\($0)" }, pass)
    }
    var rest = maps[...]
    var answers: [Tensor] = []
    // `neck` in order; before each `detect` after the first, the trunk's finer map comes in.
    var y = rest.popLast() ?? x
    for (name, layer) in neck.stages {
      y = try inside("neck") { try inside(name) { try pass(layer, y) } }
      if name.hasPrefix("upsample"), let finer = rest.popLast() {
        y = try inside("neck") {
          try inside("concat\(answers.count)") {
            try concatenate([y, finer], axis: 1)
          }
        }
      }
      if name.hasPrefix("detect") {
        answers.append(try rawMap(answers.count, y, pass))
      }
    }
    return answers
  }

  private func rawMap(_ level: Int, _ y: Tensor, _ pass: LayerPass) throws -> Tensor {
    func part(_ name: String, of layers: Sequential, _ y: Tensor) throws -> Tensor {
      try inside("bbox_head") {
        try inside(name) { try inside("\(level)") { try pass(layers.stages[level].layer, y) } }
      }
    }
    return try part("convs_pred", of: predictions, part("convs_bridge", of: bridges, y))
  }
}
