import Boxes
import Images
import Tensors

/// Four pictures in one: a cross somewhere in the middle, a picture in each quarter.
///
/// Each picture is scaled, its proportions kept, until it fills its quarter, with one corner at the
/// cross; what sticks out is cut. A thing of which less than `rule.smallestShare` of its box is
/// left, or a side under `rule.smallestSide` pixels, is dropped.
///
/// - Source: Bochkovskiy, Wang and Liao, "YOLOv4", 2020, §3.3, "Mosaic".
/// - Differs: the paper's code cuts each quarter out of a picture at random; here the corner at the
///   cross is the picture's own.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let mosaic = Mosaic(of: try PastureSource(.training, count: 10))
///       mosaic.name
///       try mosaic(DetectionExample(pastureSeed: 7), using: &generator)
public struct Mosaic: Augmentation {
  /// Where the other three pictures come from.
  public var source: any ExampleSource
  /// Where the cross may be, in shares of both sides.
  public var cross: ClosedRange<Float>
  public var rule: ClippingRule

  /// Where the other pictures come from, and where they meet.
  public init(
    of source: any ExampleSource, cross: ClosedRange<Float> = 0.3...0.7,
    rule: ClippingRule = ClippingRule(smallestSide: 4, smallestShare: 0.2)
  ) {
    self.source = source
    self.cross = cross
    self.rule = rule
  }

  public var name: String { "mosaic" }

  /// The mosaic has the size and the id of `example`, which is at the top left.
  public func callAsFunction(
    _ example: DetectionExample, using generator: inout SeededGenerator
  ) throws -> DetectionExample {
    guard cross.lowerBound > 0, cross.upperBound < 1, source.count > 0 else {
      throw ImageError(
        "Mosaic", expected: "a cross inside 0…1, and at least one other picture",
        found: "a cross in \(cross), \(source.count) pictures")
    }
    var four = [example]
    for _ in 0..<3 {
      four.append(try source.example(generator.index(below: source.count)))
    }
    let x = Int((Float(example.width) * generator.between(cross)).rounded())
    let y = Int((Float(example.height) * generator.between(cross)).rounded())
    return try Self.joined(
      four, width: example.width, height: example.height, x: x, y: y, rule: rule)
  }

  /// Four examples around a cross: top left, top right, bottom left, bottom right.
  ///
  /// - Parameters:
  ///   - x: of the cross, in pixels from the left.
  ///   - y: of the cross, in pixels from the top.
  /// - Throws: `ImageError` unless there are four examples and the cross lies inside.
  public static func joined(
    _ examples: [DetectionExample], width: Int, height: Int, x: Int, y: Int,
    rule: ClippingRule = ClippingRule(smallestSide: 4, smallestShare: 0.2)
  ) throws -> DetectionExample {
    guard examples.count == 4, x > 0, y > 0, x < width, y < height else {
      throw ImageError(
        "Mosaic", expected: "four pictures, and a cross inside \(width)×\(height)",
        found: "\(examples.count) pictures, a cross at (\(x), \(y))")
    }
    var canvas = try Image(width: width, height: height)
    var objects: [DetectionObject] = []
    for (index, example) in examples.enumerated() {
      let (isRight, isLower) = (index % 2 == 1, index >= 2)
      let quarter = Box(
        x1: Float(isRight ? x : 0), y1: Float(isLower ? y : 0),
        x2: Float(isRight ? width : x), y2: Float(isLower ? height : y))
      let part = try example.filling(quarter, isRight: isRight, isLower: isLower, rule: rule)
      canvas.paste(part.image, x: Int(quarter.x1), y: Int(quarter.y1))
      objects += try part.objects.compactMap {
        try $0.placed(
          by: .translation(quarter.x1, quarter.y1), width: width, height: height,
          rule: ClippingRule(smallestSide: 0))
      }
    }
    return DetectionExample(
      image: canvas, objects: objects, pictureID: examples[0].pictureID)
  }
}

extension DetectionExample {
  /// Scaled until it fills a quarter, and cut to it; the corner towards the cross stays.
  fileprivate func filling(
    _ quarter: Box, isRight: Bool, isLower: Bool, rule: ClippingRule
  ) throws -> DetectionExample {
    let scale = max(quarter.width / Float(width), quarter.height / Float(height))
    let newWidth = max(quarter.width, (Float(width) * scale).rounded())
    let newHeight = max(quarter.height, (Float(height) * scale).rounded())
    let resized = try image.resized(width: Int(newWidth), height: Int(newHeight))
    // A picture to the left of the cross shows its right part, one above it its lower part.
    let left = isRight ? 0 : newWidth - quarter.width
    let top = isLower ? 0 : newHeight - quarter.height
    let window = Box(x: left, y: top, width: quarter.width, height: quarter.height)
    let map = Transform.scale(newWidth / Float(width), newHeight / Float(height))
      .followed(by: .translation(-left, -top))
    return try moved(to: resized.cropped(to: window), by: map, rule: rule)
  }
}
