/// What reading or writing a file of weights or arrays answers when it cannot be done.
///
/// Data first, words second: tests read the fields, people read `description`.
public struct CheckpointError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The file, as it was named by the caller.
  public let file: String
  /// Where in the file: `byte 8`, `tensor "features.0.weight"`; empty when it is the whole file.
  public let place: String
  public let expected: String
  public let found: String
  /// What to try, or an empty string.
  public let hint: String

  public init(
    file: String, place: String = "", expected: String, found: String, hint: String = ""
  ) {
    self.file = file
    self.place = place
    self.expected = expected
    self.found = found
    self.hint = hint
  }

  public var description: String {
    let location = place.isEmpty ? file : "\(file), \(place)"
    let sentence = "\(location): expected \(expected), found \(found)"
    return hint.isEmpty ? sentence : "\(sentence)\n  try: \(hint)"
  }
}

/// A name out of a file, fit for an error message: quoted, one line, not endless.
package func quoted(_ name: some StringProtocol) -> String {
  let shown = name.prefix(60).unicodeScalars.map { scalar in
    scalar.properties.generalCategory == .control ? "\u{FFFD}" : String(scalar)
  }
  return "\"\(shown.joined())\(name.count > 60 ? "…" : "")\""
}
