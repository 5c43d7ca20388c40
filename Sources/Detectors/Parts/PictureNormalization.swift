// N pictures, C channels, H×W pixels.

import Tensors

/// How a picture in 0…1 is brought to the numbers a network was trained on:
/// `(x − mean) / deviation`, channel by channel.
public struct PictureNormalization: Equatable, Sendable {
  /// One number a channel: red, green, blue.
  public let mean: [Float]
  public let deviation: [Float]

  /// As many of both, no deviation 0.
  init(mean: [Float], deviation: [Float]) {
    self.mean = mean
    self.deviation = deviation
  }

  /// What torchvision's classifiers and most of its detectors were trained on: the mean and the
  /// deviation of ImageNet's pixels.
  public static let imageNet = PictureNormalization(
    mean: [0.485, 0.456, 0.406], deviation: [0.229, 0.224, 0.225])

  /// 0…1 as it is: Darknet's networks.
  public static let none = PictureNormalization(mean: [0, 0, 0], deviation: [1, 1, 1])

  /// torchvision's SSD300, which has VGG's Caffe weights: 0…255 around ImageNet's mean.
  public static let caffe = PictureNormalization(
    mean: [0.48235, 0.45882, 0.40784], deviation: [1 / 255, 1 / 255, 1 / 255])

  /// - Parameter pictures: `[N, 3, H, W]`, in 0…1.
  /// - Throws: `ShapeError` for another number of channels.
  public func callAsFunction(_ pictures: Tensor) throws -> Tensor {
    guard pictures.rank == 4, pictures.shape[1] == mean.count else {
      throw ShapeError(
        operation: "PictureNormalization",
        expected: "pictures of shape [N, \(mean.count), H, W]", found: "\(pictures.shape)",
        hint: "image.tensor() makes [1, 3, H, W]; an alpha channel has to go first")
    }
    if self == .none { return pictures }
    let shape = [1, mean.count, 1, 1]
    return try (pictures - Tensor(mean, shape: shape)) / Tensor(deviation, shape: shape)
  }
}
