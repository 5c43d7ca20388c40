import Foundation
import Tensors
import Testing

@testable import Checkpoints

/// Pickles made by hand, to deceive: nothing runs, traps, recurses or allocates by what they say.
@Suite struct HostilePickleTests {
  // MARK: - Writing pickles

  static func text(_ text: String) -> [UInt8] {
    [0x58] + little(UInt32(text.utf8.count)) + Array(text.utf8)
  }

  static func global(_ module: String, _ name: String) -> [UInt8] {
    [0x63] + Array("\(module)\n\(name)\n".utf8)
  }

  static func integer(_ value: Int) -> [UInt8] { [0x8A, 8] + little(Int64(value)) }

  static func tuple(_ items: [UInt8]...) -> [UInt8] { [0x28] + items.joined() + [0x74] }

  static func tuple(of numbers: [Int]) -> [UInt8] {
    [0x28] + numbers.flatMap(integer) + [0x74]
  }

  static func dictionary(_ items: [UInt8]...) -> [UInt8] { [0x7D, 0x28] + items.joined() + [0x75] }

  /// A tensor over storage "s" of four floats.
  static func tensor(
    offset: Int = 0, shape: [Int] = [4], strides: [Int] = [1], count: Int = 4,
    type: String = "FloatStorage", key: String = "s"
  ) -> [UInt8] {
    let storage = tuple(
      text("storage"), global("torch", type), text(key), text("cpu"), integer(count), [0x4E])
    return global("torch._utils", "_rebuild_tensor_v2")
      + tuple(storage + [0x51], integer(offset), tuple(of: shape), tuple(of: strides), [0x89])
      + [0x52]
  }

  /// A file of the old format: the object's pickle without PROTO and STOP, the keys, and the numbers.
  static func file(_ object: [UInt8], keys: [String] = ["s"], counts: [Int]? = nil) -> [UInt8] {
    let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
    var bytes: [UInt8] = [0x80, 2, 0x8A, 10] + magic + [0x2E]
    bytes += [0x80, 2, 0x4D, 0xE9, 3, 0x2E]
    bytes += [0x80, 2] + dictionary(text("little_endian"), [0x88]) + [0x2E]
    bytes += [0x80, 2] + object + [0x2E]
    bytes += [0x80, 2, 0x5D, 0x28] + keys.flatMap(text) + [0x65, 0x2E]
    for (place, key) in keys.enumerated() where !key.isEmpty {
      bytes += little(Int64(counts?[place] ?? 4))
      for value: Float in [1, 2, 3, 4] { bytes += little(value.bitPattern) }
    }
    return bytes
  }

  static func read(_ bytes: [UInt8]) throws -> Checkpoint {
    let source = ArraySource(bytes, name: "f")
    return try Checkpoint(pytorch: PyTorchFile(legacy: source), source: source)
  }

  @Test func theWriterAboveWritesGoodFiles() throws {
    let file = try Self.read(
      Self.file(
        Self.dictionary(
          Self.text("a"), Self.tensor(), Self.text("b"),
          Self.tensor(offset: 1, shape: [2, 2], strides: [0, 2]))))
    #expect(try file.tensor("a").values == [1, 2, 3, 4])
    #expect(try file.tensor("b").values == [2, 4, 2, 4])
  }

  // MARK: - What is refused

  struct Case: CustomTestStringConvertible, Sendable {
    let testDescription: String
    let object: [UInt8]
    let expected: String
    let found: String

    init(_ name: String, _ object: [UInt8], expected: String, found: String) {
      (testDescription, self.object, self.expected, self.found) = (name, object, expected, found)
    }
  }

  static let names = "a name that state dictionaries are made of"
  static let instructions = "an instruction that builds tensors and containers"

