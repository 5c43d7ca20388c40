/// What matching says about one detection.
///
/// - Example:
///       let match = DetectionMatch(truthIndex: 0)
///       match.truthIndex
///       match.isIgnored
///       match.isFalsePositive
///       match.isTruePositive
public struct DetectionMatch: Hashable, Sendable {
  /// The truth it is counted with, as an index into the list of truths; `nil`: none.
  public var truthIndex: Int?
  /// Counts neither for nor against the detector: it hit something that is not to be counted.
  public var isIgnored: Bool

  /// What matching said of a detection.
  public init(truthIndex: Int?, isIgnored: Bool = false) {
    self.truthIndex = truthIndex
    self.isIgnored = isIgnored
  }

  /// It found a truth that counts.
  public var isTruePositive: Bool { truthIndex != nil && !isIgnored }
  /// It found none, and counts against the detector.
  public var isFalsePositive: Bool { truthIndex == nil && !isIgnored }
}

extension DetectionMatch: CustomStringConvertible {
  public var description: String {
    if isIgnored { return "ignored" }
    return truthIndex.map { "true positive, truth \($0)" } ?? "false positive"
  }
}
