import Foundation
import Tensors
import Testing

@testable import Checkpoints

@Suite struct NumPyTests {
  @Test(arguments: [
    "little-f4", "big-f4", "little-f8", "big-f8", "little-f2", "big-f2", "little-i4", "little-i8",
    "big-i8", "little-u2", "u1", "i1", "fortran", "version-2", "version-3",
  ])
  func readsTheCubeThatNumPySaved(_ kind: String) throws {
    let cube = try Tensor(npy: fixture("cube-\(kind).npy"))
    #expect(cube.shape == [2, 3, 4])
    #expect(cube.values == Sample.cube)
  }

  @Test func readsBooleansScalarsAndVectors() throws {
    let odd = try Tensor(npy: fixture("cube-b1.npy"))
    #expect(odd.values == Sample.cube.map { $0.truncatingRemainder(dividingBy: 2) })
    let scalar = try Tensor(npy: fixture("scalar.npy"))
    #expect(scalar.shape == [])
    #expect(try scalar.item() == 7)
    #expect(try Tensor(npy: fixture("vector.npy")).values == Sample.vector)
  }

  @Test(arguments: [
    ("cube-little-f4", [2, 3, 4], Sample.cube), ("scalar", [], [7]), ("vector", [5], Sample.vector),
  ])
  func writesTheBytesThatNumPyWrites(name: String, shape: [Int], values: [Float]) throws {
    try withTemporaryFolder { folder in
      try Tensor(values, shape: shape).writeNPY(to: folder + "/written.npy")
      let written = try contents(folder + "/written.npy")
      #expect(written == (try contents(fixture("\(name).npy"))))
      if name == "cube-little-f4",
        ProcessInfo.processInfo.environment["FOVEA_WRITE_FIXTURES"] == "1"
      {
        try Data(written).write(to: URL(filePath: fixture("swift.npy")))
      }
    }
  }

  @Test func readsArchivesStoredAndDeflated() throws {
    let stored = try Checkpoint(contentsOf: fixture("stored.npz"))
    #expect(stored.names == ["cube", "vector"])
    #expect(try stored.tensor("cube", shape: [2, 3, 4]).values == Sample.cube)
    #expect(try stored.tensor("vector").values == Sample.vector)
    let deflated = try Checkpoint(contentsOf: fixture("deflated.npz"))
    #expect(try deflated.tensor("cube", shape: [2, 3, 4]).values == Sample.cube)
    #expect(try deflated.tensor("zeros", shape: [100, 100]).values.allSatisfy { $0 == 0 })
    #expect(try Checkpoint(contentsOf: fixture("no-arrays.npz")).names == [])
  }

  @Test func writesAnArchiveThatIsReadBack() throws {
    try withTemporaryFolder { folder in
      let path = folder + "/written.npz"
      let tensors = [
        "cube": try Tensor(Sample.cube, shape: [2, 3, 4]), "scalar": try Tensor(7),
        "vector": try Tensor(Sample.vector),
      ]
      try Checkpoint.writeNPZ(tensors, to: path)
      let back = try Checkpoint(contentsOf: path)
      #expect(back.names == ["cube", "scalar", "vector"])
      for (name, tensor) in tensors {
        #expect(try back.tensor(name, shape: tensor.shape).values == tensor.values)
      }
      let written = try contents(path)
      if ProcessInfo.processInfo.environment["FOVEA_WRITE_FIXTURES"] == "1" {
        try Data(written).write(to: URL(filePath: fixture("swift.npz")))
      }
      #expect(written == (try contents(fixture("swift.npz"))))  // which Python has read
      try Checkpoint.writeNPZ([:], to: path)
      #expect(try Checkpoint(contentsOf: path).names == [])
    }
  }
}