  static let cases: [Case] = [
    Case(
      "a command", global("posix", "system") + tuple(text("true")) + [0x52], expected: names,
      found: "\"posix.system\""),
    Case("eval", global("builtins", "eval"), expected: names, found: "\"builtins.eval\""),
    Case(
      "a near miss", global("torch._utils", "_rebuild_qtensor"), expected: names,
      found: "\"torch._utils._rebuild_qtensor\""),
    Case(
      "a dotted name", text("torch") + text("nn.Module") + [0x93], expected: names,
      found: "\"torch.nn.Module\""),
    Case("INST", [0x28, 0x69], expected: instructions, found: "INST (0x69)"),
    Case("OBJ", [0x6F], expected: instructions, found: "OBJ (0x6f)"),
    Case("NEWOBJ", [0x81], expected: instructions, found: "NEWOBJ (0x81)"),
    Case("NEWOBJ_EX", [0x92], expected: instructions, found: "NEWOBJ_EX (0x92)"),
    Case("EXT1", [0x82, 1], expected: instructions, found: "EXT1 (0x82)"),
    Case("PERSID", [0x50], expected: instructions, found: "PERSID (0x50)"),
    Case("DUP", [0x4E, 0x32], expected: instructions, found: "DUP (0x32)"),
    Case("no instruction", [0xFF], expected: "an instruction of a pickle", found: "byte 0xff"),
    Case("protocol 9", [0x80, 9], expected: "a pickle of protocol 2 to 5", found: "protocol 9"),
    Case("an empty stack", [0x30], expected: "a value on the stack", found: "none"),
    Case("no mark", [0x74], expected: "a mark", found: "none"),
    Case(
      "below the mark", [0x4E, 0x28, 0x85], expected: "1 values on the stack", found: "fewer"),
    Case(
      "an empty memo", [0x68, 7], expected: "a value that was put into the memo",
      found: "place 7, which is empty"),
    Case(
      "half a pair", [0x7D, 0x28, 0x4E, 0x75], expected: "a dictionary to put 1 values into",
      found: "something else"),
    Case(
      "appending to None", [0x4E, 0x4E, 0x61], expected: "a list to put 1 values into",
      found: "something else"),
    Case(
      "calling a storage", global("torch", "FloatStorage") + tuple() + [0x52],
      expected: "a function for REDUCE", found: "a storage of float32"),
    Case(
      "calling a list", [0x5D] + tuple() + [0x52], expected: "REDUCE of a known name and a tuple",
      found: "a list of 0 and a tuple of 0"),
    Case(
      "attributes of a name", global("torch", "Size") + [0x4E, 0x62],
      expected: "attributes of a dictionary", found: "attributes of the name torch.Size"),
    Case(
      "a foreign identity", text("module") + [0x51],
      expected: "a storage's type, key, location and count", found: "\"module\""),
    Case(
      "a negative offset", tensor(offset: -1),
      expected: "a tensor's storage, offset, shape and strides",
      found: "(a storage, -1, a tuple of 1, a tuple of 1)"),
    Case(
      "a negative length", tensor(shape: [-4]),
      expected: "a tensor's storage, offset, shape and strides",
      found: "(a storage, 0, a tuple of 1, a tuple of 1)"),
    Case(
      "too few strides", tensor(shape: [2, 2]),
      expected: "a tensor's storage, offset, shape and strides",
      found: "(a storage, 0, a tuple of 2, a tuple of 1)"),
    Case(
      "bytes without a type", tensor(type: "UntypedStorage"),
      expected: "a type for a tensor over bytes", found: "none"),
  ]

  @Test(arguments: cases)
  func isRefused(_ hostile: Case) throws {
    let error = refusal { _ = try Self.read(Self.file(hostile.object)) }
    #expect(error?.expected == hostile.expected)
    #expect(error?.found == hostile.found)
    #expect(error?.place.hasPrefix("the object, byte ") == true)
  }

  static let lies: [Case] = [
    Case(
      "beyond the storage", tensor(offset: 1),
      expected: "cells within the 4 elements of its storage",
      found: "shape [4], strides [1] from element 1"),
    Case(
      "strides beyond it", tensor(shape: [2, 2], strides: [3, 1]),
      expected: "cells within the 4 elements of its storage",
      found: "shape [2, 2], strides [3, 1] from element 0"),
    Case(
      "a huge shape", tensor(shape: [1 << 40, 1 << 40], strides: [0, 0]),
      expected: "a shape that can be counted",
      found: "[1099511627776, 1099511627776], strides [0, 0]"),
    Case(
      "a huge stride", tensor(shape: [3], strides: [Int.max]),
      expected: "a shape that can be counted", found: "[3], strides [9223372036854775807]"),
    Case(
      "a huge offset", tensor(offset: Int.max), expected: "a shape that can be counted",
      found: "[4], strides [1]"),
    Case(
      "a storage longer than the file says", tensor(count: 1 << 60),
      expected: "1152921504606846976 elements of 4 bytes in storage \"s\"", found: "16 bytes"),
    Case(
      "a terabyte out of 16 bytes", tensor(shape: [1 << 38], strides: [0]),
      expected: "tensors of no more than 16 numbers for each byte that is stored",
      found: "shape [274877906944] over 16 bytes"),
  ]

