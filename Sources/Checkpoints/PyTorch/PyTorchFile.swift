import Tensors

/// What a PyTorch file says of its tensors, with no number read yet.
///
/// Two formats, one content: a pickle of the object that was saved, in which tensors are looks into
/// storages, and the storages' bytes beside it. Since 1.6 they lie in a zip archive
/// (`PyTorchFile+Archive`), before that one after the other (`PyTorchFile+Legacy`).
///
/// - Source: PyTorch, `torch/serialization.py`.
struct PyTorchFile {
  /// Where the bytes of a storage lie.
  struct Place {
    let source: any ByteSource
    let start: Int
    let bytes: Int
    /// Whether they have to be inflated, and are in memory then.
    var isDeflated = false
  }

  let name: String
  let isBigEndian: Bool
  /// In the order of the dictionary; a tensor that stands under two names is there twice.
  let entries: [(name: String, tensor: PickledTensor)]
  /// The plain values beside the tensors: `epoch`, `best_score`.
  let metadata: [String: String]
  /// The storage kept under a key.
  let storage: (String) throws -> Place
  /// What reading all tensors takes, in bytes.
  private(set) var memory = 0

  init(
    _ name: String, isBigEndian: Bool, root: PickleValue, heap: PickleHeap,
    storage: @escaping (String) throws -> Place
  ) throws {
    (self.name, self.isBigEndian, self.storage) = (name, isBigEndian, storage)
    (entries, metadata) = try Self.stateDictionary(root, heap, name)
    memory = try requireSound()
  }

  /// The keys under which training scripts keep the weights beside other things.
  private static let nests = ["state_dict", "model", "model_state_dict", "network", "weights"]

  /// The tensors of a dictionary of them, or of a dictionary that holds one.
  private static func stateDictionary(
    _ root: PickleValue, _ heap: PickleHeap, _ file: String
  ) throws -> (entries: [(name: String, tensor: PickledTensor)], metadata: [String: String]) {
    var value = root
    var metadata: [String: String] = [:]
    for _ in 0..<3 {
      guard let items = heap.entries(value) else { break }
      var entries: [(name: String, tensor: PickledTensor)] = []
      for (key, item) in items {
        switch item {
        case .tensor(let place): entries.append((key, heap.tensors[place]))
        case .boolean, .integer, .float: metadata[key] = item.summary(heap)
        case .string(let text): metadata[key] = text
        case .nothing, .bytes, .global, .container, .storage: break
        }
      }
      let nest = nests.lazy.compactMap { name in
        items.first { $0.key == name && heap.entries($0.value) != nil }
      }.first
      guard entries.isEmpty, let nest else {
        if entries.isEmpty && !items.isEmpty { break }
        return (entries, metadata)
      }
      value = nest.value
    }
    let keys = heap.entries(value)?.map { quoted($0.key) } ?? []
    throw CheckpointError(
      file: file,
      expected: "a state_dict: a dictionary of tensors, or one under a key such as "
        + nests.prefix(2).map { "\"\($0)\"" }.joined(separator: " or "),
      found: keys.isEmpty
        ? value.summary(heap)
        : "a dictionary of \(keys.prefix(8).joined(separator: ", "))"
          + (keys.count > 8 ? " and \(keys.count - 8) more" : ""),
      hint: "torch.save(model.state_dict(), path)")
  }

  /// Every tensor lies within its storage, every storage within the file, and all of them together
  /// within reason: a tensor with a stride of 0, or many tensors over one storage, can ask for more
  /// numbers than the file has.
  ///
  /// - Returns: the bytes of memory that they take.
  private func requireSound() throws -> Int {
    var stored = 0
    var inflated = 0
    var wanted = 0
    var storages: [String: Place] = [:]
    for (name, tensor) in entries {
      let key = tensor.storage.key
      let place: Place
      if let known = storages[key] {
        place = known
      } else {
        place = try storage(key)
        storages[key] = place
        stored += place.bytes  // parts of one file, none twice
        inflated += place.isDeflated ? place.bytes : 0
      }
      let count = try numbers(of: tensor, within: place.bytes, name)
      let (sum, overflow) = wanted.addingReportingOverflow(count)
      wanted = sum
      guard !overflow, wanted <= Self.freely + 16 * min(stored, Int.max / 128) else {
        throw CheckpointError(
          file: self.name, place: "tensor \(quoted(name))",
          expected: "tensors of no more than 16 numbers for each byte that is stored",
          found: "shape \(tensor.shape) over \(place.bytes) bytes")
      }
    }
    return 4 * wanted + min(inflated, Int.max / 4)
  }

