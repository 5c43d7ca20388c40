// D default boxes, T true boxes.

/// SSD's rule of who learns what: each true box takes the default box that overlaps it best; besides,
/// every default box stands for the true box it overlaps best, from an IoU of `threshold` on.
///
/// - Source: Liu et al., "SSD", ECCV 2016, §2.2, "Matching strategy"; torchvision's `SSDMatcher`.
/// - Differs: a true box that no default box touches takes none (torchvision: the first there is).
///   What lies on an ignored thing is neutral.
/// - Example:
///       let boxes = try DefaultBoxes(scales: [16, 32], aspectRatios: [[2]], strides: [8])
///         .boxes(rows: [6], columns: [8])
///       let matcher = try DefaultBoxMatcher()
///       let matches = try matcher.match(boxes, to: [Box(x1: 8, y1: 8, x2: 30, y2: 24)])
///       matches.filter { !$0.isBackground }.count
public struct DefaultBoxMatcher: Equatable, Sendable {
  /// The IoU from which a default box stands for a true box.
  public let threshold: Float

  /// The rule with an IoU of its own.
  ///
  /// - Parameter threshold: the IoU from which a default box stands for a true box.
  /// - Throws: `BoxError` for a threshold outside 0…1.
  public init(threshold: Float = 0.5) throws {
    guard 0...1 ~= threshold else {
      throw BoxError(
        operation: "DefaultBoxMatcher", expected: "a threshold in 0…1 (IoU)", found: "\(threshold)")
    }
    self.threshold = threshold
  }

  // quote: match
  /// Which true box each default box stands for.
  ///
  /// - Parameters:
  ///   - boxes: the D default boxes.
  ///   - truths: the true boxes.
  ///   - ignored: things that count neither way.
  /// - Returns: one match a default box. A true box later in the list wins a default box that is the
  ///   best of two.
  /// - Throws: `BoxError` for coordinates that are not finite.
  public func match(
    _ boxes: [Box], to truths: [Box], ignored: [Box] = []
  ) throws -> [BoxMatch] {
    try checkFinite(boxes, "match", "default boxes")
    try checkFinite(truths + ignored, "match", "true boxes")
    // Of each default box its best true box, the first of equals; of each true box its best box.
    var nearest = [(truth: Int, iou: Float)](repeating: (-1, 0), count: boxes.count)
    var best = [(box: Int, iou: Float)](repeating: (-1, 0), count: truths.count)
    for (number, truth) in truths.enumerated() {
      for (index, box) in boxes.enumerated() {
        let iou = box.iou(with: truth)
        if iou > nearest[index].iou { nearest[index] = (number, iou) }
        if iou > best[number].iou { best[number] = (index, iou) }
      }
    }
    var matches = zip(boxes, nearest).map { box, nearest -> BoxMatch in
      if nearest.truth >= 0, nearest.iou >= threshold { return .truth(nearest.truth) }
      return ignored.contains { $0.iou(with: box) >= threshold } ? .neutral : .background
    }
    for (number, best) in best.enumerated() where best.box >= 0 {
      matches[best.box] = .truth(number)
    }
    return matches
  }
  // end quote
}
