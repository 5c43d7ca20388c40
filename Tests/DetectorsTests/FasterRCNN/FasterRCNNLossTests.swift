import Boxes
import Foundation
import Tensors
import Testing

@testable import Detectors

/// Labels, losses and gradients of both stages against torchvision's, out of
/// `Tests/Oracles/faster_rcnn_losses.py`.
@Suite struct FasterRCNNLossTests {
  struct Numbers: Decodable {
    let shape: [Int]
    let values: [Float]
    var boxes: [Box] {
      stride(from: 0, to: values.count, by: 4).map {
        Box(x1: values[$0], y1: values[$0 + 1], x2: values[$0 + 2], y2: values[$0 + 3])
      }
    }
    func parameter() throws -> Parameter { Parameter(try Tensor(values, shape: shape)) }
  }

  struct First: Decodable {
    let anchors: Numbers
    /// −2 neutral, −1 background, else the true box's index.
    let matches: [[Int]]
    /// −1 neutral, 0 background, 1 a thing; anchors across the border left out.
    let inside: [[Int]]
    let sampledOf24: [[Int]]
    let logits, offsets, logitGradients, offsetGradients: [Numbers]
    let losses: [Float]
  }

  struct Second: Decodable {
    let proposals, sampled: [Numbers]
    let labels: [[Int]]
    let logits, offsets, logitGradients, offsetGradients: Numbers
    let losses: [Float]
  }

  struct Fixture: Decodable {
    let truths: [Numbers]
    let classes: [[Int]]
    let first: First
    let second: Second
  }

  let fixture: Fixture
  let width = 64
  let height = 48

