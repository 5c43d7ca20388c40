import Boxes
import Images

/// A picture in memory with everything that is known to be in it: what training takes in and
/// augmentation carries along.
///
/// - Example:
///       let example = try DetectionExample(pastureSeed: 7)
///       example.width
///       example.height
///       example.objects.count
///       example.image
///       try example.drawn()
///       try example.picture()
///       try example.cropped(to: Box(x: 0, y: 0, width: 96, height: 72), centersOnly: true)
public struct DetectionExample: Equatable, Sendable {
  /// What is seen.
  public var image: Image
  /// What is in it.
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
///
/// - Example:
///       let example = try DetectionExample(pastureSeed: 7)
///       let thing = example.objects[0]
///       thing.classIndex
///       thing.mask
///       thing.isCrowd
///       thing.isDifficult
///       thing.isTruncated
///       thing.isIgnored
///       thing.box
public struct DetectionObject: Equatable, Sendable {
  /// In pixels of the example's image.
  public var box: Box
  /// Index into the data set's `classes`, from 0.
  public var classIndex: Int
  /// Of the image's size; `nil` when it is not known or was not asked for.
  public var mask: Mask?
  /// In pixels of the image; one for each keypoint of the class, or none.
  public var keypoints: [PlacedKeypoint]
  /// A group that is not told apart: a detection inside it is neither right nor wrong.
  public var isCrowd: Bool
  /// VOC: too hard to be counted.
  public var isDifficult: Bool
  /// Reaches beyond the picture, or was cut.
  public var isTruncated: Bool
  /// Counts neither for nor against a detector.
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
  ///
  /// - Parameter masks: whether its things have masks; without them augmentation is quicker.
  /// - Example: `DetectionExample(try Pasture.scene(seed: 7))`
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
