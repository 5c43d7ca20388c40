import Boxes
import Images
import Tensors

/// A window of the picture that is known to show something: SSD's "zoom in".
///
/// One of `overlaps` is drawn; then windows are tried until one has at least one thing's centre
/// inside, and an IoU of at least that overlap with one of the things whose centres are inside.
/// Things whose centre lies outside are dropped, boxes and masks of the others are cut, and
/// keypoints outside become unlabelled. The picture is not resized.
///
/// - Source: Liu et al., "SSD", ECCV 2016, §2.2 "Data augmentation"; torchvision's `RandomIoUCrop`.
/// - Differs: windows are looked for `rounds` times before the picture is left as it is (torchvision
///   goes on for ever); crowds and ignored things neither make a window good nor are dropped by
///   their centre, and a picture without other things stays as it is.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let crop = IoUCrop(overlaps: [0.5, 0.9])
///       crop.name
///       try crop(DetectionExample(pastureSeed: 7), using: &generator)
public struct IoUCrop: Augmentation {
  /// Sides of the window, as shares of the picture's; width and height drawn apart.
  public var scale: ClosedRange<Float>
  /// Width over height of the window.
  public var aspectRatio: ClosedRange<Float>
  /// Least overlaps, each equally likely; 1 and more leave the picture as it is.
  public var overlaps: [Float]
  /// How many windows are tried for one overlap.
  public var trials: Int
  /// How many overlaps are drawn.
  public var rounds: Int
  public var rule: ClippingRule

  /// Which windows may be drawn.
  public init(
    scale: ClosedRange<Float> = 0.3...1, aspectRatio: ClosedRange<Float> = 0.5...2,
    overlaps: [Float] = [0, 0.1, 0.3, 0.5, 0.7, 0.9, 1], trials: Int = 40, rounds: Int = 20,
    rule: ClippingRule = ClippingRule()
  ) {
    self.scale = scale
    self.aspectRatio = aspectRatio
    self.overlaps = overlaps
    self.trials = trials
    self.rounds = rounds
    self.rule = rule
  }

  public var name: String { "IoU crop" }

  public func callAsFunction(
    _ example: DetectionExample, using generator: inout SeededGenerator
  ) throws -> DetectionExample {
    guard let window = try window(in: example, using: &generator) else { return example }
    return try example.cropped(to: window, centersOnly: true, rule: rule)
  }

  /// The window that the generator leads to, in whole pixels; `nil` when the picture stays.
  ///
  /// - Throws: `ImageError` for settings that make no sense.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       try IoUCrop().window(in: DetectionExample(pastureSeed: 7), using: &generator)
  public func window(
    in example: DetectionExample, using generator: inout SeededGenerator
  ) throws -> Box? {
    guard scale.lowerBound > 0, scale.upperBound <= 1, aspectRatio.lowerBound > 0,
      !overlaps.isEmpty, (1...10_000).contains(trials), (1...10_000).contains(rounds)
    else {
      throw ImageError(
        "IoUCrop",
        expected: "scales in 0…1, aspect ratios above 0, an overlap, and 1…10000 trials and rounds",
        found: "scales \(scale), aspect ratios \(aspectRatio), \(overlaps.count) overlaps, "
          + "\(trials) trials, \(rounds) rounds")
    }
    let boxes = example.objects.filter { !$0.isCrowd && !$0.isIgnored }.map(\.box)
    guard !boxes.isEmpty else { return nil }
    for _ in 0..<rounds {
      let least = overlaps[generator.index(below: overlaps.count)]
      if least >= 1 { return nil }
      for _ in 0..<trials {
        if let window = tryWindow(example, using: &generator),
          Self.accepts(window, boxes, overlap: least)
        {
          return window
        }
      }
    }
    return nil
  }

  private func tryWindow(
    _ example: DetectionExample, using generator: inout SeededGenerator
  ) -> Box? {
    let width = (Float(example.width) * generator.between(scale)).rounded(.down)
    let height = (Float(example.height) * generator.between(scale)).rounded(.down)
    // Drawn in any case, so that a refused shape costs as many numbers as another.
    let (u, v) = (generator.unit(), generator.unit())
    guard width >= 1, height >= 1, aspectRatio.contains(width / height) else { return nil }
    let left = ((Float(example.width) - width) * u).rounded(.down)
    let top = ((Float(example.height) - height) * v).rounded(.down)
    return Box(x: left, y: top, width: width, height: height)
  }

  /// Whether a window shows enough: a centre, and an overlap with one of those whose centres it has.
  static func accepts(_ window: Box, _ boxes: [Box], overlap: Float) -> Bool {
    let inside = boxes.filter { window.contains(x: $0.centerX, y: $0.centerY) }
    return !inside.isEmpty && inside.contains { $0.iou(with: window) >= overlap }
  }
}
