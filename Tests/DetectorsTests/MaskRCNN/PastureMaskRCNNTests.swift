import Boxes
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct PastureMaskRCNNTests {
  static func generator() -> SeededGenerator { SeededGenerator(seed: 7) }

  @Test func shapesAndNames() throws {
    var generator = Self.generator()
    let masks = try PastureMaskRCNN(using: &generator)
    let pose = try PasturePose(using: &generator)
    #expect(masks.forgottenParameters().isEmpty && pose.forgottenParameters().isEmpty)
    // Two bytes a parameter: both ship in less than two million.
    #expect(masks.parameterCount < 995_000 && pose.parameterCount < 995_000)
    let x = try masks.normalized(Tensor.full([1, 3, 48, 64], 0.5))
    let boxes = [Box(x1: 4, y1: 5, x2: 30, y2: 40), Box(x1: 0, y1: 0, x2: 64, y2: 48)]
    #expect(try masks.masks(of: boxes, maps: masks.maps(x)).shape == [2, 9, 28, 28])
    #expect(try pose.heatMaps(of: boxes, maps: pose.maps(x)).shape == [2, 17, 56, 56])
    #expect(try masks.masks(of: [], maps: masks.maps(x)).shape == [0, 9, 28, 28])
    let names = Set(masks.namedParameters().map(\.name))
    #expect(names.contains("roi_heads.mask_head.mask_fcn3.weight"))
    #expect(names.contains("roi_heads.mask_predictor.mask_fcn_logits.bias"))
    #expect(
      pose.namedParameters().contains {
        $0.name == "roi_heads.keypoint_predictor.kps_score_lowres.weight"
      })
    #expect(try masks.answers(x).map(\.name).last == "mask_fcn_logits")
    #expect(masks.settings.maskAlignment == .exact)
  }

  /// Mask R-CNN begins as the Faster R-CNN that it takes over: the same boxes.
  @Test func takesOverFasterRCNN() throws {
    var generator = Self.generator()
    let boxes = try PastureFasterRCNN(using: &generator)
    let masks = try PastureMaskRCNN(using: &generator)
    let pose = try PasturePose(using: &generator)
    try masks.takeOver(boxes)
    try pose.takeOver(boxes)
    let picture = try FastRCNNTests.picture(96, 80)
    var options = FasterRCNNOptions()
    options.leastScore = 0.05
    let plain = try FasterRCNNDetector(network: boxes, options: options).pass(picture)
    let full = try FasterRCNNDetector(network: masks, options: options).pass(picture)
    #expect(!plain.detections.isEmpty && plain.detections == full.detections)
    #expect(plain.masks.isEmpty && plain.maskProbabilities == nil)
    #expect(full.masks.count == full.detections.count)
    #expect(full.masks.allSatisfy { $0.width == 96 && $0.height == 80 })
    for (mask, detection) in zip(full.masks, full.detections) {
      guard let box = mask.box else { continue }
      #expect(box.iou(with: detection.box.expanded(by: 1)) > 0)
      #expect(detection.box.expanded(by: 1).intersection(with: box)?.area ?? 0 >= box.area * 0.99)
    }
    // Of the box head's nine classes, the pose network has kept the background and the person.
    let nine = boxes.head.classScores.weight.value
    let two = pose.head.classScores.weight.value
    #expect(two.values == (try nine.selecting([0, 1])).values)
    #expect(
      pose.head.boxOffsets.bias?.value.values
        == Array(boxes.head.boxOffsets.bias?.value.values.prefix(8) ?? []))
  }

  @Test func nothingFoundIsAnAnswerToo() throws {
    var generator = Self.generator()
    let picture = try FastRCNNTests.picture(96, 80)
    for network in [
      try PastureMaskRCNN(using: &generator) as any FasterRCNNNetwork,
      try PasturePose(using: &generator),
    ] {
      var detector = try FasterRCNNDetector(network: network)
      detector.leastScore = 1
      let pass = try detector.pass(picture)
      #expect(pass.detections.isEmpty && pass.masks.isEmpty && pass.keypoints.isEmpty)
      #expect(pass.answer == PictureAnswer())
    }
  }

  /// Joints of a picture that is brought to another size are counted in the picture's own pixels.
  @Test func jointsAreInPixelsOfThePicture() throws {
    var generator = Self.generator()
    let pose = try PasturePose(using: &generator)
    var detector = try FasterRCNNDetector(network: pose)
    detector.leastScore = 0
    detector.options.mostDetections = 3
    let pass = try detector.pass(FastRCNNTests.picture(400, 300))
    #expect(detector.parts == [.keypoints])
    #expect(pass.keypoints.count == 3 && pass.keypoints.allSatisfy { $0.count == 17 })
    for (joints, detection) in zip(pass.keypoints, pass.detections) {
      let around = detection.box.expanded(by: 3)
      #expect(joints.allSatisfy { around.contains(x: $0.x, y: $0.y) })
    }
    #expect(pass.answer.things.allSatisfy { $0.keypoints.count == 17 && $0.mask == nil })
  }
}
