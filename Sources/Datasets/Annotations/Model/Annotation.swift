import Boxes

/// One thing in a picture, as an annotation file states it.
///
/// - Example:
///       let dataset = try DetectionDataset(contentsOf: "pasture")  // fovea render pasture --count 2
///       let thing = dataset.annotations[0]
///       thing.id
///       thing.pictureID
///       thing.classID
///       thing.box
///       thing.area
///       thing.isCrowd
///       thing.isDifficult
///       thing.isTruncated
///       thing.isIgnored
public struct Annotation: Sendable {
  /// Unique in its data set; scoring and error messages name it.
  public var id: Int
  /// The `id` of its picture and of its class.
  public var pictureID, classID: Int
  public var bounds: PreciseBox
  /// Its pixels, kept in the form in which they were read; `nil` when only the box is known.
  public var segmentation: Segmentation?
  /// One for each of the class's `keypointNames`, or none.
  public var keypoints: [AnnotatedKeypoint]
  /// In square pixels: the file's own figure (COCO sorts into small, medium and large by it), else
  /// the mask's, else the box's.
  public var area: Double
  /// A group that is not told apart: a detection inside it is neither right nor wrong.
  public var isCrowd: Bool
  /// VOC: too hard to be counted.
  public var isDifficult: Bool
  /// VOC: reaches beyond the picture, or is hidden in part.
  public var isTruncated: Bool
  /// Counts neither for nor against a detector.
  public var isIgnored: Bool
  /// The share of the thing that is seen, in 0…1, where the file says it.
  public var visibleFraction: Double?
  /// Where it stands in the file.
  public var place: Place

  public init(
    id: Int, pictureID: Int, classID: Int, bounds: PreciseBox, segmentation: Segmentation? = nil,
    keypoints: [AnnotatedKeypoint] = [], area: Double? = nil, isCrowd: Bool = false,
    isDifficult: Bool = false, isTruncated: Bool = false, isIgnored: Bool = false,
    visibleFraction: Double? = nil, place: Place = .nowhere
  ) {
    self.id = id
    self.pictureID = pictureID
    self.classID = classID
    self.bounds = bounds
    self.segmentation = segmentation
    self.keypoints = keypoints
    self.area = area ?? bounds.area
    self.isCrowd = isCrowd
    self.isDifficult = isDifficult
    self.isTruncated = isTruncated
    self.isIgnored = isIgnored
    self.visibleFraction = visibleFraction
    self.place = place
  }

  /// In pixels of the picture, as the rest of the library counts them.
  public var box: Box { bounds.box }
}

extension Annotation: Hashable {
  /// Where an annotation stood in its file is no part of what it says.
  public static func == (a: Annotation, b: Annotation) -> Bool {
    a.id == b.id && a.pictureID == b.pictureID && a.classID == b.classID && a.bounds == b.bounds
      && a.segmentation == b.segmentation && a.keypoints == b.keypoints && a.area == b.area
      && a.isCrowd == b.isCrowd && a.isDifficult == b.isDifficult
      && a.isTruncated == b.isTruncated && a.isIgnored == b.isIgnored
      && a.visibleFraction == b.visibleFraction
  }

  public func hash(into hasher: inout Hasher) {
    hasher.combine(id)
    hasher.combine(pictureID)
    hasher.combine(bounds)
  }
}

/// A box as its file states it: x, y, width, height in pixels, in double precision.
///
/// A type beside `Box`, since scores are comparisons: an IoU of exactly 0.5 in double precision can
/// be 0.49999997 in single, and then another program counts a hit that we do not.
///
/// - Example:
///       let box = PreciseBox(x: 10, y: 20, width: 30, height: 60)
///       box.x
///       box.y
///       box.width
///       box.height
///       box.area
///       box.box
///       box.iou(with: PreciseBox(x: 20, y: 20, width: 30, height: 60))
///       box.inclusiveIoU(with: PreciseBox(x: 20, y: 20, width: 30, height: 60))
public struct PreciseBox: Hashable, Sendable {
  /// The top left corner.
  public var x, y: Double
  /// The sides, in pixels.
  public var width, height: Double

  /// A box as a file states it.
  public init(x: Double, y: Double, width: Double, height: Double) {
    self.x = x
    self.y = y
    self.width = width
    self.height = height
  }

  /// The same box in double precision.
  ///
  /// - Example: `PreciseBox(Box(x1: 10, y1: 20, x2: 40, y2: 80))`
  public init(_ box: Box) {
    self.init(
      x: Double(box.x1), y: Double(box.y1), width: Double(box.x2) - Double(box.x1),
      height: Double(box.y2) - Double(box.y1))
  }

  /// Rounded to single precision.
  public var box: Box {
    Box(x1: Float(x), y1: Float(y), x2: Float(x + width), y2: Float(y + height))
  }

  /// In square pixels.
  public var area: Double { width * height }

  /// True when it has no inside: a side that is zero, negative, NaN or infinite.
  public var isDegenerate: Bool {
    !(x.isFinite && y.isFinite && (x + width).isFinite && (y + height).isFinite && width > 0
      && height > 0)
  }
}

/// The pixels of a thing, in the form in which a file keeps them.
public enum Segmentation: Hashable, Sendable {
  /// Outlines that together make the mask, each x, y, x, y … in pixels (parts of a thing that
  /// something in front cuts in two). Holes cannot be said in this form.
  case polygons([[Double]])
  case runs(RunLengthMask)

  /// As runs; a file's runs are taken as they are.
  ///
  /// - Throws: `BoxError` when an outline makes no sense, or the runs are of another picture size.
  public func runs(width: Int, height: Int) throws -> RunLengthMask {
    switch self {
    case .polygons(let polygons):
      return try RunLengthMask(polygons: polygons, width: width, height: height)
    case .runs(let mask):
      guard mask.width == width, mask.height == height else {
        throw BoxError(
          operation: "Segmentation", expected: "a mask of \(width)×\(height), as the picture",
          found: "one of \(mask.width)×\(mask.height)",
          hint: "COCO writes \"size\": [height, width]")
      }
      return mask
    }
  }
}

/// A keypoint as its file states it, in pixels and double precision.
public struct AnnotatedKeypoint: Hashable, Sendable {
  public var x, y: Double
  public var visibility: PlacedKeypoint.Visibility

  public init(x: Double, y: Double, visibility: PlacedKeypoint.Visibility) {
    self.x = x
    self.y = y
    self.visibility = visibility
  }

  public init(_ point: PlacedKeypoint) {
    self.init(x: Double(point.x), y: Double(point.y), visibility: point.visibility)
  }

  public var isLabelled: Bool { visibility != .unlabelled }

  /// Rounded to single precision.
  public var placed: PlacedKeypoint {
    PlacedKeypoint(x: Float(x), y: Float(y), visibility: visibility)
  }
}
