// D detections, K classes with background, J joints, M×M cells of a small mask, S×S of a heat map.

import Boxes
import Tensors

extension FasterRCNNDetector {
  // quote: parts
  /// Masks and keypoints of the detections: what remains to be said when boxes, classes and duplicates
  /// are settled. Regions are pooled once more, now with the boxes that were found.
  ///
  /// - Parameters:
  ///   - width: of the picture in the network's input, without padding.
  ///   - height: likewise.
  /// - Source: He et al., "Mask R-CNN", ICCV 2017, §3.1, "Inference": the mask branch runs on the
  ///   detections only.
  func addParts(to pass: inout FasterRCNNPass, width: Int, height: Int) throws {
    let found = pass.kept.map { pass.candidates[$0] }
    let boxes = found.map(\.box)
    var watch = Stopwatch()
    if let logits = try network.maskLogits(maps: pass.maps, regions: [boxes]) {  // [D, K, M, M]
      let masks = try maskProbabilities(logits, classes: found.map(\.detection.classIndex))
      pass.maskProbabilities = masks  // [D, M, M]
      pass.seconds.furtherHeads += watch.lap()
      pass.masks = try pastedMasks(
        masks, boxes: found.map(\.detection.box), width: pass.picture.width,
        height: pass.picture.height, threshold: options.maskThreshold,
        alignment: network.settings.maskAlignment)
      pass.seconds.pasting += watch.lap()
    }
    if let maps = try network.keypointLogits(maps: pass.maps, regions: [boxes]) {  // [D, J, S, S]
      pass.keypointMaps = maps
      pass.seconds.furtherHeads += watch.lap()
      let (x, y) = (
        Float(pass.picture.width) / Float(width), Float(pass.picture.height) / Float(height)
      )
      pass.keypoints = try decodedKeypoints(maps, boxes: boxes).map { joints in
        joints.map { FoundKeypoint(x: $0.x * x, y: $0.y * y, score: $0.score) }
      }
      pass.seconds.pasting += watch.lap()
    }
  }
  // end quote

  /// What it says of a thing beside its box.
  public var parts: Set<FoundPart> {
    var parts: Set<FoundPart> = []
    if network.maskHead != nil { parts.insert(.mask) }
    if network.keypointHead != nil { parts.insert(.keypoints) }
    return parts
  }
}
