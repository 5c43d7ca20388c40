import Boxes
import Foundation
import Testing

@Suite struct AnchorClustersTests {
  /// Oracle: numpy, by Tests/Oracles/anchor_fixtures.py.
  struct Case: Decodable, Sendable, CustomTestStringConvertible {
    let name: String
    let sizes, first: [[Float]]
    let history: [[[Float]]]
    let assignments: [Int]
    let meanIoU: Float
    var testDescription: String { name }
  }

  static let cases: [Case] = {
    let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
      .appendingPathComponent("Fixtures/anchors.json")
    guard let data = try? Data(contentsOf: path) else { return [] }
    return (try? JSONDecoder().decode([Case].self, from: data)) ?? []
  }()

  @Test func fixturesAreThere() { #expect(Self.cases.count == 5) }

  @Test(arguments: cases)
  func everyIterationAgreesWithNumPy(_ example: Case) throws {
    let states = try AnchorClusters(boxSizes(example.sizes), anchors: boxSizes(example.first))
      .history()
    #expect(states.count == example.history.count + 1)
    for (state, expected) in zip(states.dropFirst(), example.history) {
      for (anchor, numbers) in zip(state.anchors, expected) {
        #expect(abs(anchor.width - numbers[0]) <= 1e-5 * numbers[0])
        #expect(abs(anchor.height - numbers[1]) <= 1e-5 * numbers[1])
      }
    }
    let last = try #require(states.last)
    #expect(last.isSettled)
    #expect(last.assignments == example.assignments)
    #expect(abs(last.meanIoU - example.meanIoU) < 1e-5)
  }

  /// Three shapes, far apart, 20 boxes of each within a tenth.
  static func threeShapes() -> [BoxSize] {
    var random = Draws(state: 7)
    return [(10, 10), (60, 20), (20, 90)].flatMap { width, height in
      (0..<20).map { _ in
        BoxSize(
          width: Float(width) * (0.95 + 0.1 * random.unit()),
          height: Float(height) * (0.95 + 0.1 * random.unit()))
      }
    }
  }

  @Test(arguments: AnchorClusters.Start.allCases, 0..<4)
  func findsTheShapesThatAreThere(start: AnchorClusters.Start, seed: UInt64) throws {
    var random = Draws(state: seed)
    let sizes = Self.threeShapes()
    var clusters = try AnchorClusters(sizes, count: 3, start: start, using: &random)
    clusters.run()
    // Plain random starts may end in a poor rest; k-means++ finds shapes so far apart.
    if start == .plusPlus {
      #expect(clusters.counts == [20, 20, 20])
      #expect(clusters.sortedAnchors.map { ($0.width / 10).rounded() } == [1, 6, 2])
      #expect(clusters.meanIoU > 0.9)
    }
    #expect(clusters.isSettled)
    #expect(clusters.counts.reduce(0, +) == sizes.count)
  }

  @Test func theSameGeneratorGivesTheSameAnchors() throws {
    let sizes = Self.threeShapes()
    for start in AnchorClusters.Start.allCases {
      var (a, b, c) = (Draws(state: 1), Draws(state: 1), Draws(state: 2))
      let first = try AnchorClusters(sizes, count: 6, start: start, using: &a)
      #expect(try first == AnchorClusters(sizes, count: 6, start: start, using: &b))
      #expect(try first != AnchorClusters(sizes, count: 6, start: start, using: &c))
    }
  }

  @Test(arguments: AnchorClusters.Start.allCases)
  func firstAnchorsAreDifferentSizes(start: AnchorClusters.Start) throws {
    // 100 boxes of one size and three others: chance alone would take the one again and again.
    let sizes =
      Array(repeating: BoxSize(width: 5, height: 5), count: 100)
      + [(9, 9), (5, 9), (9, 5)].map { BoxSize(width: $0.0, height: $0.1) }
    for seed in 0..<20 {
      var random = Draws(state: UInt64(seed))
      let clusters = try AnchorClusters(sizes, count: 4, start: start, using: &random)
      #expect(Set(clusters.anchors).count == 4)
    }
  }

  @Test func moreAnchorsFitBetterAndTheElbowIsAtTheShapes() throws {
    var random = Draws(state: 3)
    let curve = try anchorClusters(of: Self.threeShapes(), upTo: 8, using: &random)
    let means = curve.map(\.meanIoU)
    #expect(curve.map(\.anchors.count) == Array(1...8))
    for (fewer, more) in zip(means, means.dropFirst()) { #expect(more > fewer - 0.005) }
    #expect(elbow(of: means) == 2)  // three anchors
  }

  @Test func theElbowOfAStraightLineIsNowhere() {
    #expect(elbow(of: [1, 2, 3, 4]) == nil)
    #expect(elbow(of: [1, 2]) == nil)
    #expect(elbow(of: [4, 1, 0.5, 0]) == nil)  // falling: below the line
    #expect(elbow(of: [0, 5, 6, 7]) == 1)
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    var random = Draws(state: 0)
    let sizes = [BoxSize(width: 2, height: 3), BoxSize(width: 2, height: 3)]
    #expect(throws: BoxError.self) { try AnchorClusters(sizes, count: 0, using: &random) }
    #expect(throws: BoxError.self) { try AnchorClusters([], count: 1, using: &random) }
    #expect(throws: BoxError.self) { try AnchorClusters(sizes, anchors: []) }
    #expect(throws: BoxError.self) {
      try AnchorClusters(sizes, anchors: [BoxSize(width: 0, height: 2)])
    }
    #expect(throws: BoxError.self) {
      try AnchorClusters([BoxSize(width: .nan, height: 2)], count: 1, using: &random)
    }
    #expect(throws: BoxError.self) { try anchorClusters(of: sizes, upTo: 0, using: &random) }
    let error = #expect(throws: BoxError.self) {
      try AnchorClusters(sizes, count: 2, using: &random)
    }
    #expect(
      error?.description == """
        AnchorClusters: expected at least 2 boxes of different sizes for 2 anchors, \
        found 1 in 2 boxes
          try: fewer anchors, or more boxes
        """)
  }

  @Test func moreGivenAnchorsThanBoxesStayWhereTheyAre() throws {
    let size = BoxSize(width: 4, height: 4)
    let far = BoxSize(width: 50, height: 1)
    var clusters = try AnchorClusters([size], anchors: [size, far])
    clusters.run()
    #expect(clusters.anchors == [size, far])
    #expect(clusters.isSettled)
  }

  @Test func sizesOverlapAboutTheirCentre() {
    let (a, b) = (BoxSize(width: 4, height: 2), BoxSize(width: 2, height: 6))
    #expect(a.iou(with: b) == 4 / Float(8 + 12 - 4))
    let here = Box(centerX: 50, centerY: 20, size: a)
    #expect(here.iou(with: Box(centerX: 50, centerY: 20, size: b)) == a.iou(with: b))
    #expect(a.iou(with: a) == 1)
    #expect(BoxSize(width: 0, height: 0).iou(with: BoxSize(width: 0, height: 0)) == 0)
  }

  private func boxSizes(_ numbers: [[Float]]) -> [BoxSize] {
    numbers.map { BoxSize(width: $0[0], height: $0[1]) }
  }
}

/// SplitMix64: `Boxes` stands below `SeededGenerator`.
struct Draws: RandomNumberGenerator {
  var state: UInt64
  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
  mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }
}
