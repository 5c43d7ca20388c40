extension CocoAnnotations {
  /// An empty file for Pasture scenes: categories 1 … 8 in the order of `Pasture.classNames`.
  public static var pasture: CocoAnnotations {
    CocoAnnotations(
      info: Info(
        description: "The Pasture, drawn by Fovea", version: "\(Pasture.version)"),
      images: [], annotations: [],
      categories: PastureClass.allCases.map { kind in
        Category(
          id: kind.rawValue + 1, name: kind.name, supercategory: kind.supercategory,
          keypoints: kind == .person ? Keypoint.allCases.map(\.name) : nil,
          skeleton: kind == .person
            ? Keypoint.skeleton.map { [$0.0.rawValue + 1, $0.1.rawValue + 1] } : nil)
      })
  }

  /// Adds a scene; pictures and annotations are numbered from 1.
  ///
  /// An ignored thing is also marked as a crowd, since that is the mark by which COCO's own scoring
  /// leaves something out.
  public mutating func add(_ scene: PastureScene, fileName: String) {
    let imageID = images.count + 1
    images.append(
      Picture(
        id: imageID, fileName: fileName, width: scene.width, height: scene.height,
        seed: scene.seed))
    for thing in scene.things {
      let points = thing.keypoints
      annotations.append(
        Annotation(
          id: annotations.count + 1, imageID: imageID, categoryID: thing.kind.rawValue + 1,
          bbox: [thing.box.x1, thing.box.y1, thing.box.width, thing.box.height],
          area: Float(thing.area),
          segmentation: Segmentation(
            counts: thing.mask.runLengths, size: [scene.height, scene.width]),
          iscrowd: thing.isIgnored ? 1 : 0, ignore: thing.isIgnored ? 1 : 0,
          visible: thing.visibleFraction,
          keypoints: points.isEmpty
            ? nil : points.flatMap { [$0.x, $0.y, Float($0.visibility.rawValue)] },
          keypointCount: points.isEmpty
            ? nil : points.count { $0.visibility != .unlabelled }))
    }
  }
}

extension PastureClass {
  var supercategory: String {
    switch self {
    case .person: "person"
    case .sheep, .cat, .dog: "animal"
    case .tree: "plant"
    case .house: "building"
    case .tractor: "vehicle"
    case .kite: "toy"
    }
  }
}
