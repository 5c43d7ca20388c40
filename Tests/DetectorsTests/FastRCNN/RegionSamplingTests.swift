import Boxes
import Foundation
import Tensors
import Testing

@testable import Detectors

@Suite struct RegionSamplingTests {
  static let truths = [Box(x1: 10, y1: 10, x2: 50, y2: 50), Box(x1: 80, y1: 20, x2: 100, y2: 60)]

  /// 40 proposals around the things, 60 elsewhere.
  static func proposals() -> [Box] {
    (0..<40).map { truths[$0 % 2].moved(x: Float($0 % 9) * 0.7, y: Float($0 % 5) * 0.7) }
      + (0..<60).map { Box(x: Float($0) * 2, y: 100, width: 15, height: 15) }
  }

  /// Whatever the boxes are: the losses do not ask.
  static func sample(_ classes: [Int], _ offsets: [BoxOffset?]) -> SampledRegions {
    SampledRegions(
      boxes: classes.map { _ in truths[0] }, classes: classes, offsets: offsets,
      truths: offsets.map { $0 == nil ? nil : 0 })
  }

  @Test func aQuarterShowsThings() throws {
    var generator = SeededGenerator(seed: 1)
    let sample = try RegionSampler(count: 64).sample(
      Self.proposals(), truths: Self.truths, classes: [3, 7], using: &generator)
    #expect(sample.boxes.count == 64)
    #expect(sample.classes.count { $0 > 0 } == 16)
    #expect(Set(sample.classes) == [0, 3, 7])
    for (index, box) in sample.boxes.enumerated() {
      let (label, offset) = (sample.classes[index], sample.offsets[index])
      let overlaps = Self.truths.map { $0.iou(with: box) }
      if label == 0 {
        #expect(offset == nil && overlaps.allSatisfy { $0 < 0.5 })
        #expect(sample.truths[index] == nil)
      } else {
        let truth = label == 3 ? 0 : 1
        #expect(sample.truths[index] == truth)
        #expect(overlaps[truth] >= 0.5)
        let decoded = BoxCodec.regionHead.decode(try #require(offset), from: box)
        #expect(decoded.iou(with: Self.truths[truth]) > 0.999)
      }
    }
  }

  @Test func ignoredThingsAreNoBackground() throws {
    var generator = SeededGenerator(seed: 1)
    let sample = try RegionSampler(count: 200).sample(
      Self.proposals(), truths: [Self.truths[0]], classes: [3], ignored: [Self.truths[1]],
      using: &generator)
    #expect(sample.boxes.allSatisfy { $0.iou(with: Self.truths[1]) < 0.5 })
    #expect(sample.classes.contains(0) && sample.classes.contains(3))
  }

  @Test func picturesWithoutThingsOrProposals() throws {
    var generator = SeededGenerator(seed: 1)
    let sampler = try RegionSampler(count: 64)
    let empty = try sampler.sample([], truths: [], classes: [], using: &generator)
    #expect(empty.boxes == [])
    let background = try sampler.sample(
      Self.proposals(), truths: [], classes: [], using: &generator)
    #expect(background.boxes.count == 64 && background.classes.allSatisfy { $0 == 0 })
    // The true boxes are proposals too.
    let alone = try sampler.sample([], truths: Self.truths, classes: [1, 2], using: &generator)
    #expect(alone.boxes == Self.truths && alone.offsets == [.zero, .zero])
    #expect(throws: BoxError.self) {
      try sampler.sample([], truths: Self.truths, classes: [1], using: &generator)
    }
  }

  /// Three regions by hand: one background, two things.
  @Test func theLossesByHand() throws {
    let logits = try Tensor([[0, 0], [0, log(3)], [log(3), 0]])
    let offsets = try Tensor([
      [9, 9, 9, 9, 9, 9, 9, 9], [9, 9, 9, 9, 0.5, 0, 3, 0], [9, 9, 9, 9, 1, 1, 1, 1],
    ])
    let answers = RegionAnswers(logits: logits, offsets: offsets)
    let losses = try fastRCNNLosses(
      answers,
      [
        Self.sample([0, 1], [nil, BoxOffset(dx: 0, dy: 0, dw: 1, dh: 0)]),
        Self.sample([1], [BoxOffset(dx: 1, dy: 1, dw: 1, dh: 1)]),
      ])
    // −log ½, −log ¾, −log ¼; ½ · ½² + (2 − ½), and nothing.
    let surprise = (log(2) + log(4.0 / 3) + log(4)) / 3
    #expect(abs(Double(try losses.classes.item()) - surprise) < 1e-6)
    #expect(abs(try losses.boxes.item() - (0.125 + 1.5) / 3) < 1e-6)
    #expect(throws: ShapeError.self) {
      try fastRCNNLosses(answers, [Self.sample([0, 1], [nil, nil])])
    }
    #expect(throws: ShapeError.self) {
      try fastRCNNLosses(answers, [Self.sample([0, 1, 2], [nil, nil, .zero])])
    }
  }

  /// The loss of the boxes reaches the four numbers of the right class, and no other.
  @Test func onlyTheRightClassLearnsItsBox() throws {
    let offsets = Parameter(try Tensor.full([2, 12], 0.25))
    let answers = RegionAnswers(logits: try Tensor.zeros([2, 3]), offsets: offsets.tracked)
    try fastRCNNLosses(answers, [Self.sample([0, 2], [nil, .zero])]).boxes.backward()
    let gradient = try #require(offsets.gradient)
    #expect(
      gradient.values.enumerated().filter { $0.element != 0 }.map(\.offset) == [20, 21, 22, 23])
  }

  @Test func emptyBatchesCostNothing() throws {
    let answers = RegionAnswers(
      logits: try Tensor.zeros([0, 9]), offsets: try Tensor.zeros([0, 36]))
    let losses = try fastRCNNLosses(answers, [])
    #expect(try losses.classes.item() == 0 && losses.boxes.item() == 0)
  }
}
