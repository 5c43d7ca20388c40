import Tensors

/// Named tensors out of a file of weights, with the notes that came with them.
///
/// ```swift
/// let checkpoint = try Checkpoint(contentsOf: "pasture-classifier.safetensors")
/// checkpoint.names                       // ["classifier.bias", "classifier.weight", …]
/// checkpoint.tensors["classifier.bias"]  // Tensor [9]
/// ```
public struct Checkpoint: Sendable {
  /// In the order in which the file keeps them.
  public let names: [String]
  /// As 32-bit floats, whatever the file holds.
  public let tensors: [String: Tensor]
  /// What the writer noted: recipe, seed, score. Of a PyTorch file the
  /// plain values beside the tensors (`epoch`). Empty for npz files, which have no place for it.
  public let metadata: [String: String]
  /// Where it came from, for error messages.
  public let file: String

  init(entries: [(name: String, tensor: Tensor)], metadata: [String: String], file: String) {
    names = entries.map(\.name)
    tensors = Dictionary(
      entries.map { ($0.name, $0.tensor) }, uniquingKeysWith: { first, _ in first })
    self.metadata = metadata
    self.file = file
  }

  /// Reads a safetensors, npz or PyTorch file; which of them it is shows in its content.
  ///
  /// Of PyTorch's files (`.pth`, `.pt`; the zip format and the one before 1.6), the `state_dict`:
  /// plain, or under a key such as `model`. Nothing in them is run: see `PickleMachine`.
  ///
  /// Half precision (F16, BF16) is exact as float32; F64 is rounded to the nearest float32; whole
  /// numbers and booleans are converted when a float32 can hold each of them.
  ///
  /// - Throws: `CheckpointError` with the file, the place, what was expected and what was found.
  public init(contentsOf path: String) throws {
    let source = try FileSource(path)
    let beginning = try source.bytes(at: 0, count: min(9, source.count), what: "a checkpoint")
    if PyTorchFile.isPickle(beginning) {
      try self.init(pytorch: PyTorchFile(legacy: source), source: source)
    } else if beginning.starts(with: ZipArchive.firstBytes)
      || beginning.starts(with: ZipArchive.emptyBytes)
    {
      let archive = try ZipArchive(source)
      if PyTorchFile.isArchive(archive) {
        try self.init(pytorch: PyTorchFile(archive: archive), source: source)
      } else {
        try self.init(npz: archive)
      }
    } else if beginning.starts(with: NPYHeader.magic) {
      throw CheckpointError(
        file: path, place: "byte 0", expected: "a safetensors, npz or PyTorch file",
        found: "a single npy array",
        hint: "Tensor(npy: \"\(path)\")")
    } else if beginning.count == 9, beginning[..<4].allSatisfy({ $0 == 0 }), 1...5 ~= beginning[4],
      beginning[5...].allSatisfy({ $0 == 0 })
    {
      throw CheckpointError(
        file: path, place: "byte 0", expected: "a safetensors, npz or PyTorch file",
        found: "Darknet's weights, which have no names",
        hint: "the model yolo, with the .cfg in --config")
    } else {
      try self.init(safetensors: source)
    }
  }

  package init(safetensors source: some ByteSource) throws {
    let header = try SafetensorsHeader(source)
    var floats = 0
    for entry in header.entries { floats += entry.length / entry.type.size }  // ≤ the file's length
    try source.requireMemory(bytes: floats * 4, for: "all tensors")
    self.init(
      entries: try header.entries.map { entry in
        let tensor = try source.tensor(
          entry.type, shape: entry.shape, at: entry.start, place: entry.place)
        return (entry.name, tensor)
      },
      metadata: header.metadata, file: source.name)
  }

  /// The tensor of that name.
  ///
  /// - Parameter shape: what it must be, when given.
  /// - Throws: `CheckpointError` when there is none, or when it has another shape.
  public func tensor(_ name: String, shape: [Int]? = nil) throws -> Tensor {
    guard let tensor = tensors[name] else {
      throw CheckpointError(
        file: file, expected: "a tensor \(quoted(name))",
        found: names.isEmpty
          ? "none at all"
          : "only \(names.prefix(8).map(quoted).joined(separator: ", "))"
            + (names.count > 8 ? " and \(names.count - 8) more" : ""))
    }
    if let shape, shape != tensor.shape {
      throw CheckpointError(
        file: file, place: "tensor \(quoted(name))", expected: "shape \(shape)",
        found: "shape \(tensor.shape)", hint: "these may be the weights of another model")
    }
    return tensor
  }
}
