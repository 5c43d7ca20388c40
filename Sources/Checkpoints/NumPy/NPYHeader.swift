/// What an npy file says of its array before the numbers.
///
/// The file is: `\x93NUMPY`, a version, the header's length (2 bytes, from version 2 on 4), the
/// header (a Python dictionary as text), the numbers.
///
/// - Source: NumPy Enhancement Proposal 1, and `numpy.lib.format` for versions 2 and 3.
struct NPYHeader {
  let type: ElementType
  let bigEndian: Bool
  /// Column by column: the first axis varies fastest.
  let isFortranOrder: Bool
  let shape: [Int]
  /// Bytes before the first number.
  let dataStart: Int

  static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// NumPy itself writes about 120 bytes, and by default reads at most 10,000.
  private static let longest = 1 << 20
  private static let mostAxes = 64

  init(_ source: some ByteSource) throws {
    let start = try source.bytes(at: 0, count: 8, what: "an npy file's beginning")
    guard start.starts(with: Self.magic) else {
      throw CheckpointError(
        file: source.name, place: "byte 0", expected: "an npy file, which begins \\x93NUMPY",
        found: "other bytes")
    }
    let version = start[6]
    guard 1...3 ~= version, start[7] == 0 else {
      throw CheckpointError(
        file: source.name, place: "byte 6", expected: "npy version 1.0, 2.0 or 3.0",
        found: "\(version).\(start[7])")
    }
    let lengthBytes = try source.bytes(
      at: 8, count: version == 1 ? 2 : 4, what: "an npy header's length")
    let length = lengthBytes.reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= Self.longest else {
      throw CheckpointError(
        file: source.name, place: "byte 8",
        expected: "an npy header of at most \(Self.longest) bytes", found: "\(length)")
    }
    let textStart = 8 + lengthBytes.count
    let text = try source.bytes(at: textStart, count: length, what: "an npy header")
    dataStart = textStart + length

    var parser = PythonLiteralParser(text: text, start: textStart, file: source.name)
    let fields = try parser.dictionary(of: ["descr", "fortran_order", "shape"])
    (type, bigEndian) = try Self.type(fields["descr"], file: source.name)
    guard case .bool(let isFortranOrder) = fields["fortran_order"] else {
      throw CheckpointError(
        file: source.name, place: "header, fortran_order", expected: "True or False",
        found: "something else")
    }
    guard case .tuple(let shape) = fields["shape"], shape.count <= Self.mostAxes else {
      throw CheckpointError(
        file: source.name, place: "header, shape",
        expected: "a tuple of at most \(Self.mostAxes) whole numbers", found: "something else")
    }
    self.isFortranOrder = isFortranOrder
    self.shape = shape
    try requireLength(source)
  }

  /// `<f4`: byte order, kind, bytes.
  private static func type(
    _ field: PythonLiteralParser.Value?, file: String
  ) throws -> (ElementType, bigEndian: Bool) {
    let types: [String: ElementType] = [
      "f2": .float16, "f4": .float32, "f8": .float64, "i1": .int8, "i2": .int16, "i4": .int32,
      "i8": .int64, "u1": .uint8, "u2": .uint16, "u4": .uint32, "u8": .uint64, "b1": .bool,
    ]
    guard case .string(let descr) = field else {
      throw CheckpointError(
        file: file, place: "header, descr", expected: "one plain number type",
        found: "something else", hint: "structured arrays are not read: save one field at a time")
    }
    let order = descr.first ?? " "
    guard let type = types[String(descr.dropFirst())], "<>|=".contains(order),
      order != "|" || type.size == 1
    else {
      throw CheckpointError(
        file: file, place: "header, descr",
        expected:
          "< or > (or | for bytes) and one of \(types.keys.sorted().joined(separator: " "))",
        found: quoted(descr),
        hint: descr.hasSuffix("O")
          ? "arrays of Python objects are never read: they can run code" : "convert it to float32")
    }
    return (type, order == ">")
  }

  private func requireLength(_ source: some ByteSource) throws {
    let available = source.count - dataStart
    var needed = type.size
    for length in shape {
      let (product, overflow) = needed.multipliedReportingOverflow(by: length)
      guard !overflow else {
        throw CheckpointError(
          file: source.name, place: "header, shape", expected: "a shape that can be counted",
          found: "\(shape)")
      }
      needed = product
    }
    guard needed == available else {
      throw CheckpointError(
        file: source.name, place: "byte \(dataStart)",
        expected: "\(needed) bytes of numbers for shape \(shape)", found: "\(available)",
        hint: available < needed ? "the file may be truncated: fetch or write it again" : "")
    }
    try source.requireMemory(bytes: needed / type.size * 4, for: "the array")
  }
}
