/// What an operation answers when the shapes or values it was given do not fit.
///
/// Data first, words second: tests and the notebook read the fields, people read `description`.
///
/// - Example:
///       do {
///         _ = try Tensor([1, 2]) + Tensor([1, 2, 3])
///       } catch let error as ShapeError {
///         print(error.operation)
///         print(error.expected)
///         print(error.found)
///         print(error.hint)
///       }
public struct ShapeError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The operation that refused, as a learner would type it: `conv2D`, `reshape`.
  public let operation: String
  /// What it needs, with the offending axis or argument named.
  public let expected: String
  /// What it was given.
  public let found: String
  /// What to try, or an empty string.
  public let hint: String

  public init(operation: String, expected: String, found: String, hint: String = "") {
    self.operation = operation
    self.expected = expected
    self.found = found
    self.hint = hint
  }

  public var description: String {
    let sentence = "\(operation): expected \(expected), found \(found)"
    return hint.isEmpty ? sentence : "\(sentence)\n  try: \(hint)"
  }
}
