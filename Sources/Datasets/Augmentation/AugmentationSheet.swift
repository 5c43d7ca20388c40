import Images
import Tensors

/// One example under every augmentation, on one picture: what training sees of it.
///
/// Boxes, masks and keypoints are drawn where the augmentation took them, so the sheet shows at a
/// glance whether they still sit on their things. Each tile is letterboxed to one size for the sheet.
///
/// - Parameters:
///   - others: where the mosaic's other three pictures come from.
///   - seed: other seeds show other draws.
/// - Throws: what an augmentation or the drawing throws.
/// - Parameter example: what is changed.
/// - Parameter classNames: a class without a name is called by its number.
/// - Example:
///       let scenes = try PastureSource(.training, count: 4)
///       try augmentationSheet(scenes.example(0), others: scenes)
public func augmentationSheet(
  _ example: DetectionExample, others: any ExampleSource,
  classNames: [String] = Pasture.classNames, seed: Int = 9
) throws -> Image {
  var tiles: [Image] = []
  var captions: [String] = []
  for (index, entry) in sheetEntries(others: others, example).enumerated() {
    var generator = SeededGenerator(mixing: seed, index)
    let changed = try entry.augmentation(example, using: &generator)
    let tile = try changed.fitted(width: 384, height: 288, color: .white).example
    tiles.append(try tile.drawn(classNames: classNames, smallestSide: 0))
    captions.append(
      "\(entry.caption) · \(changed.width)×\(changed.height), \(changed.objects.count) things")
  }
  return try Image.grid(
    tiles, captions: captions, columns: 4, title: "One picture, augmented", gap: 14)
}

/// The same for a scene of the Pasture: the three scenes after it fill the mosaic.
///
/// - Throws: as `Pasture.scene`, and as above.
/// - Parameter pasture: the seed of the scene.
/// - Parameter width: of the scene, in pixels.
/// - Parameter height: of the scene, in pixels.
/// - Parameter seed: other seeds show other draws.
/// - Example: `try augmentationSheet(pastureSeed: 7)`
/// - Parameter pastureSeed: the seed of the scene.
public func augmentationSheet(
  pastureSeed pasture: Int, width: Int = 192, height: Int = 144, seed: Int = 9
) throws -> Image {
  func example(_ offset: Int) throws -> DetectionExample {
    try DetectionExample(pastureSeed: pasture &+ offset, width: width, height: height)
  }
  return try augmentationSheet(
    example(0), others: ExampleList((1...3).map(example)), seed: seed)
}

private func sheetEntries(
  others: any ExampleSource, _ example: DetectionExample
) -> [(caption: String, augmentation: any Augmentation)] {
  let side = min(example.width, example.height)
  return [
    ("as it is", Augmentations()),
    ("horizontal flip", HorizontalFlip()),
    ("scale and translate", ScaleAndTranslate(scale: 0.7...1.4, shift: 0.15)),
    ("turned by up to 20°", ScaleAndTranslate(scale: 0.9...1.1, shift: 0.05, rotation: 20)),
    ("expand (SSD, zoom out)", Expand(sides: 1.5...2.5)),
    ("IoU crop (SSD, zoom in)", IoUCrop(overlaps: [0.1, 0.3, 0.5])),
    ("colour jitter in HSV", ColorJitter(hue: 0.15, saturation: 2, value: 1.6)),
    ("Gaussian noise", GaussianNoise(deviation: 0.06...0.1)),
    ("mosaic (YOLOv4)", Mosaic(of: others)),
    ("letterbox", Fit(width: side, height: side)),
    ("stretched", Fit(width: side, height: side, by: .stretch)),
    ("all of SSD's", Augmentations.ssd),
  ]
}
