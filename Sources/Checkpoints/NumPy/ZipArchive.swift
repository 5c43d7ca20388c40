internal import CZip

/// A zip archive, read for the members of npz and PyTorch files.
///
/// Only what such files need: stored and deflated members, with or without the zip64 extension, no
/// encryption, one disk. Everything is checked against the central directory before it is believed.
///
/// - Source: PKWARE, "APPNOTE.TXT – .ZIP File Format Specification" 6.3.10, §4.3 to §4.5.
package struct ZipArchive {
  package struct Member {
    package let name: String
    /// Bytes in the archive, and once inflated.
    package let storedCount: Int
    package let count: Int
    let isDeflated: Bool
    let crc: UInt32
    /// Where its local header lies.
    let headerStart: Int
  }

  package let members: [Member]
  let source: any ByteSource

  static let firstBytes: [UInt8] = [0x50, 0x4B, 3, 4]
  /// An archive without members begins with its end.
  static let emptyBytes: [UInt8] = [0x50, 0x4B, 5, 6]

  /// The contents of a member, inflated and compared with their checksum.
  ///
  /// - Throws: `CheckpointError` for anything that does not add up; `CancellationError` never.
  package func contents(of member: Member) throws -> [UInt8] {
    let place = "member \(quoted(member.name))"
    let start = try dataStart(of: member)
    try source.requireMemory(bytes: member.count, for: place)
    let stored = try source.bytes(at: start, count: member.storedCount, what: place)
    let bytes = member.isDeflated ? try inflate(stored, member, place) : stored
    let crc = bytes.withUnsafeBytes { czip_crc32(0, $0.baseAddress, $0.count) }
    guard crc == member.crc else { throw damage(member, place, crc) }
    return bytes
  }

  /// The contents of a member, to be read at any place: a stored one where it lies in the file,
  /// which is compared with its checksum piece by piece; a deflated one inflated.
  ///
  /// A checksum of 0 stands for none: PyTorch can be told to write none.
  package func source(of member: Member) throws -> any ByteSource {
    guard !member.isDeflated else {
      return ArraySource(try contents(of: member), name: source.name)
    }
    let start = try dataStart(of: member)
    let place = "member \(quoted(member.name))"
    guard start <= source.count, member.count <= source.count - start else {
      throw CheckpointError(
        file: source.name, place: place, expected: "\(member.count) bytes from byte \(start)",
        found: "the end of the file after \(source.count)")
    }
    guard member.crc != 0 else { return SliceSource(source, start: start, count: member.count) }
    var crc: UInt32 = 0
    let piece = 1 << 20
    for at in stride(from: 0, to: member.count, by: piece) {
      let bytes = try source.bytes(
        at: start + at, count: min(piece, member.count - at), what: place)
      crc = bytes.withUnsafeBytes { czip_crc32(crc, $0.baseAddress, $0.count) }
    }
    guard crc == member.crc else { throw damage(member, place, crc) }
    return SliceSource(source, start: start, count: member.count)
  }

  private func damage(_ member: Member, _ place: String, _ crc: UInt32) -> CheckpointError {
    CheckpointError(
      file: source.name, place: place,
      expected: "checksum \(String(member.crc, radix: 16))", found: String(crc, radix: 16),
      hint: "the file is damaged: fetch or write it again")
  }

  private func inflate(_ stored: [UInt8], _ member: Member, _ place: String) throws -> [UInt8] {
    var result = czip_done.rawValue
    let bytes = [UInt8](unsafeUninitializedCapacity: member.count) { buffer, filled in
      result = stored.withUnsafeBytes { source in
        UInt32(
          bitPattern: czip_inflate(
            source.baseAddress, source.count, buffer.baseAddress, member.count))
      }
      filled = result == czip_done.rawValue ? member.count : 0
    }
    let found: String
    switch result {
    case czip_done.rawValue: return bytes
    case czip_short.rawValue: found = "fewer"
    case czip_long.rawValue: found = "more"
    case czip_no_memory.rawValue: found = "no memory to inflate them"
    default: found = "a damaged stream"
    }
    throw CheckpointError(
      file: source.name, place: place, expected: "\(member.count) bytes out of its deflate stream",
      found: found, hint: "the file is damaged: fetch or write it again")
  }

  /// Where the bytes of a member begin: behind its local header, which must agree with the central
  /// directory.
  private func dataStart(of member: Member) throws -> Int {
    let place = "member \(quoted(member.name)), local header"
    let header = ZipFields(
      try source.bytes(at: member.headerStart, count: 30, what: place))
    guard header.bytes.starts(with: Self.firstBytes) else {
      throw CheckpointError(
        file: source.name, place: "byte \(member.headerStart)", expected: "\(place): PK\\3\\4",
        found: "other bytes")
    }
    let nameLength = header.u16(26)
    let name = try source.bytes(at: member.headerStart + 30, count: nameLength, what: place)
    guard name == Array(member.name.utf8) else {
      throw CheckpointError(
        file: source.name, place: place, expected: "the name that the central directory gives it",
        found: quoted(String(decoding: name, as: UTF8.self)))
    }
    return member.headerStart + 30 + nameLength + header.u16(28)
  }
}

/// Little-endian fields of a record whose length has been checked: a place beyond it is 0.
struct ZipFields {
  let bytes: [UInt8]

  init(_ bytes: [UInt8]) { self.bytes = bytes }

  func u16(_ at: Int) -> Int { Int(unsigned(at, 2)) }
  func u32(_ at: Int) -> Int { Int(unsigned(at, 4)) }
  /// `nil` when it is beyond `Int`.
  func u64(_ at: Int) -> Int? { Int(exactly: unsigned(at, 8)) }

  private func unsigned(_ at: Int, _ count: Int) -> UInt64 {
    guard at >= 0, at + count <= bytes.count else { return 0 }
    return bytes[at..<at + count].reversed().reduce(0) { $0 << 8 | UInt64($1) }
  }
}
