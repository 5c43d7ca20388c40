/// What reading or writing annotations answers when it cannot be done.
///
/// Data first, words second: tests read the fields, people read `description`.
///
/// - Example:
///       do {
///         _ = try DetectionDataset(contentsOf: "nowhere")
///       } catch let error as DatasetError {
///         print(error)
///       }
public struct DatasetError: Error, Equatable, Sendable, CustomStringConvertible {
  public let place: Place
  public let expected: String
  public let found: String
  /// What to try, or an empty string.
  public let hint: String

  public init(_ place: Place, expected: String, found: String, hint: String = "") {
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
