import Fovea
import LessonSwift
import Testing

@testable import Bindings

/// Keeps what was shown.
final class ShownPictures: PictureSink {
  nonisolated(unsafe) private(set) var captions: [String] = []
  func show(_ image: Image, caption: String) { captions.append(caption) }
}

struct LibraryTests {
  @Test func everyRegistrationHoldsTogether() {
    let problems = Bindings.library(sink: ShownPictures()).problems
    #expect(problems.isEmpty, "\(problems.joined(separator: "\n"))")
  }
}
