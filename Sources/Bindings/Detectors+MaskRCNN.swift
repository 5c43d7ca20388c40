import Fovea
import LessonSwift

extension HostLibrary {
  /// Mask R-CNN: its network for the Pasture, targets, loss, pasting, and what a detector answers.
  mutating func addMaskRCNN() {
    type(
      PastureMaskRCNN.self, named: "PastureMaskRCNN",
      help: "Faster R-CNN with a mask for each thing. He et al., \"Mask R-CNN\", 2017.")
    enumeration(
      MaskAlignment.self, named: "MaskAlignment", cases: ["rounded": .rounded, "exact": .exact],
      help: "Where the cells of a small mask lie on the picture.")
    addMaskRCNNNetwork()
    addMaskFunctions()
    addAnswers()
    addPartScores()
  }

  private mutating func addMaskRCNNNetwork() {
    typealias Network = PastureMaskRCNN
    addRegionNetwork(
      Network.self, named: "PastureMaskRCNN", random: { try Network(using: &$0) },
      trained: { try Network.trained() })
    method(
      "func takeOver(_ detector: PastureFasterRCNN) throws", on: Network.self,
      help: "Begins with all of a trained Faster R-CNN."
    ) { (model: Network, detector: PastureFasterRCNN) in try model.takeOver(detector) }
    method(
      "func masks(of boxes: [Box], maps: [Tensor]) throws -> Tensor", on: Network.self,
      help: "Logits of all classes, [D, 9, 28, 28]. He et al., \"Mask R-CNN\", 2017, §3."
    ) { (model: Network, boxes: [Box], maps: [Tensor]) in try model.masks(of: boxes, maps: maps) }
  }

  private mutating func addMaskFunctions() {
    function(
      "func maskTargets(_ masks: [Mask], boxes: [Box], size: Int, "
        + "alignment: MaskAlignment = .rounded) throws -> Tensor",
      help: "True masks cut out by boxes, as small as the prediction: [R, M, M]. "
        + "He et al., \"Mask R-CNN\", 2017, §3.1."
    ) { (masks: [Mask], boxes: [Box], size: Int, alignment: MaskAlignment) in
      try maskTargets(masks, boxes: boxes, size: size, alignment: alignment)
    }
    function(
      "func maskLoss(_ logits: Tensor, classes: [Int], targets: Tensor) throws -> Tensor",
      help: "Of [R, K, M, M] against [R, M, M]: the true class's mask, cell by cell. "
        + "He et al., \"Mask R-CNN\", 2017, §3."
    ) { (logits: Tensor, classes: [Int], targets: Tensor) in
      try maskLoss(logits, classes: classes, targets: targets)
    }
    function(
      "func maskProbabilities(_ logits: Tensor, classes: [Int]) throws -> Tensor",
      help: "One of K masks a region, through a sigmoid: [R, M, M]."
    ) { (logits: Tensor, classes: [Int]) in try maskProbabilities(logits, classes: classes) }
    method(
      "func pasted(in box: Box, width: Int, height: Int, alignment: MaskAlignment = .rounded) "
        + "throws -> Tensor", on: Tensor.self,
      help: "[M, M] stretched over its box: [H, W]. He et al., \"Mask R-CNN\", 2017, §3.1."
    ) { (mask: Tensor, box: Box, width: Int, height: Int, alignment: MaskAlignment) in
      try mask.pasted(in: box, width: width, height: height, alignment: alignment)
    }
    method(
      "func pastedMask(in box: Box, width: Int, height: Int, threshold: Float = 0.5, "
        + "alignment: MaskAlignment = .rounded) throws -> RunLengthMask", on: Tensor.self,
      help: "The pixels of which [M, M] is sure. He et al., \"Mask R-CNN\", 2017, §3.1."
    ) {
      (
        mask: Tensor, box: Box, width: Int, height: Int, threshold: Float, alignment: MaskAlignment
      ) in
      try mask.pastedMask(
        in: box, width: width, height: height, threshold: threshold, alignment: alignment)
    }
    function(
      "func pastedMasks(_ probabilities: Tensor, boxes: [Box], width: Int, height: Int, "
        + "threshold: Float = 0.5, alignment: MaskAlignment = .rounded) throws -> [RunLengthMask]",
      help: "pastedMask of each of [R, M, M]."
    ) {
      (
        probabilities: Tensor, boxes: [Box], width: Int, height: Int, threshold: Float,
        alignment: MaskAlignment
      ) in
      try pastedMasks(
        probabilities, boxes: boxes, width: width, height: height, threshold: threshold,
        alignment: alignment)
    }
  }

