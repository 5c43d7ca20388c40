import Boxes
import Foundation
import Testing

/// torchvision's answers, and OpenCV's: Tests/Oracles/region_fixtures.py.
@Suite struct RegionGeometryTests {
  struct Fixtures: Decodable, Sendable {
    struct Codec: Decodable, Sendable {
      let weights, boxes, references, offsets, codes, decoded: [Float]
    }
    struct Anchors: Decodable, Sendable {
      let sizes, ratios, anchors: [Float]
      let rows, columns, strideY, strideX: Int
    }
    struct Matches: Decodable, Sendable {
      let positive, negative: Float
      let keepsBest: Bool
      let truths, candidates: [Float]
      let matches: [Int]
    }
    struct Levels: Decodable, Sendable {
      let boxes: [Float]
      let levels: [Int]
    }
    struct Soft: Decodable, Sendable {
      let method: String
      let boxes, scores, updated: [Float]
      let indices: [Int]
    }
    let codec: [Codec]
    let anchors: [Anchors]
    let matches: [Matches]
    let levels: [Levels]
    let soft: [Soft]
  }

  static func fixtures() throws -> Fixtures {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/regions.json")
    return try JSONDecoder().decode(Fixtures.self, from: Data(contentsOf: path))
  }

  static func boxes(_ numbers: [Float]) -> [Box] {
    stride(from: 0, to: numbers.count, by: 4).map {
      Box(x1: numbers[$0], y1: numbers[$0 + 1], x2: numbers[$0 + 2], y2: numbers[$0 + 3])
    }
  }

  static func numbers(_ boxes: [Box]) -> [Float] { boxes.flatMap { [$0.x1, $0.y1, $0.x2, $0.y2] } }

  /// Within 1e-5 of the larger of 1 and the number.
  static func expectClose(
    _ found: [Float], _ expected: [Float], sourceLocation: SourceLocation = #_sourceLocation
  ) {
    #expect(found.count == expected.count && !found.isEmpty, sourceLocation: sourceLocation)
    for (a, b) in zip(found, expected) where !(abs(a - b) <= 1e-5 * max(1, abs(b))) {
      Issue.record("expected \(b), found \(a)", sourceLocation: sourceLocation)
    }
  }

  @Test func codecAgreesWithTorchvision() throws {
    let cases = try Self.fixtures().codec
    #expect(cases.count == 2)
    for example in cases {
      let codec = try BoxCodec(weights: example.weights)
      let references = Self.boxes(example.references)
      let offsets = try codec.encode(Self.boxes(example.boxes), from: references)
      Self.expectClose(offsets.flatMap(\.values), example.offsets)
      let codes = Self.boxes(example.codes).map {
        BoxOffset(dx: $0.x1, dy: $0.y1, dw: $0.x2, dh: $0.y2)
      }
      #expect(codes.contains { $0.dw / example.weights[2] > codec.largestLogarithm })
      Self.expectClose(Self.numbers(try codec.decode(codes, from: references)), example.decoded)
    }
  }

  @Test func decodingUndoesEncoding() throws {
    let example = try #require(try Self.fixtures().codec.first)
    for (box, reference) in zip(Self.boxes(example.boxes), Self.boxes(example.references)) {
      let offset = try BoxCodec.regionHead.encode(box, from: reference)
      Self.expectClose(
        Self.numbers([BoxCodec.regionHead.decode(offset, from: reference)]), Self.numbers([box]))
    }
    let box = Box(x1: 3, y1: 5, x2: 9, y2: 21)
    #expect(try BoxCodec.plain.encode(box, from: box) == .zero)
    #expect(BoxCodec.plain.decode(.zero, from: box) == box)
  }

  @Test func boxesWithoutAnAreaHaveNoOffset() {
    let box = Box(x1: 0, y1: 0, x2: 4, y2: 4), line = Box(x1: 1, y1: 1, x2: 1, y2: 5)
    #expect(throws: BoxError.self) { try BoxCodec.plain.encode(line, from: box) }
    #expect(throws: BoxError.self) { try BoxCodec.plain.encode(box, from: line) }
    #expect(throws: BoxError.self) { try BoxCodec.plain.encode([box], from: []) }
    #expect(throws: BoxError.self) { try BoxCodec.plain.decode([.zero], from: []) }
    #expect(throws: BoxError.self) { try BoxCodec(weights: [1, 1, 1]) }
    #expect(throws: BoxError.self) { try BoxCodec(weights: [1, 1, 0, 1]) }
    #expect(throws: BoxError.self) { try BoxCodec(largestLogarithm: .nan) }
    let wild = BoxOffset(dx: .nan, dy: 0, dw: .infinity, dh: -.infinity)
    let decoded = BoxCodec.plain.decode(wild, from: box)
    #expect(!decoded.isFinite && decoded.height == 0)
  }

