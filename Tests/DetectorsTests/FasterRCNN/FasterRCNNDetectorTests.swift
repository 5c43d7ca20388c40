import Boxes
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct FasterRCNNDetectorTests {
  static func picture(_ width: Int, _ height: Int) throws -> Image {
    let numbers = try FasterRCNNPartsTests.numbers("picture", [3, height, width], times: 0.5) + 0.5
    return try Image(numbers)
  }

  /// That finds something in any picture.
  static func detector(
    _ network: TinyRCNN? = nil, _ change: (inout FasterRCNNOptions) -> Void = { _ in }
  ) throws -> FasterRCNNDetector {
    var options = FasterRCNNOptions()
    options.leastScore = 0.15
    change(&options)
    return try FasterRCNNDetector(network: network ?? TinyRCNN(), options: options)
  }

  static func expectWhole(_ pass: FasterRCNNPass, _ image: Image) throws {
    let count = pass.detections.count
    #expect(pass.masks.count == count && pass.keypoints.count == count)
    #expect(pass.levels.count == pass.proposals.proposals.count)
    #expect(pass.probabilities.shape == [pass.levels.count, 5])
    for thing in pass.answer.things {
      let box = thing.detection.box
      #expect(box.isFinite && box.x1 >= 0 && box.y1 >= 0)
      #expect(box.x2 <= Float(image.width) * 1.0001 && box.y2 <= Float(image.height) * 1.0001)
      let mask = try #require(thing.mask)
      #expect(mask.width == image.width && mask.height == image.height)
      #expect(thing.keypoints.count == 3)
      #expect(thing.keypoints.allSatisfy { $0.x.isFinite && $0.y.isFinite && $0.score.isFinite })
    }
  }

  @Test func aPictureHasBoxesMasksAndKeypoints() throws {
    let image = try Self.picture(131, 97)
    let detector = try Self.detector()
    let pass = try detector.pass(image)
    #expect(pass.input.shape == [1, 3, 64, 88] && pass.size == (86, 63))
    #expect(pass.maps.map(\.shape) == [[1, 8, 16, 22], [1, 8, 8, 11], [1, 8, 4, 6]])
    #expect(!pass.detections.isEmpty)
    try Self.expectWhole(pass, image)
    #expect(try detector.detections(in: image) == pass.detections)
    #expect(try detector.answer(for: image) == pass.answer)
    let seconds = pass.seconds
    #expect(seconds.total >= seconds.aroundTheNetwork && seconds.aroundTheNetwork > 0)
    // Best first, and no two of one class cover each other.
    let scores = pass.detections.map(\.score)
    #expect(scores == scores.sorted(by: >) && scores.allSatisfy { $0 >= 0.15 })
    for (i, a) in pass.kept.enumerated() {
      for b in pass.kept.dropFirst(i + 1) {
        let (a, b) = (pass.candidates[a], pass.candidates[b])
        #expect(
          a.detection.classIndex != b.detection.classIndex || a.box.iou(with: b.box) <= 0.5)
      }
    }
  }

  @Test func aPlanFindsTheSame() throws {
    let image = try Self.picture(131, 97)
    let detector = try Self.detector()
    let planned = try detector.planned(width: 131, height: 97)
    let (a, b) = (try detector.pass(image), try planned.pass(image))
    #expect(a.detections.count == b.detections.count && !a.detections.isEmpty)
    for (x, y) in zip(a.detections, b.detections) {
      #expect(x.classIndex == y.classIndex && abs(x.score - y.score) < 1e-4)
    }
    #expect(zip(a.maps, b.maps).allSatisfy { $0.shape == $1.shape })
    let other = try Self.picture(60, 90)  // goes without the plan
    #expect(
      try planned.detections(in: other).map(\.classIndex)
        == detector.detections(in: other).map(\.classIndex))
  }

  @Test func theTraceEndsWithTheDetections() throws {
    let image = try Self.picture(131, 97)
    let detector = try Self.detector()
    let trace = try detector.trace(in: image)
    let found = try detector.detections(in: image)
    #expect(trace.kept.map(\.detection).prefix(found.count).elementsEqual(found))
    #expect(trace.placeCount == 3 * (16 * 22 + 8 * 11 + 4 * 6))
    let first = try #require(trace.candidates.first)
    #expect(
      first.facts.map(\.name) == [
        "anchor", "objectness", "its offsets", "proposal", "pooled", "offsets", "clipped",
      ])
    #expect(first.scores.count == 5)
  }

  /// `fovea trace` writes what happens to one picture; a table has shapes that depend on no weight.
  @Test func stagesFollowThePictureThroughItsOwnProposals() throws {
    let network = try TinyRCNN()
    let x = try FasterRCNNPartsTests.numbers("x", [1, 3, 64, 88])
    let stages = try network.stages(x)
    let names = stages.map(\.name)
    for name in [
      "backbone.body.3", "backbone.fpn.layer_blocks.0", "rpn.head.conv#3", "proposals",
      "box_roi_pool", "roi_heads.box_head.fc7", "roi_heads.box_predictor.bbox_pred", "boxes",
      "mask_roi_pool", "roi_heads.mask_predictor.mask_fcn_logits", "masks",
      "roi_heads.keypoint_predictor",
    ] {
      #expect(names.contains(name), "\(name) is not among \(names)")
    }
    #expect(!names.contains("roi_heads"))
    let proposals = try #require(stages.first { $0.name == "proposals" }).output
    #expect(proposals.shape == [40, 4])
    #expect(try network.flops().total == TinyRCNN().flops().total)
    #expect(
      try network.answers(x).map(\.name).suffix(4) == [
        "cls_score", "bbox_pred", "mask_fcn_logits", "kps_score",
      ])
    #expect(network.forgottenParameters().isEmpty)
  }

  // Bad input.

  @Test func noProposals() throws {
    let image = try Self.picture(131, 97)
    let pass = try Self.detector {
      $0.selection = ProposalSelector(); $0.selection?.mostKept = 0
    }
    .pass(image)
    #expect(pass.proposals.proposals.isEmpty && pass.detections.isEmpty)
    #expect(pass.probabilities.shape == [0, 5])
    try Self.expectWhole(pass, image)
    let planned = try Self.detector {
      $0.selection = ProposalSelector(); $0.selection?.mostKept = 0
    }
    .planned(width: 131, height: 97)
    #expect(try planned.detections(in: image).isEmpty)
  }

  @Test func noDetections() throws {
    let image = try Self.picture(131, 97)
    let pass = try Self.detector { $0.leastScore = 1 }.pass(image)
    #expect(pass.proposals.proposals.count == 40 && pass.detections.isEmpty)
    #expect(pass.maskProbabilities?.shape == [0, 28, 28])
    #expect(pass.keypointMaps?.shape == [0, 3, 56, 56])
    try Self.expectWhole(pass, image)
  }

  @Test func everyAnchorOutsideThePicture() throws {
    let outside = Box(x1: 5000, y1: 5000, x2: 5016, y2: 5016)
    let network = try TinyRCNN(
      anchors: PyramidAnchors(cells: [[outside], [outside], [outside]]))
    let image = try Self.picture(131, 97)
    let pass = try Self.detector(network).pass(image)
    #expect(pass.proposals.candidates.count == 60 + 60 + 24)
    #expect(pass.proposals.candidates.allSatisfy { $0.fate == .tooSmall })
    #expect(pass.detections.isEmpty)
    try Self.expectWhole(pass, image)
  }

  @Test(arguments: [(1, 1), (4000, 30), (30, 4000), (1, 700), (2, 3)])
  func anyShapeOfPicture(width: Int, height: Int) throws {
    let image = try Self.picture(width, height)
    let detector = try Self.detector()
    let pass = try detector.pass(image)
    #expect(!pass.detections.isEmpty)
    try Self.expectWhole(pass, image)
    #expect(pass.input.shape[2] % 8 == 0 && pass.input.shape[3] <= 160)
  }

  /// A network that answers no numbers finds nothing; it does not fail.
  @Test(arguments: [Float.nan, .infinity, -.infinity])
  func weightsThatAreNoNumbers(value: Float) throws {
    for name in ["rpn.head.cls_logits.bias", "rpn.head.bbox_pred.bias", "backbone.body.0.bias"] {
      let network = try TinyRCNN()
      for named in network.namedParameters() where named.name == name {
        named.parameter.value = try Tensor.full(named.parameter.value.shape, value)
      }
      let image = try Self.picture(50, 40)
      #expect(try Self.detector(network).answer(for: image).things.count <= 100)
    }
  }

  @Test func optionsOutOfRangeAreRefused() throws {
    let changes: [(inout FasterRCNNOptions) -> Void] = [
      { $0.leastScore = 1.5 }, { $0.leastScore = .nan }, { $0.suppression = -0.1 },
      { $0.mostDetections = -1 }, { $0.smallestSide = -1 }, { $0.maskThreshold = 2 },
      {
        $0.selection = ProposalSelector(); $0.selection?.mostPerLevel = -5
      },
      {
        $0.selection = ProposalSelector(); $0.selection?.suppression = 7
      },
    ]
    for change in changes { #expect(throws: ShapeError.self) { try Self.detector(nil, change) } }
    var network = try TinyRCNN()
    network.settings.selection.mostKept = -1
    #expect(throws: ShapeError.self) { try Self.detector(network).pass(Self.picture(9, 9)) }
    #expect(throws: (any Error).self) { try PyramidAnchors(cells: []) }
    #expect(throws: (any Error).self) { try PyramidAnchors(sizes: [[8], [16]], strides: [4]) }
    #expect(throws: (any Error).self) { try PyramidPooling(.pool, strides: [4, 16]) }
    #expect(throws: (any Error).self) { try PyramidPooling(.pool, strides: [12]) }
    #expect(throws: (any Error).self) { try PyramidPooling(.pool, strides: []) }
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let network = try TinyRCNN()
    let maps = try network.maps(Tensor.zeros([1, 3, 64, 88]))
    let shape = #expect(throws: ShapeError.self) {
      try FeaturePyramid.small([6, 8])([maps[0]])
    }
    #expect(shape?.description.contains("expected 2 maps") == true)
    #expect(throws: ShapeError.self) { try network.pooled([maps[0]], regions: [[]]) }
    #expect(throws: ShapeError.self) { try network.anchors(height: 64, width: 88, maps: [maps[0]]) }
    let proposed = try network.proposalMaps(maps)
    let grids = try network.anchors(height: 64, width: 88, maps: maps)
    let selector = ProposalSelector()
    #expect(throws: ShapeError.self) {
      try selector(proposed, anchors: Array(grids.dropLast()), width: 88, height: 64)
    }
    #expect(throws: ShapeError.self) {
      try selector(proposed, anchors: grids, picture: 1, width: 88, height: 64)
    }
    let wrong = ProposalMap(logits: proposed[0].logits, offsets: proposed[1].offsets)
    #expect(throws: ShapeError.self) { try wrong.logitsByAnchor() }
    #expect(throws: ShapeError.self) {
      try selector([wrong] + proposed.dropFirst(), anchors: grids, width: 88, height: 64)
    }
  }

  /// A pyramid's levels, of maps whose sizes are no halves of each other.
  @Test func aPyramidOfOddMaps() throws {
    let maps = try [(13, 17), (7, 9), (4, 5)].enumerated().map { level, size in
      try FasterRCNNPartsTests.numbers("c\(level)", [2, 4, size.0, size.1])
    }
    let bare = try FeaturePyramid.small([4, 4, 4], top: .bare)(maps)
    #expect(bare.map(\.shape) == [[2, 8, 13, 17], [2, 8, 7, 9], [2, 8, 4, 5]])
    let more = try FeaturePyramid.small([4, 4, 4], top: .convolved)
    #expect(try more(maps).map(\.shape).suffix(2) == [[2, 8, 2, 3], [2, 8, 1, 2]])
    #expect(more.levelCount == 5)
    let above = try FeaturePyramid.small([4, 4, 4], top: .subsampled)(maps)
    #expect(above[3].shape == [2, 8, 2, 3])
    #expect(try above[3][1, 5, 1, 2].item() == above[2][1, 5, 2, 4].item())
  }

  /// Two-way scores are the paper's 2 A: those of "nothing" first. Their softmax is our sigmoid.
  @Test func twoScoresAnAnchorAreTheirDifference() throws {
    var maker = LayerMaker(SeededGenerator(seed: 5))
    let head = try ProposalHead(
      inputs: 4, hidden: 6, anchorsPerCell: 3, isTwoWay: true, maker: &maker)
    let map = try FasterRCNNPartsTests.numbers("map", [1, 4, 5, 7], times: 30)
    let answer = try head(map)
    #expect(answer.logits.shape == [1, 3, 5, 7] && answer.offsets.shape == [1, 12, 5, 7])
    let scores = try head.objectness(head.hidden(map).relu()).reshaped([1, 2, 3, 5, 7])
    let things = try scores.softmax(axis: 1)[0..., 1]
    for (mine, softmax) in zip(try answer.logits.sigmoid().values, things.values) {
      #expect(abs(mine - softmax) < 1e-6)
    }
  }
}

extension FeaturePyramid {
  fileprivate static func small(_ inputs: [Int], top: Top = .subsampled) throws -> FeaturePyramid {
    var maker = LayerMaker(SeededGenerator(seed: 2))
    return try FeaturePyramid(inputs: inputs, outputs: 8, top: top, maker: &maker)
  }
}