  /// What a detector says of a picture beside boxes.
  private mutating func addAnswers() {
    type(FoundKeypoint.self, named: "FoundKeypoint", help: "A joint that was found.")
    type(FoundThing.self, named: "FoundThing", help: "A detection, its mask, its joints.")
    type(PictureAnswer.self, named: "PictureAnswer", help: "All that a model says of a picture.")
    property("x: Float", on: FoundKeypoint.self) { (joint: FoundKeypoint) in joint.x }
    property("y: Float", on: FoundKeypoint.self) { (joint: FoundKeypoint) in joint.y }
    property("score: Float", on: FoundKeypoint.self, help: "The logit at its place.") {
      (joint: FoundKeypoint) in joint.score
    }
    property("detection: Detection", on: FoundThing.self) { (thing: FoundThing) in thing.detection }
    property("mask: RunLengthMask?", on: FoundThing.self) { (thing: FoundThing) in thing.mask }
    property("keypoints: [FoundKeypoint]", on: FoundThing.self) { (thing: FoundThing) in
      thing.keypoints
    }
    property("things: [FoundThing]", on: PictureAnswer.self, help: "Best first.") {
      (answer: PictureAnswer) in answer.things
    }
    method(
      "func drawn(on image: Image, classNames: [String]) throws -> Image", on: PictureAnswer.self,
      help: "Boxes, masks and skeletons over the picture."
    ) { (answer: PictureAnswer, image: Image, names: [String]) in
      try answer.drawn(on: image, classNames: names)
    }
    method(
      "func answer(for image: Image) throws -> PictureAnswer", on: FasterRCNNDetector.self,
      help: "Detections with masks and joints, where the network has heads for them."
    ) { (detector: FasterRCNNDetector, image: Image) in try detector.answer(for: image) }
    property("answer: PictureAnswer", on: FasterRCNNPass.self) { (pass: FasterRCNNPass) in
      pass.answer
    }
    property("masks: [RunLengthMask]", on: FasterRCNNPass.self) { (pass: FasterRCNNPass) in
      pass.masks
    }
    property("maskProbabilities: Tensor?", on: FasterRCNNPass.self, help: "[D, M, M].") {
      (pass: FasterRCNNPass) in pass.maskProbabilities
    }
    property("keypoints: [[FoundKeypoint]]", on: FasterRCNNPass.self) { (pass: FasterRCNNPass) in
      pass.keypoints
    }
    property("keypointMaps: Tensor?", on: FasterRCNNPass.self, help: "[D, J, S, S].") {
      (pass: FasterRCNNPass) in pass.keypointMaps
    }
  }

  private mutating func addPartScores() {
    type(DetectorScore.self, named: "DetectorScore", help: "How good a detector is on scenes.")
    method(
      "func score(on split: PastureSplit = .validation, images: Int = 500, name: String) throws "
        + "-> DetectorScore", on: FasterRCNNDetector.self,
      help: "Shows it scenes, and scores its answers."
    ) { (detector: FasterRCNNDetector, split: PastureSplit, images: Int, name: String) in
      try detector.score(on: split, images: images, name: name)
    }
    `subscript`("subscript(name: String) -> Double?", on: DetectorScore.self) {
      (score: DetectorScore, name: String) in score[name]
    }
    property("text: String", on: DetectorScore.self, help: "Tables.") { (score: DetectorScore) in
      score.text
    }
  }
}
