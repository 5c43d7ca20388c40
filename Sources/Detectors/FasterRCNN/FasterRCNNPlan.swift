// H×W pixels of the network's input, L levels, R proposals.

import Layers
import Tensors

/// The inference of a Faster R-CNN for inputs of one size, worked out beforehand: what lies before the
/// proposals, and what lies behind them. Between the two, numbers decide what is done.
final class FasterRCNNPlan: Sendable {
  let inputShape: [Int]
  private let levels: InferencePlan
  private let head: PreparedRegionHead
  /// For as many detections as there are at most.
  private let masks: InferencePlan?

  init(
    _ network: any FasterRCNNNetwork, selection: ProposalSelector, mostDetections: Int, height: Int,
    width: Int
  ) throws {
    inputShape = [1, 3, height, width]
    levels = try InferencePlan(inputs: [inputShape]) {
      let maps = try network.maps($0[0])
      return maps + (try network.proposalMaps(maps)).flatMap { [$0.logits, $0.offsets] }
    }
    head = try PreparedRegionHead(network.head, most: selection.mostKept)
    let bins = network.settings.bins
    let channels = network.head.fc6.weight.value.shape[1] / max(1, bins * bins)
    let fine = network.settings.maskBins
    masks =
      mostDetections == 0
      ? nil
      : try network.maskHead.map { head in
        try InferencePlan(inputs: [[mostDetections, channels, fine, fine]]) {
          try head.features($0[0])
        }
      }
  }

  func levels(_ input: Tensor) throws -> (maps: [Tensor], proposed: [ProposalMap]) {
    let outputs = try levels([input])  // L maps, then logits and offsets of each
    let count = outputs.count / 3
    return (
      Array(outputs.prefix(count)),
      (0..<count).map {
        ProposalMap(logits: outputs[count + 2 * $0], offsets: outputs[count + 2 * $0 + 1])
      }
    )
  }

  /// What the head says of pooled regions.
  func answers(_ pooled: Tensor) throws -> RegionAnswers { try head(pooled) }

  /// What the mask head knows of pooled regions before it asks for classes; `nil` for another number of
  /// them than was planned for.
  func maskFeatures(_ pooled: Tensor) throws -> Tensor? {
    guard let masks, masks.inputShapes == [pooled.shape] else { return nil }
    return try masks(pooled)
  }
}
