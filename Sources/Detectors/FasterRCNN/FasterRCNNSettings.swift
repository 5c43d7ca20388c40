import Tensors

/// What of a Faster R-CNN is no weight: how pictures come in, where its anchors lie, which of them
/// become proposals, and how regions are pooled.
public struct FasterRCNNSettings: Equatable, Sendable {
  public var framing: PictureFraming
  public var anchors: PyramidAnchors
  public var pooling: PyramidPooling
  /// P: bins on a side of a region that is pooled for its class and box.
  public var bins = 7
  /// The same for its mask and its keypoints.
  public var maskBins = 14
  /// Where the cells of a small mask lie on the picture.
  public var maskAlignment = MaskAlignment.rounded
  public var selection = ProposalSelector()

  public init(framing: PictureFraming, anchors: PyramidAnchors, pooling: PyramidPooling) {
    self.framing = framing
    self.anchors = anchors
    self.pooling = pooling
  }

  /// torchvision's, for a pyramid on ResNet: pictures of 800 to 1333 pixels; anchors of 32 to 512
  /// pixels, one size a level; RoIAlign of 2×2 points a bin.
  ///
  /// - Source: torchvision's `FasterRCNN`, as published; Lin et al., "Feature Pyramid Networks",
  ///   CVPR 2017, §4.
  public static func pyramid() throws -> FasterRCNNSettings {
    FasterRCNNSettings(
      framing: PictureFraming(shorterSide: 800, longestSide: 1333, multiple: 32),
      anchors: try PyramidAnchors(sizes: [[32], [64], [128], [256], [512]]),
      pooling: try PyramidPooling(.align(samplingRatio: 2), strides: [4, 8, 16, 32]))
  }
}
