import Boxes
import Images

/// A picture in memory with everything that is known to be in it: what training takes in and
/// augmentation carries along.
public struct DetectionExample: Equatable, Sendable {
  public var image: Image
  public var objects: [DetectionObject]
  /// The `id` of its picture in the data set.
  public var pictureID: Int

  public init(image: Image, objects: [DetectionObject], pictureID: Int = 0) {
    self.image = image
    self.objects = objects
    self.pictureID = pictureID
  }
}

/// One thing in an example.
public struct DetectionObject: Equatable, Sendable {
  /// In pixels of the example's image.
  public var box: Box
  /// Index into the data set's `classes`, from 0.
  public var classIndex: Int
  /// Of the image's size; `nil` when it is not known or was not asked for.
  public var mask: Mask?
  /// In pixels of the image; one for each keypoint of the class, or none.
  public var keypoints: [PlacedKeypoint]
  public var isCrowd: Bool
  public var isDifficult: Bool
  public var isTruncated: Bool
  public var isIgnored: Bool

  public init(
    box: Box, classIndex: Int, mask: Mask? = nil, keypoints: [PlacedKeypoint] = [],
    isCrowd: Bool = false, isDifficult: Bool = false, isTruncated: Bool = false,
    isIgnored: Bool = false
  ) {
    self.box = box
    self.classIndex = classIndex
    self.mask = mask
    self.keypoints = keypoints
    self.isCrowd = isCrowd
    self.isDifficult = isDifficult
    self.isTruncated = isTruncated
    self.isIgnored = isIgnored
  }
}

extension DetectionExample {
  /// A Pasture scene as an example; a thing's class index is its place in `Pasture.classNames`.
  public init(_ scene: PastureScene, masks: Bool = true) {
    self.init(
      image: scene.image,
      objects: scene.things.map { thing in
        DetectionObject(
          box: thing.box, classIndex: thing.kind.rawValue, mask: masks ? thing.mask : nil,
          keypoints: thing.keypoints, isCrowd: thing.isIgnored, isDifficult: thing.isIgnored,
          isTruncated: thing.isCutOff(in: scene), isIgnored: thing.isIgnored)
      },
      pictureID: scene.seed)
  }
}

extension PastureThing {
  /// Whether part of it lies beyond the picture's border: VOC's "truncated".
  func isCutOff(in scene: PastureScene) -> Bool {
    amodalBox.x1 < 0 || amodalBox.y1 < 0 || amodalBox.x2 > Float(scene.width)
      || amodalBox.y2 > Float(scene.height)
  }
}
