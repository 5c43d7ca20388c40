// N windows, S×S pixels a crop.

import Boxes
import Datasets
import Images
import Tensors

/// Windows that touch things without framing one: a part of a thing, a thing off centre, a thing in
/// a window far too large.
///
/// A sliding window meets them more often than anything else, and crops that either frame a thing or
/// avoid all things never show one: a classifier trained without them calls the middle of a tree a
/// tree, and a detector made of it finds ten trees in one.
///
/// - Source: mining hard negatives is Sung and Poggio, "Example-Based Learning for View-Based Human
///   Face Detection", 1994, §4.3; here they are drawn, since the truth is known.
struct HardBackground: Sendable {
  let split: PastureSplit
  /// S.
  let size: Int
  let scenes: Int
  let windowsPerScene: Int
  let augmentation: CropAugmentation

  /// N.
  var count: Int { scenes * windowsPerScene }

  /// Batch number `index`: crops `[N, 3, S, S]`, all of class 0.
  ///
  /// - Parameter firstScene: scenes of the split from this one on are this sampler's own.
  func batch(
    _ index: Int, firstScene: Int, using generator: inout SeededGenerator
  ) throws -> Tensor {
    var values: [Float] = []
    for number in 0..<scenes {
      let scene = try split.scene(firstScene + index * scenes + number)
      let windows = (0..<windowsPerScene).map { _ in Self.window(in: scene, using: &generator) }
      values += try scene.image.crops(of: windows, width: size, height: size).values
    }
    let length = 3 * size * size
    for i in 0..<count {
      augmentation.apply(
        to: &values[(i * length)..<((i + 1) * length)], size: size, using: &generator)
    }
    return try Tensor(values, shape: [count, 3, size, size])
  }

  /// A square inside the picture that frames nothing.
  static func window(in scene: PastureScene, using generator: inout SeededGenerator) -> Box {
    let shorter = Float(min(scene.width, scene.height))
    for _ in 0..<100 {
      let near =
        scene.things.isEmpty ? nil : scene.things[generator.index(below: scene.things.count)]
      let thing = near?.box ?? Box(x1: 0, y1: 0, x2: shorter, y2: shorter)
      let longer = max(thing.width, thing.height)
      // A part, beside it, or far too large.
      let (scale, drift): (Range<Float>, Float) =
        switch generator.index(below: 3) {
        case 0: (0.25..<0.75, 0.5)
        case 1: (0.8..<1.6, 0.8)
        default: (1.9..<4, 0.4)
        }
      let side = min(shorter, max(14, longer * generator.uniform(scale)))
      let x = generator.uniform(thing.x1..<max(thing.x2, thing.x1 + 1))
      let y = generator.uniform(thing.y1..<max(thing.y2, thing.y1 + 1))
      let left = x - side / 2 + generator.uniform(-drift..<drift) * side
      let top = y - side / 2 + generator.uniform(-drift..<drift) * side
      let window = Box(
        x: max(0, min(Float(scene.width) - side, left)),
        y: max(0, min(Float(scene.height) - side, top)), width: side, height: side)
      if scene.things.allSatisfy({ !isFramed($0.box, by: window) }) { return window }
    }
    return Box(x: 0, y: 0, width: 16, height: 16)
  }

  /// Whether a window shows a thing about as training crops do: its IoU with the square around the
  /// thing, an eighth of its side wider on each side, is at least 0.3.
  static func isFramed(_ box: Box, by window: Box) -> Bool {
    let side = max(box.width, box.height) * 1.25
    let square = Box(
      x: (box.x1 + box.x2 - side) / 2, y: (box.y1 + box.y2 - side) / 2, width: side, height: side)
    return square.iou(with: window) >= 0.3
  }
}
