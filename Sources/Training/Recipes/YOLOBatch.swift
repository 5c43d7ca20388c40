// N pictures, H×W pixels.

import Boxes
import Datasets
import Detectors
import Images
import Tensors

/// Whole scenes of the Pasture, and what is in each, for the losses of YOLO.
public struct YOLOBatch: Sendable {
  /// `[N, 3, H, W]`, normalised.
  public let pictures: Tensor
  /// N.
  public let truths: [YOLOTruths]

  /// Scenes of the training split, some of them mirrored and all in another light.
  ///
  /// - Parameters:
  ///   - scenes: which of the split.
  ///   - normalization: what the network wants done to pictures.
  ///   - augmentation: what is done to each scene.
  /// - Throws: `ImageError` for a scene that the split has not.
  init(
    scenes: Range<Int>, normalization: PictureNormalization, augmentation: any Augmentation,
    using generator: inout SeededGenerator
  ) throws {
    var images: [Image] = []
    var truths: [YOLOTruths] = []
    for index in scenes {
      let scene = try PastureSplit.training.scene(index)
      let example = try augmentation(
        DetectionExample(scene, masks: false), using: &generator)
      images.append(example.image)
      truths.append(try YOLOTruths(example))
    }
    pictures = try normalization(Image.tensor(of: images))
    self.truths = truths
  }
}

extension YOLOTruths {
  /// What is in an example of the Pasture.
  ///
  /// - Parameter example: with boxes in pixels of the network's input.
  public init(_ example: DetectionExample) throws {
    let things = example.objects.filter { !$0.isIgnored && !$0.box.isDegenerate }
    try self.init(
      boxes: things.map(\.box), classes: things.map(\.classIndex),
      ignored: example.objects.filter(\.isIgnored).map(\.box),
      classCount: Pasture.classNames.count)
  }
}
