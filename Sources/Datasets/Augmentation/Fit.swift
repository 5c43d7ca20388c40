import Boxes
import Images
import Tensors

/// How a picture is brought to the size that a model takes.
///
/// - Example: `Fit(width: 128, height: 128, by: .letterbox).name`
public enum Fitting: String, CaseIterable, Sendable {
  /// Proportions kept, grey bars beside it (YOLO's way).
  case letterbox
  /// The frame filled, proportions not kept (SSD's way).
  case stretch
}

/// An example in a frame of a model's size, and the way back for boxes found there.
public struct FittedExample: Equatable, Sendable {
  public let example: DetectionExample
  public let frame: PictureFrame

  /// From pixels of the frame to pixels of the original picture, clipped to it.
  public func original(_ box: Box) -> Box { frame.original(box) }
}

extension DetectionExample {
  /// The example in a frame of the given size, boxes, masks and keypoints with it.
  ///
  /// - Throws: `ImageError` for a size no picture has.
  public func fitted(
    width: Int, height: Int, by fitting: Fitting = .letterbox,
    color: Color = Color(hex: 0x808080)
  ) throws -> FittedExample {
    let frame =
      switch fitting {
      case .letterbox: try PictureFrame(letterboxing: image, width: width, height: height)
      case .stretch: try PictureFrame(stretching: image, width: width, height: height)
      }
    let fitted = try moved(
      to: image.placed(in: frame, color: color), by: frame.transform,
      rule: ClippingRule(smallestSide: 0))
    return FittedExample(example: fitted, frame: frame)
  }
}

/// Brings every picture to one size. No chance is in it; where the way back is needed, call
/// `DetectionExample.fitted`.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let fit = Fit(width: 128, height: 128)
///       fit.name
///       try fit(DetectionExample(pastureSeed: 7), using: &generator)
public struct Fit: Augmentation {
  /// Of the frame, in pixels.
  public var width, height: Int
  public var fitting: Fitting

  /// The frame, and how a picture is brought into it.
  public init(width: Int, height: Int, by fitting: Fitting = .letterbox) {
    self.width = width
    self.height = height
    self.fitting = fitting
  }

  public var name: String { "\(fitting.rawValue) to \(width)×\(height)" }

  public func callAsFunction(
    _ example: DetectionExample, using generator: inout SeededGenerator
  ) throws -> DetectionExample {
    try example.fitted(width: width, height: height, by: fitting).example
  }
}
