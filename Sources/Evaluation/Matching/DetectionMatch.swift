/// What matching says about one detection.
public struct DetectionMatch: Hashable, Sendable {
  /// The truth it is counted with, as an index into the list of truths; `nil`: none.
  public var truthIndex: Int?
  /// Counts neither for nor against the detector: it hit something that is not to be counted.
  public var isIgnored: Bool

  public init(truthIndex: Int?, isIgnored: Bool = false) {
    self.truthIndex = truthIndex
    self.isIgnored = isIgnored
  }

  public var isTruePositive: Bool { truthIndex != nil && !isIgnored }
  public var isFalsePositive: Bool { truthIndex == nil && !isIgnored }
}

extension DetectionMatch: CustomStringConvertible {
  public var description: String {
    if isIgnored { return "ignored" }
    return truthIndex.map { "true positive, truth \($0)" } ?? "false positive"
  }
}
