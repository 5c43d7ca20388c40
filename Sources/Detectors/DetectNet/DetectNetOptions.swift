import Boxes
import Tensors

/// How DetectNet makes detections of its cells.
public struct DetectNetOptions: Sendable {
  /// A cell whose coverage is above it votes.
  public var leastCoverage: Float
  /// Which boxes say the same, and how many have to.
  public var grouping: RectangleGrouping
  /// Things of a lower score are left out.
  public var leastScore: Float = 0
  /// Lower boxes are dropped, in pixels.
  public var leastHeight: Float

  /// As in NVIDIA's `detectnet_network.prototxt`: 0.6, more than 3 boxes within 0.02, 22 pixels.
  public init() { self.init(leastCoverage: 0.6, grouping: .detectNet, leastHeight: 22) }

  private init(leastCoverage: Float, grouping: RectangleGrouping, leastHeight: Float) {
    (self.leastCoverage, self.grouping) = (leastCoverage, grouping)
    self.leastHeight = leastHeight
  }

  /// For the Pasture, where a thing has fewer cells, which agree less. On training scenes others do not do
  /// clearly better (`docs/training/detectnet_grouping.swift`).
  public static let pasture = DetectNetOptions(
    leastCoverage: 0.3, grouping: .pasture, leastHeight: 0)

  func check() throws {
    guard 0...1 ~= leastCoverage, leastHeight >= 0, 0...1 ~= leastScore else {
      throw ShapeError(
        operation: "DetectNetDetector",
        expected: "a coverage and a score in 0…1 and a height of at least 0 pixels",
        found: "\(leastCoverage), \(leastScore) and \(leastHeight)")
    }
  }
}
