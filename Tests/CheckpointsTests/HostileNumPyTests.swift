import Foundation
import Tensors
import Testing

@testable import Checkpoints

@Suite struct HostileNumPyTests {
  static func npy(_ header: String, data: Int = 0, version: UInt8 = 1) -> [UInt8] {
    NPYHeader.magic + [version, 0]
      + (version == 1 ? little(UInt16(header.utf8.count)) : little(UInt32(header.utf8.count)))
      + Array(header.utf8) + [UInt8](repeating: 0, count: data)
  }

  static func header(
    _ descr: String = "'<f4'", _ order: String = "False", _ shape: String = "(2,)"
  ) -> String {
    "{'descr': \(descr), 'fortran_order': \(order), 'shape': \(shape), }\n"
  }

  static let manyAxes = "(" + String(repeating: "1,", count: 65) + ")"

  static let cases: [(bytes: [UInt8], message: String)] = [
    (
      [UInt8]("PK".utf8),
      "f, byte 0: expected 8 bytes of an npy file's beginning, "
        + "found the end of the file after 2"
    ),
    (
      [UInt8]("not an array".utf8),
      "f, byte 0: expected an npy file, which begins \\x93NUMPY, found other bytes"
    ),
    (npy("", version: 9), "f, byte 6: expected npy version 1.0, 2.0 or 3.0, found 9.0"),
    (
      NPYHeader.magic + [2, 0] + little(UInt32.max),
      "f, byte 8: expected an npy header of at most 1048576 bytes, found 4294967295"
    ),
    (
      NPYHeader.magic + [1, 0] + little(UInt16.max),
      "f, byte 10: expected 65535 bytes of an npy header, found the end of the file after 0"
    ),
    (npy("{"), "f, byte 11: expected a string in an npy header, found the end of the header"),
    (npy("__import__('os')"), "f, byte 10: expected { in an npy header, found ‘_’"),
    (
      npy("{'descr': '<f4', 'descr': '<f8'}"),
      "f, byte 34: expected each of descr, fortran_order, shape once in an npy header, "
        + "found the key \"descr\""
    ),
    (
      npy("{'other': '<f4'}"),
      "f, byte 18: expected each of descr, fortran_order, shape once in an npy header, "
        + "found the key \"other\""
    ),
    (
      npy("{'descr': '<f4', 'fortran_order': False}"),
      "f, byte 50: expected the key shape in an npy header, found a dictionary without it"
    ),
    (npy(header("'<f4'", "0")), "f, byte 44: expected a string in an npy header, found ‘0’"),
    (npy(header("[('x', '<f4')]")), "f, byte 20: expected a string in an npy header, found ‘[’"),
    (
      npy(header("'|O'")),
      "f, header, descr: expected < or > (or | for bytes) and one of "
        + "b1 f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8, found \"|O\"\n"
        + "  try: arrays of Python objects are never read: they can run code"
    ),
    (
      npy(header("'|f4'")),
      "f, header, descr: expected < or > (or | for bytes) and one of "
        + "b1 f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8, found \"|f4\"\n  try: convert it to float32"
    ),
    (
      npy(header("''")),
      "f, header, descr: expected < or > (or | for bytes) and one of "
        + "b1 f2 f4 f8 i1 i2 i4 i8 u1 u2 u4 u8, found \"\"\n  try: convert it to float32"
    ),
    (
      npy(header("(1, 2)")),
      "f, header, descr: expected one plain number type, found something else\n"
        + "  try: structured arrays are not read: save one field at a time"
    ),
    (
      npy(header("'<f4'", "'no'")),
      "f, header, fortran_order: expected True or False, found something else"
    ),
    (
      npy(header("'<f4'", "False", "(-1,)")),
      "f, byte 61: expected a whole number from 0 to 9223372036854775807 in an npy header, "
        + "found ‘-’"
    ),
    (
      npy(header("'<f4'", "False", "(2)"), data: 8),
      "f, byte 62: expected a comma in an npy header, found ‘)’"
    ),
    (
      npy(header("'<f4'", "False", "(99999999999999999999,)")),
      "f, byte 61: expected a whole number from 0 to 9223372036854775807 in an npy header, "
        + "found ‘9’"
    ),
    (
      npy(header("'<f4'", "False", "(4294967296, 4294967296, 2)")),
      "f, header, shape: expected a shape that can be counted, "
        + "found [4294967296, 4294967296, 2]"
    ),
    (
      npy(header("'<f4'", "True", manyAxes), data: 4),
      "f, header, shape: expected a tuple of at most 64 whole numbers, found something else"
    ),
    (
      npy(header("'<f4'", "False", "(2000000,)"), data: 8),
      "f, byte 74: expected 8000000 bytes of numbers for shape [2000000], found 8\n"
        + "  try: the file may be truncated: fetch or write it again"
    ),
    (
      npy(header(), data: 9),
      "f, byte 68: expected 8 bytes of numbers for shape [2], found 9"
    ),
  ]

