import Boxes
import Datasets

extension DetectionRecord {
  /// Adds a scene of the Pasture and what a detector said of it.
  ///
  /// - Throws: `EvaluationError` as `add(truths:detections:name:)`.
  /// - Parameter scene: its things are the truths.
  /// - Parameter detections: in pixels of the scene.
  /// - Parameter name: what tables call it; its number, from 0, when empty.
  public mutating func add(
    _ scene: PastureScene, detections: [Detection], name: String = ""
  ) throws {
    try add(truths: scene.things.map { TruthObject($0) }, detections: detections, name: name)
  }
}