  @Test func anchorsAgreeWithTorchvision() throws {
    let cases = try Self.fixtures().anchors
    #expect(cases.count == 3)
    for example in cases {
      let grid = try AnchorGrid(
        sizes: example.sizes, aspectRatios: example.ratios, strideY: example.strideY,
        strideX: example.strideX)
      let boxes = try grid.boxes(rows: example.rows, columns: example.columns)
      #expect(Self.numbers(boxes) == example.anchors)
    }
  }

  /// The table in the head of py-faster-rcnn's `generate_anchors.py`, printed by the authors'
  /// MATLAB: pixels counted from 1, both corners included.
  @Test func theNineAnchorsOfTheReference() throws {
    let published: [[Float]] = [
      [-83, -39, 100, 56], [-175, -87, 192, 104], [-359, -183, 376, 200],
      [-55, -55, 72, 72], [-119, -119, 136, 136], [-247, -247, 264, 264],
      [-35, -79, 52, 96], [-79, -167, 96, 184], [-167, -343, 184, 360],
    ]
    let anchors = try AnchorGrid.fasterRCNN().anchors
    #expect(anchors.map { [$0.x1 + 1, $0.y1 + 1, $0.x2, $0.y2] } == published)
  }

  @Test func gridsAreRefused() throws {
    let box = Box(x1: 0, y1: 0, x2: 4, y2: 4), line = Box(x1: 1, y1: 1, x2: 1, y2: 5)
    #expect(throws: BoxError.self) { try AnchorGrid(anchors: [], strideY: 1, strideX: 1) }
    #expect(throws: BoxError.self) { try AnchorGrid(anchors: [box, line], strideY: 1, strideX: 1) }
    #expect(throws: BoxError.self) { try AnchorGrid(anchors: [box], strideY: 0, strideX: 1) }
    #expect(throws: BoxError.self) { try AnchorGrid(sizes: [-1], strideY: 1, strideX: 1) }
    #expect(throws: BoxError.self) { try AnchorGrid(sizes: [], strideY: 1, strideX: 1) }
    let grid = try AnchorGrid(anchors: [box], strideY: 1, strideX: 1)
    #expect(throws: BoxError.self) { try grid.boxes(rows: .max, columns: 2) }
    #expect(throws: BoxError.self) { try grid.boxes(rows: -1, columns: 2) }
    #expect(try grid.boxes(rows: 0, columns: 5) == [])
  }

