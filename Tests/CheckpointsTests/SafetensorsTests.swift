import Foundation
import Tensors
import Testing

@testable import Checkpoints

@Suite struct SafetensorsTests {
  @Test func readsEveryTypeThatPythonWrote() throws {
    let checkpoint = try Checkpoint(contentsOf: fixture("python.safetensors"))
    let halves = Sample.matrix.map { Float(Float16($0)) }
    let brains = Sample.matrix.map { Float(bitPattern: $0.bitPattern & 0xFFFF_0000) }
    let expected: [(String, [Int], [Float])] = [
      ("half", [2, 3], halves), ("brain", [2, 3], brains), ("single", [2, 3], Sample.matrix),
      ("double", [2, 3], Sample.matrix), ("batches", [], [16_777_216]),
      ("small", [3], [-3, 0, 70000]), ("bytes", [3], [0, 128, 255]), ("mask", [3], [1, 0, 1]),
      ("empty", [0, 3], []),
    ]
    #expect(Set(checkpoint.names) == Set(expected.map(\.0)))
    #expect(checkpoint.names.count == expected.count)
    for (name, shape, values) in expected {
      let tensor = try checkpoint.tensor(name)
      #expect(tensor.shape == shape, "\(name)")
      #expect(tensor.values == values, "\(name)")
    }
    // 2049 lies between 2048 and 2050, a tie: to the even one. 6e-8 is the smallest half, 2⁻²⁴.
    #expect(try checkpoint.tensor("half").values.suffix(2) == [0x1p-24, 2048])
    #expect(checkpoint.metadata == ["recipe": "a \"quoted\" name: Wolle, Vögel, 🐑\n"])
  }

  @Test(arguments: [("single", Precision.float32), ("half", .float16)])
  func writesTheBytesThatPythonWrites(name: String, precision: Precision) throws {
    try withTemporaryFolder { folder in
      let path = folder + "/written.safetensors"
      try Checkpoint.write(
        Sample.tensors(), to: path, precision: precision, metadata: ["seed": "1"])
      let written = try contents(path)
      #expect(written == (try contents(fixture("python-\(name).safetensors"))))
      if ProcessInfo.processInfo.environment["FOVEA_WRITE_FIXTURES"] == "1" {
        try Data(written).write(to: URL(filePath: fixture("swift-\(name).safetensors")))
      }
      #expect(written == (try contents(fixture("swift-\(name).safetensors"))))
    }
  }

  @Test func returnsWhatWasWritten() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/round.safetensors"
      let notes = ["a": "", "quote \" backslash \\ tab \t bell \u{7}": "line\nline\r🐑", "z": "1"]
      let large = try Tensor((0..<100_000).map { Float($0) * 0.5 - 3 }, shape: [100, 1000])
      let empty = try Tensor([], shape: [3, 0, 2])
      try Checkpoint.write(
        ["large": large, "empty": empty, "näme \"x\"": Tensor(.nan), "": Tensor(-.infinity)],
        to: path, metadata: notes, synchronised: true)
      let back = try Checkpoint(contentsOf: path)
      #expect(back.names == ["", "empty", "large", "näme \"x\""])
      #expect(back.metadata == notes)
      #expect(try back.tensor("large", shape: [100, 1000]).values == large.values)
      #expect(try back.tensor("empty").shape == [3, 0, 2])
      #expect(try back.tensor("näme \"x\"").item().isNaN)
      #expect(try back.tensor("").item() == -.infinity)
      // Nothing is left beside it.
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["round.safetensors"])
    }
  }

  @Test func halfPrecisionRoundsToTheNearestAndOverflowsToInfinity() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/half.safetensors"
      let values: [Float] = [65519.996, 65520, -1e9, 1 + 0x1p-11, 1 + 0x1p-11 + 0x1p-20, 1e-9]
      try Checkpoint.write(["x": Tensor(values)], to: path, precision: .float16)
      #expect(
        try Checkpoint(contentsOf: path).tensor("x").values == [
          65504, .infinity, -.infinity, 1, 1 + 0x1p-10, 0,
        ])
    }
  }

  @Test func anEmptyCheckpointIsAFile() throws {
    try withTemporaryFolder { folder in
      try Checkpoint.write([:], to: folder + "/empty.safetensors")
      #expect(try contents(folder + "/empty.safetensors") == little(8) + Array("{}      ".utf8))
      #expect(try Checkpoint(contentsOf: folder + "/empty.safetensors").names == [])
    }
  }

  @Test func namesTheMissingTensorAndTheWrongShape() throws {
    let checkpoint = try Checkpoint(contentsOf: fixture("python-single.safetensors"))
    let file = fixture("python-single.safetensors")
    #expect(
      refusal { _ = try checkpoint.tensor("bias") }?.description
        == "\(file): expected a tensor \"bias\", found only \"matrix\", \"scalar\", \"vector\"")
    #expect(
      refusal { _ = try checkpoint.tensor("matrix", shape: [3, 2]) }?.description == """
        \(file), tensor "matrix": expected shape [3, 2], found shape [2, 3]
          try: these may be the weights of another model
        """)
  }

  @Test func aFailedWriteLeavesTheOldFileAlone() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/kept.safetensors"
      try Checkpoint.write(["x": Tensor(1)], to: path)
      #expect(refusal { try Checkpoint.write(["__metadata__": Tensor(2)], to: path) } != nil)
      struct Interrupted: Error {}
      #expect(throws: Interrupted.self) {
        try AtomicFile.write(to: path) { file in
          try file.append([1, 2, 3])
          throw Interrupted()
        }
      }
      #expect(try Checkpoint(contentsOf: path).tensor("x").item() == 1)
      #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["kept.safetensors"])
      let error = refusal { try Checkpoint.write([:], to: folder + "/no/such/x.safetensors") }
      #expect(error?.expected == "a folder that can be written to")
    }
  }

  @Test func refusesWhatIsNoFile() throws {
    #expect(
      refusal { _ = try Checkpoint(contentsOf: "/no/such.safetensors") }?.description == """
        /no/such.safetensors: expected a file that can be opened, found No such file or directory
          try: look at the path and its permissions
        """)
    #expect(refusal { _ = try Checkpoint(contentsOf: "/tmp") }?.found == "a folder or a device")
    #expect(refusal { _ = try Checkpoint(contentsOf: "/dev/zero") }?.expected == "a regular file")
    #expect(
      refusal { _ = try Checkpoint(contentsOf: fixture("vector.npy")) }?.hint
        == "Tensor(npy: \"\(fixture("vector.npy"))\")")
  }

  /// Renaming a checkpoint over a device would put a file in its place.
  @Test func whatIsNoFileIsNotReplaced() throws {
    let folder = FileManager.default.temporaryDirectory.path + "/fovea-fifo-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let pipe = folder + "/pipe.safetensors"
    #expect(mkfifo(pipe, 0o600) == 0)
    let error = #expect(throws: CheckpointError.self) {
      try Checkpoint.write(["x": Tensor([1])], to: pipe)
    }
    #expect(error?.found == "something that is no file")
    #expect(throws: CheckpointError.self) { try Tensor([1]).writeNPY(to: folder) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["pipe.safetensors"])
  }
}
