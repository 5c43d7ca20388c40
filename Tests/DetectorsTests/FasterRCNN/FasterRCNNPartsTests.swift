import Boxes
import Foundation
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

/// The parts between the layers, each of made-up numbers, against torchvision's in double precision:
/// Tests/Oracles/faster_rcnn.py.
@Suite struct FasterRCNNPartsTests {
  struct Found: Decodable {
    let boxes, scores: [Float]
    let classes: [Int]?

    var corners: [[Float]] {
      stride(from: 0, to: boxes.count, by: 4).map { Array(boxes[$0..<($0 + 4)]) }
    }
  }
  struct Level: Decodable {
    let rows, columns: Int
    let boxes: [Float]
  }
  struct Pooling: Decodable {
    let boxes: [Float]
    let levels: [Int]
    /// The mean over channels, region after region.
    let bins: [Float]
  }
  struct Parts: Decodable {
    let framing: [[Int]]
    let anchors: [String: [Level]]
    let proposals, detections, retinanet: Found
    let pooling: Pooling
  }

  static func parts() throws -> Parts {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/faster-rcnn.json")
    return try JSONDecoder().decode(Parts.self, from: Data(contentsOf: file))
  }

  /// Multiples of 2⁻²³ in −1 ..< 1 that the oracle makes too, times a factor.
  static func numbers(_ name: String, _ shape: [Int], times factor: Float = 1) throws -> Tensor {
    let key = stableHash(name)
    return try Tensor(
      (0..<shape.reduce(1, *)).map {
        factor * (Float(stableMix(key, UInt64($0)) >> 40) * 0x1p-23 - 1)
      }, shape: shape)
  }

  static func boxes(_ corners: [Float]) -> [Box] {
    stride(from: 0, to: corners.count, by: 4).map {
      Box(x1: corners[$0], y1: corners[$0 + 1], x2: corners[$0 + 2], y2: corners[$0 + 3])
    }
  }

