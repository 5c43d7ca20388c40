/// What is wrong with a Darknet configuration, and where.
///
/// Data first, words second: tests read the fields, people read `description`.
public struct DarknetError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file, as it was named by the caller.
  public let file: String
  /// From 1; 0 when it is the whole file.
  public let line: Int
  /// `convolutional`; empty outside of sections.
  public let section: String
  /// `stride`; empty when it is the whole section.
  public let key: String
  public let expected: String
  public let found: String
  /// What to try, or an empty string.
  public let hint: String

  public init(
    file: String, line: Int = 0, section: String = "", key: String = "", expected: String,
    found: String, hint: String = ""
  ) {
    (self.file, self.line, self.section, self.key) = (file, line, section, key)
    (self.expected, self.found, self.hint) = (expected, found, hint)
  }

  public var description: String {
    var place = line > 0 ? "\(file), line \(line)" : file
    if !section.isEmpty { place += ", [\(section)]" }
    if !key.isEmpty { place += " \(key)" }
    let sentence = "\(place): expected \(expected), found \(found)"
    return hint.isEmpty ? sentence : "\(sentence)\n  try: \(hint)"
  }
}
