/// The bytes of a pickle, one after the other, from some place of a file.
struct PickleReader {
  private let source: any ByteSource
  /// What error messages call the pickle: `"archive/data.pkl"`; empty for a file that is one.
  private let place: String
  /// How many bytes it may take, from `start` on.
  private let start: Int
  private let limit: Int
  private(set) var position: Int
  private var window: [UInt8] = []
  private var windowStart = 0

  private static let windowSize = 1 << 16

  init(_ source: any ByteSource, at start: Int, limit: Int, place: String) {
    (self.source, self.place, self.start, self.limit) = (source, place, start, limit)
    position = start
    windowStart = start
  }

  mutating func byte() throws -> UInt8 {
    let at = position - windowStart
    if window.indices.contains(at) {
      position += 1
      return window[at]
    }
    try require(1)
    window = try source.bytes(
      at: position, count: min(Self.windowSize, source.count - position), what: "a pickle")
    windowStart = position
    position += 1
    return window[0]
  }

  mutating func bytes(_ count: Int) throws -> [UInt8] {
    try require(count)
    let at = position - windowStart
    if at >= 0, count <= window.count - at {
      position += count
      return Array(window[at..<at + count])
    }
    let bytes = try source.bytes(at: position, count: count, what: "a pickle")
    position += count
    return bytes
  }

  /// A whole number of that many bytes, at most 8, least significant first.
  mutating func unsigned(_ count: Int) throws -> UInt64 {
    try bytes(count).reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }

  /// A count of bytes that follow, of so many bytes itself.
  mutating func count(_ bytes: Int) throws -> Int {
    let declared = try unsigned(bytes)
    guard let count = Int(exactly: declared), count <= source.count - position else {
      throw failure("at most the \(source.count - position) bytes that follow", "\(declared)")
    }
    return count
  }

  mutating func text(_ count: Int) throws -> String {
    let bytes = try bytes(count)
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw failure("text in UTF-8", "bytes that are not")
    }
    return text
  }

  /// Up to a line's end, which is taken and left out.
  mutating func line() throws -> String {
    var line: [UInt8] = []
    while true {
      let next = try byte()
      if next == 0x0A { break }
      guard line.count < 256 else {
        throw failure("a name of at most 256 bytes", "a longer one")
      }
      line.append(next)
    }
    guard let text = String(validating: line, as: UTF8.self) else {
      throw failure("text in UTF-8", "bytes that are not")
    }
    return text
  }

  private func require(_ count: Int) throws {
    guard count <= source.count - position else {
      throw failure(
        "\(count) more bytes of a pickle", "the end after \(source.count - position)",
        hint: "the file may be truncated: fetch or write it again")
    }
    guard position - start <= limit - count else {
      throw failure("a pickle of at most \(limit) bytes", "a longer one")
    }
  }

  func failure(_ expected: String, _ found: String, hint: String = "") -> CheckpointError {
    CheckpointError(
      file: source.name, place: "\(place.isEmpty ? "" : "\(place), ")byte \(position)",
      expected: expected, found: found, hint: hint)
  }
}
