// N pictures, H×W pixels, M maps, D default boxes, K classes with background.

import Boxes
import Layers
import Tensors

/// One pass over the picture, several maps, and at each cell of each map a class and an offset for
/// every default box there: no proposals, no second stage.
///
/// ```
/// picture   [N, 3, H, W]
/// maps      [N, C, h, w], M of them, each half as fine as the one before
/// head      [N, D, K] and [N, D, 4]
/// ```
///
/// - Source: Liu et al., "SSD: Single Shot MultiBox Detector", ECCV 2016, §2.1.
public protocol SSDNetwork: PictureNetwork {
  var head: SSDHead { get }
  /// In pixels of the network's input.
  var defaultBoxes: DefaultBoxes { get }
  /// K names, background first.
  var classNames: [String] { get }

  /// The M maps, finest first.
  ///
  /// - Parameter x: `[N, 3, H, W]`, normalised.
  /// - Returns: of each map `[N, C, h, w]`.
  /// - Throws: `ShapeError` when the picture is too small.
  func maps(_ x: Tensor) throws -> [Tensor]

  /// The same in training.
  func trainingMaps(_ x: Tensor, using generator: inout SeededGenerator) throws -> [Tensor]

  /// The size to which a picture is brought for this network.
  static func inputSize(width: Int, height: Int) -> (width: Int, height: Int)

  /// Cells of each map, for an input of this size.
  static func mapSizes(width: Int, height: Int) -> [(rows: Int, columns: Int)]
}

extension SSDNetwork {
  /// Pictures in 0…1 as this network wants them.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`.
  /// - Returns: the same shape.
  public func normalized(_ pictures: Tensor) throws -> Tensor { try Self.normalization(pictures) }

  /// What the network says of every default box.
  ///
  /// - Parameter maps: what `maps` answered, each `[N, C, h, w]`.
  public func answers(maps: [Tensor]) throws -> SSDAnswers { try inside("head") { try head(maps) } }

  /// The same in training, from the pictures on.
  ///
  /// - Parameters:
  ///   - x: `[N, 3, H, W]`, normalised.
  ///   - generator: for what the trunk draws.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       let network = try PastureSSD(using: &generator)
  ///       let x = try Tensor.full([1, 3, 48, 64], 0.5)
  ///       try network.training(x, using: &generator).logits.shape
  public func training(
    _ x: Tensor, using generator: inout SeededGenerator
  ) throws -> SSDAnswers {
    try answers(maps: trainingMaps(x, using: &generator))
  }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    let answers = try answers(maps: maps(x))
    return [("cls_logits", answers.logits), ("bbox_regression", answers.offsets)]
  }

  /// The finest map, of which small things are made out.
  public func features(_ x: Tensor) throws -> Tensor {
    guard let finest = try maps(x).first else {
      throw ShapeError(operation: "features", expected: "a network with maps", found: "none")
    }
    return finest
  }

  /// The D default boxes over these maps, in pixels of the network's input.
  ///
  /// - Parameter maps: what `maps` answered, each `[N, C, h, w]`.
  public func defaultBoxes(of maps: [Tensor]) throws -> [Box] {
    try defaultBoxes.boxes(rows: maps.map { $0.shape[2] }, columns: maps.map { $0.shape[3] })
  }
}
