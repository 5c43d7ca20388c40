/// What training answers when it cannot go on.
public struct TrainingError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What refused: `train`, `resume`.
  public let operation: String
  /// The file or the step concerned, or an empty string.
  public let place: String
  public let expected: String
  public let found: String
  /// What to try, or an empty string.
  public let hint: String

  public init(
    operation: String, place: String = "", expected: String, found: String, hint: String = ""
  ) {
    self.operation = operation
    self.place = place
    self.expected = expected
    self.found = found
    self.hint = hint
  }

  public var description: String {
    let beginning = place.isEmpty ? operation : "\(operation), \(place)"
    let sentence = "\(beginning): expected \(expected), found \(found)"
    return hint.isEmpty ? sentence : "\(sentence)\n  try: \(hint)"
  }
}
