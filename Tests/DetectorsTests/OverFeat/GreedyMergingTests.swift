import Boxes
import Tensors
import Testing

@testable import Detectors

@Suite struct GreedyMergingTests {
  static func detection(
    _ x: Float, _ y: Float, _ side: Float = 20, label: Int = 1, score: Float = 1
  ) -> Detection {
    Detection(
      box: Box(x: x, y: y, width: side, height: side), classIndex: label, score: score)
  }

  @Test func agreeingBoxesBecomeTheirMean() throws {
    let merged = try GreedyMerging(threshold: 0.8).merged([
      Self.detection(0, 0), Self.detection(4, 0), Self.detection(100, 0, score: 0.9),
    ])
    #expect(merged.count == 2)
    #expect(merged[0].box == Box(x: 2, y: 0, width: 20, height: 20))
    #expect(merged[0].votes == 2 && merged[0].members == [0, 1])
    #expect(merged[1].members == [2])
  }

  /// Ten windows that are half sure outdo one that is quite sure: what suppression would not say.
  @Test func agreementOutdoesASingleSureWindow() throws {
    let many = (0..<10).map { Self.detection(Float($0), 0, score: 0.5) }
    let merged = try GreedyMerging().merged([Self.detection(200, 0, score: 0.99)] + many)
    #expect(merged.map(\.votes) == [5, 0.99])
    #expect(merged[0].members == Array(1...10))
  }

  @Test func aSurerWindowWeighsMore() throws {
    let merged = try GreedyMerging().merged([
      Self.detection(0, 0, score: 0.9), Self.detection(4, 0, score: 0.3),
    ])
    #expect(merged.count == 1 && abs(merged[0].box.x1 - 1) < 1e-5)
  }

  @Test func classesDoNotMerge() throws {
    let merged = try GreedyMerging().merged([
      Self.detection(0, 0, label: 1), Self.detection(0, 0, label: 2),
    ])
    #expect(merged.map(\.classIndex) == [1, 2])
  }

  @Test func distanceIsZeroForTheSameBoxAndLargeForDegenerateOnes() {
    let box = Box(x: 3, y: 4, width: 10, height: 20)
    #expect(GreedyMerging.distance(box, box) == 0)
    #expect(GreedyMerging.distance(box, box.moved(x: 100, y: 0)) > 1)
    let empty = Box(x: 3, y: 4, width: 0, height: 0)
    #expect(GreedyMerging.distance(empty, empty) == .infinity)
  }

  /// The paper's loop, word for word: the best pair of all, again and again.
  static func naive(_ detections: [Detection], threshold: Float) -> [MergedBox] {
    var boxes = detections.enumerated().map {
      MergedBox(
        box: $0.element.box, classIndex: $0.element.classIndex, votes: $0.element.score,
        members: [$0.offset])
    }
    while true {
      var best: (a: Int, b: Int, distance: Float)?
      for a in boxes.indices {
        for b in boxes.indices.dropFirst(a + 1) where boxes[a].classIndex == boxes[b].classIndex {
          let distance = GreedyMerging.distance(boxes[a].box, boxes[b].box)
          if distance < best?.distance ?? .infinity { best = (a, b, distance) }
        }
      }
      guard let best, best.distance <= threshold else { break }
      boxes[best.a] = GreedyMerging.merge(boxes[best.a], boxes[best.b])
      boxes.remove(at: best.b)
    }
    return boxes.sorted {
      $0.votes != $1.votes ? $0.votes > $1.votes : $0.members[0] < $1.members[0]
    }
  }

  @Test(arguments: 1...12)
  func remembersWhatTheNaiveLoopLooksFor(seed: Int) throws {
    var generator = SeededGenerator(seed: seed)
    let detections = (0..<60).map { _ in
      Self.detection(
        generator.uniform(0..<80), generator.uniform(0..<60), generator.uniform(10..<30),
        label: 1 + generator.index(below: 2), score: generator.uniform(0.1..<1))
    }
    for threshold: Float in [0.3, 0.8, 1.2] {
      let found = try GreedyMerging(threshold: threshold).merged(detections)
      let expected = Self.naive(detections, threshold: threshold)
      #expect(found == expected)
      #expect(Set(found.flatMap(\.members)) == Set(detections.indices))
    }
  }

  @Test func whatHasNoOrderIsRefused() {
    for score: Float in [.nan, 0, -1, .infinity] {
      #expect(throws: BoxError.self) {
        try GreedyMerging().merged([Self.detection(0, 0, score: score)])
      }
    }
    #expect(throws: BoxError.self) { try GreedyMerging().merged([Self.detection(.nan, 0)]) }
  }
}
