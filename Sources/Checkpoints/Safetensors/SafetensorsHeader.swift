/// What a safetensors file says of itself before its numbers.
///
/// The file is: the header's length (8 bytes, little-endian), the header (JSON), the numbers of all
/// tensors one after the other. Each tensor has a `dtype`, a `shape`, and `data_offsets` counted
/// from the first number.
///
/// - Source: the format's description, github.com/huggingface/safetensors, "Format".
/// - Differs: headers are read up to 16 MB, where the reference stops at 100 MB.
struct SafetensorsHeader {
  struct Entry {
    let name: String
    let type: ElementType
    let shape: [Int]
    /// Bytes from the beginning of the file.
    let start: Int
    let length: Int

    var place: String { "tensor \(quoted(name))" }
  }

  /// In the order of their numbers.
  private(set) var entries: [Entry] = []
  private(set) var metadata: [String: String] = [:]

  static let longest = 16 << 20
  static let mostAxes = 64
  private static let prefix = 8

  init(_ source: some ByteSource) throws {
    let lengthBytes = try source.bytes(
      at: 0, count: Self.prefix, what: "the length of a safetensors header")
    let declared = lengthBytes.reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    guard declared <= Self.longest, let length = Int(exactly: declared) else {
      throw CheckpointError(
        file: source.name, place: "byte 0",
        expected: "the length of a safetensors header, at most \(Self.longest)",
        found: "\(declared)", hint: "this may not be a safetensors file")
    }
    let text = try source.bytes(at: Self.prefix, count: length, what: "a safetensors header")
    let json: JSON
    do { json = try JSON(text) } catch let error as JSON.SyntaxError {
      throw CheckpointError(
        file: source.name, place: "byte \(Self.prefix + error.offset)",
        expected: "\(error.expected) in the JSON of a safetensors header", found: error.found)
    }
    guard case .object(let members) = json else {
      throw CheckpointError(
        file: source.name, place: "byte \(Self.prefix)", expected: "a JSON object as header",
        found: json.summary)
    }
    for member in members {
      if member.key == "__metadata__" {
        metadata = try Self.metadata(member.value, file: source.name)
      } else {
        entries.append(
          try Self.entry(member, dataStart: Self.prefix + length, source: source))
      }
    }
    entries.sort { ($0.start, $0.length) < ($1.start, $1.length) }
    try requireSeamless(from: Self.prefix + length, source: source)
  }

  private static func metadata(_ json: JSON, file: String) throws -> [String: String] {
    guard case .object(let members) = json else {
      throw CheckpointError(
        file: file, place: "__metadata__", expected: "an object of strings", found: json.summary)
    }
    var metadata: [String: String] = [:]
    for member in members {
      guard case .string(let text) = member.value else {
        throw CheckpointError(
          file: file, place: "__metadata__, key \(quoted(member.key))", expected: "a string",
          found: member.value.summary)
      }
      metadata[member.key] = text
    }
    return metadata
  }

  private static func entry(
    _ member: JSON.Member, dataStart: Int, source: some ByteSource
  ) throws -> Entry {
    func failure(_ part: String, expected: String, found: JSON?) -> CheckpointError {
      CheckpointError(
        file: source.name, place: "tensor \(quoted(member.key)), \(part)", expected: expected,
        found: found?.summary ?? "nothing")
    }
    func naturalNumbers(_ part: String, atMost most: Int) throws -> [Int] {
      let json = member.value[part]
      guard case .array(let items) = json, items.count <= most else {
        throw failure(part, expected: "an array of at most \(most) whole numbers", found: json)
      }
      return try items.map { item in
        guard let number = item.naturalNumber else {
          throw failure(part, expected: "whole numbers from 0 to \(Int.max)", found: item)
        }
        return number
      }
    }
    guard case .object = member.value else {
      throw failure(
        "header", expected: "an object with dtype, shape and data_offsets",
        found: member.value)
    }
    let dtype = member.value["dtype"]
    guard case .string(let typeName) = dtype, let type = ElementType(safetensors: typeName) else {
      throw failure(
        "dtype", expected: "one of \(ElementType.safetensorsNames.joined(separator: " "))",
        found: dtype)
    }
    let shape = try naturalNumbers("shape", atMost: mostAxes)
    let offsets = try naturalNumbers("data_offsets", atMost: 2)
    let available = source.count - dataStart
    guard offsets.count == 2, offsets[0] <= offsets[1], offsets[1] <= available else {
      throw CheckpointError(
        file: source.name, place: "tensor \(quoted(member.key)), data_offsets",
        expected: "a begin and an end in order, within the \(available) bytes of numbers",
        found: "\(offsets)", hint: "the file may be truncated: fetch or write it again")
    }
    let length = offsets[1] - offsets[0]
    guard let needed = byteCount(shape, type), needed == length else {
      throw CheckpointError(
        file: source.name, place: "tensor \(quoted(member.key)), shape",
        expected: "a shape that fits its \(length) bytes of \(typeName)", found: "\(shape)")
    }
    return Entry(
      name: member.key, type: type, shape: shape, start: dataStart + offsets[0], length: length)
  }

  /// Bytes of a tensor, or `nil` when there is no such number.
  private static func byteCount(_ shape: [Int], _ type: ElementType) -> Int? {
    var count = type.size
    for length in shape {
      let (product, overflow) = count.multipliedReportingOverflow(by: length)
      if overflow { return nil }
      count = product
    }
    return count
  }

  /// Each tensor begins where the one before ends, and the last ends with the file: no byte is
  /// hidden, and none is read twice.
  private func requireSeamless(from dataStart: Int, source: some ByteSource) throws {
    var end = dataStart
    for entry in entries {
      guard entry.start == end else {
        throw CheckpointError(
          file: source.name, place: entry.place,
          expected: "numbers that begin at byte \(end), where the tensor before ends",
          found: "byte \(entry.start), \(entry.start < end ? "an overlap" : "a gap")")
      }
      end += entry.length
    }
    guard end == source.count else {
      throw CheckpointError(
        file: source.name, place: "byte \(end)", expected: "the end of the file",
        found: "\(source.count - end) bytes that belong to no tensor")
    }
  }
}

extension ElementType {
  private static let safetensorsTypes: [(name: String, type: ElementType)] = [
    ("F16", .float16), ("BF16", .bfloat16), ("F32", .float32), ("F64", .float64), ("I8", .int8),
    ("I16", .int16), ("I32", .int32), ("I64", .int64), ("U8", .uint8), ("U16", .uint16),
    ("U32", .uint32), ("U64", .uint64), ("BOOL", .bool),
  ]

  static var safetensorsNames: [String] { safetensorsTypes.map(\.name) }

  init?(safetensors name: String) {
    guard let match = Self.safetensorsTypes.first(where: { $0.name == name }) else { return nil }
    self = match.type
  }
}
