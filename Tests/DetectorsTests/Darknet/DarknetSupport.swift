import Checkpoints
import Foundation
import Layers
import Tensors
import Testing

@testable import Detectors

/// Small networks that libdarknet made weights for and ran: `Tests/Oracles/darknet.py`.
struct DarknetFixture {
  static let names = ["everything", "version1", "version2", "version3"]

  let network: DarknetNetwork
  /// `input`, and each layer's output by its number.
  let reference: Checkpoint

  static func path(_ name: String) -> String {
    URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/darknet/\(name)").path
  }

  init(_ name: String) throws {
    network = try DarknetNetwork(
      unloaded: DarknetConfiguration(contentsOf: Self.path("\(name).cfg")))
    try network.load(
      darknet: Checkpoint(darknet: Self.path("\(name).weights"), layout: network.fileOrder)
        .tensors)
    reference = try Checkpoint(contentsOf: Self.path("\(name).npz"))
  }
}

/// The largest difference, as a share of the largest value of `b`.
func share(_ a: [Float], _ b: [Float]) -> Float {
  guard a.count == b.count else { return .infinity }
  let largest = b.map(abs).max() ?? 0
  let worst = zip(a, b).map { abs($0 - $1) }.max() ?? 0
  return worst.isNaN ? .infinity : largest > 0 ? worst / largest : worst
}

/// A configuration with `[net]` before it, 32×24.
func darknet(_ layers: String) throws -> DarknetBlueprint {
  try DarknetBlueprint(
    DarknetConfiguration(
      text: "[net]\nwidth=32\nheight=24\nchannels=3\n" + layers, file: "a.cfg"))
}