  /// As many numbers need no bytes behind them.
  private static let freely = 1 << 24

  /// How many numbers a tensor has.
  private func numbers(
    of tensor: PickledTensor, within bytes: Int, _ name: String
  ) throws -> Int {
    func failure(_ expected: String, _ found: String) -> CheckpointError {
      CheckpointError(
        file: self.name, place: "tensor \(quoted(name))", expected: expected, found: found)
    }
    var count = 1
    var last = tensor.offset
    var isHuge = false
    /// The sum or the product, or a note that there is none.
    func checked(_ result: (partialValue: Int, overflow: Bool)) -> Int {
      isHuge = isHuge || result.overflow
      return result.partialValue
    }
    for (length, stride) in zip(tensor.shape, tensor.strides) where length != 0 {
      count = checked(count.multipliedReportingOverflow(by: length))
      let reach = checked((length - 1).multipliedReportingOverflow(by: stride))
      last = checked(last.addingReportingOverflow(reach))
    }
    _ = checked(count.multipliedReportingOverflow(by: 8))
    guard !isHuge else {
      throw failure("a shape that can be counted", "\(tensor.shape), strides \(tensor.strides)")
    }
    if tensor.shape.contains(0) { return 0 }
    let storage = tensor.storage
    let size = storage.type?.size ?? 1
    let end = storage.start.addingReportingOverflow(storage.count)
    guard !end.overflow, end.partialValue <= bytes / size else {
      throw failure(
        "\(storage.count) elements of \(size) bytes in storage \(quoted(storage.key))",
        "\(bytes) bytes")
    }
    guard last < storage.count * size / tensor.type.size else {
      throw failure(
        "cells within the \(storage.count * size / tensor.type.size) elements of its storage",
        "shape \(tensor.shape), strides \(tensor.strides) from element \(tensor.offset)")
    }
    return count
  }

  /// Reads the numbers of a tensor.
  func tensor(_ tensor: PickledTensor, _ name: String, from place: Place) throws -> Tensor {
    let byte = place.start + tensor.storage.start * (tensor.storage.type?.size ?? 1)
    let start = byte + tensor.offset * tensor.type.size
    let label = "tensor \(quoted(name))"
    // Cells lie row by row when each stride is the number of cells behind the axis.
    var cells = 1
    let isRowByRow = zip(tensor.shape, tensor.strides).reversed().allSatisfy { length, stride in
      defer { cells *= max(length, 1) }
      return length <= 1 || stride == cells
    }
    if tensor.shape.contains(0) || isRowByRow {
      return try place.source.tensor(
        tensor.type, shape: tensor.shape, at: start, bigEndian: isBigEndian, place: label)
    }
    let reach = zip(tensor.shape, tensor.strides).reduce(1) { $0 + ($1.0 - 1) * $1.1 }
    let line = try place.source.tensor(
      tensor.type, shape: [reach], at: start, bigEndian: isBigEndian, place: label)
    return try line.strided(shape: tensor.shape, strides: tensor.strides)
  }
}

extension Tensor {
  /// The cells of a line of numbers that lie `strides` apart. The caller has checked that they are
  /// all there.
  fileprivate func strided(shape: [Int], strides: [Int]) throws -> Tensor {
    let source = self
    return try Tensor(shape: shape, operation: "Checkpoint") { floats in
      var index = [Int](repeating: 0, count: shape.count)
      var from = 0
      source.withFloats { values in
        for to in 0..<shape.reduce(1, *) {
          floats[to] = values[from]
          for axis in shape.indices.reversed() {  // the next index, like an odometer
            index[axis] += 1
            from += strides[axis]
            if index[axis] < shape[axis] { break }
            from -= strides[axis] * shape[axis]
            index[axis] = 0
          }
        }
      }
    }
  }
}
