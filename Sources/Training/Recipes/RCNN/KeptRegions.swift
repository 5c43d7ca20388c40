import Boxes
import Synchronization
import Tensors

/// The pyramid's vectors of some regions of each scene: as long as nothing below the pyramid is
/// trained, they are computed once in a run.
///
/// What is in it never changes an outcome, only the time it takes.
final class KeptRegions: Sendable {
  private let known = Mutex<[Int: Tensor]>([:])

  /// `[R, D]` of the scene of that number, found at the first call.
  func vectors(_ scene: Int, find: () throws -> Tensor) rethrows -> Tensor {
    if let found = known.withLock({ $0[scene] }) { return found }
    let found = try find()
    known.withLock { $0[scene] = found }
    return found
  }

  /// Which boxes of a scene are kept: those that lie on a thing, at most 32 of them, and of the others
  /// every n-th, at most 48. The same for every caller.
  struct Places {
    /// Indices into the scene's boxes; things first.
    let all: [Int]
    /// Of each, its class; 0 for background.
    let classes: [Int]

    init(_ scene: ProposalScene, _ positiveOverlap: Float) {
      let counted = scene.boxes.indices.filter { !scene.isNeutral[$0] }
      let things = counted.filter { scene.best[$0].iou >= positiveOverlap }
      let others = counted.filter { scene.best[$0].iou < positiveOverlap }
      let chosen = Self.spread(things, 32), backgrounds = Self.spread(others, 48)
      all = chosen + backgrounds
      classes =
        chosen.map { scene.classes[scene.best[$0].truth] }
        + Array(repeating: 0, count: backgrounds.count)
    }

    /// At most `count` of a list, evenly over it.
    private static func spread(_ list: [Int], _ count: Int) -> [Int] {
      guard list.count > count else { return list }
      return (0..<count).map { list[$0 * list.count / count] }
    }

    /// Places in `all`, with replacement, things first; fewer things where there are none at all.
    func draw(
      positives: Int, of count: Int, using generator: inout SeededGenerator
    ) -> [Int] {
      let things = classes.count { $0 > 0 }
      guard !all.isEmpty else { return [] }
      return (0..<count).map { place in
        if things > 0 && (place < positives || things == all.count) {
          return generator.index(below: things)
        }
        return things + generator.index(below: all.count - things)
      }
    }
  }
}
