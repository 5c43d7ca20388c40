import Foundation

@testable import Datasets

/// A folder of its own, removed when `body` is done.
func inTemporaryFolder(_ body: (String) throws -> Void) throws {
  let folder = FileManager.default.temporaryDirectory.path + "/fovea-\(UUID().uuidString)"
  try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(atPath: folder) }
  try body(folder)
}

/// Changes bytes here and there: the same ones in every run.
struct Mutations {
  private var state: UInt64

  init(seed: UInt64) { state = seed &* 0x9E37_79B9_7F4A_7C15 | 1 }

  mutating func next(_ end: Int) -> Int {
    state ^= state << 13
    state ^= state >> 7
    state ^= state << 17
    return Int(state % UInt64(max(1, end)))
  }

  /// A few bytes changed, taken out, doubled or cut off, often by ones that mean something.
  mutating func apply(to text: [UInt8], marks: [UInt8]) -> [UInt8] {
    var bytes = text
    for _ in 0...next(4) where !bytes.isEmpty {
      let at = next(bytes.count)
      switch next(6) {
      case 0: bytes[at] = UInt8(next(256))
      case 1: bytes[at] = marks[next(marks.count)]
      case 2: bytes.insert(marks[next(marks.count)], at: at)
      case 3: bytes.removeSubrange(at..<min(bytes.count, at + next(12)))
      case 4: bytes.removeSubrange(at...)
      default: bytes.insert(contentsOf: bytes[at..<min(bytes.count, at + next(40))], at: at)
      }
    }
    return bytes
  }
}
