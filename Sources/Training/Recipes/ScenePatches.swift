// N patches of P×P pixels; S = 32: a window's side in them; h×h windows a patch.

import Boxes
import Datasets
import Detectors
import Foundation
import Images
import Tensors

/// Square pieces of Pasture scenes, enlarged or reduced, with the truth about every window in them:
/// what a network that answers for all windows at once learns from.
///
/// Two of three patches have a thing in them that is as large as a window frames it; the third is
/// taken anywhere, at any size. So most windows are background, and the hard ones, which hold a part
/// of a thing or far more than it, come by themselves.
///
/// - Source: Sermanet et al., "OverFeat", ICLR 2014, §5: training on all locations at once, and
///   negative examples on the fly.
struct ScenePatches: Sendable {
  /// What windows of a patch show, and where.
  struct Truth: Sendable {
    /// `[h × h]`, row by row: 0 background, a class from 1, or `ignored`.
    let classes: [Int]
    /// `[h × h]`: the framed thing's box as its window describes it, where there is one.
    let boxes: [WindowBox?]
  }

  /// A window that is nearly a frame, or frames what is ignored: learnt from by nobody.
  static let ignored = -1
  /// A window with at least this IoU with the square around a thing frames it.
  static let framed: Float = 0.55
  /// Under this IoU a window is background.
  static let background: Float = 0.4

  let split: PastureSplit
  let scenes: Int
  let patchesPerScene: Int
  /// P.
  let size: Int
  let augmentation: CropAugmentation

  /// N.
  var count: Int { scenes * patchesPerScene }
  /// h: windows across and down.
  var windows: Int { (size - PastureOverFeat.side) / PastureOverFeat.stride + 1 }

  /// Batch number `index`.
  ///
  /// - Returns: patches `[N, 3, P, P]`, in 0…1, and the truth of each.
  func batch(
    _ index: Int, using generator: inout SeededGenerator
  ) throws -> (patches: Tensor, truths: [Truth]) {
    var values: [Float] = []
    var truths: [Truth] = []
    for number in 0..<scenes {
      let scene = try split.scene(index * scenes + number)
      let frames = (0..<patchesPerScene).map { frame(number: $0, in: scene, using: &generator) }
      values += try scene.image.crops(of: frames, width: size, height: size).values
      truths += frames.map { truth(of: scene, in: $0) }
    }
    let length = 3 * size * size
    for i in 0..<count {
      // Mirrored here, with its truth; the augmentation changes only colours.
      if generator.chance(0.5) {
        for row in 0..<(3 * size) {
          values[(i * length + row * size)..<(i * length + (row + 1) * size)].reverse()
        }
        truths[i] = mirrored(truths[i])
      }
      augmentation.apply(
        to: &values[(i * length)..<((i + 1) * length)], size: size, using: &generator)
    }
    return (try Tensor(values, shape: [count, 3, size, size]), truths)
  }

  /// Where a patch is taken, in pixels of the scene; it may stick out.
  func frame(
    number: Int, in scene: PastureScene, using generator: inout SeededGenerator
  ) -> Box {
    let things = scene.things.filter { !$0.isIgnored }
    let windowsAcross = Float(size) / Float(PastureOverFeat.side)
    guard number % 3 < 2, !things.isEmpty else {
      // Sizes of windows from 12 to 150 pixels, evenly over their logarithm.
      let side = 12 * exp(generator.uniform(0..<log(150 / 12))) * windowsAcross
      return Box(
        centerX: generator.uniform(0..<Float(scene.width)),
        centerY: generator.uniform(0..<Float(scene.height)), width: side, height: side)
    }
    let thing = things[generator.index(below: things.count)].box
    let window =
      max(thing.width, thing.height) * OverFeatOptions.framing
      * exp(generator.uniform(-0.26..<0.26))
    let side = window * windowsAcross
    let reach = (side - window) / 2  // so far the window's centre may be from the patch's
    return Box(
      centerX: thing.centerX + generator.uniform(-1..<1) * reach,
      centerY: thing.centerY + generator.uniform(-1..<1) * reach, width: side, height: side)
  }

  /// What every window of a patch shows.
  func truth(of scene: PastureScene, in frame: Box) -> Truth {
    let scale = Float(size) / frame.width
    let things = scene.things.map { thing in
      let box = thing.box.moved(x: -frame.x1, y: -frame.y1).scaled(by: scale)
      let side = max(box.width, box.height) * OverFeatOptions.framing
      return (
        thing: thing, box: box,
        square: Box(centerX: box.centerX, centerY: box.centerY, width: side, height: side)
      )
    }
    var classes: [Int] = []
    var boxes: [WindowBox?] = []
    let (step, side) = (PastureOverFeat.stride, Float(PastureOverFeat.side))
    for row in 0..<windows {
      for column in 0..<windows {
        let window = Box(
          x: Float(column * step), y: Float(row * step), width: side, height: side)
        // Of several things that it frames, the nearest to a perfect frame.
        let overlaps = things.map { $0.square.iou(with: window) }
        let best = overlaps.indices.max { overlaps[$0] < overlaps[$1] }
        guard let best, overlaps[best] >= Self.background else {
          classes.append(0)
          boxes.append(nil)
          continue
        }
        let isFramed = overlaps[best] >= Self.framed && !things[best].thing.isIgnored
        classes.append(isFramed ? things[best].thing.kind.rawValue + 1 : Self.ignored)
        boxes.append(isFramed ? WindowBox(things[best].box, in: window) : nil)
      }
    }
    return Truth(classes: classes, boxes: boxes)
  }

  /// The truth of the patch seen in a mirror.
  private func mirrored(_ truth: Truth) -> Truth {
    let order = (0..<windows * windows).map { cell in
      cell / windows * windows + windows - 1 - cell % windows
    }
    return Truth(
      classes: order.map { truth.classes[$0] },
      boxes: order.map { truth.boxes[$0]?.mirrored })
  }
}

extension WindowBox {
  /// Left and right exchanged.
  var mirrored: WindowBox { WindowBox(edges: [-edges[2], edges[1], -edges[0], edges[3]]) }
}
