// C channels, H×W cells.

/// What a layer hands on, for one picture: a map, or a line of numbers.
///
/// - Example: `try DarknetBlueprint(DarknetConfiguration.yoloV1()).layers[0].output.count`
public struct DarknetShape: Hashable, Sendable, CustomStringConvertible {
  /// 0 each for a line that is no map.
  public let channels, height, width: Int
  /// How many numbers: C·H·W of a map.
  public let count: Int

  /// The largest side of a map, the most channels, and the most numbers that a layer may have.
  static let longestSide = 1 << 16
  static let mostChannels = 1 << 20
  static let mostNumbers = 1 << 31

  /// A map; `nil` when it has too many numbers, or none.
  init?(channels: Int, height: Int, width: Int) {
    guard 1...Self.mostChannels ~= channels, 1...Self.longestSide ~= height,
      1...Self.longestSide ~= width, channels * height * width <= Self.mostNumbers
    else { return nil }
    (self.channels, self.height, self.width) = (channels, height, width)
    count = channels * height * width
  }

  /// A line; `nil` when it has too many numbers, or none.
  init?(line count: Int) {
    guard 1...Self.mostNumbers ~= count else { return nil }
    (channels, height, width) = (0, 0, 0)
    self.count = count
  }

  public var isMap: Bool { channels > 0 }

  /// The shape of a batch's tensor: `[N, C, H, W]` or `[N, count]`.
  public func tensorShape(_ batch: Int) -> [Int] {
    isMap ? [batch, channels, height, width] : [batch, count]
  }

  /// Width first, as Darknet prints it.
  public var description: String { isMap ? "\(width)×\(height)×\(channels)" : "\(count)" }
}
