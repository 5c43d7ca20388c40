/// Where in a file something stands: `train.json:12:40` is line 12, column 40.
///
/// Lines and columns count from 1; columns count bytes, as most editors' "go to" does for ASCII.
public struct Place: Hashable, Sendable, CustomStringConvertible {
  public var file: String
  /// 0 when it is the whole file.
  public var line: Int
  /// 0 when it is the whole line.
  public var column: Int

  public init(file: String, line: Int = 0, column: Int = 0) {
    (self.file, self.line, self.column) = (file, line, column)
  }

  /// Something that came out of no file: a drawn scene, a detector.
  public static let nowhere = Place(file: "")

  public var description: String {
    if line == 0 { return file.isEmpty ? "(in memory)" : file }
    return column == 0 ? "\(file):\(line)" : "\(file):\(line):\(column)"
  }
}
