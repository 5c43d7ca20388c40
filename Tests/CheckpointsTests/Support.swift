import Foundation
import Tensors
import Testing

@testable import Checkpoints

/// Files that `Tests/Oracles/checkpoint_fixtures.py` wrote, and those that Swift wrote for it.
func fixture(_ name: String) -> String {
  URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures/\(name)").path
}

func contents(_ path: String) throws -> [UInt8] {
  try FileSource(path).bytes(at: 0, count: FileSource(path).count, what: "a fixture")
}

/// A folder of its own for `body`, gone afterwards.
func withTemporaryFolder<R>(_ body: (String) throws -> R) throws -> R {
  let folder = FileManager.default.temporaryDirectory
    .appending(path: "fovea-checkpoints-\(UUID().uuidString)")
  try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
  defer { try? FileManager.default.removeItem(at: folder) }
  return try body(folder.path)
}

/// The tensors of the fixtures, as the Python script makes them.
enum Sample {
  static let matrix: [Float] = [0.1, -2.5, 65504, 1e-7, 6e-8, 2049]
  static let vector: [Float] = [-1, -0.75, -0.5, -0.25, 0]
  static let cube = (0..<24).map(Float.init)

  static func tensors() throws -> [String: Tensor] {
    [
      "matrix": try Tensor(matrix, shape: [2, 3]), "scalar": try Tensor(7),
      "vector": try Tensor(vector),
    ]
  }
}

func little(_ value: some FixedWidthInteger) -> [UInt8] {
  withUnsafeBytes(of: value.littleEndian, Array.init)
}

/// What `body` throws, as a `CheckpointError`.
func refusal(_ body: () throws -> Void) -> CheckpointError? {
  do { try body() } catch let error as CheckpointError { return error } catch {
    Issue.record("expected a CheckpointError, found \(error)")
  }
  return nil
}
