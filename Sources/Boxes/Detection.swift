/// One thing a detector says it sees: where, what, and how sure it is.
///
/// - Example:
///       var found = Detection(box: Box(x1: 10, y1: 20, x2: 40, y2: 80), classIndex: 2, score: 0.9)
///       found.box
///       found.classIndex
///       found.score = 0.5
///       found.score
public struct Detection: Hashable, Sendable {
  /// In pixels of the original picture.
  public var box: Box
  /// Index into the model's class names; where there is a background class, it is 0.
  public var classIndex: Int
  /// In 0…1.
  public var score: Float

  /// A box in pixels, a class and a score in 0…1, as they are.
  ///
  /// - Parameter classIndex: index into the model's class names.
  public init(box: Box, classIndex: Int, score: Float) {
    self.box = box
    self.classIndex = classIndex
    self.score = score
  }
}

extension Detection: CustomStringConvertible {
  /// `Detection(class 2, score 0.97, Box(x1: 1.0, …))`.
  public var description: String { "Detection(class \(classIndex), score \(score), \(box))" }
}