  init() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../Fixtures/faster-rcnn-losses.json")
    fixture = try JSONDecoder().decode(Fixture.self, from: Data(contentsOf: path))
  }

  /// torchvision's anchors of the two levels.
  static func anchors() throws -> [Box] {
    try AnchorGrid(sizes: [12], strideY: 8, strideX: 8).boxes(rows: 6, columns: 8)
      + AnchorGrid(sizes: [28], strideY: 16, strideX: 16).boxes(rows: 3, columns: 4)
  }

  func expectClose(_ found: Tensor?, _ wanted: Numbers, _ what: String) throws {
    let found = try #require(found)
    #expect(found.shape == wanted.shape)
    let differences = zip(found.values, wanted.values).map { abs($0 - $1) }
    #expect((differences.max() ?? 1) < 1e-5, "\(what)")
  }

  @Test func anchorsAreLabelledAsInTorchvision() throws {
    let anchors = try Self.anchors()
    #expect(anchors == fixture.first.anchors.boxes)
    for (picture, truths) in fixture.truths.enumerated() {
      let matches = try AnchorSampler().matches(
        anchors, truths: truths.boxes, width: width, height: height)
      let numbers = matches.map { $0 == .neutral ? -2 : $0.truth ?? -1 }
      #expect(numbers == fixture.first.matches[picture])
      // Each true box has an anchor, however badly it fits.
      #expect(Set(numbers).isSuperset(of: truths.boxes.indices))
      let inside = try AnchorSampler(takesCrossing: false).matches(
        anchors, truths: truths.boxes, width: width, height: height)
      #expect(
        inside.map { $0 == .neutral ? -1 : $0.isBackground ? 0 : 1 }
          == fixture.first.inside[picture])
      #expect(inside != matches)
    }
  }

  @Test func theLossesOfTheFirstStageAreTorchvisions() throws {
    let first = fixture.first
    var generator = SeededGenerator(seed: 1)
    let all = try AnchorSampler(count: 100_000)
    let samples = try fixture.truths.map {
      try all.sample(
        Self.anchors(), truths: $0.boxes, width: width, height: height, using: &generator)
    }
    let logits = try first.logits.map { try $0.parameter() }
    let offsets = try first.offsets.map { try $0.parameter() }
    let losses = try proposalLosses(
      zip(logits, offsets).map { ProposalMap(logits: $0.tracked, offsets: $1.tracked) }, samples,
      beta: 1 / 9)
    #expect(abs(try losses.objectness.item() - first.losses[0]) < 1e-6)
    #expect(abs(try losses.boxes.item() - first.losses[1]) < 1e-6)
    try (losses.objectness + losses.boxes).backward()
    for level in 0..<2 {
      try expectClose(logits[level].gradient, first.logitGradients[level], "logits \(level)")
      try expectClose(offsets[level].gradient, first.offsetGradients[level], "offsets \(level)")
    }
    // Of 24 as many of each kind as torchvision draws.
    for (picture, truths) in fixture.truths.enumerated() {
      let few = try AnchorSampler(count: 24).sample(
        Self.anchors(), truths: truths.boxes, width: width, height: height, using: &generator)
      #expect([few.positives.count, few.negatives.count] == first.sampledOf24[picture])
      #expect(Set(few.positives).isSubset(of: samples[picture].positives))
      #expect(Set(few.negatives).isSubset(of: samples[picture].negatives))
    }
  }

  @Test func theLossesOfTheSecondStageAreTorchvisions() throws {
    let second = fixture.second
    var generator = SeededGenerator(seed: 1)
    let all = try RegionSampler(count: 100_000)
    var rows: [Int] = []  // where torchvision has each of our regions
    var samples: [SampledRegions] = []
    var before = 0
    for (picture, truths) in fixture.truths.enumerated() {
      let sample = try all.sample(
        second.proposals[picture].boxes, truths: truths.boxes, classes: fixture.classes[picture],
        using: &generator)
      let sampled = second.sampled[picture].boxes
      let places = try sample.boxes.map { try #require(sampled.firstIndex(of: $0)) }
      #expect(Set(places).count == sampled.count && sample.boxes.count == sampled.count)
      #expect(sample.classes == places.map { second.labels[picture][$0] })
      rows += places.map { $0 + before }
      before += sampled.count
      samples.append(sample)
    }
    let logits = try second.logits.parameter()
    let offsets = try second.offsets.parameter()
    let answers = RegionAnswers(
      logits: try stack(rows.map { try logits.tracked[$0] }),
      offsets: try stack(rows.map { try offsets.tracked[$0] }))
    let losses = try fastRCNNLosses(answers, samples, beta: 1 / 9)
    #expect(abs(try losses.classes.item() - second.losses[0]) < 1e-6)
    #expect(abs(try losses.boxes.item() - second.losses[1]) < 2e-6)
    try (losses.classes + losses.boxes).backward()
    try expectClose(logits.gradient, second.logitGradients, "logits")
    try expectClose(offsets.gradient, second.offsetGradients, "offsets")
  }

  @Test func whatIsIgnoredIsNeutral() throws {
    let anchors = try Self.anchors()
    let boxes = fixture.truths[0].boxes
    let matches = try AnchorSampler().matches(
      anchors, truths: [boxes[0]], ignored: [boxes[1]], width: width, height: height)
    let plain = try AnchorSampler().matches(
      anchors, truths: [boxes[0]], width: width, height: height)
    for (anchor, (match, before)) in zip(anchors, zip(matches, plain)) {
      let isHidden = anchor.iou(with: boxes[1]) >= 0.3
      #expect(match == (before.isBackground && isHidden ? .neutral : before))
    }
    #expect(matches != plain)
    // A thing stays a thing, whatever is ignored on top of it.
    let same = try AnchorSampler().matches(
      anchors, truths: [boxes[0]], ignored: [boxes[0]], width: width, height: height)
    #expect(same.map(\.truth) == plain.map(\.truth))
  }

  @Test func picturesWithoutThingsAnchorsOrInside() throws {
    var generator = SeededGenerator(seed: 1)
    let sampler = try AnchorSampler(count: 32)
    func sample(_ anchors: [Box], _ truths: [Box]) throws -> SampledAnchors {
      try sampler.sample(anchors, truths: truths, width: 64, height: 48, using: &generator)
    }
    let background = try sample(Self.anchors(), [])
    #expect(background.positives == [] && background.negatives.count == 32)
    let none = try sample([], fixture.truths[0].boxes)
    #expect(none.count == 0)
    // A true box that no anchor touches, one without an area: nothing is told to look for them.
    let far = try sample(
      Self.anchors(),
      [Box(x1: 900, y1: 900, x2: 950, y2: 950), Box(x1: 9, y1: 9, x2: 9, y2: 9)])
    #expect(far.positives == [])
    let inside = try AnchorSampler(takesCrossing: false).sample(
      [Box(x1: -1, y1: 0, x2: 5, y2: 5)], truths: [Box(x1: 0, y1: 0, x2: 5, y2: 5)], width: 64,
      height: 48, using: &generator)
    #expect(inside.count == 0)  // every anchor crosses the border
    #expect(throws: BoxError.self) {
      try sample([Box(x1: .nan, y1: 0, x2: 1, y2: 1)], [])
    }
    // Nothing sampled costs nothing, and is no NaN.
    let losses = try proposalLosses(
      [ProposalMap(logits: Tensor.zeros([1, 3, 2, 2]), offsets: Tensor.zeros([1, 12, 2, 2]))],
      [none])
    #expect(try losses.objectness.item() == 0 && losses.boxes.item() == 0)
  }

  @Test func mapsThatDoNotBelongTogether() throws {
    let logits = try Tensor.zeros([1, 3, 2, 2])
    let offsets = try Tensor.zeros([1, 12, 2, 2])
    func losses(_ logits: Tensor, _ offsets: Tensor, _ positives: [Int], pictures: Int = 1) throws {
      let sample = SampledAnchors(
        positives: positives, negatives: [], offsets: positives.map { _ in .zero })
      _ = try proposalLosses(
        [ProposalMap(logits: logits, offsets: offsets)], Array(repeating: sample, count: pictures))
    }
    try losses(logits, offsets, [11])
    #expect(throws: ShapeError.self) { try losses(logits, offsets, [12]) }
    #expect(throws: ShapeError.self) { try losses(logits, logits, [0]) }
    #expect(throws: ShapeError.self) { try losses(offsets, offsets, [0]) }
    #expect(throws: ShapeError.self) { try losses(logits, offsets, [0], pictures: 2) }
  }
}
