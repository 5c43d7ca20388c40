import Boxes

/// What is in a picture, as YOLO's losses want to know it.
///
/// - Example:
///       let truths = try YOLOTruths(
///         boxes: [Box(x1: 99, y1: 97, x2: 140, y2: 127)], classes: [6], classCount: 8)
///       truths.boxes
///       truths.classes
///       truths.ignored
public struct YOLOTruths: Hashable, Sendable {
  /// In pixels of the network's input.
  public let boxes: [Box]
  /// Of each box, from 0: YOLO has no background class.
  public let classes: [Int]
  /// Things that count neither for nor against a detector: where one is, background is not taught.
  public let ignored: [Box]

  /// Boxes and their classes, checked.
  ///
  /// - Parameter boxes: in pixels of the network's input.
  /// - Parameter classes: of each box, from 0.
  /// - Parameter ignored: boxes of things that nobody is to be judged by.
  /// - Parameter classCount: C.
  /// - Throws: `BoxError` for another number of classes than boxes, a class that is not there, or a
  ///   box without an inside (the logarithm of its sides would be no number).
  public init(boxes: [Box], classes: [Int], ignored: [Box] = [], classCount: Int) throws {
    guard boxes.count == classes.count else {
      throw BoxError(
        operation: "YOLOTruths", expected: "a class for each of \(boxes.count) boxes",
        found: "\(classes.count)")
    }
    if let bad = classes.firstIndex(where: { !(0..<max(0, classCount)).contains($0) }) {
      throw BoxError(
        operation: "YOLOTruths", expected: "classes in 0 ..< \(classCount)",
        found: "\(classes[bad]) at place \(bad)", hint: "YOLO has no background class")
    }
    if let bad = boxes.firstIndex(where: \.isDegenerate) {
      throw BoxError(
        operation: "YOLOTruths", expected: "boxes with an area",
        found: "\(boxes[bad]) at place \(bad)",
        hint: "leave out boxes whose isDegenerate is true")
    }
    self.boxes = boxes
    self.classes = classes
    self.ignored = ignored.filter { !$0.isDegenerate }
  }
}
