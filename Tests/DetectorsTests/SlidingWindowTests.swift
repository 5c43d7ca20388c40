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
}
