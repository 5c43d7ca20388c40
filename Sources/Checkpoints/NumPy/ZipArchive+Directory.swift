extension ZipArchive {
  private static let endLength = 22
  private static let locatorLength = 20
  private static let longestComment = 65535
  /// Members of an archive at most: more is not a file of weights.
  private static let mostMembers = 100_000

  /// Reads the central directory, which stands at the end of the file.
  package init(_ source: any ByteSource) throws {
    self.source = source
    let directory = try Self.directory(source)
    let bytes = try source.bytes(
      at: directory.start, count: directory.length, what: "a zip central directory")
    var members: [Member] = []
    var names: Set<String> = []
    var at = 0
    for _ in 0..<directory.count {
      let (member, length) = try Self.member(bytes, at, directory.start, source)
      guard names.insert(member.name).inserted else {
        throw CheckpointError(
          file: source.name, place: "byte \(directory.start + at)",
          expected: "each member of the archive once", found: "\(quoted(member.name)) again")
      }
      members.append(member)
      at += length
    }
    guard at == bytes.count else {
      throw CheckpointError(
        file: source.name, place: "byte \(directory.start + at)",
        expected: "the end of the zip central directory", found: "\(bytes.count - at) more bytes")
    }
    self.members = members
    try requireApart(before: directory.start)
  }

  /// Where the directory lies and how many members it lists.
  private static func directory(
    _ source: any ByteSource
  ) throws -> (start: Int, length: Int, count: Int) {
    let tailLength = min(source.count, endLength + longestComment)
    let tailStart = source.count - tailLength
    let tail = try source.bytes(at: tailStart, count: tailLength, what: "a zip archive's end")
    // Backwards: the last record whose comment ends with the file.
    let found = stride(from: tailLength - endLength, through: 0, by: -1).first { at in
      tail[at...].starts(with: emptyBytes)
        && Int(tail[at + 20]) | Int(tail[at + 21]) << 8 == tailLength - at - endLength
    }
    guard let found else {
      throw CheckpointError(
        file: source.name, place: "byte \(source.count)",
        expected: "the end record of a zip archive", found: "none",
        hint: "the file may be truncated: fetch or write it again")
    }
    let end = ZipFields(Array(tail[found...]))
    let endStart = tailStart + found
    guard end.u16(4) == 0, end.u16(6) == 0 else {
      throw CheckpointError(
        file: source.name, place: "byte \(endStart)", expected: "an archive on one disk",
        found: "part of a split one")
    }
    var result = (start: end.u32(16), length: end.u32(12), count: end.u16(10))
    var limit = endStart
    if result.count == 0xFFFF || result.length == 0xFFFF_FFFF || result.start == 0xFFFF_FFFF {
      (result, limit) = try directory64(source, endStart: endStart)
    }
    guard result.start <= limit, result.length <= limit - result.start,
      result.count <= mostMembers
    else {
      throw CheckpointError(
        file: source.name, place: "byte \(endStart)",
        expected: "a central directory of at most \(mostMembers) members before this record",
        found: "\(result.count) members in \(result.length) bytes from byte \(result.start)")
    }
    return result
  }

  /// The same from the zip64 records, which stand before the end record.
  private static func directory64(
    _ source: any ByteSource, endStart: Int
  ) throws -> ((start: Int, length: Int, count: Int), limit: Int) {
    let locator = ZipFields(
      try source.bytes(
        at: endStart - locatorLength, count: locatorLength, what: "a zip64 locator"))
    guard locator.bytes.starts(with: [0x50, 0x4B, 6, 7]), let start = locator.u64(8),
      start <= endStart - locatorLength
    else {
      throw CheckpointError(
        file: source.name, place: "byte \(endStart - locatorLength)",
        expected: "a zip64 locator", found: "other bytes")
    }
    let record = ZipFields(try source.bytes(at: start, count: 56, what: "a zip64 end record"))
    guard record.bytes.starts(with: [0x50, 0x4B, 6, 6]), let count = record.u64(32),
      let length = record.u64(40), let directoryStart = record.u64(48)
    else {
      throw CheckpointError(
        file: source.name, place: "byte \(start)", expected: "a zip64 end record",
        found: "other bytes")
    }
    return ((directoryStart, length, count), start)
  }

  /// One entry of the directory, and how many bytes it took.
  private static func member(
    _ directory: [UInt8], _ at: Int, _ start: Int, _ source: any ByteSource
  ) throws -> (Member, length: Int) {
    func failure(_ expected: String, _ found: String) -> CheckpointError {
      CheckpointError(
        file: source.name, place: "byte \(start + at)", expected: expected, found: found)
    }
    let fields = ZipFields(Array(directory.dropFirst(at).prefix(46)))
    let nameLength = fields.u16(28)
    let extraLength = fields.u16(30)
    let length = 46 + nameLength + extraLength + fields.u16(32)
    guard fields.bytes.starts(with: [0x50, 0x4B, 1, 2]), length <= directory.count - at else {
      throw failure("an entry of the zip central directory", "other bytes")
    }
    let nameEnd = at + 46 + nameLength
    guard let name = String(validating: directory[at + 46..<nameEnd], as: UTF8.self) else {
      throw failure("a member's name in UTF-8", "bytes that are not")
    }
    guard fields.u16(8) & 1 == 0 else { throw failure("plain members", "an encrypted one") }
    let method = fields.u16(10)
    guard method == 0 || method == 8 else {
      throw failure("stored or deflated members (method 0 or 8)", "method \(method)")
    }
    let extra = ZipFields(Array(directory[nameEnd..<nameEnd + extraLength]))
    guard
      let sizes = wide(
        extra, original: fields.u32(24), stored: fields.u32(20), header: fields.u32(42))
    else {
      throw failure("the zip64 sizes of a large member", "none")
    }
    // A deflate stream can grow at most 1032-fold; a stored member not at all.
    let possible = sizes.stored.multipliedReportingOverflow(by: 1032).partialValue
    guard sizes.stored <= source.count,
      method == 8 ? sizes.original <= possible : sizes.original == sizes.stored
    else {
      throw failure(
        "sizes of \(quoted(name)) that are possible",
        "\(sizes.stored) bytes stored for \(sizes.original)")
    }
    return (
      Member(
        name: name, storedCount: sizes.stored, count: sizes.original, isDeflated: method == 8,
        crc: UInt32(truncatingIfNeeded: fields.u32(16)), headerStart: sizes.header),
      length
    )
  }

  /// The 32-bit fields, each replaced by its 64-bit one where it says so (all bits set).
  private static func wide(
    _ extra: ZipFields, original: Int, stored: Int, header: Int
  ) -> (original: Int, stored: Int, header: Int)? {
    var values = [original, stored, header]
    guard values.contains(0xFFFF_FFFF) else { return (original, stored, header) }
    var at = 0
    while at + 4 <= extra.bytes.count {
      let length = extra.u16(at + 2)
      if extra.u16(at) == 1 {
        var field = at + 4
        for i in values.indices where values[i] == 0xFFFF_FFFF {
          guard field + 8 <= min(at + 4 + length, extra.bytes.count), let value = extra.u64(field)
          else { return nil }
          values[i] = value
          field += 8
        }
        return (values[0], values[1], values[2])
      }
      at += 4 + length
    }
    return nil
  }

  /// No two members share bytes: a bomb of many members over one stream is refused.
  private func requireApart(before limit: Int) throws {
    var end = 0
    for member in members.sorted(by: { $0.headerStart < $1.headerStart }) {
      let least = 30 + member.name.utf8.count
      guard member.headerStart >= end, member.headerStart <= limit,
        member.storedCount <= limit - member.headerStart - least
      else {
        throw CheckpointError(
          file: source.name, place: "member \(quoted(member.name))",
          expected: "bytes of its own between \(end) and \(limit)",
          found: "\(member.storedCount) from byte \(member.headerStart)")
      }
      end = member.headerStart + least + member.storedCount
    }
  }
}
