import Tensors

/// How many bits a written number gets.
public enum Precision: String, Sendable, CaseIterable {
  /// Four bytes: nothing is lost.
  case float32 = "F32"
  /// Two bytes, rounded to the nearest half, ties to even. Beyond ±65504 a half is infinite: numbers
  /// from 65520 on become infinity.
  case float16 = "F16"

  var size: Int { self == .float32 ? 4 : 2 }
}

extension Checkpoint {
  /// Writes a safetensors file that Python's `safetensors` reads: the bytes are those it would write
  /// itself for the same tensors and metadata (of several notes, ours come sorted by key).
  ///
  /// The tensors lie in the order of their names, and the same content always gives the same bytes.
  /// The file is written aside and then renamed: there is never half a checkpoint under `path`.
  ///
  /// - Parameters:
  ///   - metadata: notes to keep beside the tensors, such as the recipe and the seed.
  ///   - synchronised: whether to wait for the disk, so that a power cut loses nothing.
  /// - Throws: `CheckpointError` when the file cannot be written, or for the name `__metadata__`.
  public static func write(
    _ tensors: [String: Tensor], to path: String, precision: Precision = .float32,
    metadata: [String: String] = [:], synchronised: Bool = false
  ) throws {
    guard tensors["__metadata__"] == nil else {
      throw CheckpointError(
        file: path, place: "tensor \"__metadata__\"", expected: "another name",
        found: "the one that safetensors keeps for its notes")
    }
    let sorted = tensors.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
    let header = header(sorted, precision, metadata)
    try AtomicFile.write(to: path, synchronised: synchronised) { file in
      try file.append(withUnsafeBytes(of: UInt64(header.count).littleEndian, Array.init))
      try file.append(header)
      for (_, tensor) in sorted { try file.append(tensor, precision) }
    }
  }

  /// The JSON header, padded with spaces so that the numbers begin at a multiple of 8 bytes.
  private static func header(
    _ tensors: [(key: String, value: Tensor)], _ precision: Precision, _ metadata: [String: String]
  ) -> [UInt8] {
    var members: [String] = []
    if !metadata.isEmpty {
      let notes = metadata.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
        .map { "\(JSON.text($0.key)):\(JSON.text($0.value))" }
      members.append("\"__metadata__\":{\(notes.joined(separator: ","))}")
    }
    var offset = 0
    for (name, tensor) in tensors {
      let end = offset + tensor.count * precision.size
      let shape = tensor.shape.map(String.init).joined(separator: ",")
      members.append(
        "\(JSON.text(name)):{\"dtype\":\"\(precision.rawValue)\",\"shape\":[\(shape)],"
          + "\"data_offsets\":[\(offset),\(end)]}")
      offset = end
    }
    var bytes = Array("{\(members.joined(separator: ","))}".utf8)
    bytes.append(contentsOf: repeatElement(UInt8(ascii: " "), count: (8 - bytes.count % 8) % 8))
    return bytes
  }
}

extension JSON {
  /// A string as JSON: quoted, with the escapes JSON asks for and no others.
  package static func text(_ string: String) -> String {
    var text = "\""
    for scalar in string.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\u{8}": text += "\\b"
      case "\u{C}": text += "\\f"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      case "\0"..<" ":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text + "\""
  }
}

extension AtomicFile {
  /// Appends the numbers of a tensor, row by row, little-endian.
  mutating func append(_ tensor: Tensor, _ precision: Precision) throws {
    let chunk = 1 << 15  // elements at a time
    for start in stride(from: 0, to: tensor.count, by: chunk) {
      let count = min(chunk, tensor.count - start)
      let bytes = [UInt8](unsafeUninitializedCapacity: count * precision.size) { bytes, filled in
        let raw = UnsafeMutableRawBufferPointer(bytes)
        tensor.withFloats { floats in
          for i in 0..<count {
            let value = floats[start + i]
            switch precision {
            case .float32:
              raw.storeBytes(
                of: value.bitPattern.littleEndian, toByteOffset: i * 4, as: UInt32.self)
            case .float16:
              raw.storeBytes(
                of: Float16(value).bitPattern.littleEndian, toByteOffset: i * 2, as: UInt16.self)
            }
          }
        }
        filled = count * precision.size
      }
      try append(bytes)
    }
  }
}
