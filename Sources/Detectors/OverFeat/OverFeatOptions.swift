import Foundation
import Tensors

/// How OverFeat looks at a picture, and what it makes of what it sees.
///
/// - Example:
///       var options = OverFeatOptions()
///       options.shorterSides = [150, 94]
///       options.usesOffsets = true
///       options.usesBoxes = false
///       options.threshold = 0.5
///       options.merging = 0.5
///       options.fullVotes = 20
///       options.leastScore = 0.3
///       options.shorterSides
public struct OverFeatOptions: Hashable, Sendable {
  /// Pixels of the picture's shorter side at each scale, largest first. With windows of 32×32 the
  /// first finds things of about a twelfth of the shorter side, the last those as large as it.
  public var shorterSides: [Int] = [384, 240, 150, 94, 58, 36]
  /// Whether the last pooling is laid in all four ways, for windows every 2 pixels, not 4.
  public var usesOffsets = false
  /// Whether the box head says where the thing is; without it the window does.
  public var usesBoxes = true
  /// The probability from which a window votes.
  public var threshold: Float = 0.3
  /// How far apart boxes may be that merge (`GreedyMerging.distance`).
  public var merging: Float = 0.8
  /// How many votes make a box likely: its score is 1 − exp(−votes / this). With 15, a score of 0.5 is
  /// where hits and mistakes balance best (the largest F1) on 60 scenes of the training split that
  /// training did not see.
  public var fullVotes: Float = 15
  /// Boxes below this are left out.
  public var leastScore: Float = 0.5

  /// As the detector that ships is measured.
  public init() {}

  /// A window is this much wider than the longer side of the thing it frames, in training.
  public static let framing: Float = 1.25

  /// In 0…1, rising with the votes.
  func score(_ votes: Float) -> Float { 1 - exp(-votes / fullVotes) }

  /// - Throws: `ShapeError` for numbers that make no sense.
  func check() throws {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws {
      guard holds else {
        throw ShapeError(operation: "OverFeatOptions", expected: expected, found: found)
      }
    }
    try require(0.01...1 ~= threshold, "a threshold in 0.01…1", "\(threshold)")
    try require(0...10 ~= merging, "a merging distance in 0…10", "\(merging)")
    try require(fullVotes > 0 && fullVotes.isFinite, "fullVotes above 0", "\(fullVotes)")
    try require(0...1 ~= leastScore, "a leastScore in 0…1", "\(leastScore)")
  }
}