  @Test func matchesAgreeWithTorchvision() throws {
    let cases = try Self.fixtures().matches
    #expect(cases.count == 4)
    for example in cases {
      let matcher = try BoxMatcher(
        positive: example.positive, negative: example.negative, keepsBest: example.keepsBest)
      let found = try matcher.match(Self.boxes(example.candidates), to: Self.boxes(example.truths))
      #expect(
        found
          == example.matches.map { $0 == -1 ? .background : $0 == -2 ? .neutral : .truth($0) })
    }
    #expect(cases.contains { $0.matches.contains(-2) })
  }

  @Test func truthsThatNothingTouchesMakeNothingPositive() throws {
    let far = Box(x1: 500, y1: 500, x2: 510, y2: 510)
    let boxes = [Box(x1: 0, y1: 0, x2: 4, y2: 4), Box(x1: 2, y1: 2, x2: 8, y2: 8)]
    let matcher = try BoxMatcher(positive: 0.7, negative: 0.3, keepsBest: true)
    #expect(try matcher.match(boxes, to: [far]) == [.background, .background])
    #expect(try matcher.match(boxes, to: []) == [.background, .background])
    #expect(try matcher.match([], to: [far]) == [])
    #expect(throws: BoxError.self) {
      try matcher.match([Box(x1: .nan, y1: 0, x2: 1, y2: 1)], to: [far])
    }
    #expect(throws: BoxError.self) { try BoxMatcher(positive: 0.3, negative: 0.7) }
    #expect(throws: BoxError.self) { try BoxMatcher(positive: .nan, negative: 0) }
  }

  @Test(arguments: [(0, 0), (3, 100), (100, 3), (100, 100), (40, 2)])
  func minibatchesAreBalanced(positives: Int, negatives: Int) throws {
    let matches: [BoxMatch] =
      (0..<positives).map { .truth($0) } + (0..<20).map { _ in .neutral }
      + (0..<negatives).map { _ in .background }
    let sampler = try BalancedSampler(count: 64, positiveShare: 0.25)
    var (random, same) = (Draws(state: 3), Draws(state: 3))
    let sample = sampler.sample(matches, using: &random)
    #expect(sample.positives.count == min(16, positives))
    #expect(sample.negatives.count == min(64 - sample.positives.count, negatives))
    #expect(
      Set(sample.positives + sample.negatives).count == sample.positives.count
        + sample.negatives.count)
    #expect(sample.positives.allSatisfy { if case .truth = matches[$0] { true } else { false } })
    #expect(sample.negatives.allSatisfy { matches[$0] == .background })
    #expect(sampler.sample(matches, using: &same) == sample)
    if positives > 16 {
      #expect(sampler.sample(matches, using: &random).positives != sample.positives)
    }
  }

  @Test func samplersAreRefused() {
    #expect(throws: BoxError.self) { try BalancedSampler(count: -1, positiveShare: 0.5) }
    #expect(throws: BoxError.self) { try BalancedSampler(count: 4, positiveShare: .nan) }
  }

  @Test func levelsAgreeWithTorchvision() throws {
    let example = try #require(try Self.fixtures().levels.first)
    let levels = try PyramidLevels()
    #expect(Self.boxes(example.boxes).map(levels.level) == example.levels)
    #expect(Set(example.levels) == [2, 3, 4, 5])
    #expect(levels.level(of: Box(x1: .nan, y1: 0, x2: 1, y2: 1)) == 2)
    #expect(levels.level(of: Box(x1: 0, y1: 0, x2: .infinity, y2: 1)) == 5)
    #expect(throws: BoxError.self) { try PyramidLevels(canonicalSize: 0) }
    #expect(throws: BoxError.self) { try PyramidLevels(levels: -1...3) }
  }

  @Test func softSuppressionAgreesWithOpenCV() throws {
    let cases = try Self.fixtures().soft
    #expect(cases.count == 6)
    for example in cases {
      let found = try softNonMaximumSuppression(
        Self.boxes(example.boxes), scores: example.scores,
        decay: example.method == "linear" ? .linear(threshold: 0.3) : .gaussian(sigma: 0.5),
        minimumScore: 0.1)
      #expect(found.map(\.index) == example.indices)
      Self.expectClose(found.map(\.score), example.updated)
    }
  }

  @Test func softSuppressionKeepsClassesApart() throws {
    let box = Box(x1: 0, y1: 0, x2: 4, y2: 4)
    let apart = try softNonMaximumSuppression(
      [box, box], scores: [0.9, 0.8], classes: [1, 2], decay: .linear(threshold: 0.5))
    #expect(apart.map(\.score) == [0.9, 0.8])
    let together = try softNonMaximumSuppression(
      [box, box], scores: [0.9, 0.8], decay: .linear(threshold: 0.5))
    #expect(together.map(\.index) == [0])
    #expect(try softNonMaximumSuppression([], scores: []).isEmpty)
    #expect(throws: BoxError.self) {
      try softNonMaximumSuppression([box], scores: [1], decay: .gaussian(sigma: 0))
    }
    #expect(throws: BoxError.self) {
      try softNonMaximumSuppression([box], scores: [1], decay: .linear(threshold: 2))
    }
  }

  @Test func clippingAndSmallBoxes() {
    let boxes = [
      Box(x1: -5, y1: -5, x2: 3, y2: 30), Box(x1: 40, y1: 2, x2: 50, y2: 6),
      Box(x1: 1, y1: 1, x2: 9, y2: 9), Box(x1: .nan, y1: 0, x2: 9, y2: 9),
    ]
    let clipped = boxes.prefix(3).clipped(width: 20, height: 10)
    #expect(clipped[0] == Box(x1: 0, y1: 0, x2: 3, y2: 10))
    #expect(clipped[1].isDegenerate)
    #expect(boxes.indices(atLeast: 4) == [0, 1, 2])
    #expect(boxes.indices(atLeast: 5) == [0, 2])
  }
}
