import Boxes
import Foundation
import Images
import Tensors
import Testing

@testable import Detectors

/// Against torchvision's `SSD`. The stages of the network are those of `ParityTests`; the whole at full
/// size is compared by `Tests/Oracles/ssd.py --models`.
@Suite struct SSDParityTests {
  let fixture: SSDFixture
  init() throws { fixture = try SSDFixture() }

  /// Within 1e-5 of the input's side.
  @Test func defaultBoxesAreTorchvisions() throws {
    let sizes = SSD300VGG16.mapSizes(width: 300, height: 300)
    let boxes = try DefaultBoxes.ssd300()
      .boxes(rows: sizes.map(\.rows), columns: sizes.map(\.columns))
    #expect(boxes.count == fixture.defaultBoxes.count && boxes.count == 8732)
    let expected = SSDFixture.boxes(fixture.defaultBoxes.boxes)
    #expect(expected.count == fixture.defaultBoxes.places.count && expected.count > 200)
    for (place, box) in zip(fixture.defaultBoxes.places, expected) {
      for (a, b) in zip(corners(boxes[place]), corners(box)) {
        #expect(abs(a - b) < 300 * 1e-6, "\(place)")
      }
    }
    for (edge, sum) in fixture.defaultBoxes.sum.enumerated() {
      let found = boxes.reduce(0.0) { $0 + Double(corners($1)[edge]) }
      #expect(abs(found - Double(sum)) < 8732 * 300 * 1e-6)
    }
  }

  private func corners(_ box: Box) -> [Float] { [box.x1, box.y1, box.x2, box.y2] }

  private func targets() throws -> [SSDTargets] {
    let boxes = SSDFixture.boxes(fixture.losses.anchors)
    return try zip(fixture.losses.truths, fixture.losses.labels).map { truths, labels in
      try SSDTargets(boxes, truths: SSDFixture.boxes(truths), classes: labels)
    }
  }

  @Test func matchesAreTorchvisions() throws {
    let boxes = SSDFixture.boxes(fixture.losses.anchors)
    let matcher = try DefaultBoxMatcher()
    for (truths, matched) in zip(fixture.losses.truths, fixture.losses.matched) {
      let matches = try matcher.match(boxes, to: SSDFixture.boxes(truths))
      #expect(matches.map { $0.truth ?? -1 } == matched)
    }
    #expect(fixture.losses.matched.count == 3)
  }