  @Test(arguments: cases)
  func isRefused(bytes: [UInt8], message: String) {
    let error = refusal { _ = try Tensor(npy: ArraySource(bytes, name: "f")) }
    let hint = "\n  try: the file may be truncated: fetch or write it again"
    let said = error?.description ?? "nothing"
    #expect(said.replacing(hint, with: "") == message.replacing(hint, with: ""))
  }

  @Test(arguments: ["stored.npz", "deflated.npz", "swift.npz"])
  func noDamageToAnArchiveTraps(_ name: String) throws {
    let good = try contents(fixture(name))
    for length in 0..<good.count {
      let cut = ArraySource(Array(good.prefix(length)), name: "f")
      #expect(refusal { _ = try Checkpoint(npz: cut) } != nil, "cut to \(length) bytes")
    }
    for place in good.indices {
      for bit in 0..<8 {
        var damaged = good
        damaged[place] ^= 1 << bit
        // Whatever is damaged in the arrays, the checksum tells; dates and attributes may differ.
        guard let read = try? Checkpoint(npz: ArraySource(damaged, name: "f")) else { continue }
        #expect(read.tensors.values.allSatisfy { $0.values.allSatisfy { $0 <= 24 } })
      }
    }
  }

  /// Edits the little-endian field `bytes` at `place` bytes behind the last central directory mark.
  static func edited(
    _ archive: [UInt8], _ mark: [UInt8], _ place: Int, _ bytes: [UInt8]
  ) -> [UInt8] {
    var edited = archive
    let start = archive.indices.last { archive[$0...].starts(with: mark) } ?? 0
    edited.replaceSubrange(start + place..<start + place + bytes.count, with: bytes)
    return edited
  }

  static let entry: [UInt8] = [0x50, 0x4B, 1, 2]

  typealias Edit = (
    mark: [UInt8], place: Int, bytes: [UInt8], expected: String, found: String
  )

  static let edits: [Edit] = [
    (entry, 8, little(UInt16(1)), "plain members", "an encrypted one"),
    (entry, 10, little(UInt16(12)), "stored or deflated members (method 0 or 8)", "method 12"),
    (
      entry, 24, little(UInt32(1 << 30)), "sizes of \"vector.npy\" that are possible",
      "148 bytes stored for 1073741824"
    ),
    (entry, 42, little(UInt32(0)), "bytes of its own between 262 and 450", "148 from byte 0"),
    (entry, 42, little(UInt32(470)), "bytes of its own between 262 and 450", "148 from byte 470"),
    (entry, 46, [0xFF], "a member's name in UTF-8", "bytes that are not"),
    (
      entry, 46, [UInt8(ascii: "w")], "the name that the central directory gives it",
      "\"vector.npy\""
    ),
    (entry, 16, [0, 0, 0, 0], "checksum 0", "?"),
    (ZipArchive.emptyBytes, 4, little(UInt16(1)), "an archive on one disk", "part of a split one"),
    (
      ZipArchive.emptyBytes, 10, little(UInt16(3)), "an entry of the zip central directory",
      "other bytes"
    ),
    (
      ZipArchive.emptyBytes, 10, little(UInt16(1)), "the end of the zip central directory",
      "56 more bytes"
    ),
    (
      ZipArchive.emptyBytes, 16, little(UInt32(0xFFFF_FFF0)),
      "a central directory of at most 100000 members before this record", "?"
    ),
    (ZipArchive.emptyBytes, 16, little(UInt32(0xFFFF_FFFF)), "a zip64 locator", "other bytes"),
  ]

  @Test(arguments: edits)
  func aDeceivingArchiveIsRefused(_ edit: Edit) throws {
    let archive = try withTemporaryFolder { folder in
      try Checkpoint.writeNPZ(
        ["cube": Tensor(Sample.cube), "vector": Tensor(Sample.vector)], to: folder + "/x.npz")
      return try contents(folder + "/x.npz")
    }
    let hostile = Self.edited(archive, edit.mark, edit.place, edit.bytes)
    let error = refusal { _ = try Checkpoint(npz: ArraySource(hostile, name: "f")) }
    #expect(error?.expected == edit.expected)
    #expect(edit.found == "?" || error?.found == edit.found)
  }
}
