internal import CZip
import Tensors

extension Checkpoint {
  /// Reads an archive of npy arrays (`np.savez`, `np.savez_compressed`).
  package init(npz source: some ByteSource) throws {
    try self.init(npz: ZipArchive(source))
  }

  init(npz archive: ZipArchive) throws {
    let source = archive.source
    let total = archive.members.reduce(0) { $0.addingReportingOverflow($1.count).partialValue }
    guard total >= 0 else {
      throw CheckpointError(
        file: source.name, expected: "arrays whose sizes can be added up", found: "an overflow")
    }
    try source.requireMemory(bytes: total, for: "all arrays")
    let entries = try archive.members.map { member in
      guard member.name.hasSuffix(".npy") else {
        throw CheckpointError(
          file: source.name, place: "member \(quoted(member.name))",
          expected: "members that are npy arrays", found: "another name",
          hint: "this may be another kind of zip archive")
      }
      let array = ArraySource(
        try archive.contents(of: member), name: "\(source.name), \(quoted(member.name))")
      return (name: String(member.name.dropLast(4)), tensor: try Tensor(npy: array))
    }
    self.init(entries: entries, metadata: [:], file: source.name)
  }

  /// Writes the tensors as an npz archive that `np.load` reads: one stored `<f4` npy array each, in
  /// the order of their names. The same content always gives the same bytes. Written aside, then
  /// renamed.
  ///
  /// - Throws: `CheckpointError` when the file cannot be written or would be 4 GB or more.
  public static func writeNPZ(_ tensors: [String: Tensor], to path: String) throws {
    let sorted = tensors.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    let bytes = sorted.reduce(0) { $0 + $1.value.count * 4 + 1024 + 2 * $1.key.utf8.count }
    guard bytes < 0xFFFF_FFFF, sorted.count < 0xFFFF,
      sorted.allSatisfy({ $0.key.utf8.count < 0xFF00 })
    else {
      throw CheckpointError(
        file: path, expected: "an npz archive below 4 GB", found: "about \(bytes) bytes",
        hint: "write a safetensors file: it has no such limit")
    }
    try AtomicFile.write(to: path) { file in
      var writer = ZipWriter()
      for (name, tensor) in sorted {
        try writer.append(name: name + ".npy", tensor, to: &file)
      }
      try file.append(writer.end())
    }
  }
}

/// Writes stored members one after the other, and the directory at the end.
private struct ZipWriter {
  private var position = 0
  private var directory: [UInt8] = []
  private var count = 0

  /// Extracting needs version 2.0; names are UTF-8.
  private static let versionAndFlags: [UInt8] = [20, 0, 0, 8]
  /// Stored; 1 January 1980, 00:00: the same content gives the same bytes.
  private static let methodAndDate: [UInt8] = [0, 0, 0, 0, 0x21, 0]

  mutating func append(name: String, _ tensor: Tensor, to file: inout AtomicFile) throws {
    let header = tensor.npyHeader
    let size = header.count + tensor.count * 4
    let common =
      Self.versionAndFlags + Self.methodAndDate + little(Int(crc(header, tensor)), 4)
      + little(size, 4) + little(size, 4) + little(name.utf8.count, 2) + [0, 0]
    let local = ZipArchive.firstBytes + common + Array(name.utf8)
    try file.append(local)
    try file.append(header)
    try file.append(tensor, .float32)
    // Made by version 2.0; then the same; no comment, disk 0, no attributes.
    directory +=
      [0x50, 0x4B, 1, 2, 20, 0] + common + [UInt8](repeating: 0, count: 10) + little(position, 4)
      + Array(name.utf8)
    position += local.count + size
    count += 1
  }

  func end() -> [UInt8] {
    directory + ZipArchive.emptyBytes + [0, 0, 0, 0] + little(count, 2) + little(count, 2)
      + little(directory.count, 4) + little(position, 4) + [0, 0]
  }

  private func crc(_ header: [UInt8], _ tensor: Tensor) -> UInt32 {
    var crc = header.withUnsafeBytes { czip_crc32(0, $0.baseAddress, $0.count) }
    tensor.withFloats { floats in
      // In pieces of little-endian bytes, as they are written.
      for start in stride(from: 0, to: tensor.count, by: 4096) {
        let piece = (start..<min(start + 4096, tensor.count)).map {
          floats[$0].bitPattern.littleEndian
        }
        crc = piece.withUnsafeBytes { czip_crc32(crc, $0.baseAddress, $0.count) }
      }
    }
    return crc
  }

  private func little(_ value: Int, _ bytes: Int) -> [UInt8] {
    (0..<bytes).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
  }
}
