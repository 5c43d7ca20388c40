import Boxes
import Images
import Tensors
import Testing

@testable import Detectors

/// `:why box`: each detection back to the anchor it grew out of.
@Suite struct FasterRCNNTraceTests {
  /// Untrained, so that something is found everywhere; the picture is twice the network's input.
  static func detector() throws -> FasterRCNNDetector {
    var options = FasterRCNNOptions()
    options.leastScore = 0.11
    return try FasterRCNNDetector(network: FasterRCNNTrainingTests.network(), options: options)
  }

  @Test func theWayOfABox() throws {
    let detector = try Self.detector()
    let image = try FastRCNNTests.picture(384, 288)
    let trace = try detector.trace(in: image)
    #expect(trace.placeCount == 6 * (36 * 48 + 18 * 24 + 9 * 12))
    #expect(trace.classNames == detector.classNames)
    #expect(!trace.kept.isEmpty && trace.kept.count < trace.candidates.count)
    let pass = try detector.pass(image)
    #expect(trace.kept.prefix(pass.detections.count).map(\.detection) == pass.detections)
    let names = [
      "anchor", "objectness", "its offsets", "proposal", "pooled", "offsets", "clipped",
    ]
    for traced in trace.candidates.prefix(50) {
      #expect(traced.facts.map(\.name) == names)
      #expect(traced.scores.count == 9)
      #expect(traced.scores[traced.detection.classIndex] == traced.detection.score)
      // In pixels of the picture, which is twice as large as what the network saw.
      let anchor = try #require(traced.facts[0].box)
      let sides = PastureFasterRCNN.anchorSizes.joined().map { $0 * 2 }
      let side = anchor.area.squareRoot()
      #expect(sides.contains { abs($0 - side) < 3 }, "\(anchor)")
      let proposal = try #require(traced.facts[3].box)
      #expect(proposal == proposal.clipped(width: 384, height: 288))
      #expect(traced.facts[6].box == traced.detection.box)
      #expect(traced.facts[2].box?.clipped(width: 384, height: 288) == proposal)
    }
  }

  @Test func aTraceOfNothing() throws {
    var detector = try Self.detector()
    detector.leastScore = 1
    let trace = try detector.trace(in: FastRCNNTests.picture(192, 144))
    #expect(trace.candidates.isEmpty && trace.placeCount == 13_608)
  }

  /// Of one pixel, far too wide, thin as a hair: answered, and every box inside.
  @Test(arguments: [(1, 1), (4000, 30), (3, 500)])
  func strangePictures(width: Int, height: Int) throws {
    let detector = try Self.detector()
    let pass = try detector.pass(FastRCNNTests.picture(width, height))
    #expect(pass.proposals.kept.count == pass.levels.count)
    for detection in pass.detections {
      #expect(detection.box == detection.box.clipped(width: width, height: height))
    }
  }

  /// No anchor becomes a proposal: nothing is pooled, and nothing found.
  @Test func noProposals() throws {
    var detector = try Self.detector()
    var selection = ProposalSelector()
    selection.mostKept = 0
    detector.options.selection = selection
    let pass = try detector.pass(FastRCNNTests.picture(192, 144))
    #expect(pass.proposals.proposals.isEmpty && pass.probabilities.shape == [0, 9])
    #expect(pass.detections.isEmpty)
  }
}
