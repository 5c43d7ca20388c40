/// What a function on boxes, scores or masks answers when its input makes no sense.
///
/// - Example:
///       do {
///         _ = try nonMaximumSuppression([], scores: [0.5], threshold: 0.5)
///       } catch let error as BoxError {
///         print(error)
///       }
public struct BoxError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The function that refused, as a learner would type it.
  public let operation: String
  public let expected: String
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
