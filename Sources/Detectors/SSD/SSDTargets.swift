// D default boxes, K classes with background.

import Boxes
import Tensors

/// What SSD should say of each default box of one picture.
///
/// - Source: Liu et al., "SSD", ECCV 2016, §2.2, "Matching strategy" and "Training objective".
/// - Example:
///       let boxes = try DefaultBoxes(scales: [16, 32], aspectRatios: [[2]], strides: [8])
///         .boxes(rows: [6], columns: [8])
///       let things = [Box(x1: 8, y1: 8, x2: 30, y2: 24)]
///       let targets = try SSDTargets(boxes, truths: things, classes: [2])
///       targets.classes.count
///       targets.offsets.count
///       targets.positives
public struct SSDTargets: Sendable {
  /// D: 0 for background, −1 for what counts neither way.
  public let classes: [Int]
  /// From each default box to its true box, times 10, 10, 5, 5; `nil` where there is none.
  public let offsets: [BoxOffset?]
  /// Which default boxes stand for a thing, ascending.
  public let positives: [Int]

  /// The class of a default box that teaches nothing.
  static let neutral = -1

  /// Matches the default boxes of a picture to its things.
  ///
  /// - Parameters:
  ///   - boxes: the D default boxes.
  ///   - truths: boxes of the things, in the same pixels.
  ///   - classes: one for each true box, from 1.
  ///   - ignored: things that count neither way.
  ///   - threshold: the IoU from which a default box stands for a thing.
  /// - Throws: `BoxError` for lists of different lengths, classes below 1, empty true boxes, and boxes
  ///   that are not finite.
  public init(
    _ boxes: [Box], truths: [Box], classes: [Int], ignored: [Box] = [], threshold: Float = 0.5
  ) throws {
    guard truths.count == classes.count, classes.allSatisfy({ $0 > 0 }) else {
      throw BoxError(
        operation: "SSDTargets",
        expected: "a class from 1 on for each of \(truths.count) true boxes", found: "\(classes)",
        hint: "class 0 is background")
    }
    let matches = try DefaultBoxMatcher(threshold: threshold)
      .match(boxes, to: truths, ignored: ignored)
    self.classes = matches.map { match in
      switch match {
      case .truth(let number): classes[number]
      case .background: 0
      case .neutral: Self.neutral
      }
    }
    offsets = try zip(matches, boxes).map { match, box in
      try match.truth.map { try BoxCodec.regionHead.encode(truths[$0], from: box) }
    }
    positives = matches.indices.filter { matches[$0].truth != nil }
  }
}

extension SSDTargets: CustomStringConvertible {
  public var description: String {
    "SSDTargets(\(classes.count) default boxes, \(positives.count) of them things)"
  }
}
