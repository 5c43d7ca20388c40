import Boxes
import Images
import Synchronization

/// Proposals of scenes that a run has met before: searching a scene costs more than learning from it.
///
/// What is in it never changes an outcome, only the time it takes.
final class ProposalCache: Sendable {
  private let boxes = Mutex<[Int: [Box]]>([:])

  /// The proposals of the scene of that number, found at the first call.
  func proposals(_ scene: Int, find: () throws -> [Box]) rethrows -> [Box] {
    if let known = boxes.withLock({ $0[scene] }) { return known }
    let found = try find()
    boxes.withLock { $0[scene] = found }
    return found
  }
}
