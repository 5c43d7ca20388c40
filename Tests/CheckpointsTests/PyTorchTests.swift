import Foundation
import Tensors
import Testing

@testable import Checkpoints

/// What Debian's PyTorch wrote (`Tests/Oracles/pytorch_fixtures.py`), in both formats.
@Suite struct PyTorchTests {
  /// Cell [i, j, k] is 12 i + 4 j + k.
  static let cube = (0..<24).map(Float.init)
  /// The cube with its last axis first.
  static let turned: [Float] = (0..<24).map { place in
    let (last, first, middle) = (place / 6, place / 3 % 2, place % 3)
    return Float(12 * first + 4 * middle + last)
  }

  @Test(arguments: ["zip", "legacy"])
  func everyTypeAndEveryLookIntoAStorage(format: String) throws {
    let file = try Checkpoint(contentsOf: fixture("torch-\(format)-kinds.pth"))
    func values(_ name: String, _ shape: [Int]) throws -> [Float] {
      try file.tensor(name, shape: shape).values
    }
    for name in ["single", "half", "brain", "int", "short", "byte"] {
      #expect(try values(name, [2, 3, 4]) == Self.cube, "\(name)")
    }
    #expect(try values("double", [2, 3, 4]) == Self.cube.map { $0 + 0.5 })
    #expect(try values("long", [2, 3, 4]) == Self.cube.map { $0 - 12 })
    #expect(try values("char", [2, 3, 4]) == Self.cube.map { $0 - 12 })
    #expect(try values("mask", [2, 3, 4]) == Self.cube.map { Int($0) % 2 == 1 ? 1 : 0 })
    #expect(try values("scalar", []) == [7.5])
    #expect(try values("bn.num_batches_tracked", []) == [16_777_216])
    #expect(try values("empty", [0, 3]) == [])
    #expect(try values("parameter", [2]) == [1, -2])
    #expect(try values("line.head", [4]) == [0, 1, 2, 3])
    #expect(try values("line.tied", [4]) == [0, 1, 2, 3])
    #expect(try values("line.tail", [4]) == [20, 21, 22, 23])
    #expect(try values("line.every_third", [8]) == [1, 4, 7, 10, 13, 16, 19, 22])
    #expect(try values("transposed", [4, 2, 3]) == Self.turned)
    let part = try Tensor(Self.turned, shape: [4, 2, 3])[1..., 0..., 1...]
    #expect(try values("half_transposed", [3, 2, 2]) == part.values)
    #expect(try values("expanded", [2, 5]) == [3, 3, 3, 3, 3, 4, 4, 4, 4, 4])
    #expect(file.names.count == 21)
    #expect(file.names.first == "single" && file.names.last == "expanded")
    #expect(file.metadata.isEmpty)
  }

  @Test(arguments: ["zip", "legacy"])
  func aStateDictionaryUnderAKey(format: String) throws {
    let names = [
      "features.0.weight", "features.0.bias", "features.1.weight", "features.1.bias",
      "features.1.running_mean", "features.1.running_var", "features.1.num_batches_tracked",
      "classifier.weight", "classifier.bias",
    ]
    let model = try Checkpoint(contentsOf: fixture("torch-\(format)-model.pth"))
    #expect(model.names == names)
    #expect(model.metadata == ["epoch": "12", "best": "0.5", "name": "tiny"])
    // A plain dictionary, written with protocol 4.
    let other = try Checkpoint(contentsOf: fixture("torch-\(format)-state_dict.pth"))
    #expect(other.names == names)
    #expect(other.metadata.isEmpty)
    for file in [model, other] {
      #expect(
        try file.tensor("classifier.weight", shape: [3, 2]).values == [70, 71, 72, 73, 74, 75])
      #expect(try file.tensor("features.0.weight", shape: [2, 1, 1, 1]).values == [0, 1])
      #expect(try file.tensor("features.1.num_batches_tracked", shape: []).values == [60])
    }
  }

  @Test func theNewestPyTorch() throws {
    let file = try Checkpoint(contentsOf: fixture("torch-newest.pth"))
    #expect(try file.tensor("wide", shape: [5]).values == [0, 1, 2, 3, 4])  // over plain bytes
    #expect(try file.tensor("cube", shape: [2, 3, 4]).values == Self.cube)
  }

  @Test(arguments: ["zip", "legacy"])
  func listingReadsNoNumbers(format: String) throws {
    let path = fixture("torch-\(format)-kinds.pth")
    let tensors = try StoredTensor.list(path).tensors
    #expect(tensors.map(\.name) == (try Checkpoint(contentsOf: path)).names)
    let half = try #require(tensors.first { $0.name == "half_transposed" })
    #expect(half.type == "float16" && half.shape == [3, 2, 2] && half.bytes == 24)
    #expect(try StoredTensor.list(fixture("torch-\(format)-model.pth")).metadata["epoch"] == "12")
  }

  @Test(arguments: [
    (
      "zip-list",
      """
      : expected a state_dict: a dictionary of tensors, or one under a key such as "state_dict" \
      or "model", found a list of 1
        try: torch.save(model.state_dict(), path)
      """
    ),
    (
      "legacy-without",
      """
      : expected a state_dict: a dictionary of tensors, or one under a key such as "state_dict" \
      or "model", found a dictionary of "epoch", "optimizer"
        try: torch.save(model.state_dict(), path)
      """
    ),
    (
      "zip-whole",
      """
      , torch-zip-whole/data.pkl, byte 12: expected a name that state dictionaries are made of, \
      found "__main__.Tiny"
        try: save the model's state_dict() alone: torch.save(model.state_dict(), path)
      """
    ),
  ])
  func whatIsNoStateDictionaryIsNamed(name: String, message: String) {
    let path = fixture("torch-\(name).pth")
    #expect(refusal { _ = try Checkpoint(contentsOf: path) }?.description == path + message)
  }

  /// Every truncation, and every byte of good files with all bits flipped or one: an answer or an
  /// error. Truncations are all refused.
  @Test(arguments: ["zip-model", "legacy-model", "zip-kinds", "legacy-kinds", "newest"])
  func noDamageTraps(name: String) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/damaged.pth"
      let good = try contents(fixture("torch-\(name).pth"))
      /// As `Checkpoint(contentsOf:)`, without a file for each of thousands.
      func read(_ bytes: [UInt8]) throws {
        let source = ArraySource(bytes, name: "f")
        if PyTorchFile.isPickle(Array(bytes.prefix(9))) {
          _ = try Checkpoint(pytorch: PyTorchFile(legacy: source), source: source)
        } else {
          let archive = try ZipArchive(source)
          guard PyTorchFile.isArchive(archive) else { return }
          _ = try Checkpoint(pytorch: PyTorchFile(archive: archive), source: source)
        }
      }
      for length in 2..<good.count {
        #expect(refusal { try read(Array(good.prefix(length))) } != nil, "cut to \(length)")
      }
      var survivors = 0
      for place in good.indices {
        for mask: UInt8 in [0xFF, 1 << (place % 8)] {
          var damaged = good
          damaged[place] ^= mask
          if (try? read(damaged)) != nil { survivors += 1 }
        }
      }
      #expect(survivors < good.count * 2)
      // Through the front door too, at the places where the format is told from others.
      for length in 0..<16 {
        try Data(good.prefix(length)).write(to: URL(filePath: path))
        #expect(refusal { _ = try Checkpoint(contentsOf: path) } != nil)
        #expect(refusal { _ = try StoredTensor.list(path) } != nil)
      }
    }
  }
}
