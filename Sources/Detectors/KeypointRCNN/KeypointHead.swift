// R regions, C channels, P×P cells of a pooled region, J joints.

import Layers
import Tensors

/// Where each joint of a region's person is: a stack of convolutions, a transposed convolution that
/// doubles the grid, and bilinear upsampling that doubles it again. One map of scores for each joint.
///
/// ```
/// pooled                              [R, C, P, P]
/// keypoint_head.0 … keypoint_head.14  [R, 512, P, P]   3×3 convolutions, ReLU
/// keypoint_predictor.kps_score_lowres [R, J, 2P, 2P]   4×4 transposed, stride 2
/// (bilinear)                          [R, J, 4P, 4P]
/// ```
///
/// Whoever contains it takes its `children` for its own, so that names are torchvision's:
/// `roi_heads.keypoint_head.0.weight`.
///
/// - Source: He et al., "Mask R-CNN", ICCV 2017, §5; torchvision's `KeypointRCNNHeads` and
///   `KeypointRCNNPredictor`.
public struct KeypointHead: PlainLayer {
  /// 3×3 convolutions, each with its ReLU.
  public let convolutions: Sequential
  /// To twice as many cells on a side, one map for each joint.
  public let scores: ConvTranspose2D
  /// J.
  public let jointCount: Int

  /// With new weights, as torchvision's begin.
  ///
  /// - Parameters:
  ///   - inputs: C of the pooled regions.
  ///   - widths: channels of each 3×3 convolution: eight of 512 in the paper.
  ///   - jointCount: J.
  init(
    inputs: Int, widths: [Int] = Array(repeating: 512, count: 8), jointCount: Int = 17,
    maker: inout LayerMaker
  ) throws {
    try LayerMaker.check(classCount: jointCount, "KeypointHead")
    var channels = inputs
    convolutions = Sequential(
      try widths.flatMap { width -> [any TensorLayer] in
        defer { channels = width }
        return [
          try maker.convolution(
            from: channels, to: width, kernel: 3, padding: 1, initializer: .heNormalFanOut),
          ReLU(),
        ]
      })
    scores = try maker.transposedConvolution(
      from: channels, to: jointCount, kernel: 4, stride: 2, padding: 1,
      initializer: .heNormalFanOut)
    self.jointCount = jointCount
  }

  private struct Predictor: Layer {
    let scores: ConvTranspose2D
    var children: [LayerChild] { [("kps_score_lowres", scores)] }
  }

  public var children: [LayerChild] {
    [("keypoint_head", convolutions), ("keypoint_predictor", Predictor(scores: scores))]
  }

  /// - Parameter pooled: `[R, C, P, P]`; R may be 0.
  /// - Returns: logits `[R, J, 4P, 4P]`: a softmax over all positions of a map says where its joint is.
  public func callAsFunction(_ pooled: Tensor) throws -> Tensor {
    let features = try inside("keypoint_head") { try convolutions(pooled) }
    return try inside("keypoint_predictor") {
      let coarse = try inside("kps_score_lowres") { try scores(features) }  // [R, J, 2P, 2P]
      return try coarse.upsampledBilinear(by: 2)
    }
  }
}
