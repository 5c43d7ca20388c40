import Boxes
import Images
import Tensors
import Testing

@testable import Detectors

@Suite struct SlidingWindowTests {
  @Test(arguments: [(192, 144), (60, 60), (59, 200), (17, 17), (1, 9000), (0, 0), (-5, .min)])
  func theCountIsThatOfTheList(width: Int, height: Int) throws {
    let detector = try SlidingWindowDetector(classifier: PastureClassifierTests.model())
    let windows = try detector.windows(width: width, height: height)
    #expect(detector.windowCount(width: width, height: height) == windows.count)
    #expect(windows.allSatisfy { $0.x2 <= Float(width) && $0.y2 <= Float(height) })
  }

  @Test(arguments: [(Int.max, Int.max), (Int.max / 2, 3_000_000_000), (100_000, 100_000)])
  func absurdPicturesAreCountedButNotListed(width: Int, height: Int) throws {
    let detector = try SlidingWindowDetector(classifier: PastureClassifierTests.model())
    #expect(detector.windowCount(width: width, height: height) > 1_000_000_000)
    #expect(throws: ShapeError.self) { try detector.windows(width: width, height: height) }
  }

  @Test func theTraceEndsInTheDetections() throws {
    // With random weights hardly any class stands out: a low threshold lets many boxes through.
    let detector = try SlidingWindowDetector(
      classifier: PastureClassifierTests.model(), windowSizes: [20, 32], strideShare: 0.5,
      threshold: 0.08, suppression: 0.3)
    var generator = SeededGenerator(seed: 4)
    let image = try Image(Tensor.uniform([1, 3, 64, 80], in: 0..<1, using: &generator))
    let trace = try detector.trace(in: image)
    let detections = try detector.detections(in: image)
    #expect(detections.count > 2 && trace.candidates.count > detections.count)
    #expect(trace.kept.map(\.detection) == detections)
    #expect(try trace.placeCount == detector.windows(width: 80, height: 64).count)
    for (index, candidate) in trace.candidates.enumerated() {
      #expect(candidate.index == index)
      #expect(candidate.scores[candidate.detection.classIndex] == candidate.detection.score)
      for (other, iou) in candidate.suppressed {
        #expect(trace.candidates[other].fate == .suppressed(by: index, iou: iou))
      }
    }
    let flops = try detector.flops(width: 80, height: 64)
    #expect(try flops == trace.placeCount * detector.classifier.flopsPerCrop)
  }
}
