/// What a picture operation or a picture file answers when something does not fit.
///
/// - Example:
///       do {
///         _ = try Image(width: 0, height: 24)
///       } catch let error as ImageError {
///         print(error)
///       }
public struct ImageError: Error, Equatable, Sendable, CustomStringConvertible {
  /// Where: the operation as a learner would type it, or the path of the file.
  public let place: String
  public let expected: String
  public let found: String
  /// What to try, or an empty string.
  public let hint: String

  public init(_ place: String, expected: String, found: String, hint: String = "") {
    self.place = place
    self.expected = expected
    self.found = found
    self.hint = hint
  }

  public var description: String {
    let sentence = "\(place): expected \(expected), found \(found)"
    return hint.isEmpty ? sentence : "\(sentence)\n  try: \(hint)"
  }
}
