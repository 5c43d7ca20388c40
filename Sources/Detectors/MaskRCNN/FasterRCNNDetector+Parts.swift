// D detections, K classes with background, J joints, M×M cells of a small mask, S×S of a heat map.

import Boxes
import Layers
import Tensors

extension FasterRCNNDetector {
  // quote: parts
  /// Masks and keypoints of the detections: what remains to be said when boxes, classes and duplicates
  /// are settled. Regions are pooled once more, now with the boxes that were found.
  ///
  /// - Source: He et al., "Mask R-CNN", ICCV 2017, §3.1, "Inference": the mask branch runs on the
  ///   detections only.
  func addParts(to pass: inout FasterRCNNPass) throws {
    guard !parts.isEmpty else { return }
    let found = pass.kept.map { pass.candidates[$0] }
    let boxes = found.map(\.box)
    var watch = Stopwatch()
    let pooled = try network.pooledForParts(pass.maps, regions: [boxes])  // [D, C, P, P]
    pass.seconds.pooling += watch.lap()
    let classes = found.map(\.detection.classIndex)
    let masks = try maskProbabilities(pooled, classes)  // [D, M, M]
    let maps = try network.keypointLogits(pooled: pooled)  // [D, J, S, S]
    pass.seconds.furtherHeads += watch.lap()
    if let masks {
      pass.maskProbabilities = masks
      pass.masks = try pastedMasks(
        masks, boxes: found.map(\.detection.box), width: pass.picture.width,
        height: pass.picture.height, threshold: options.maskThreshold,
        alignment: network.settings.maskAlignment)
    }
    if let maps {
      pass.keypointMaps = maps
      let (x, y) = pass.scale
      pass.keypoints = try decodedKeypoints(maps, boxes: boxes).map { joints in
        joints.map { FoundKeypoint(x: $0.x * x, y: $0.y * y, score: $0.score) }
      }
    }
    pass.seconds.pasting += watch.lap()
  }
  // end quote

  /// The mask of each region's class, in 0…1; `nil` without a mask head.
  private func maskProbabilities(_ pooled: Tensor, _ classes: [Int]) throws -> Tensor? {
    guard let head = network.maskHead else { return nil }
    if let features = try plan?.maskFeatures(pooled) {
      return try head.logits(features, of: classes).sigmoid()
    }
    guard let logits = try network.maskLogits(pooled: pooled) else { return nil }  // [D, K, M, M]
    return try inside("masks") { try Detectors.maskProbabilities(logits, classes: classes) }
  }

  /// What it says of a thing beside its box.
  public var parts: Set<FoundPart> {
    var parts: Set<FoundPart> = []
    if network.maskHead != nil { parts.insert(.mask) }
    if network.keypointHead != nil { parts.insert(.keypoints) }
    return parts
  }
}
