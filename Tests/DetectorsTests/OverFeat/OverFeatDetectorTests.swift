import Boxes
import Images
import Tensors
import Testing

@testable import Detectors

@Suite struct OverFeatDetectorTests {
  /// Random weights see something everywhere: a low threshold lets many windows vote.
  static func detector(
    _ change: (inout OverFeatOptions) -> Void = { _ in }
  ) throws -> OverFeatDetector {
    var options = OverFeatOptions()
    options.shorterSides = [70, 40, 18]
    options.threshold = 0.14
    options.leastScore = 0.05
    change(&options)
    return try OverFeatDetector(network: PastureOverFeatTests.model(), options: options)
  }

  static func image(_ width: Int, _ height: Int) throws -> Image {
    var generator = SeededGenerator(seed: 4)
    return try Image(Tensor.uniform([1, 3, height, width], in: 0..<1, using: &generator))
  }

  @Test(arguments: [false, true])
  func theTraceEndsInTheDetections(usesOffsets: Bool) throws {
    let detector = try Self.detector { $0.usesOffsets = usesOffsets }
    let image = try Self.image(64, 48)
    let detections = try detector.detections(in: image)
    let trace = try detector.trace(in: image)
    #expect(detections.count >= 2 && trace.candidates.count > detections.count)
    #expect(trace.kept.map(\.detection) == detections)
    #expect(detections.map(\.score) == detections.map(\.score).sorted(by: >))
    for (index, candidate) in trace.candidates.enumerated() {
      #expect(candidate.index == index)
      #expect(candidate.scores.count == 9)
      for (other, iou) in candidate.suppressed {
        #expect(trace.candidates[other].fate == .suppressed(by: index, iou: iou))
      }
    }
    for detection in detections {
      #expect(0...1 ~= detection.score && detection.classIndex > 0)
      let box = detection.box
      #expect(box.x1 >= 0 && box.y1 >= 0 && box.x2 <= 64 && box.y2 <= 48 && box.x1 <= box.x2)
    }
    #expect(try detector.flops(width: 64, height: 48) > 1_000_000)
  }

  /// The window of a cell, cut out of the picture by itself, gets the cell's probabilities.
  @Test func aWindowIsWhereItsCellSaysItIs() throws {
    let detector = try Self.detector { $0.threshold = 0.01 }
    let image = try Self.image(90, 61)
    let levels = detector.pyramid.levels(width: 90, height: 61)
    let found = try detector.windows(in: image)
    for answer in [found[0], found[found.count / 2]] where answer.level == 0 {
      let level = levels[answer.level]
      let picture = try PicturePyramid.picture(image, at: level)
      #expect(picture.shape == [1, 3, level.height, level.width])
      let (y, x) = (answer.row * 4, answer.column * 4)
      let alone = try detector.network(picture[0..., 0..., y..<y + 32, x..<x + 32])
      let probabilities = try alone.logits.softmax(axis: 1).values
      for (a, b) in zip(probabilities, answer.probabilities) { #expect(abs(a - b) < 1e-4) }
      // 8 pixels of border, then so many pixels of the resized picture for one of the picture.
      #expect(abs(answer.window.x1 - (Float(x) - 8) / level.scaleX) < 1e-3)
      #expect(abs(answer.window.width - 32 / level.scaleX) < 1e-3)
    }
  }

  @Test func withoutTheBoxHeadTheWindowIsTheBox() throws {
    let with = try Self.detector()
    let without = try Self.detector { $0.usesBoxes = false }
    let image = try Self.image(64, 48)
    let (a, b) = (try with.windows(in: image), try without.windows(in: image))
    #expect(a.map(\.window) == b.map(\.window) && a.map(\.score) == b.map(\.score))
    #expect(a.map(\.box) != b.map(\.box))
    for answer in b {
      let framed = answer.window.enlarged(by: 1 / 1.25).clipped(width: 64, height: 48)
      #expect(answer.box.iou(with: framed) > 0.99)
    }
  }

  @Test func aPictureTooThinIsRefused() throws {
    let detector = try Self.detector { $0.shorterSides = [12] }  // 28 pixels with its border
    let error = #expect(throws: ShapeError.self) {
      try detector.detections(in: Self.image(20, 20))
    }
    #expect(error?.found == "20×20")
    #expect(throws: Never.self) { try Self.detector().detections(in: Self.image(1, 1)) }
  }

  @Test func optionsThatMakeNoSenseAreRefused() throws {
    let changes: [(inout OverFeatOptions) -> Void] = [
      { $0.shorterSides = [] }, { $0.shorterSides = [0] }, { $0.shorterSides = [.max] },
      { $0.threshold = 0 }, { $0.threshold = .nan }, { $0.merging = -1 }, { $0.fullVotes = 0 },
      { $0.leastScore = 2 },
    ]
    for change in changes { #expect(throws: ShapeError.self) { try Self.detector(change) } }
  }
}
