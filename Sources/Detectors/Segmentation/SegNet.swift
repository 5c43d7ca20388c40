// N pictures, K classes, H×W pixels.

import Layers
import Tensors

/// SegNet: VGG-16's thirteen convolutions down, the same thirteen the other way round up, and
/// max-unpooling by the switches of the poolings in between. No map is carried across, only where
/// each maximum stood.
///
/// ```
/// picture     [N,   3, 360, 480]
/// encoder.0   [N,  64, 360, 480]   2 convolutions; pool0, switches0
/// encoder.1   [N, 128, 180, 240]   2;              pool1, switches1
/// encoder.2   [N, 256,  90, 120]   3;              pool2, switches2
/// encoder.3   [N, 512,  45,  60]   3;              pool3, switches3
/// encoder.4   [N, 512,  22,  30]   3;              pool4, switches4: [N, 512, 11, 15]
/// decoder.4   [N, 512,  22,  30]   unpool4; 3
/// decoder.3   [N, 256,  45,  60]   unpool3; 3
/// decoder.2   [N, 128,  90, 120]   unpool2; 3
/// decoder.1   [N,  64, 180, 240]   unpool1; 2
/// decoder.0   [N,  64, 360, 480]   unpool0; 1
/// classifier  [N,   K, 360, 480]   the last convolution, 3×3
/// ```
///
/// Batch norm and a ReLU follow each convolution but the last. `switches3` is 22×30, though what it
/// was taken of had 45 rows: the unpooling is told the size (max-unpooling with an odd size).
///
/// - Source: Badrinarayanan, Kendall and Cipolla, "SegNet: A Deep Convolutional Encoder-Decoder
///   Architecture for Image Segmentation", PAMI 2017, §3 and figure 2.
/// - Differs: pictures are normalised as torchvision's classifiers are, whose weights the encoder
///   can begin with; the paper uses local contrast normalisation.
public struct SegNet: Segmenter, TensorLayer {
  /// The eleven classes of CamVid that the paper scores (§4.1, table 1).
  public static let camVid = [
    "building", "tree", "sky", "car", "sign", "road", "pedestrian", "fence", "pole", "pavement",
    "cyclist",
  ]

  /// `encoder.0` … `encoder.4`, of strides 1, 2, 4, 8, 16.
  public let encoder: [Sequential]
  /// `decoder.0` … `decoder.4`, of the same strides; they run from the last to the first.
  public let decoder: [Sequential]
  public let classifier: Conv2D
  public let classNames: [String]

  /// With new weights, drawn as He's.
  ///
  /// - Parameter classCount: K, 11 for CamVid.
  /// - Throws: `ShapeError` unless there is at least one class.
  public init(classCount: Int = 11, using generator: inout SeededGenerator) throws {
    var maker = LayerMaker(generator)
    try self.init(classCount: classCount, maker: &maker)
    generator = maker.generator ?? generator
  }

  /// With trained weights, by their names in `stateDictionary`.
  ///
  /// - Throws: `LoadError` when they belong to another model.
  public init(weights: [String: Tensor], classCount: Int = 11) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(classCount: classCount, maker: &maker)
    try load(weights)
  }

  init(classCount: Int, maker: inout LayerMaker) throws {
    try LayerMaker.check(classCount: classCount, "SegNet")
    classNames = classCount == Self.camVid.count ? Self.camVid : []
    func block(_ channels: [Int]) throws -> Sequential {
      Sequential(
        try zip(channels, channels.dropFirst()).flatMap { inputs, outputs -> [any TensorLayer] in
          [
            try maker.convolution(
              from: inputs, to: outputs, kernel: 3, padding: 1, initializer: .heNormal),
            try BatchNorm2D(channels: outputs), ReLU(),
          ]
        })
    }
    let widths = VGG16.blocks  // output channels, block by block
    let inputs = [3] + widths.dropLast().compactMap(\.last)
    encoder = try zip(inputs, widths).map { try block([$0] + $1) }
    // A block of the decoder is the encoder's, backwards; the first of all ends in the classifier.
    decoder = try zip(inputs, widths).map { input, widths in
      let backwards = Array(widths.reversed())
      return try block(backwards + (input == 3 ? [] : [input]))
    }
    classifier = try maker.convolution(
      from: 64, to: classCount, kernel: 3, padding: 1, initializer: .heNormal)
  }

  public var children: [LayerChild] {
    [
      ("encoder", Sequential(encoder)), ("decoder", Sequential(decoder)),
      ("classifier", classifier),
    ]
  }

  public static var normalization: PictureNormalization { .imageNet }
  /// The size of CamVid's pictures in the paper.
  public static var inputShape: [Int] { [1, 3, 360, 480] }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    [("logits", try logits(x))]
  }

  /// The last pooled map, of stride 32.
  public func features(_ x: Tensor) throws -> Tensor { try descend(x) { try $0($1) }.coarsest }

  /// - Parameter x: `[N, 3, H, W]`, normalised, at least 32×32.
  /// - Returns: `[N, K, H, W]`.
  /// - Throws: `ShapeError` for another shape.
  public func logits(_ x: Tensor) throws -> Tensor { try run(x) { try $0($1) } }

  /// The same as `logits`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor { try logits(x) }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try run(x) { try $0.training($1, using: &generator) }
  }

  private func descend(
    _ x: Tensor, _ pass: LayerPass
  ) throws -> (coarsest: Tensor, poolings: [Pooling]) {
    guard x.rank == 4, x.shape[1] == 3, x.shape.suffix(2).allSatisfy({ $0 >= 32 }) else {
      throw ShapeError(
        operation: "SegNet", expected: "pictures of shape [N, 3, H, W], H and W at least 32",
        found: "\(x.shape)", hint: "image.tensor() makes [1, 3, H, W]")
    }
    var (y, poolings): (Tensor, [Pooling]) = (x, [])
    for (level, block) in encoder.enumerated() {
      y = try inside("encoder") { try inside("\(level)") { try pass(block, y) } }
      let pooling = try Pooling(y, level: level)
      (y, poolings) = (pooling.values, poolings + [pooling])
    }
    return (y, poolings)
  }

  private func run(_ x: Tensor, _ pass: LayerPass) throws -> Tensor {
    let (coarsest, poolings) = try descend(x, pass)
    var y = coarsest
    for (level, pooling) in poolings.enumerated().reversed() {
      y = try pooling.undo(y, level: level)
      y = try inside("decoder") { try inside("\(level)") { try pass(decoder[level], y) } }
    }
    return try inside("classifier") { try classifier(y) }
  }
}
