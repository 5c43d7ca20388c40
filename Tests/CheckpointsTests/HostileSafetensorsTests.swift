import Foundation
import Tensors
import Testing

@testable import Checkpoints

/// Files made to deceive: each must get an error that says where, and nothing may trap or allocate
/// by what the file claims.
@Suite struct HostileSafetensorsTests {
  /// A header with its length before it, and `data` zero bytes behind it.
  static func file(_ header: String, data: Int = 0) -> [UInt8] {
    little(UInt64(header.utf8.count)) + Array(header.utf8) + [UInt8](repeating: 0, count: data)
  }

  static func tensor(
    _ dtype: String = "\"F32\"", shape: String = "[2]", offsets: String = "[0,8]"
  ) -> [UInt8] {
    file("{\"a\":{\"dtype\":\(dtype),\"shape\":\(shape),\"data_offsets\":\(offsets)}}", data: 8)
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let bytes: [UInt8]
    let message: String

    init(_ name: String, _ bytes: [UInt8], _ message: String) {
      testDescription = name
      self.bytes = bytes
      self.message = message
    }
  }

  static let two = """
    {"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},\
    "b":{"dtype":"F32","shape":[1],"data_offsets":[OFFSETS]}}
    """

  static let cases: [Case] = [
    Case(
      "empty", [],
      "f, byte 0: expected 8 bytes of the length of a safetensors header, "
        + "found the end of the file after 0\n  try: the file may be truncated: fetch or write it again"
    ),
    Case(
      "seven bytes", [UInt8](repeating: 0, count: 7),
      "f, byte 0: expected 8 bytes of the "
        + "length of a safetensors header, found the end of the file after 7\n"
        + "  try: the file may be truncated: fetch or write it again"),
    Case(
      "huge header length", little(UInt64.max) + [1, 2, 3],
      "f, byte 0: expected the length of a safetensors header, at most 16777216, "
        + "found 18446744073709551615\n  try: this may not be a safetensors file"),
    Case(
      "negative header length", little(Int64(-1)),
      "f, byte 0: expected the length of a safetensors header, at most 16777216, "
        + "found 18446744073709551615\n  try: this may not be a safetensors file"),
    Case(
      "header longer than the file", little(UInt64(100)) + Array("{}".utf8),
      "f, byte 8: expected 100 bytes of a safetensors header, found the end of the file after 2\n"
        + "  try: the file may be truncated: fetch or write it again"),
    Case(
      "no JSON", file("hello"),
      "f, byte 8: expected a value in the JSON of a safetensors header, found ‘h’"),
    Case(
      "no header at all", file(""),
      "f, byte 8: expected a value in the JSON of a safetensors header, found the end of the text"),
    Case(
      "an array", file("[]"), "f, byte 8: expected a JSON object as header, found an array of 0"),
    Case(
      "cut JSON", file("{\"a\":{\"dtype\":\"F3"),
      "f, byte 25: expected a closing quote in the JSON of a safetensors header, "
        + "found the end of the text"),
    Case(
      "trailing text", file("{} x"),
      "f, byte 11: expected the end of the text in the JSON of a safetensors header, found ‘x’"),
    Case(
      "bad UTF-8", little(UInt64(6)) + [0x7B, 0x22, 0xC3, 0x28, 0x22, 0x7D],
      "f, byte 10: expected a string in UTF-8 in the JSON of a safetensors header, "
        + "found bytes that are not"),
    Case(
      "half a surrogate pair", file("{\"\\ud800\":1}"),
      "f, byte 16: expected both halves of a surrogate pair in the JSON of a safetensors header, "
        + "found ‘\"’"),
    Case(
      "control character", file("{\"a\n\":1}"),
      "f, byte 11: expected an escape for a control character in the JSON of a safetensors header, "
        + "found byte 0xa"),
    Case(
      "nesting bomb", file(String(repeating: "[", count: 1_000_000)),
      "f, byte 24: expected at most 16 levels of nesting in the JSON of a safetensors header, "
        + "found ‘[’"),
    Case(
      "object bomb", file(String(repeating: "{\"a\":", count: 100_000)),
      "f, byte 88: expected at most 16 levels of nesting in the JSON of a safetensors header, "
        + "found ‘{’"),
    Case(
      "the same key twice", file("{\"a\":1,\"\\u0061\":2}"),
      "f, byte 15: expected each key once in the JSON of a safetensors header, found \"a\" again"),
    Case(
      "leading zero", file("{\"a\":01}"),
      "f, byte 14: expected a comma or } in the JSON of a safetensors header, found ‘1’"),
    Case(
      "tensor is a number", file("{\"a\":1}"),
      "f, tensor \"a\", header: expected an object with dtype, shape and data_offsets, found 1"),
    Case(
      "metadata is an array", file("{\"__metadata__\":[]}"),
      "f, __metadata__: expected an object of strings, found an array of 0"),
    Case(
      "metadata of numbers", file("{\"__metadata__\":{\"step\":3}}"),
      "f, __metadata__, key \"step\": expected a string, found 3"),
    Case(
      "no dtype", file("{\"a\":{\"shape\":[],\"data_offsets\":[0,4]}}", data: 4),
      "f, tensor \"a\", dtype: expected one of F16 BF16 F32 F64 I8 I16 I32 I64 U8 U16 U32 U64 BOOL, "
        + "found nothing"),
    Case(
      "unknown dtype", tensor("\"F8_E4M3\""),
      "f, tensor \"a\", dtype: expected one of F16 BF16 F32 F64 I8 I16 I32 I64 U8 U16 U32 U64 BOOL, "
        + "found the string \"F8_E4M3\""),
    Case(
      "negative axis", tensor(shape: "[-2]"),
      "f, tensor \"a\", shape: expected whole numbers from 0 to 9223372036854775807, found -2"),
    Case(
      "fractional axis", tensor(shape: "[2.0]"),
      "f, tensor \"a\", shape: expected whole numbers from 0 to 9223372036854775807, found 2.0"),
    Case(
      "exponent axis", tensor(shape: "[2e0]"),
      "f, tensor \"a\", shape: expected whole numbers from 0 to 9223372036854775807, found 2e0"),
    Case(
      "axis beyond 64 bits", tensor(shape: "[99999999999999999999]"),
      "f, tensor \"a\", shape: expected whole numbers from 0 to 9223372036854775807, "
        + "found 99999999999999999999"),
    Case(
      "axis of text", tensor(shape: "[\"2\"]"),
      "f, tensor \"a\", shape: expected whole numbers from 0 to 9223372036854775807, "
        + "found the string \"2\""),
    Case(
      "shape is a number", tensor(shape: "2"),
      "f, tensor \"a\", shape: expected an array of at most 64 whole numbers, found 2"),
    Case(
      "sixty-five axes",
      tensor(shape: "[\(Array(repeating: "1", count: 65).joined(separator: ","))]"),
      "f, tensor \"a\", shape: expected an array of at most 64 whole numbers, found an array of 65"),
    Case(
      "overflowing shape", tensor(shape: "[4294967296,4294967296,4]"),
      "f, tensor \"a\", shape: expected a shape that fits its 8 bytes of F32, "
        + "found [4294967296, 4294967296, 4]"),
    Case(
      "shape that wraps to the right size", tensor(shape: "[4611686018427387905,2]"),
      "f, tensor \"a\", shape: expected a shape that fits its 8 bytes of F32, "
        + "found [4611686018427387905, 2]"),
    Case(
      "shape too small", tensor(shape: "[1]"),
      "f, tensor \"a\", shape: expected a shape that fits its 8 bytes of F32, found [1]"),
    Case(
      "offsets backwards", tensor(offsets: "[8,0]"),
      "f, tensor \"a\", data_offsets: expected a begin and an end in order, within the 8 bytes of "
        + "numbers, found [8, 0]\n  try: the file may be truncated: fetch or write it again"),
    Case(
      "offsets beyond the file", tensor(shape: "[3]", offsets: "[0,12]"),
      "f, tensor \"a\", data_offsets: expected a begin and an end in order, within the 8 bytes of "
        + "numbers, found [0, 12]\n  try: the file may be truncated: fetch or write it again"),
    Case(
      "offsets at the end of the numbers", tensor(offsets: "[0,9223372036854775807]"),
      "f, tensor \"a\", data_offsets: expected a begin and an end in order, within the 8 bytes of "
        + "numbers, found [0, 9223372036854775807]\n"
        + "  try: the file may be truncated: fetch or write it again"),
    Case(
      "three offsets", tensor(offsets: "[0,4,8]"),
      "f, tensor \"a\", data_offsets: expected an array of at most 2 whole numbers, "
        + "found an array of 3"),
    Case(
      "an overlap", file(two.replacing("OFFSETS", with: "0,4"), data: 4),
      "f, tensor \"b\": expected numbers that begin at byte \(8 + two.count), where the tensor "
        + "before ends, found byte \(8 + two.count - 4), an overlap"),
    Case(
      "a gap", file(two.replacing("OFFSETS", with: "8,12"), data: 12),
      "f, tensor \"b\": expected numbers that begin at byte \(8 + two.count - 3 + 4), where the "
        + "tensor before ends, found byte \(8 + two.count - 3 + 8), a gap"),
    Case(
      "bytes of nobody", file(two.replacing("OFFSETS", with: "4,8"), data: 9),
      "f, byte \(8 + two.count - 4 + 8): expected the end of the file, "
        + "found 1 bytes that belong to no tensor"),
  ]

