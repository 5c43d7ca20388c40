import Foundation
import Tensors
import Testing

@testable import Checkpoints

@Suite struct DarknetWeightsTests {
  static let layout: [DarknetParameter] = [
    ("layer 0 [convolutional]", "0.conv.bias", [2]),
    ("layer 0 [convolutional]", "0.conv.weight", [2, 1, 1, 1]),
    ("layer 3 [connected]", "3.linear.weight", [2, 3]),
  ]

  static func file(_ version: [Int32], seen: [UInt8], numbers: Int = 10) -> [UInt8] {
    version.flatMap(little) + seen + (0..<numbers).flatMap { little(Float($0).bitPattern) }
  }

  static func read(_ bytes: [UInt8]) throws -> Checkpoint {
    try Checkpoint(darknet: ArraySource(bytes, name: "f"), layout: layout)
  }

  /// The count of pictures is a 32-bit number before version 0.2, a 64-bit one since; from 1000 on
  /// matrices lie the other way round.
  @Test(
    arguments: [
      ([0, 1, 0], 4, false), ([0, 2, 0], 8, false), ([0, 2, 5], 8, false), ([1, 0, 0], 8, false),
      ([0, 1001, 0], 4, true), ([1001, 2, 0], 4, true),
    ] as [([Int32], Int, Bool)])
  func headersOfEveryVersion(version: [Int32], seenBytes: Int, isTransposed: Bool) throws {
    let seen = seenBytes == 4 ? little(Int32(32_013_312)) : little(Int64(32_013_312))
    let checkpoint = try Self.read(Self.file(version, seen: seen))
    #expect(checkpoint.names == Self.layout.map(\.name))
    #expect(checkpoint.metadata["seen"] == "32013312")
    #expect(
      checkpoint.metadata["darknet"] == version.map(String.init).joined(separator: "."))
    #expect(try checkpoint.tensor("0.conv.bias").values == [0, 1])
    #expect(try checkpoint.tensor("0.conv.weight", shape: [2, 1, 1, 1]).values == [2, 3])
    #expect(
      try checkpoint.tensor("3.linear.weight", shape: [2, 3]).values
        == (isTransposed ? [4, 6, 8, 5, 7, 9] : [4, 5, 6, 7, 8, 9]))
  }

  @Test func tooShortSaysInWhichLayer() {
    let good = Self.file([0, 2, 0], seen: little(Int64(0)))
    let whole = refusal { _ = try Self.read(Array(good.dropLast(4))) }
    #expect(
      whole?.description == """
        f, layer 3 [connected]: expected 6 numbers of 3.linear.weight, shape [2, 3], found the end \
        of the file after 5
          try: these may be the first layers of a network only, or the weights of another .cfg
        """)
    let first = refusal { _ = try Self.read(Array(good.prefix(20 + 8))) }
    #expect(first?.place == "layer 0 [convolutional]")
    #expect(first?.found == "the end of the file after 0")
    for length in 0..<good.count {
      #expect(refusal { _ = try Self.read(Array(good.prefix(length))) } != nil)
    }
  }

  @Test func tooLongSaysHowMuch() {
    let long = Self.file([0, 2, 0], seen: little(Int64(0)), numbers: 13)
    #expect(
      refusal { _ = try Self.read(long) }?.description == """
        f, byte 60: expected the end of the file after layer 3 [connected], found 3 more numbers
          try: these may be the weights of another .cfg
        """)
    #expect(
      refusal { _ = try Self.read(long + [1]) }?.expected
        == "numbers of four bytes behind 20 of header")
  }

  @Test func otherFilesAreRefused() {
    #expect(
      refusal { _ = try Self.read(Array("[net]\nwidth=416\n".utf8)) }?.hint
        == "this may not be a .weights file")
    #expect(refusal { _ = try Self.read([]) }?.found == "the end of the file after 0")
  }

  @Test func weightsWithoutAConfigurationAreNamed() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/yolov3.weights"
      try Data(Self.file([0, 2, 0], seen: little(Int64(0)))).write(to: URL(filePath: path))
      #expect(
        refusal { _ = try Checkpoint(contentsOf: path) }?.found
          == "Darknet's weights, which have no names")
    }
  }

  @Test func hugeShapesAreRefused() {
    let bytes = Self.file([0, 2, 0], seen: little(Int64(0)))
    let error = refusal {
      _ = try Checkpoint(
        darknet: ArraySource(bytes, name: "f"),
        layout: [("layer 0 [local]", "0.weight", [1 << 40, 1 << 40])])
    }
    #expect(error?.expected == "a shape that can be counted")
  }

  @Test func writingRefusesWhatDoesNotFit() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/a.weights"
      let error = refusal {
        try Checkpoint.writeDarknet(
          ["0.conv.bias": Tensor.zeros([3])], layout: Self.layout, to: path)
      }
      #expect(error?.expected == "shape [2]" && error?.found == "shape [3]")
      #expect(!FileManager.default.fileExists(atPath: path))
      let tensors = try Self.read(Self.file([0, 2, 0], seen: little(Int64(0)))).tensors
      try Checkpoint.writeDarknet(tensors, layout: Self.layout, to: path, seen: 7)
      #expect(try contents(path) == Self.file([0, 2, 0], seen: little(Int64(7))))
      #expect(try DarknetWeightsHeader(contentsOf: path).count(of: path) == 10)
    }
  }
}
