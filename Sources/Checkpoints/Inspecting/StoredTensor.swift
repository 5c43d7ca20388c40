/// A tensor as a file keeps it, found without reading its numbers (but for npz, which is unpacked).
public struct StoredTensor: Sendable {
  /// Empty for the one array of an npy file.
  public let name: String
  /// `float16`, `int64` …
  public let type: String
  public let shape: [Int]
  /// On disk, uncompressed.
  public let bytes: Int

  public var count: Int { shape.reduce(1, *) }

  private init(name: String, type: ElementType, shape: [Int]) {
    self.name = name
    self.type = "\(type)"
    self.shape = shape
    bytes = shape.reduce(type.size, *)
  }

  /// What a safetensors, npz, npy or PyTorch file holds, in the order of the file.
  ///
  /// - Throws: `CheckpointError` with the file, the place, what was expected and what was found.
  public static func list(_ path: String) throws -> (
    tensors: [StoredTensor], metadata: [String: String]
  ) {
    let source = try FileSource(path)
    let beginning = try source.bytes(at: 0, count: min(9, source.count), what: "a checkpoint")
    if PyTorchFile.isPickle(beginning) { return list(try PyTorchFile(legacy: source)) }
    if beginning.starts(with: NPYHeader.magic) {
      let header = try NPYHeader(source)
      return ([StoredTensor(name: "", type: header.type, shape: header.shape)], [:])
    }
    if beginning.starts(with: ZipArchive.firstBytes) {
      let archive = try ZipArchive(source)
      if PyTorchFile.isArchive(archive) { return list(try PyTorchFile(archive: archive)) }
      let tensors = try archive.members.map { member in
        try source.requireMemory(bytes: member.count, for: "member \(quoted(member.name))")
        let header = try NPYHeader(
          ArraySource(try archive.contents(of: member), name: "\(path), \(quoted(member.name))"))
        return StoredTensor(
          name: member.name.hasSuffix(".npy") ? String(member.name.dropLast(4)) : member.name,
          type: header.type, shape: header.shape)
      }
      return (tensors, [:])
    }
    let header = try SafetensorsHeader(source)
    return (
      header.entries.map { StoredTensor(name: $0.name, type: $0.type, shape: $0.shape) },
      header.metadata
    )
  }

  private static func list(
    _ file: PyTorchFile
  ) -> (tensors: [StoredTensor], metadata: [String: String]) {
    let tensors = file.entries.map {
      StoredTensor(name: $0.name, type: $0.tensor.type, shape: $0.tensor.shape)
    }
    return (tensors, file.metadata)
  }
}