  @Test(arguments: cases)
  func isRefused(_ hostile: Case) {
    let error = refusal { _ = try Checkpoint(safetensors: ArraySource(hostile.bytes, name: "f")) }
    #expect(error?.description == hostile.message)
  }

  @Test func wholeNumbersThatNoFloatCanHoldAreNamed() {
    let bytes =
      Self.file(
        "{\"ids\":{\"dtype\":\"I64\",\"shape\":[2],\"data_offsets\":[0,16]}}")
      + little(Int64(1)) + little(Int64(16_777_217))
    #expect(
      refusal { _ = try Checkpoint(safetensors: ArraySource(bytes, name: "f")) }?.description == """
        f, tensor "ids", element 1: expected int64 values that a 32-bit float can hold, found one \
        that it cannot
          try: convert the array to float32 where it was made
        """)
  }

  /// A file that claims more numbers than there is memory, and has the length to match (a sparse
  /// file can).
  @Test func aTensorLargerThanTheMemoryIsRefusedBeforeItIsAllocated() {
    struct Sparse: ByteSource {
      let name = "f"
      let beginning: [UInt8]
      let count: Int

      func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
        for i in buffer.indices {
          buffer[i] = offset + i < beginning.count ? beginning[offset + i] : 0
        }
      }
    }
    let bytes = 1 << 50
    let header = Self.file(
      "{\"a\":{\"dtype\":\"F32\",\"shape\":[\(bytes / 4)],\"data_offsets\":[0,\(bytes)]}}")
    let error = refusal {
      _ = try Checkpoint(safetensors: Sparse(beginning: header, count: header.count + bytes))
    }
    #expect(error?.place == "all tensors")
    #expect(error?.found == "\(bytes) bytes")
  }

  /// Every truncation, and every change of one byte, of a good file: an answer or an error.
  @Test func noDamageTraps() throws {
    let good = try contents(fixture("python-single.safetensors"))
    for length in 0..<good.count {
      let cut = ArraySource(Array(good.prefix(length)), name: "f")
      #expect(refusal { _ = try Checkpoint(safetensors: cut) } != nil, "cut to \(length) bytes")
    }
    for place in good.indices {
      for bit in 0..<8 {
        var damaged = good
        damaged[place] ^= 1 << bit
        _ = try? Checkpoint(safetensors: ArraySource(damaged, name: "f"))
      }
    }
  }
}
