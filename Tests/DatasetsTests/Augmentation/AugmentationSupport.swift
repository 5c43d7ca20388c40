import Boxes
import Foundation
import Images
import Tensors

@testable import Datasets

/// A list of cases out of `Fixtures/NAME.json`; empty when the file is missing, which each suite
/// checks.
func augmentationFixture<T: Decodable>(_ name: String, of type: T.Type) -> [T] {
  let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("Fixtures/\(name).json")
  guard let data = try? Data(contentsOf: path) else { return [] }
  return (try? JSONDecoder().decode([T].self, from: data)) ?? []
}

/// Scenes with persons, hidden things and things at the border.
let sceneSeeds = [83, 57, 27, 38]

func sceneExample(_ seed: Int) throws -> DetectionExample {
  try DetectionExample(pastureSeed: seed)
}

/// A plain grey picture with things given by their boxes; masks fill the boxes.
func plainExample(
  width: Int = 64, height: Int = 48, _ boxes: [Box], masks: Bool = true
) throws -> DetectionExample {
  DetectionExample(
    image: try Image(width: width, height: height, color: .grey),
    objects: try boxes.enumerated().map { i, box in
      DetectionObject(
        box: box, classIndex: i,
        mask: masks ? try Mask(width: width, height: height, filling: box) : nil)
    }, pictureID: 7)
}

/// Every augmentation with chance in it, by name.
func everyAugmentation() throws -> [(String, any Augmentation)] {
  [
    ("flip", HorizontalFlip()),
    ("scale", ScaleAndTranslate(scale: 0.6...1.6, shift: 0.2)),
    ("turn", ScaleAndTranslate(scale: 0.9...1.1, shift: 0.1, rotation: 20)),
    ("expand", Expand(sides: 1...3)),
    ("crop", IoUCrop()),
    ("colour", ColorJitter()),
    ("noise", GaussianNoise()),
    ("mosaic", Mosaic(of: ExampleList(try [44, 79, 69].map(sceneExample)))),
    ("letterbox", Fit(width: 160, height: 160)),
    ("stretch", Fit(width: 100, height: 160, by: .stretch)),
    ("ssd", Augmentations.ssd),
    ("yolo", Augmentations.yolo),
  ]
}

extension Box {
  /// The largest difference of a coordinate.
  func distance(to other: Box) -> Float {
    max(abs(x1 - other.x1), abs(y1 - other.y1), abs(x2 - other.x2), abs(y2 - other.y2))
  }
}
