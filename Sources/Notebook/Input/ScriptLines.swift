import Foundation

/// The lines of a script, each kept up to a length: an endless one (`fovea </dev/zero`) takes time,
/// not memory.
final class ScriptLines {
  private let descriptor: Int32
  private let longest: Int
  private var buffer: [UInt8] = []
  /// Where the next line begins in `buffer`.
  private var place = 0

  /// - Parameters:
  ///   - descriptor: 0 for standard input.
  ///   - longest: bytes of a line that are kept; the rest of a longer one is dropped.
  init(descriptor: Int32 = 0, longest: Int = 16 << 20) {
    self.descriptor = descriptor
    self.longest = longest
  }

  /// - Returns: the next line without its end, bad UTF-8 repaired; `nil` when there is none.
  func next() -> String? {
    var line: [UInt8] = []
    var isBegun = false
    while place < buffer.count || fill() {
      isBegun = true
      let rest = buffer[place...]
      let end = rest.firstIndex(of: UInt8(ascii: "\n"))
      line += rest[..<(end ?? buffer.count)].prefix(longest - line.count)
      place = end.map { $0 + 1 } ?? buffer.count
      if end != nil { break }
    }
    guard isBegun else { return nil }
    if line.last == UInt8(ascii: "\r") { line.removeLast() }
    return String(decoding: line, as: UTF8.self)
  }

  /// Reads more; false at the end.
  private func fill() -> Bool {
    buffer = [UInt8](repeating: 0, count: 1 << 16)
    place = 0
    var count = -1
    repeat {
      count = buffer.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
    } while count < 0 && errno == EINTR
    buffer.removeLast(buffer.count - max(0, count))
    return count > 0
  }
}
