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
    try self.init(
      (first..<first + count).map { try PastureSplit.training.scene($0) }, masks: masks,
      using: &generator)
  }

  /// The same of scenes in which there is a person to learn from; everything else in them is
  /// background.
  ///
  /// Of eight scenes of its own, each picture of a step is the first with a person of at least 24 pixels,
  /// or the last.
  static func persons(
    seed: Int, step: Int, count: Int, using generator: inout SeededGenerator
  ) throws -> SceneBatch {
    let tries = 8
    let first = SegmentationBatch.firstScene(seed: seed, step: step, count: count * tries)
    func shows(_ thing: PastureThing) -> Bool {
      thing.kind == .person && !thing.isIgnored && thing.box.height >= 24
    }
    let scenes = try (0..<count).map { picture in
      var number = first + picture * tries
      var scene = try PastureSplit.training.scene(number)
      while !scene.things.contains(where: shows), number + 1 < first + (picture + 1) * tries {
        number += 1
        scene = try PastureSplit.training.scene(number)
      }
      return scene
    }
    return try SceneBatch(scenes, masks: false, only: .person, using: &generator)
  }

  /// - Parameter only: the class that is told of, as the only one there is; `nil`: all.
  private init(
    _ scenes: [PastureScene], masks: Bool, only: PastureClass? = nil,
    using generator: inout SeededGenerator
  ) throws {
    let light = ColorJitter(hue: 0.02, saturation: 1.2, value: 1.2, contrast: 1.1)
    var images: [Image] = []
    var truths: [PictureTruths] = []
    var things: [[DetectionObject]] = []
    for scene in scenes {
      var example = DetectionExample(scene, masks: masks)
      if let only { example.objects.removeAll { $0.classIndex != only.rawValue } }
      if generator.chance(0.5) {
        example = try HorizontalFlip()(example, using: &generator)
      }
      example = try light(example, using: &generator)
      let present = example.objects.filter { !$0.isIgnored }
      images.append(example.image)
      things.append(present)
      truths.append(
        try PictureTruths(
          boxes: present.map(\.box),
          classes: present.map { only == nil ? $0.classIndex + 1 : 1 },
          ignored: example.objects.filter(\.isIgnored).map(\.box)))
    }
    pictures = try Image.tensor(of: images)
    self.truths = truths
    self.things = things
  }
}
