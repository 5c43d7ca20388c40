import Checkpoints
import Detectors
import Layers
import Tensors

extension DarknetNetwork {
  /// A network out of Darknet's two files.
  ///
  /// - Parameters:
  ///   - configuration: a `.cfg`.
  ///   - weights: a `.weights` file; or safetensors, npz or PyTorch's under our names.
  /// - Throws: `DarknetError`, `CheckpointError` or `LoadError`; nothing is loaded then.
  public init(contentsOf configuration: String, weights: String) throws {
    try self.init(unloaded: DarknetConfiguration(contentsOf: configuration))
    try load(contentsOf: weights)
  }

  /// Takes over all the numbers of a file, or none.
  public func load(contentsOf weights: String) throws {
    if Self.isDarknets(weights) {
      try load(darknet: Checkpoint(darknet: weights, layout: fileOrder).tensors)
    } else {
      try load(Checkpoint(contentsOf: weights).tensors)
    }
  }

  /// Writes a `.weights` file, which Darknet reads.
  public func writeWeights(to path: String) throws {
    try Checkpoint.writeDarknet(darknetValues(), layout: fileOrder, to: path)
  }

  /// By the name, since the content is numbers only; a file of any other name by its header.
  static func isDarknets(_ path: String) -> Bool {
    if path.hasSuffix(".weights") { return true }
    guard (try? StoredTensor.list(path)) == nil else { return false }
    return (try? DarknetWeightsHeader(contentsOf: path)) != nil
  }
}