  static func expectSame(_ found: [Box], _ expected: [Box], within: Float = 1e-3) {
    #expect(found.count == expected.count)
    for (mine, theirs) in zip(found, expected) {
      #expect(
        max(
          abs(mine.x1 - theirs.x1), abs(mine.y1 - theirs.y1), abs(mine.x2 - theirs.x2),
          abs(mine.y2 - theirs.y2)) < within)
    }
  }

  /// Without weights: the numbers of its layers play no part here.
  static func network() throws -> FasterRCNNResNet50 {
    var maker = LayerMaker.withoutWeights
    return try FasterRCNNResNet50(maker: &maker)
  }

  /// A picture of 211×150 in an input of 224×160.
  static let maps = [(40, 56), (20, 28), (10, 14), (5, 7), (3, 4)]

  static func proposed() throws -> ProposalPass {
    let answers = try maps.enumerated().map { level, map in
      ProposalMap(
        logits: try numbers("logits.\(level)", [1, 3, map.0, map.1], times: 4),
        offsets: try numbers("offsets.\(level)", [1, 12, map.0, map.1], times: 0.5))
    }
    let settings = try FasterRCNNSettings.pyramid()
    var selector = settings.selection
    selector.mostPerLevel = 200
    selector.mostKept = 150
    return try selector(
      answers, anchors: settings.anchors.grids(height: 160, width: 224, maps: maps), width: 211,
      height: 150)
  }

  @Test func picturesAreBroughtToTorchvisionsSizes() throws {
    let framing = try FasterRCNNSettings.pyramid().framing
    for line in try Self.parts().framing {
      let size = framing.size(width: line[0], height: line[1])
      let padded = framing.paddedSize(width: line[0], height: line[1])
      #expect(
        [size.width, size.height, padded.width, padded.height] == Array(line[2...]), "\(line)")
    }
  }

  @Test func anchorsOfEveryLevelAreTorchvisions() throws {
    var maker = LayerMaker.withoutWeights
    let all = [
      "rpn": try FasterRCNNSettings.pyramid().anchors,
      "retinanet": try RetinaNet(classCount: 1, maker: &maker).anchors,
    ]
    for (name, levels) in try Self.parts().anchors {
      let anchors = try #require(all[name])
      let maps = levels.map { ($0.rows, $0.columns) }
      let grids = try anchors.grids(height: 800, width: 1088, maps: maps)
      for (grid, level) in zip(grids, levels) {
        let boxes = try grid.boxes(rows: level.rows, columns: level.columns)
        let ends = Array(boxes.prefix(anchors.countPerCell) + boxes.suffix(anchors.countPerCell))
        #expect(ends == Self.boxes(level.boxes))
      }
      #expect(grids.count == 5 && levels.count == 5)
    }
  }

  @Test func proposalsAreTorchvisions() throws {
    let pass = try Self.proposed()
    let expected = try Self.parts().proposals
    Self.expectSame(pass.proposals, Self.boxes(expected.boxes))
    for (mine, theirs) in zip(pass.scores, expected.scores) { #expect(abs(mine - theirs) < 1e-5) }
  }

  /// Nothing is lost on the way: every candidate has a fate, and the one that removed it covers it.
  @Test func everyCandidateHasAFate() throws {
    let pass = try Self.proposed()
    #expect(pass.anchorCount == 3 * Self.maps.reduce(0) { $0 + $1.0 * $1.1 })
    #expect(pass.candidates.count == 3 * 200 + 105 + 36)  // of the coarse levels, all
    #expect(pass.candidates.count { $0.fate == .kept } == 150 && pass.kept.count == 150)
    var (suppressed, surplus) = (0, 0)
    for candidate in pass.candidates {
      switch candidate.fate {
      case .suppressed(let better):
        let other = pass.candidates[better]
        #expect(other.level == candidate.level && other.logit >= candidate.logit)
        #expect(other.box.iou(with: candidate.box) > 0.7)
        suppressed += 1
      case .surplus:
        #expect(candidate.score <= pass.scores[149])
        surplus += 1
      case .tooSmall: #expect(min(candidate.box.width, candidate.box.height) < 1e-3)
      case .kept: break
      }
    }
    #expect(suppressed > 50 && surplus > 50)
    // Anchors come in the order of the maps' cells.
    let map = pass.maps[1]
    let grid = try pass.anchors[1].boxes(rows: 20, columns: 28)
    let logits = try map.logitsByAnchor().values
    let offsets = try map.offsetsByAnchor()  // [1, 1680, 4]
    for candidate in pass.candidates where candidate.level == 1 {
      let place = (candidate.row * 28 + candidate.column) * 3 + candidate.anchorIndex
      #expect(grid[place] == candidate.anchor && logits[place] == candidate.logit)
      #expect(try offsets[0, place].values == candidate.offset.values)
    }
  }

  @Test func theBestPlacesAreThoseOfASort() throws {
    let values =
      try Self.numbers("places", [3, 700]).values.map { ($0 * 40).rounded() / 40 } + [.nan]
    let all = (0..<2100).map { (logit: values[$0 % 3 * 700 + $0 / 3], place: $0) }
    for most in [0, 1, 7, 100, 2100, 5000] {
      let expected = all.sorted { $0.logit != $1.logit ? $0.logit > $1.logit : $0.place < $1.place }
        .prefix(most).map(\.place)
      #expect(topPlaces(values, anchors: 3, cells: 700, most: most) == expected)
    }
    #expect(topPlaces(values, anchors: 3, cells: 700, most: .max).count == 2100)
    #expect(topPlaces([.nan, 1, .nan, 2], anchors: 1, cells: 4, most: 3) == [3, 1])
  }

  @Test func regionsArePooledFromTorchvisionsLevels() throws {
    let expected = try Self.parts().pooling
    let boxes = Self.boxes(expected.boxes)
    let maps = try Self.maps.prefix(4).enumerated().map { level, map in
      try Self.numbers("map.\(level)", [1, 3, map.0, map.1])
    }
    let pooling = try FasterRCNNSettings.pyramid().pooling
    #expect(boxes.map(pooling.map(for:)) == expected.levels)
    #expect(Set(expected.levels) == [0, 1, 3])
    let pooled = try pooling(maps, regions: [boxes], bins: 7)  // [R, 3, 7, 7]
    #expect(pooled.shape == [boxes.count, 3, 7, 7])
    for (mine, theirs) in zip(try pooled.mean(axes: [1]).values, expected.bins) {
      #expect(abs(mine - theirs) < 2e-5)
    }
    // Of one map only, and of none.
    let small = boxes.filter { pooling.map(for: $0) == 0 }
    let first = try pooling(maps, regions: [small], bins: 7)
    let alone = try maps[0].roiAlign(
      small, outputSize: [7, 7], spatialScale: 0.25, samplingRatio: 2)
    #expect(first.values == alone.values)
    #expect(try pooling(maps, regions: [[]], bins: 7).shape == [0, 3, 7, 7])
  }

  /// Each map gets the gradient of its own regions, in whatever order they came.
  @Test func theGradientGoesToEachRegionsMap() throws {
    let boxes = [
      Box(x1: 0, y1: 0, x2: 200, y2: 140), Box(x1: 8, y1: 8, x2: 30, y2: 40),
      Box(x1: 20, y1: 30, x2: 150, y2: 140), Box(x1: 100, y1: 8, x2: 120, y2: 40),
    ]
    let maps = try Self.maps.prefix(3).enumerated().map { level, map in
      Parameter(try Self.numbers("map.\(level)", [1, 2, map.0, map.1]), name: "map")
    }
    let pooling = try PyramidPooling(.align(samplingRatio: 2), strides: [4, 8, 16])
    let weights = try Self.numbers("weights", [4, 2, 5, 5])
    let pooled = try pooling(maps.map(\.tracked), regions: [boxes], bins: 5)
    try (pooled * weights).sum().backward()
    for (level, map) in maps.enumerated() {
      let own = boxes.indices.filter { pooling.map(for: boxes[$0]) == level }
      let other = Parameter(map.value, name: "map")
      let alone = try other.tracked.roiAlign(
        own.map { boxes[$0] }, outputSize: [5, 5], spatialScale: 1 / Float(4 << level),
        samplingRatio: 2)
      try (alone * weights.selecting(own)).sum().backward()
      let (mine, expected) = (map.gradient?.values ?? [], other.gradient?.values ?? [])
      #expect(own.isEmpty ? mine.allSatisfy { $0 == 0 } : mine == expected)
    }
    #expect(Set(boxes.map(pooling.map(for:))).count >= 2)
  }

  @Test func detectionsAreTorchvisions() throws {
    let parts = try Self.parts()
    let proposals = Self.boxes(parts.proposals.boxes)
    let count = proposals.count
    var options = FasterRCNNOptions()
    options.leastScore = 0.05
    let detector = try FasterRCNNDetector(network: Self.network(), options: options)
    let candidates = try detector.candidates(
      Self.numbers("cls_score", [count, 91], times: 4).softmax(axis: 1),
      Self.numbers("bbox_pred", [count, 364], times: 2), proposals, width: 211, height: 150,
      picture: (211, 150))
    let kept = try suppressedByClass(
      candidates.map(\.box), candidates.map(\.detection), threshold: 0.5, most: 100)
    Self.expectSame(kept.map { candidates[$0].box }, Self.boxes(parts.detections.boxes))
    #expect(kept.map { candidates[$0].detection.classIndex } == parts.detections.classes)
    for (place, score) in zip(kept, parts.detections.scores) {
      #expect(abs(candidates[place].detection.score - score) < 1e-5)
    }
  }

  @Test func retinaNetsDetectionsAreTorchvisions() throws {
    let expected = try Self.parts().retinanet
    var maker = LayerMaker.withoutWeights
    var options = RetinaNetOptions()
    options.leastScore = 0.9
    let detector = try RetinaNetDetector(
      network: RetinaNet(classCount: 7, maker: &maker), options: options)
    let maps = [(20, 28), (10, 14), (5, 7), (3, 4), (2, 2)]
    let answers = try maps.enumerated().map { level, map in
      ProposalMap(
        logits: try Self.numbers("retina.logits.\(level)", [1, 63, map.0, map.1], times: 4),
        offsets: try Self.numbers("retina.offsets.\(level)", [1, 36, map.0, map.1], times: 0.5))
    }
    let candidates = try detector.candidates(answers, input: [1, 3, 160, 224], size: (211, 150)) {
      $0
    }
    let kept = try detector.kept(candidates)
    // torchvision keeps boxes of which nothing is left in the picture. They are no detections here,
    // but count among its 300: nothing comes in their place.
    let boxes = Self.boxes(expected.boxes)
    let whole = boxes.indices.filter { !boxes[$0].isDegenerate }
    #expect(boxes.count == 300 && whole.count < 300 && kept.count == whole.count)
    let classes = try #require(expected.classes)
    // Scores fall likewise; of two that are equal to six digits, torchvision may have either first.
    for (place, index) in zip(kept, whole) {
      #expect(abs(candidates[place].detection.score - expected.scores[index]) < 1e-5)
    }
    var open = kept
    for index in whole {
      let found = open.firstIndex { place in
        let (mine, theirs) = (candidates[place], boxes[index])
        return mine.detection.classIndex == classes[index]
          && abs(mine.detection.score - expected.scores[index]) < 1e-5
          && abs(mine.box.x1 - theirs.x1) < 1e-3 && abs(mine.box.y1 - theirs.y1) < 1e-3
          && abs(mine.box.x2 - theirs.x2) < 1e-3 && abs(mine.box.y2 - theirs.y2) < 1e-3
      }
      if let found { open.remove(at: found) }
    }
    #expect(open.isEmpty)
  }

  /// `generate_anchors()` of the paper's Python code prints these nine, corners included.
  @Test func vgg16HasThePapersNineAnchors() throws {
    var maker = LayerMaker.withoutWeights
    let network = try FasterRCNNVGG16(classCount: 21, maker: &maker)
    let printed: [[Float]] = [
      [-84, -40, 99, 55], [-176, -88, 191, 103], [-360, -184, 375, 199], [-56, -56, 71, 71],
      [-120, -120, 135, 135], [-248, -248, 263, 263], [-36, -80, 51, 95], [-80, -168, 95, 183],
      [-168, -344, 183, 359],
    ]
    #expect(
      network.settings.anchors.cells == [
        printed.map { Box(x1: $0[0], y1: $0[1], x2: $0[2] + 1, y2: $0[3] + 1) }
      ])
    #expect(network.settings.anchors.strides == [16])
    let grid = try network.anchors(
      height: 600, width: 800, maps: [Tensor.zeros([1, 9, 37, 50])])
    #expect(try grid[0].boxes(rows: 37, columns: 50).count == 16_650)  // "roughly 20k", §3.3
  }
}
