import Boxes

extension DetectionDataset {
  /// A data set without a picture yet, for Pasture scenes: classes 1 … 8 in the order of
  /// `Pasture.classNames`.
  public static var pasture: DetectionDataset {
    DetectionDataset(
      classes: PastureClass.allCases.map { kind in
        DatasetClass(
          id: kind.rawValue + 1, name: kind.name, supercategory: kind.supercategory,
          keypointNames: kind == .person ? Keypoint.allCases.map(\.name) : [],
          skeleton: kind == .person
            ? Keypoint.skeleton.map { .init($0.0.rawValue, $0.1.rawValue) } : [])
      },
      info: [
        Note("description", "The Pasture, drawn by Fovea"), Note("version", "\(Pasture.version)"),
      ])
  }

  /// Adds a scene; pictures and annotations are numbered from 1.
  ///
  /// An ignored thing is also marked as a crowd and as difficult, since those are the marks by which
  /// COCO's and VOC's own scoring leave something out.
  public mutating func add(_ scene: PastureScene, fileName: String) {
    let pictureID = pictures.count + 1
    pictures.append(
      DatasetPicture(
        id: pictureID, fileName: fileName, width: scene.width, height: scene.height,
        seed: scene.seed))
    for thing in scene.things {
      annotations.append(
        Annotation(
          id: annotations.count + 1, pictureID: pictureID, classID: thing.kind.rawValue + 1,
          bounds: PreciseBox(thing.box), segmentation: .runs(RunLengthMask(thing.mask)),
          keypoints: thing.keypoints.map(AnnotatedKeypoint.init), area: Double(thing.area),
          isCrowd: thing.isIgnored, isDifficult: thing.isIgnored,
          isTruncated: thing.isCutOff(in: scene), isIgnored: thing.isIgnored,
          visibleFraction: Double("\(thing.visibleFraction)") ?? 0))
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
