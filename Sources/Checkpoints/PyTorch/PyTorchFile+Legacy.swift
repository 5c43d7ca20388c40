extension PyTorchFile {
  /// 0x1950A86A20F9469CFC6C, least significant byte first: the value of the first pickle.
  private static let magic: [UInt8] = [0x6C, 0xFC, 0x9C, 0x46, 0xF9, 0x20, 0x6A, 0xA8, 0x50, 0x19]
  private static let version = 1001

  /// Whether a file begins as a pickle does: PROTO and a number. A safetensors file can begin with
  /// the same two bytes, its header's length, but then has a brace behind the eight of it.
  static func isPickle(_ beginning: [UInt8]) -> Bool {
    beginning.count > 1 && beginning[0] == PickleOpcode.proto.rawValue && 2...5 ~= beginning[1]
      && !(beginning.count > 8 && beginning[8] == UInt8(ascii: "{"))
  }

  /// The format before 1.6: pickles of a magic number, a version, the machine, the object and the
  /// storages' keys, one after the other; then each storage, its count before its elements.
  init(legacy source: some ByteSource) throws {
    var position = 0
    func next(_ what: String) throws -> (value: PickleValue, heap: PickleHeap) {
      var machine = PickleMachine(source, at: position, place: what)
      let value = try machine.run()
      position = machine.reader.position
      return (value, machine.heap)
    }
    func refuse(
      _ expected: String, _ found: (value: PickleValue, heap: PickleHeap)
    ) -> CheckpointError {
      CheckpointError(
        file: source.name, place: "before byte \(position)", expected: expected,
        found: found.value.summary(found.heap), hint: "this may be a pickle of another program")
    }
    let magic = try next("the magic number")
    guard case .bytes(Self.magic) = magic.value else {
      throw refuse("the magic number of a PyTorch file", magic)
    }
    let version = try next("the version")
    guard case .integer(Self.version) = version.value else {
      throw refuse("version \(Self.version)", version)
    }
    let machine = try next("the machine")
    guard let facts = machine.heap.entries(machine.value) else {
      throw refuse("a dictionary that tells of the machine", machine)
    }
    let object = try next("the object")
    let keys = try next("the storages' keys")
    guard let list = keys.heap.items(keys.value) else {
      throw refuse("a list of storages", keys)
    }
    let isBigEndian = facts.contains { fact in
      if case .boolean(false) = fact.value { fact.key == "little_endian" } else { false }
    }
    let sizes = Dictionary(
      object.heap.storages.map { ($0.key, $0.type?.size ?? 1) },
      uniquingKeysWith: { first, _ in first })
    var places: [String: Place] = [:]
    for item in list {
      guard case .string(let key) = item, let size = sizes[key], places[key] == nil else {
        throw CheckpointError(
          file: source.name, place: "the storages' keys",
          expected: "each key of a storage that a tensor looks into, once",
          found: item.summary(keys.heap))
      }
      let field = try source.bytes(
        at: position, count: 8, what: "the count of storage \(quoted(key))")
      let declared = (isBigEndian ? field : field.reversed()).reduce(UInt64(0)) {
        $0 << 8 | UInt64($1)
      }
      position += 8
      guard let count = Int(exactly: declared), count <= (source.count - position) / size else {
        throw CheckpointError(
          file: source.name, place: "storage \(quoted(key)), byte \(position)",
          expected: "at most the \(source.count - position) bytes that follow",
          found: "\(declared) elements of \(size) bytes",
          hint: "the file may be truncated: fetch or write it again")
      }
      places[key] = Place(source: source, start: position, bytes: count * size)
      position += count * size
    }
    try self.init(
      source.name, isBigEndian: isBigEndian, root: object.value, heap: object.heap
    ) { [places] key in
      guard let place = places[key] else {
        throw CheckpointError(
          file: source.name, expected: "storage \(quoted(key))",
          found: "none among the \(places.count) there are")
      }
      return place
    }
  }
}
