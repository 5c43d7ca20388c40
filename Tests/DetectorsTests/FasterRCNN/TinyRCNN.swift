import Boxes
import Layers
import Tensors

@testable import Detectors

/// The smallest network with everything: two convolutions, a pyramid of three levels, five classes,
/// masks and three keypoints.
struct TinyRCNN: FasterRCNNNetwork {
  let body: Sequential
  let pyramid: FeaturePyramid?
  let proposalHead: ProposalHead
  let head: RegionHead
  let maskHead: MaskHead?
  let keypointHead: KeypointHead?
  var settings: FasterRCNNSettings
  let classNames = ["background", "a", "b", "c", "d"]

  init(anchors: PyramidAnchors? = nil) throws {
    var maker = LayerMaker(SeededGenerator(seed: 3))
    body = Sequential([
      try maker.convolution(
        from: 3, to: 6, kernel: 5, stride: 4, padding: 2, initializer: .heNormal), ReLU(),
      try maker.convolution(
        from: 6, to: 8, kernel: 3, stride: 2, padding: 1, initializer: .heNormal), ReLU(),
    ])
    pyramid = try FeaturePyramid(inputs: [6, 8], outputs: 8, maker: &maker)
    let anchors = try anchors ?? PyramidAnchors(sizes: [[8], [16], [32]])
    proposalHead = try ProposalHead(
      inputs: 8, hidden: 8, anchorsPerCell: anchors.countPerCell, maker: &maker)
    head = try RegionHead(
      inputs: 8 * 49, hidden: 16, classCount: 5, dropout: 0, initializer: .heNormal,
      place: .regionHeads, maker: &maker)
    maskHead = try MaskHead(inputs: 8, widths: [8], reduced: 8, classCount: 5, maker: &maker)
    keypointHead = try KeypointHead(inputs: 8, widths: [8], jointCount: 3, maker: &maker)
    settings = FasterRCNNSettings(
      framing: PictureFraming(shorterSide: 64, longestSide: 160, multiple: 8), anchors: anchors,
      pooling: try PyramidPooling(.align(samplingRatio: 2), strides: [4, 8], canonicalSize: 32))
    settings.selection.mostKept = 40
    settings.selection.mostPerLevel = 60
  }

  var mapNames: [String] { ["1", "3"] }
  static var normalization: PictureNormalization { .imageNet }
  static var inputShape: [Int] { [1, 3, 64, 88] }
}
