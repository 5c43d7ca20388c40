import Images
import Tensors

/// Other light: hue, saturation and value, and contrast, each changed by chance. Nothing moves.
///
/// - Source: Darknet's `random_distort_image`, with which YOLO9000 is trained (§2: "hue, saturation,
///   and exposure shifts"); contrast as in SSD's training.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let jitter = ColorJitter(hue: 0.05)
///       jitter.name
///       try jitter(DetectionExample(pastureSeed: 7), using: &generator)
public struct ColorJitter: Augmentation {
  /// Turned by at most this share of the circle, either way.
  public var hue: Float
  /// Multiplied by up to this, or divided; 1 changes nothing.
  public var saturation: Float
  /// Of the value, Darknet's "exposure": multiplied by up to this, or divided.
  public var value: Float
  /// Multiplied by up to this, or divided.
  public var contrast: Float

  /// How far each may go.
  public init(hue: Float = 0.1, saturation: Float = 1.5, value: Float = 1.5, contrast: Float = 1.2)
  {
    self.hue = hue
    self.saturation = saturation
    self.value = value
    self.contrast = contrast
  }

  public var name: String { "colour jitter" }

  public func callAsFunction(
    _ example: DetectionExample, using generator: inout SeededGenerator
  ) throws -> DetectionExample {
    guard (0...1).contains(hue),
      [saturation, value, contrast].allSatisfy({ (1...100).contains($0) })
    else {
      throw ImageError(
        "ColorJitter", expected: "a hue in 0…1, and factors in 1…100",
        found: "hue \(hue), saturation \(saturation), value \(value), contrast \(contrast)")
    }
    let turn = generator.between(-hue...hue)
    let image = try example.image.adjusting(
      hue: turn, saturation: generator.scale(upTo: saturation),
      value: generator.scale(upTo: value))
    return example.with(try image.contrasted(by: generator.scale(upTo: contrast)))
  }
}
