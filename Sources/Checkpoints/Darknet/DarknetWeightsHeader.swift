/// The first bytes of a Darknet `.weights` file: three numbers of a version, and how many pictures
/// the weights had seen. Numbers follow, with nothing to say whose they are: the `.cfg` knows.
///
/// - Source: Darknet, `src/parser.c`, `load_weights_upto`.
public struct DarknetWeightsHeader: Hashable, Sendable {
  public let major, minor, revision: Int
  /// Pictures in training.
  public let seen: Int
  /// Bytes that the header takes: 16 before version 0.2, 20 since.
  public let length: Int

  /// Whether matrices lie the other way round: a version above 1000 marks it.
  public var isTransposed: Bool { major > 1000 || minor > 1000 }

  /// - Throws: `CheckpointError` for a file that is too short, or whose version no Darknet wrote.
  public init(contentsOf path: String) throws { try self.init(FileSource(path)) }

  init(_ source: some ByteSource) throws {
    let bytes = try source.bytes(at: 0, count: 12, what: "a Darknet header")
    func number(_ bytes: some Collection<UInt8>) -> Int64 {
      bytes.reversed().reduce(0) { $0 << 8 | Int64($1) }
    }
    let version = (0..<3).map {
      Int(Int32(truncatingIfNeeded: number(bytes[(4 * $0)..<(4 * $0 + 4)])))
    }
    guard version.allSatisfy({ 0...9999 ~= $0 }) else {
      throw CheckpointError(
        file: source.name, place: "byte 0",
        expected: "a version of Darknet's weights, such as 0.2.0",
        found: version.map(String.init).joined(separator: "."),
        hint: "this may not be a .weights file")
    }
    (major, minor, revision) = (version[0], version[1], version[2])
    let isLong = major * 10 + minor >= 2 && major < 1000 && minor < 1000
    let count = try source.bytes(at: 12, count: isLong ? 8 : 4, what: "a Darknet header")
    seen = isLong ? Int(number(count)) : Int(Int32(truncatingIfNeeded: number(count)))
    length = 12 + count.count
  }
}

extension DarknetWeightsHeader {
  /// How many numbers follow it.
  ///
  /// - Throws: `CheckpointError` when the file is not a whole number of them.
  public func count(of path: String) throws -> Int {
    let bytes = try FileSource(path).count - length
    guard bytes >= 0, bytes.isMultiple(of: 4) else {
      throw CheckpointError(
        file: path, expected: "numbers of four bytes behind \(length) of header",
        found: "\(bytes) bytes", hint: "the file may be truncated: fetch or write it again")
    }
    return bytes / 4
  }
}
