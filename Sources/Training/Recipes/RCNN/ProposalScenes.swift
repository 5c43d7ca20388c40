// P proposals of a scene, T things in it.

import Boxes
import Datasets
import Detectors
import Images
import Synchronization
import Tensors

/// A scene with its proposals, and what each of them lies on.
struct ProposalScene: Sendable {
  let image: Image
  /// Boxes of the T things that count, and their classes from 1 on.
  let truths: [Box]
  let classes: [Int]
  /// The proposals, and behind them the T true boxes.
  let boxes: [Box]
  /// Of each box: the thing it overlaps most, and the IoU; nothing where it overlaps none.
  let best: [(truth: Int, iou: Float)]
  /// Of each box: whether it lies on a thing that is too small or too hidden to be asked for.
  let isNeutral: [Bool]

  /// How many of `boxes` are proposals.
  var proposalCount: Int { boxes.count - truths.count }

  init(_ scene: PastureScene, proposals: [Box]) {
    image = scene.image
    let counted = scene.things.filter { !$0.isIgnored }
    let truths = counted.map(\.box)
    self.truths = truths
    classes = counted.map { $0.kind.rawValue + 1 }
    boxes = proposals + truths
    best = boxes.map { box in
      truths.enumerated().reduce((-1, 0)) { best, truth in
        let iou = box.iou(with: truth.element)
        return iou > best.1 ? (truth.offset, iou) : best
      }
    }
    let ignored = scene.things.filter(\.isIgnored).map(\.box)
    isNeutral = boxes.map { box in ignored.contains { box.iou(with: $0) > 0.3 } }
  }

  /// The highest IoU of a box with a thing of that class.
  func overlap(_ box: Int, classIndex: Int) -> Float {
    zip(truths, classes).reduce(0) { highest, truth in
      truth.1 == classIndex ? max(highest, boxes[box].iou(with: truth.0)) : highest
    }
  }
}

/// A number of scenes of a split, each searched for proposals once in a run: that takes longer than
/// drawing it, and longer than learning from it.
final class ProposalScenes: Sendable {
  let count: Int
  private let split: PastureSplit
  private let first: Int
  private let propose: @Sendable (Image) throws -> [Box]
  private let known = Mutex<[Int: ProposalScene]>([:])

  /// - Parameters:
  ///   - split: whose scenes.
  ///   - first: of them.
  init(
    of split: PastureSplit = .training, first: Int, count: Int,
    propose: @escaping @Sendable (Image) throws -> [Box]
  ) {
    self.split = split
    self.first = first
    self.count = count
    self.propose = propose
  }

  /// Scene `index` of `0 ..< count`; the same whoever asks first.
  func scene(_ index: Int) throws -> ProposalScene {
    if let scene = known.withLock({ $0[index] }) { return scene }
    let scene = try split.scene(first + index)
    let searched = ProposalScene(scene, proposals: try propose(scene.image))
    known.withLock { $0[index] = searched }
    return searched
  }
}