  @Test(arguments: lies)
  func liesAboutNumbersAreRefused(_ hostile: Case) throws {
    let object = Self.dictionary(Self.text("a"), hostile.object)
    let error = refusal { _ = try Self.read(Self.file(object)) }
    #expect(error?.place == "tensor \"a\"")
    #expect(error?.expected == hostile.expected)
    #expect(error?.found == hostile.found)
  }

  /// A thousand looks at the same sixteen bytes, each of 2^23 numbers.
  @Test func manySmallBombsAreOne() throws {
    var items: [UInt8] = [0x7D, 0x28]
    for place in 0..<1000 {
      items += Self.text("t\(place)") + Self.tensor(shape: [1 << 23], strides: [0])
    }
    let error = refusal { _ = try Self.read(Self.file(items + [0x75])) }
    #expect(error?.place == "tensor \"t2\"")
  }

  @Test func countsBeyondTheFileAreRefusedBeforeAnythingIsAllocated() throws {
    for opcode: [UInt8] in [
      [0x58] + little(UInt32.max), [0x8D] + little(UInt64.max), [0x95] + little(UInt64.max),
      [0x8B] + little(UInt32.max), [0x42] + little(UInt32.max), [0x8E] + little(UInt64(1) << 62),
    ] {
      let error = refusal { _ = try Self.read(Self.file(opcode)) }
      #expect(error?.expected.hasPrefix("at most the ") == true)
    }
    let storage = refusal {
      _ = try Self.read(
        Self.file(Self.dictionary(Self.text("a"), Self.tensor()), counts: [1 << 61]))
    }
    #expect(storage?.found == "2305843009213693952 elements of 4 bytes")
    let negative = refusal {
      _ = try Self.read(Self.file(Self.dictionary(Self.text("a"), Self.tensor()), counts: [-1]))
    }
    #expect(negative?.found == "18446744073709551615 elements of 4 bytes")
  }

  /// Lists one inside the other, a list inside itself, and more values than there may be.
  @Test func neitherDepthNorNumberTraps() throws {
    let depth = 1_000_000
    let nested = [UInt8](repeating: 0x5D, count: depth) + [UInt8](repeating: 0x61, count: depth - 1)
    #expect(refusal { _ = try Self.read(Self.file(nested, keys: [])) }?.found == "a list of 1")
    let cycle: [UInt8] = [0x5D, 0x71, 0, 0x68, 0, 0x61]
    #expect(refusal { _ = try Self.read(Self.file(cycle, keys: [])) }?.found == "a list of 1")
    // A dictionary that holds itself under "model", for ever.
    let loop: [UInt8] = [0x7D, 0x71, 0] + Self.text("model") + [0x68, 0, 0x73]
    #expect(
      refusal { _ = try Self.read(Self.file(loop, keys: [])) }?.found == "a dictionary of \"model\""
    )
    let many = refusal { _ = try Self.read(Self.file(.init(repeating: 0x5D, count: 2_000_100))) }
    #expect(many?.expected == "at most 2000000 values")
    let memo = [UInt8]([0x4E]) + [UInt8](repeating: 0x94, count: 2_000_100)
    #expect(refusal { _ = try Self.read(Self.file(memo)) }?.expected == "at most 2000000 values")
    let marks = [UInt8](repeating: 0x28, count: 2_000_100)
    #expect(refusal { _ = try Self.read(Self.file(marks)) }?.expected == "at most 2000000 values")
  }

  @Test func storagesThatAreNotThere() throws {
    let object = Self.dictionary(Self.text("a"), Self.tensor(key: "other"))
    #expect(
      refusal { _ = try Self.read(Self.file(object)) }?.expected
        == "each key of a storage that a tensor looks into, once")
    #expect(
      refusal { _ = try Self.read(Self.file(object, keys: [])) }?.found
        == "none among the 0 there are")
    let twice = Self.dictionary(Self.text("a"), Self.tensor())
    #expect(refusal { _ = try Self.read(Self.file(twice, keys: ["s", "s"])) }?.found == "\"s\"")
  }

  @Test func anotherPickleIsNotPyTorchs() throws {
    let plain: [UInt8] = [0x80, 4] + Self.dictionary(Self.text("a"), [0x88]) + [0x2E]
    #expect(
      refusal { _ = try Self.read(plain) }?.description == """
        f, before byte 13: expected the magic number of a PyTorch file, found a dictionary of 1
          try: this may be a pickle of another program
        """)
  }
}