  @Test func lossesAndGradientsAreTorchvisions() throws {
    let expected = fixture.losses
    let boxes = expected.anchors.count / 4
    let logits = Parameter(
      try Tensor(expected.logits, shape: [3, boxes, expected.classCount]))
    let offsets = Parameter(try Tensor(expected.offsets, shape: [3, boxes, 4]))
    let answers = SSDAnswers(logits: logits.tracked, offsets: offsets.tracked)
    let losses = try ssdLosses(answers, targets())
    #expect(
      abs(try losses.classes.item() - expected.classification) < 1e-5 * expected.classification)
    #expect(abs(try losses.boxes.item() - expected.regression) < 1e-5 * expected.regression)
    try losses.classes.backward()
    #expect(offsets.gradient == nil)
    try losses.boxes.backward()
    for (found, expected) in [
      (logits.gradient, expected.logitGradient), (offsets.gradient, expected.offsetGradient),
    ] {
      let values = try #require(found?.values)
      #expect(values.count == expected.count && expected.contains { abs($0) > 0.05 })
      #expect(zip(values, expected).allSatisfy { abs($0 - $1) < 1e-6 })
    }
  }

  @Test func hardNegativesAreTheWorst() throws {
    let expected = fixture.losses
    let boxes = expected.anchors.count / 4
    let answers = SSDAnswers(
      logits: try Tensor(expected.logits, shape: [3, boxes, expected.classCount]),
      offsets: try Tensor(expected.offsets, shape: [3, boxes, 4]))
    let targets = try targets()
    let hard = try ssdHardNegatives(answers, targets, perPositive: 2)
    #expect(hard.map(\.count) == targets.map { 2 * $0.positives.count })
    let background = try answers.probabilities()[0..., 0..., 0].values
    for (picture, hard) in hard.enumerated() where !hard.isEmpty {
      #expect(hard.allSatisfy { targets[picture].classes[$0] == 0 })
      let worst = hard.map { background[picture * boxes + $0] }
      #expect(worst == worst.sorted())
      let others = (0..<boxes).filter { !hard.contains($0) && targets[picture].classes[$0] == 0 }
      #expect(others.allSatisfy { background[picture * boxes + $0] >= worst[worst.count - 1] })
    }
    #expect(try ssdHardNegatives(answers, targets, perPositive: -1).allSatisfy(\.isEmpty))
    #expect(try ssdHardNegatives(answers, targets, perPositive: .max)[2].isEmpty)
  }

  @Test func targetsThatDoNotFitAreRefused() throws {
    let answers = SSDAnswers(
      logits: try Tensor.zeros([1, 4, 3]), offsets: try Tensor.zeros([1, 4, 4]))
    let boxes = DefaultBoxesOfFour.boxes
    let fitting = try SSDTargets(boxes, truths: [boxes[1]], classes: [2])
    #expect(try ssdLosses(answers, [fitting]).boxes.item() == 0)
    #expect(throws: ShapeError.self) { try ssdLosses(answers, []) }
    #expect(throws: ShapeError.self) { try ssdLosses(answers, [fitting, fitting]) }
    let fewer = try SSDTargets(Array(boxes.prefix(3)), truths: [], classes: [])
    #expect(throws: ShapeError.self) { try ssdLosses(answers, [fewer]) }
    let unknown = try SSDTargets(boxes, truths: [boxes[1]], classes: [3])
    #expect(throws: ShapeError.self) { try ssdLosses(answers, [unknown]) }
    #expect(throws: BoxError.self) { try SSDTargets(boxes, truths: [boxes[1]], classes: [0]) }
    #expect(throws: BoxError.self) { try SSDTargets(boxes, truths: [boxes[1]], classes: []) }
    let empty = Box(x1: 5, y1: 5, x2: 5, y2: 9)
    // An empty thing touches nothing: nobody stands for it.
    #expect(try SSDTargets(boxes, truths: [empty], classes: [1]).positives == [])
    // Nothing to find: both losses are 0, and have a gradient.
    let nothing = try SSDTargets(boxes, truths: [], classes: [])
    let losses = try ssdLosses(answers, [nothing])
    #expect(try losses.classes.item() == 0 && losses.boxes.item() == 0)
  }

  private enum DefaultBoxesOfFour {
    static let boxes = (0..<4).map { Box(x: Float($0) * 20, y: 0, width: 10, height: 10) }
  }

  /// Score, the likeliest of each class, suppression, the best of all; then clipped to the picture.
  @Test func detectionsAreTorchvisions() throws {
    let expected = fixture.detections
    var logits = [Float](repeating: 0, count: 8732 * 3)
    for index in 0..<8732 { logits[3 * index] = 12 }
    var offsets = [Float](repeating: 0, count: 8732 * 4)
    for (row, place) in expected.places.enumerated() {
      for k in 0..<3 { logits[3 * place + k] = expected.logits[3 * row + k] }
      for k in 0..<4 { offsets[4 * place + k] = expected.offsets[4 * row + k] }
    }
    var options = SSDOptions()
    options.leastScore = 0.1
    options.suppression = 0.3
    options.candidatesPerClass = 60
    options.mostDetections = 40
    let detector = try SSDDetector(
      network: SSDTests.empty(classCount: 3) as any SSDNetwork, options: options)
    let found = try detector.detections(
      of: SSDPass(
        width: 300, height: 300, inputWidth: 300, inputHeight: 300,
        probabilities: Tensor(logits, shape: [8732, 3]).softmax(axis: 1),
        offsets: Tensor(offsets, shape: [8732, 4])))
    #expect(found.count == expected.found.count && found.count == 40)
    for (mine, theirs) in zip(found, expected.found) {
      #expect(mine.classIndex == theirs.class)
      #expect(abs(mine.score - theirs.score) < 1e-5)
      #expect(zip(corners(mine.box), theirs.box).allSatisfy { abs($0 - $1) < 1e-3 })
    }
  }

  /// Smaller on one side, larger on the other: stretched without smoothing.
  @Test func theInputIsTorchvisions() throws {
    let picture = try Tensor(npy: Reference.path("picture.npy"))  // [1, 3, 97, 131], 0…255
    let tall = try Image((picture / 255).upsampledNearest(to: [389, 131]))
    let seen = try SSDDetector.input(tall, (300, 300), .caffe).values
    #expect(seen.count == 3 * 300 * 300)
    let largest = try #require(fixture.transform.values.map(abs).max())
    for (place, value) in zip(fixture.transform.places, fixture.transform.values) {
      #expect(abs(seen[place] - value) < 1e-5 * largest)
    }
  }
}
