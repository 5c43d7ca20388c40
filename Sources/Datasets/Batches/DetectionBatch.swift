import Boxes
import Images
import Tensors

// N pictures, H×W pixels.

/// Pictures of one size as one tensor, and what is in each.
///
/// - Example:
///       let sizes = [FrameSize(width: 96, height: 72)]
///       let loader = try DetectionLoader(PastureSource(.training), batchSize: 2, sizes: sizes)
///       let batch = try loader.batch(at: 0)
///       batch.images.shape
///       batch.objects[0].count
///       batch.indices
///       try batch.example(0)
public struct DetectionBatch: Sendable {
  /// Its number.
  public let step: Int
  /// `[N, 3, H, W]`, in 0…1.
  public let images: Tensor
  /// For each picture its things, in pixels of the H×W frame.
  public let objects: [[DetectionObject]]
  /// For each picture its way into the frame and back, from what augmentation made of it.
  public let frames: [PictureFrame]
  /// For each picture its number in the source.
  public let indices: [Int]

  public var count: Int { indices.count }

  /// One picture of the batch as an example again, for drawing.
  ///
  /// - Throws: `ImageError` for a place outside the batch.
  /// - Parameter place: in the batch, from 0.
  public func example(_ place: Int) throws -> DetectionExample {
    guard indices.indices.contains(place) else {
      throw ImageError(
        "DetectionBatch.example", expected: "a place in 0…\(count - 1)", found: "\(place)")
    }
    return DetectionExample(
      image: try Image(images[place]), objects: objects[place], pictureID: indices[place])
  }
}

extension DetectionBatch: CustomStringConvertible {
  public var description: String {
    "DetectionBatch \(step): \(images.shape), \(objects.reduce(0) { $0 + $1.count }) objects"
  }
}
