// N pictures, H×W pixels, K classes (13: five kinds of stuff, eight things).

import Layers
import Tensors

/// A small network that says of every pixel of a Pasture scene what it shows.
///
/// On the way down it looks at ever wider windows of ever coarser maps; on the way up it makes them
/// fine again. At strides 16 and 8 a transposed convolution does it, which begins as bilinear
/// interpolation. At strides 4 and 2, where it matters to the pixel, max-unpooling does: it puts
/// each number back where the max pooling on the way down found it. At each size the map from the
/// way down is added (a skip).
///
/// ```
/// picture    [N,  3, H, W]
/// encoder.0  [N, 32, H, W]        5×5 ─────────────────────────────────────────┐
/// encoder.1  [N, 64, H/2, W/2]    3×3 ─────────────────────────┐               │ switches
/// encoder.2  [N, 96, H/4, W/4]    3×3, 3×3 ─────────┐          │ switches      │
/// encoder.3  [N, 96, H/8, W/8]    3×3, 3×3 ┐        │          │               │
/// encoder.4  [N, 96, H/16, W/16]  3×3, 3×3 │        │          │               │
/// raise.0    [N, 96, H/8, W/8]    4×4 up   +        │          │               │
/// decoder.0  [N, 96, H/8, W/8]    3×3               │          │               │
/// raise.1    [N, 96, H/4, W/4]    4×4 up            +          │               │
/// decoder.1  [N, 64, H/4, W/4]    3×3               unpooled   +               │
/// decoder.2  [N, 32, H/2, W/2]    3×3                          unpooled        +
/// decoder.3  [N, 16, H, W]        3×3
/// classifier [N, 13, H, W]        1×1
/// ```
///
/// Batch norm and a ReLU follow each convolution but the last. Sizes round down on the way; any
/// picture of at least 16×16 pixels will do.
///
/// - Source: max-unpooling by switches, Badrinarayanan et al., "SegNet", PAMI 2017, §3; learnt
///   upsampling that begins bilinear, and skips that are added, Long et al., "Fully Convolutional
///   Networks", CVPR 2015, §3.3 and §4.2.
/// - Example:
///
///       let model = try PastureSegmenter.trained()
///       let image = try Image(example: "pasture-01.png")
///       let x = try image.tensor()
///       try model.logits(x).shape
///       try model.maps(x).map(\.shape)
///       try model.classMap(of: image)
///       try model.activationBytes(inputShape: [1, 3, 32, 32])
///       try model.table(inputShape: [1, 3, 32, 32])
///       model.parameterCount
public struct PastureSegmenter: Segmenter, TensorLayer {
  /// sky, hills, grass, path, water; person … kite: the values of a scene's semantic map.
  ///
  /// - Example: `PastureSegmenter.classNames`
  public static let classNames = [
    "sky", "hills", "grass", "path", "water", "person", "sheep", "cat", "dog", "tree", "house",
    "tractor", "kite",
  ]
  public static let mean: Float = 0.5
  public static let deviation: Float = 0.25

  /// Maps of strides 1, 2, 4, 8, 16.
  public let encoder: [Sequential]
  /// From stride 16 to 8, and from 8 to 4.
  public let raise: [ConvTranspose2D]
  /// At strides 8, 4, 2, 1.
  public let decoder: [Sequential]
  public let classifier: Conv2D

