import Tensors

/// One parameter's place in a Darknet `.weights` file: the layer it belongs to, in words (for error
/// messages), its name, and its shape.
public typealias DarknetParameter = (layer: String, name: String, shape: [Int])

extension Checkpoint {
  /// Reads a Darknet `.weights` file, which has no names: parameters lie one after the other, as
  /// 32-bit floats, in the order of the layers.
  ///
  /// - Parameter layout: what the network's configuration expects, in order; matrices (two axes)
  ///   are turned over where the file's version says that they lie the other way round.
  /// - Throws: `CheckpointError` when the file ends early, with the layer in which, or goes on.
  ///   Nothing has been allocated then.
  public init(darknet path: String, layout: [DarknetParameter]) throws {
    try self.init(darknet: FileSource(path), layout: layout)
  }

  package init(darknet source: some ByteSource, layout: [DarknetParameter]) throws {
    let header = try DarknetWeightsHeader(source)
    try Self.checkLength(source, header, layout)
    try source.requireMemory(bytes: source.count, for: "all tensors")
    var position = header.length
    let entries = try layout.map { parameter in
      let isTurned = header.isTransposed && parameter.shape.count == 2
      let stored = try source.tensor(
        .float32, shape: isTurned ? parameter.shape.reversed() : parameter.shape, at: position,
        place: "\(parameter.layer), \(parameter.name)")
      position += stored.count * 4
      return (name: parameter.name, tensor: isTurned ? try stored.transposed() : stored)
    }
    self.init(
      entries: entries,
      metadata: [
        "darknet": "\(header.major).\(header.minor).\(header.revision)", "seen": "\(header.seen)",
      ], file: source.name)
  }

  /// The file holds as many numbers as the layout, no more and no fewer.
  private static func checkLength(
    _ source: some ByteSource, _ header: DarknetWeightsHeader, _ layout: [DarknetParameter]
  ) throws {
    let bytes = source.count - header.length
    guard bytes.isMultiple(of: 4) else {
      throw CheckpointError(
        file: source.name, expected: "numbers of four bytes behind \(header.length) of header",
        found: "\(bytes) bytes", hint: "the file may be truncated: fetch or write it again")
    }
    var left = bytes / 4
    for parameter in layout {
      let count = try self.count(parameter, source)
      guard count <= left else {
        throw CheckpointError(
          file: source.name, place: parameter.layer,
          expected: "\(count) numbers of \(parameter.name), shape \(parameter.shape)",
          found: "the end of the file after \(left)",
          hint: "these may be the first layers of a network only, or the weights of another .cfg")
      }
      left -= count
    }
    guard left == 0 else {
      throw CheckpointError(
        file: source.name, place: "byte \(source.count - 4 * left)",
        expected: "the end of the file after \(layout.last?.layer ?? "the header")",
        found: "\(left) more numbers", hint: "these may be the weights of another .cfg")
    }
  }

  private static func count(_ parameter: DarknetParameter, _ source: some ByteSource) throws -> Int
  {
    var count = 1
    for length in parameter.shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      guard !overflow, product >= 0 else {
        throw CheckpointError(
          file: source.name, place: parameter.layer, expected: "a shape that can be counted",
          found: "\(parameter.shape)")
      }
      count = product
    }
    return count
  }

  /// Writes a Darknet `.weights` file of version 0.2.0, aside and then renamed.
  ///
  /// - Parameters:
  ///   - tensors: by name; those of the layout, each of its shape.
  ///   - seen: how many pictures the weights have seen in training.
  /// - Throws: `CheckpointError` for a tensor that is missing or misshapen, or when the file cannot
  ///   be written.
  public static func writeDarknet(
    _ tensors: [String: Tensor], layout: [DarknetParameter], to path: String, seen: Int = 0
  ) throws {
    let ordered = try layout.map { parameter in
      guard let tensor = tensors[parameter.name], tensor.shape == parameter.shape else {
        throw CheckpointError(
          file: path, place: "\(parameter.layer), \(parameter.name)",
          expected: "shape \(parameter.shape)",
          found: tensors[parameter.name].map { "shape \($0.shape)" } ?? "no tensor")
      }
      return tensor
    }
    try AtomicFile.write(to: path) { file in
      for number: Int32 in [0, 2, 0] {
        try file.append(withUnsafeBytes(of: number.littleEndian, Array.init))
      }
      try file.append(withUnsafeBytes(of: Int64(seen).littleEndian, Array.init))
      for tensor in ordered { try file.append(tensor, .float32) }
    }
  }
}
