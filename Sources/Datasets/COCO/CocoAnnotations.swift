import Foundation

/// A COCO annotation file: pictures, what is in them, and the names of the classes.
///
/// - Source: the format page of cocodataset.org ("object detection" and "keypoint detection").
///   `ignore` and `visible` are ours; readers of COCO pass over names they do not know.
public struct CocoAnnotations: Codable, Equatable, Sendable {
  public struct Info: Codable, Equatable, Sendable {
    public var description: String
    public var version: String
  }

  public struct Picture: Codable, Equatable, Sendable {
    public var id: Int
    public var fileName: String
    public var width, height: Int
    /// The seed that `Pasture.scene` makes it from.
    public var seed: Int?

    enum CodingKeys: String, CodingKey {
      case id, width, height, seed
      case fileName = "file_name"
    }
  }

  /// A mask as COCO's uncompressed runs: down the columns, first those outside.
  public struct Segmentation: Codable, Equatable, Sendable {
    public var counts: [Int]
    /// Height, width.
    public var size: [Int]
  }

  public struct Annotation: Codable, Equatable, Sendable {
    public var id, imageID, categoryID: Int
    /// x, y, width, height in pixels.
    public var bbox: [Float]
    /// Pixels of the mask.
    public var area: Float
    public var segmentation: Segmentation
    public var iscrowd: Int
    /// 1 when it counts neither for nor against a detector.
    public var ignore: Int
    /// The share of the thing that is seen.
    public var visible: Float
    /// 17 times x, y, visibility; only persons have them.
    public var keypoints: [Float]?
    public var keypointCount: Int?

    enum CodingKeys: String, CodingKey {
      case id, bbox, area, segmentation, iscrowd, ignore, visible, keypoints
      case imageID = "image_id"
      case categoryID = "category_id"
      case keypointCount = "num_keypoints"
    }
  }

  public struct Category: Codable, Equatable, Sendable {
    public var id: Int
    public var name, supercategory: String
    public var keypoints: [String]?
    /// Pairs of keypoint numbers, from 1.
    public var skeleton: [[Int]]?
  }

  public var info: Info
  public var images: [Picture]
  public var annotations: [Annotation]
  public var categories: [Category]

  /// The file's text; the same annotations always give the same bytes.
  public func json() throws -> Data {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(self)
  }
}