  /// With random weights.
  ///
  /// - Parameter generator: draws them.
  /// - Example:
  ///
  ///       var generator = SeededGenerator(seed: 1)
  ///       let model = try PastureSegmenter(using: &generator)
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
    func block(_ inputs: Int, _ outputs: Int, _ kernel: Int = 3) throws -> [any TensorLayer] {
      [
        try maker.convolution(
          from: inputs, to: outputs, kernel: kernel, padding: kernel / 2, bias: false,
          initializer: .heNormal),
        try BatchNorm2D(channels: outputs), ReLU(),
      ]
    }
    encoder = [
      Sequential(try block(3, 32, 5)),
      Sequential(try block(32, 64)),
      Sequential(try block(64, 96) + block(96, 96)),
      Sequential(try block(96, 96) + block(96, 96)),
      Sequential(try block(96, 96) + block(96, 96)),
    ]
    raise = try (0..<2).map { _ in
      try ConvTranspose2D(
        weight: bilinearKernel(inputChannels: 96, outputChannels: 96, factor: 2), stride: 2,
        padding: 1)
    }
    decoder = [
      Sequential(try block(96, 96)), Sequential(try block(96, 64)), Sequential(try block(64, 32)),
      Sequential(try block(32, 16)),
    ]
    classifier = try maker.convolution(
      from: 16, to: Self.classNames.count, kernel: 1, initializer: .xavierNormal)
  }

  public var children: [LayerChild] {
    [
      ("encoder", Sequential(encoder)), ("raise", Sequential(raise)),
      ("decoder", Sequential(decoder)), ("classifier", classifier),
    ]
  }

  public var classNames: [String] { Self.classNames }
  public static var normalization: PictureNormalization { .none }
  public static var inputShape: [Int] { [1, 3, 144, 192] }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    [("logits", try logits(x))]
  }

  /// The coarsest map.
  ///
  /// - Returns: `[N, 96, H/16, W/16]`.
  public func features(_ pictures: Tensor) throws -> Tensor {
    try descend(pictures) { try $0($1) }.coarsest
  }

  /// What the way down makes of pictures at each size: strides 1, 2, 4, 8, 16.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`, in 0…1, at least 16×16.
  /// - Returns: five maps `[N, C, h, w]` of C = 32, 64, 96, 96, 96 channels.
  public func maps(_ pictures: Tensor) throws -> [Tensor] {
    let way = try descend(pictures) { try $0($1) }
    return way.maps + [way.coarsest]
  }

  /// One score per class and pixel; the largest is the answer.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`, in 0…1, at least 16×16.
  /// - Returns: `[N, 13, H, W]`.
  /// - Throws: `ShapeError` for another shape.
  public func logits(_ pictures: Tensor) throws -> Tensor { try run(pictures) { try $0($1) } }

  /// The same as `logits`.
  public func callAsFunction(_ pictures: Tensor) throws -> Tensor { try logits(pictures) }

  /// Logits in training, with the batch's statistics.
  ///
  /// - Parameters:
  ///   - pictures: `[N, 3, H, W]`, in 0…1.
  ///   - generator: nothing is drawn from it.
  /// - Returns: `[N, 13, H, W]`.
  /// - Example:
  ///
  ///       var generator = SeededGenerator(seed: 1)
  ///       let model = try PastureSegmenter(using: &generator)
  ///       let x = try Tensor.uniform([1, 3, 32, 32], using: &generator)
  ///       try model.training(x, using: &generator).shape
  public func training(
    _ pictures: Tensor, using generator: inout SeededGenerator
  ) throws -> Tensor {
    try run(pictures) { try $0.training($1, using: &generator) }
  }

  /// What the way down leaves for the way up.
  private struct Descent {
    /// Of strides 1, 2, 4, 8.
    var maps: [Tensor] = []
    /// The first two, which are undone.
    var poolings: [Pooling] = []
    /// Of stride 16.
    var coarsest: Tensor
  }

  private func descend(_ pictures: Tensor, _ pass: LayerPass) throws -> Descent {
    guard pictures.rank == 4, pictures.shape[1] == 3,
      pictures.shape.suffix(2).allSatisfy({ $0 > 15 })
    else {
      throw ShapeError(
        operation: "PastureSegmenter",
        expected: "pictures of shape [N, 3, H, W], H and W at least 16", found: "\(pictures.shape)",
        hint: "image.tensor() makes [1, 3, H, W]")
    }
    var way = Descent(coarsest: try pictures * (1 / Self.deviation) - Self.mean / Self.deviation)
    for (level, stage) in encoder.enumerated() {
      let map = try inside("encoder") { try inside("\(level)") { try pass(stage, way.coarsest) } }
      way.coarsest = map
      guard level < encoder.count - 1 else { break }
      way.maps.append(map)
      if level < 2 {
        let pooling = try Pooling(map, level: level)
        way.coarsest = pooling.values
        way.poolings.append(pooling)
      } else {
        way.coarsest = try inside("pool\(level)") { try map.maxPool2D(size: 2) }
      }
    }
    return way
  }

  private func run(_ pictures: Tensor, _ pass: LayerPass) throws -> Tensor {
    let way = try descend(pictures, pass)
    var y = way.coarsest  // [N, 96, H/16, W/16]
    for (step, stage) in decoder.enumerated() {
      let level = decoder.count - 1 - step
      let skip = way.maps[level]
      y =
        if step < raise.count {
          try inside("raise") { try inside("\(step)") { try raised(y, by: raise[step], as: skip) } }
        } else {
          try way.poolings[level].undo(y, level: level)
        }
      y = try inside("decoder") { try inside("\(step)") { try pass(stage, y + skip) } }
    }
    return try inside("classifier") { try classifier(y) }  // [N, 13, H, W]
  }

  /// Twice as many rows and columns, and one more where the map to be added has one.
  private func raised(_ x: Tensor, by layer: ConvTranspose2D, as skip: Tensor) throws -> Tensor {
    let larger = try layer(x)
    let (rows, columns) = (skip.shape[2] - larger.shape[2], skip.shape[3] - larger.shape[3])
    if rows == 0, columns == 0 { return larger }
    return try larger.padded(top: 0, bottom: rows, left: 0, right: columns)
  }
}

extension PastureSegmenter {
  /// Takes the first four convolutions and their batch norms from a trained classifier, which padded
  /// nothing: the same numbers do with padding.
  ///
  /// - Parameter weights: of a `PastureClassifier`, by their names in its `stateDictionary`.
  /// - Throws: `LoadError` when they are another model's.
  public func begin(with weights: [String: Tensor]) throws {
    let trunk = try PastureClassifier(weights: weights).trunk.stateDictionary
    // Layers of the trunk, and the layers here that are the same.
    let places = [
      ("0.", "0.0."), ("1.", "0.1."), ("4.", "1.0."), ("5.", "1.1."), ("8.", "2.0."),
      ("9.", "2.1."), ("11.", "2.3."), ("12.", "2.4."),
    ]
    var values = Sequential(encoder).stateDictionary
    for (from, to) in places {
      for (name, value) in trunk where name.hasPrefix(from) {
        values[to + name.dropFirst(from.count)] = value
      }
    }
    try Sequential(encoder).load(values)
  }
}
