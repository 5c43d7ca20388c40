import Foundation

/// A picture's sides, out of the first bytes of a PNG or JPEG: nothing is decoded.
struct PictureSize: Equatable {
  let width, height: Int

  /// `nil` when the file is missing or something else.
  init?(ofFile path: String) {
    // Regular files only: a named pipe would never answer.
    guard DatasetFile.kind(path) == .file, let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    // A JPEG's size may stand behind a preview and a colour profile.
    let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 18) { buffer, filled in
      filled = fread(buffer.baseAddress, 1, 1 << 18, file)
    }
    self.init(bytes)
  }

  init?(_ bytes: [UInt8]) {
    func number(_ at: Int, _ count: Int) -> Int {
      bytes[at..<at + count].reduce(0) { $0 << 8 | Int($1) }
    }
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]), bytes.count >= 24 {
      self.init(checking: number(16, 4), number(20, 4))
      return
    }
    guard bytes.starts(with: [0xFF, 0xD8]) else { return nil }
    var at = 2
    while at + 9 < bytes.count, bytes[at] == 0xFF {
      let marker = bytes[at + 1]
      // The frame headers, SOF0 … SOF15; C4, C8 and CC are tables.
      if 0xC0...0xCF ~= marker, marker != 0xC4, marker != 0xC8, marker != 0xCC {
        self.init(checking: number(at + 7, 2), number(at + 5, 2))
        return
      }
      at += marker == 0xFF ? 1 : 2 + number(at + 2, 2)
    }
    return nil
  }

  private init?(checking width: Int, _ height: Int) {
    guard (1...1_000_000).contains(width), (1...1_000_000).contains(height) else { return nil }
    (self.width, self.height) = (width, height)
  }
}
