// R regions, C channels, P×P cells of a pooled region, K classes with background.

import Layers
import Tensors

/// What a region's thing covers: a small convolutional network, a transposed convolution that doubles
/// its grid, and one mask for each class.
///
/// ```
/// pooled                           [R, C, P, P]
/// mask_head.mask_fcn1 … mask_fcn4  [R, 256, P, P]     3×3 convolutions, ReLU
/// mask_predictor.conv5_mask        [R, 256, 2P, 2P]   2×2 transposed, stride 2, ReLU
/// mask_predictor.mask_fcn_logits   [R, K, 2P, 2P]     1×1
/// ```
///
/// Whoever contains it takes its `children` for its own, so that names are those of torchvision's
/// published files: `roi_heads.mask_head.mask_fcn1.weight`. (torchvision itself has since renamed it
/// to `mask_head.0.0.weight`, and renames on loading.)
///
/// - Source: He et al., "Mask R-CNN", ICCV 2017, §3 and figure 4 (right); torchvision's
///   `MaskRCNNHeads` and `MaskRCNNPredictor`.
public struct MaskHead: PlainLayer {
  /// 3×3 convolutions, each with its ReLU.
  public let convolutions: Sequential
  /// To twice as many cells on a side, then a logit of each class for each cell.
  public let predictor: Sequential
  /// K.
  public let classCount: Int

  /// With new weights, as torchvision's begin.
  ///
  /// - Parameters:
  ///   - inputs: C of the pooled regions.
  ///   - widths: channels of each 3×3 convolution: four of 256 in the paper.
  ///   - reduced: channels of the transposed convolution.
  ///   - classCount: K, with background, whose mask nobody asks for.
  init(
    inputs: Int, widths: [Int] = [256, 256, 256, 256], reduced: Int = 256, classCount: Int,
    maker: inout LayerMaker
  ) throws {
    try LayerMaker.check(classCount: classCount, "MaskHead")
    var channels = inputs
    var stages: [(name: String, layer: any TensorLayer)] = []
    for (number, width) in widths.enumerated() {
      let convolution = try maker.convolution(
        from: channels, to: width, kernel: 3, padding: 1, initializer: .heNormalFanOut)
      stages += [("mask_fcn\(number + 1)", convolution), ("relu\(number + 1)", ReLU())]
      channels = width
    }
    convolutions = try Sequential(stages: stages)
    predictor = try Sequential(named: [
      "conv5_mask": maker.transposedConvolution(
        from: channels, to: reduced, kernel: 2, stride: 2, initializer: .heNormalFanOut),
      "relu": ReLU(),
      "mask_fcn_logits": maker.convolution(
        from: reduced, to: classCount, kernel: 1, initializer: .heNormalFanOut),
    ])
    self.classCount = classCount
  }

  public var children: [LayerChild] {
    [("mask_head", convolutions), ("mask_predictor", predictor)]
  }

  /// - Parameter pooled: `[R, C, P, P]`; R may be 0.
  /// - Returns: logits `[R, K, 2P, 2P]`, one mask for each class: each answers for itself whether a
  ///   cell belongs to a thing of that class, so classes do not compete.
  public func callAsFunction(_ pooled: Tensor) throws -> Tensor {
    let features = try inside("mask_head") { try convolutions(pooled) }
    return try inside("mask_predictor") { try predictor(features) }
  }

  /// All but the last convolution.
  ///
  /// - Returns: `[R, D, 2P, 2P]`.
  func features(_ pooled: Tensor) throws -> Tensor {
    try predictor.prefix(predictor.count - 1)(convolutions(pooled))
  }

  /// The last convolution for one class of each region: nobody asks for the masks of the others.
  ///
  /// - Parameters:
  ///   - features: `[R, D, M, M]`.
  ///   - classes: R.
  /// - Returns: logits `[R, M, M]`.
  func logits(_ features: Tensor, of classes: [Int]) throws -> Tensor {
    guard let last = predictor.stages.last?.layer as? Conv2D, let bias = last.bias else {
      throw ShapeError(
        operation: "MaskHead", expected: "a convolution at its end", found: "\(predictor)")
    }
    let (regions, channels, side) = (features.shape[0], features.shape[1], features.shape[2])
    let rows = try last.weight.value.selecting(classes).reshaped([regions, 1, channels])
    let cells = try features.reshaped([regions, channels, side * side])
    let logits = try matmul(rows, cells) + bias.value.selecting(classes).reshaped([regions, 1, 1])
    return try logits.reshaped([regions, side, side])
  }
}
