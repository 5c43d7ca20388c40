/// One thing a detector says it sees: where, what, and how sure it is.
public struct Detection: Hashable, Sendable {
  /// In pixels of the original picture.
  public var box: Box
  /// Index into the model's class names; where there is a background class, it is 0.
  public var classIndex: Int
  /// In 0…1.
  public var score: Float

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
