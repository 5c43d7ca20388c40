import Images
import Tensors

/// The picture larger or smaller, and off its place, in a frame of the same size; turned too, if
/// asked.
///
/// - Source: Redmon et al., "You Only Look Once", CVPR 2016, §2.2: "random scaling and translations
///   of up to 20 % of the original image size".
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let move = ScaleAndTranslate(rotation: 5)
///       move.name
///       try move(DetectionExample(pastureSeed: 7), using: &generator)
public struct ScaleAndTranslate: Augmentation {
  /// Of both sides, drawn from this range.
  public var scale: ClosedRange<Float>
  /// To each side by at most this share of the picture's width or height.
  public var shift: Float
  /// To each side by at most so many degrees; 0 never turns.
  public var rotation: Float
  /// What shows beside the picture.
  public var color: Color
  public var rule: ClippingRule

  /// How far each may go.
  public init(
    scale: ClosedRange<Float> = 0.8...1.25, shift: Float = 0.1, rotation: Float = 0,
    color: Color = Color(hex: 0x808080), rule: ClippingRule = ClippingRule(smallestShare: 0.1)
  ) {
    self.scale = scale
    self.shift = shift
    self.rotation = rotation
    self.color = color
    self.rule = rule
  }

  public var name: String { rotation == 0 ? "scale and translate" : "scale, turn and translate" }

  public func callAsFunction(
    _ example: DetectionExample, using generator: inout SeededGenerator
  ) throws -> DetectionExample {
    guard scale.lowerBound > 0, scale.upperBound <= 100, (0...1).contains(shift),
      (0...180).contains(rotation)
    else {
      throw ImageError(
        "ScaleAndTranslate", expected: "scales in 0.01…100, a shift in 0…1, a rotation in 0…180°",
        found: "scales \(scale), shift \(shift), rotation \(rotation)")
    }
    let span = -shift...shift
    let factor = generator.scale(in: scale)
    let (x, y) = (generator.between(span), generator.between(span))
    let turn = rotation > 0 ? generator.between(-rotation...rotation) : 0
    return try example.scaled(
      by: factor, x: x * Float(example.width), y: y * Float(example.height), degrees: turn,
      color: color, rule: rule)
  }
}
