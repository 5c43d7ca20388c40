import Images
import Tensors

/// The picture somewhere on a canvas up to four times as wide and high: large things become small
/// ones once it is resized. SSD's "zoom out".
///
/// Nothing is scaled: boxes, masks and keypoints only move. Resize or letterbox afterwards.
///
/// - Source: Liu et al., "SSD", ECCV 2016, §3.6; torchvision's `RandomZoomOut`, without its coin:
///   that is `Augmentations.then(_:probability:)`.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let expand = Expand(sides: 1...2)
///       expand.name
///       try expand(DetectionExample(pastureSeed: 7), using: &generator)
public struct Expand: Augmentation {
  /// The canvas's sides, in sides of the picture; both the same factor.
  public var sides: ClosedRange<Float>
  /// What shows beside the picture; `nil` is the picture's mean colour, as in SSD.
  public var color: Color?

  /// How large the canvas may be.
  public init(sides: ClosedRange<Float> = 1...4, color: Color? = nil) {
    self.sides = sides
    self.color = color
  }

  public var name: String { "expand" }

  public func callAsFunction(
    _ example: DetectionExample, using generator: inout SeededGenerator
  ) throws -> DetectionExample {
    guard sides.lowerBound >= 1, sides.upperBound <= 64 else {
      throw ImageError(
        "Expand", expected: "canvases of 1 to 64 times the picture's sides", found: "\(sides)")
    }
    let factor = generator.between(sides)
    let width = max(example.width, Int(Float(example.width) * factor))
    let height = max(example.height, Int(Float(example.height) * factor))
    let x = Int(Float(width - example.width) * generator.unit())
    let y = Int(Float(height - example.height) * generator.unit())
    return try example.placed(
      onCanvasOfWidth: width, height: height, x: x, y: y,
      color: color ?? example.image.meanColor, rule: ClippingRule(smallestSide: 0))
  }
}
