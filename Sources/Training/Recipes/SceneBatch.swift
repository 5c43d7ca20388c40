// N scenes, H×W pixels.

import Boxes
import Datasets
import Detectors
import Images
import Tensors

/// Whole scenes of the Pasture and the things in them, as a detector with proposals learns from them:
/// half of them mirrored, in changing light.
public struct SceneBatch: Sendable {
  /// `[N, 3, H, W]`, in 0…1.
  public let pictures: Tensor
  /// N: boxes, classes from 1, and what is ignored.
  public let truths: [PictureTruths]
  /// N lists of the things whose boxes `truths` has, in the same order: with their masks where asked
  /// for, and their keypoints.
  public let things: [[DetectionObject]]

  /// The scenes of one step; no other step of the seed sees them, and another seed sees others.
  ///
  /// - Parameters:
  ///   - count: N.
  ///   - masks: whether things come with their masks, which take longer.
  ///   - generator: for flips and light.
  public init(
    seed: Int, step: Int, count: Int, masks: Bool = false, using generator: inout SeededGenerator
  ) throws {
    let first = SegmentationBatch.firstScene(seed: seed, step: step, count: count)
    let light = ColorJitter(hue: 0.02, saturation: 1.2, value: 1.2, contrast: 1.1)
    var images: [Image] = []
    var truths: [PictureTruths] = []
    var things: [[DetectionObject]] = []
    for number in first..<first + count {
      var example = DetectionExample(try PastureSplit.training.scene(number), masks: masks)
      if generator.chance(0.5) {
        example = try HorizontalFlip()(example, using: &generator)
      }
      example = try light(example, using: &generator)
      let present = example.objects.filter { !$0.isIgnored }
      images.append(example.image)
      things.append(present)
      truths.append(
        try PictureTruths(
          boxes: present.map(\.box), classes: present.map { $0.classIndex + 1 },
          ignored: example.objects.filter(\.isIgnored).map(\.box)))
    }
    pictures = try Image.tensor(of: images)
    self.truths = truths
    self.things = things
  }
}
