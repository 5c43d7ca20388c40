/// What scoring answers when the answers it is given do not fit the question.
///
/// - Example:
///       do {
///         _ = try ConfusionMatrix(classNames: [])
///       } catch let error as EvaluationError {
///         print(error)
///       }
public struct EvaluationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What refused: `ConfusionMatrix`.
  public let operation: String
  public let expected: String
  public let found: String

  public init(operation: String, expected: String, found: String) {
    self.operation = operation
    self.expected = expected
    self.found = found
  }

  public var description: String { "\(operation): expected \(expected), found \(found)" }
}
