/// A picture of 8-bit samples: grey (1 channel), RGB (3) or RGBA (4, not premultiplied).
///
/// Row by row from the top left, channels interleaved. x runs right, y runs down; pixel (0, 0)
/// covers the square from (0, 0) to (1, 1), so its centre is (0.5, 0.5).
public struct Image: Equatable, Sendable {
  public let width: Int
  public let height: Int
  /// 1, 3 or 4.
  public let channels: Int
  /// `height * width * channels` samples.
  package var samples: [UInt8]

  package init(width: Int, height: Int, channels: Int, samples: [UInt8]) {
    self.width = width
    self.height = height
    self.channels = channels
    self.samples = samples
  }
}
