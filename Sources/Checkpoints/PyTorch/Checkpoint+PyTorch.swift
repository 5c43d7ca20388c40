import Tensors

extension Checkpoint {
  /// Reads the tensors that a PyTorch file describes.
  init(pytorch file: PyTorchFile, source: some ByteSource) throws {
    try source.requireMemory(bytes: file.memory, for: "all tensors")
    // Storages are opened, and tensors under two names read, once.
    var places: [String: PyTorchFile.Place] = [:]
    var read: [PickledTensor: Tensor] = [:]
    let entries = try file.entries.map { name, described in
      if let tensor = read[described] { return (name: name, tensor: tensor) }
      let key = described.storage.key
      let place = try places[key] ?? file.storage(key)
      places[key] = place
      let tensor =
        Self.isCounter(name, described)
        ? try file.rounded(described, from: place)
        : try file.tensor(described, name, from: place)
      read[described] = tensor
      return (name: name, tensor: tensor)
    }
    self.init(entries: entries, metadata: file.metadata, file: source.name)
  }

  /// Batch norm's count of batches, which nothing computes with: it may be beyond what a float can
  /// tell apart.
  private static func isCounter(_ name: String, _ tensor: PickledTensor) -> Bool {
    name.hasSuffix("num_batches_tracked") && tensor.type == .int64 && tensor.shape.isEmpty
  }
}

extension PyTorchFile {
  /// One whole number, as the float nearest to it.
  fileprivate func rounded(_ counter: PickledTensor, from place: Place) throws -> Tensor {
    let at = place.start + (counter.storage.start + counter.offset) * ElementType.int64.size
    let field = try place.source.bytes(at: at, count: 8, what: "a counter")
    let bits = (isBigEndian ? field : field.reversed()).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    return try Tensor(Float(Int64(bitPattern: bits)))
  }
}
