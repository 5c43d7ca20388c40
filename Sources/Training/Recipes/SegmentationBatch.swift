// N scenes, H×W pixels.

import Datasets
import Images
import Tensors

/// Whole scenes of the Pasture, and what each of their pixels shows.
public struct SegmentationBatch: Sendable {
  /// `[N, 3, H, W]`, in 0…1.
  public let pictures: Tensor
  /// N·H·W class numbers, row by row: the values of a scene's semantic map.
  public let classes: [Int]

  /// - Parameters:
  ///   - scenes: which of the split.
  ///   - isFlipped: asked once a scene: whether left and right change places.
  /// - Throws: `ImageError` for a scene that the split has not.
  init(
    _ split: PastureSplit, scenes: Range<Int>, isFlipped: () -> Bool = { false }
  ) throws {
    var images: [Image] = []
    var classes: [Int] = []
    for index in scenes {
      let scene = try split.scene(index)
      let map = scene.semanticMap.map { Int($0) }
      if isFlipped() {
        images.append(scene.image.flipped())
        for row in 0..<scene.height {
          classes += map[(row * scene.width)..<((row + 1) * scene.width)].reversed()
        }
      } else {
        images.append(scene.image)
        classes += map
      }
    }
    pictures = try Image.tensor(of: images)
    self.classes = classes
  }

  /// Another seed sees other scenes: each has four million of its own.
  static func firstScene(seed: Int, step: Int, count: Int) -> Int {
    (seed & 511) * 4_000_000 + step * count
  }
}
