import Tensors

/// How a Faster R-CNN answers.
///
/// - Source: the defaults are torchvision's `FasterRCNN`'s, but for the score.
public struct FasterRCNNOptions: Equatable, Sendable {
  /// Detections begin at this probability.
  public var leastScore: Float = 0.5
  /// The IoU above which the weaker of two boxes of a class is dropped.
  public var suppression: Float = 0.5
  public var mostDetections = 100
  /// Boxes narrower or lower than this are dropped, in pixels of the network's input.
  public var smallestSide: Float = 1e-2
  /// A pixel belongs to a thing from this probability on.
  public var maskThreshold: Float = 0.5
  /// Which anchors become proposals; `nil`: as the network's settings say.
  public var selection: ProposalSelector?

  public init() {}

  func check() throws {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws {
      guard holds else {
        throw ShapeError(operation: "FasterRCNNDetector", expected: expected, found: found)
      }
    }
    try require(0...1 ~= leastScore, "a least score in 0…1", "\(leastScore)")
    try require(0...1 ~= suppression, "a suppression IoU in 0…1", "\(suppression)")
    try require(mostDetections >= 0, "at least 0 detections", "\(mostDetections)")
    try require(smallestSide >= 0, "a smallest side of at least 0 pixels", "\(smallestSide)")
    try require(0...1 ~= maskThreshold, "a mask threshold in 0…1", "\(maskThreshold)")
    try selection?.check()
  }
}
