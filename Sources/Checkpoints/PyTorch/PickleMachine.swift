/// Runs a pickle, as far as a pickle is data: it builds tensors and containers, and nothing else.
///
/// A pickle is a program. Python's reader runs all of it, and a program may name any function there
/// is and call it; this machine has no such thing to call. An instruction or a name that is not on
/// its lists ends the reading with an error that says which.
///
/// Its work and its memory are bounded by the length of the file: nothing is allocated by what the
/// file says, nothing recurses, and a container is made by one instruction at a time.
///
/// - Source: Python's `Lib/pickle.py`, `_Unpickler`.
struct PickleMachine {
  /// A state dictionary of 10,000 tensors takes 2 MB.
  static let longest = 32 << 20
  /// Values on the stack, marks, values in the memo, and things built: of each at most.
  private static let mostValues = 2_000_000

  var reader: PickleReader
  var heap = PickleHeap()
  private var stack: [PickleValue] = []
  /// Where on the stack each open group of values begins.
  private var marks: [Int] = []
  private var memo: [Int: PickleValue] = [:]

  init(_ source: any ByteSource, at start: Int, place: String) {
    reader = PickleReader(source, at: start, limit: Self.longest, place: place)
  }

  /// Runs to STOP.
  ///
  /// - Returns: the value that is left on the stack.
  mutating func run() throws -> PickleValue {
    while true {
      let byte = try reader.byte()
      guard let opcode = PickleOpcode(rawValue: byte) else {
        throw reader.failure("an instruction of a pickle", PickleOpcode.named(byte))
      }
      if opcode == .stop { break }
      try step(opcode)
      guard stack.count <= Self.mostValues, marks.count <= Self.mostValues,
        memo.count <= Self.mostValues, heap.count <= Self.mostValues
      else {
        throw reader.failure("at most \(Self.mostValues) values", "more")
      }
    }
    return try pop()
  }

  private mutating func step(_ opcode: PickleOpcode) throws {
    switch opcode {
    case .proto:
      let version = try reader.byte()
      guard 2...5 ~= version else {
        throw reader.failure("a pickle of protocol 2 to 5", "protocol \(version)")
      }
    case .frame: _ = try reader.count(8)
    case .mark: marks.append(stack.count)
    case .none: stack.append(.nothing)
    case .newTrue: stack.append(.boolean(true))
    case .newFalse: stack.append(.boolean(false))
    case .binInt:
      let bits = UInt32(truncatingIfNeeded: try reader.unsigned(4))
      stack.append(.integer(Int(Int32(bitPattern: bits))))
    case .binInt1: stack.append(.integer(Int(try reader.byte())))
    case .binInt2: stack.append(.integer(Int(truncatingIfNeeded: try reader.unsigned(2))))
    case .long1: stack.append(long(try reader.bytes(Int(reader.byte()))))
    case .long4: stack.append(long(try reader.bytes(reader.count(4))))
    case .binFloat:
      stack.append(.float(Double(bitPattern: try reader.unsigned(8).byteSwapped)))  // big-endian
    case .binUnicode, .binString: stack.append(.string(try reader.text(reader.count(4))))
    case .shortBinUnicode, .shortBinString: stack.append(.string(try reader.text(reader.count(1))))
    case .binUnicode8: stack.append(.string(try reader.text(reader.count(8))))
    case .binBytes: stack.append(.bytes(try reader.bytes(reader.count(4))))
    case .shortBinBytes: stack.append(.bytes(try reader.bytes(reader.count(1))))
    case .binBytes8: stack.append(.bytes(try reader.bytes(reader.count(8))))
    case .emptyList: push(.list, [])
    case .emptyTuple: push(.tuple, [])
    case .emptyDict: push(.dictionary, [])
    case .tuple: push(.tuple, try popGroup())
    case .tuple1: push(.tuple, try pop(1))
    case .tuple2: push(.tuple, try pop(2))
    case .tuple3: push(.tuple, try pop(3))
    case .append: try extend(.list, by: pop(1))
    case .appends: try extend(.list, by: popGroup())
    case .setItem: try extend(.dictionary, by: pop(2))
    case .setItems: try extend(.dictionary, by: popGroup())
    case .pop: _ = try pop()
    case .popMark: _ = try popGroup()
    case .binGet: stack.append(try remembered(Int(reader.byte())))
    case .longBinGet: stack.append(try remembered(Int(truncatingIfNeeded: reader.unsigned(4))))
    case .binPut: memo[Int(try reader.byte())] = try top()
    case .longBinPut: memo[Int(truncatingIfNeeded: try reader.unsigned(4))] = try top()
    case .memoize: memo[memo.count] = try top()
    case .global:
      let module = try reader.line()
      stack.append(.global(try global(module, reader.line())))
    case .stackGlobal:
      let names = try pop(2)
      guard case .string(let module) = names[0], case .string(let name) = names[1] else {
        throw reader.failure("a module and a name for STACK_GLOBAL", "something else")
      }
      stack.append(.global(try global(module, name)))
    case .reduce:
      let call = try pop(2)
      stack.append(try reduce(call[0], call[1]))
    case .build: try build()
    case .binPersistentID: stack.append(try storage(named: pop()))
    default:
      throw reader.failure(
        "an instruction that builds tensors and containers", PickleOpcode.named(opcode.rawValue),
        hint: "save the model's state_dict() alone: torch.save(model.state_dict(), path)")
    }
  }

  // MARK: - The stack

  private mutating func pop() throws -> PickleValue {
    guard stack.count > (marks.last ?? 0), let value = stack.popLast() else {
      throw reader.failure("a value on the stack", "none")
    }
    return value
  }

  private mutating func pop(_ count: Int) throws -> [PickleValue] {
    guard stack.count - (marks.last ?? 0) >= count else {
      throw reader.failure("\(count) values on the stack", "fewer")
    }
    let values = Array(stack.suffix(count))
    stack.removeLast(count)
    return values
  }

  /// All since the last mark.
  private mutating func popGroup() throws -> [PickleValue] {
    guard let start = marks.popLast() else { throw reader.failure("a mark", "none") }
    let values = Array(stack[start...])
    stack.removeLast(values.count)
    return values
  }

  private func top() throws -> PickleValue {
    guard let value = stack.last else { throw reader.failure("a value on the stack", "none") }
    return value
  }

  private func remembered(_ place: Int) throws -> PickleValue {
    guard let value = memo[place] else {
      throw reader.failure("a value that was put into the memo", "place \(place), which is empty")
    }
    return value
  }

  private mutating func push(_ kind: PickleHeap.Container.Kind, _ items: [PickleValue]) {
    stack.append(.container(heap.containers.count))
    heap.containers.append(.init(kind: kind, items: items))
  }

  private mutating func extend(
    _ kind: PickleHeap.Container.Kind, by items: [PickleValue]
  ) throws {
    guard case .container(let place) = try top(), heap.containers[place].kind == kind,
      kind != .dictionary || items.count.isMultiple(of: 2)
    else {
      throw reader.failure("a \(kind) to put \(items.count) values into", "something else")
    }
    heap.containers[place].items += items
  }

  /// A whole number of any length, least significant byte first, in two's complement.
  private func long(_ bytes: [UInt8]) -> PickleValue {
    guard bytes.count <= 8 else { return .bytes(bytes) }
    let sign: UInt64 = (bytes.last ?? 0) >= 0x80 ? .max : 0
    return .integer(
      Int(bitPattern: UInt(bytes.reversed().reduce(sign) { $0 << 8 | UInt64($1) })))
  }

  // MARK: - Names and calls

  private func global(_ module: String, _ name: String) throws -> PickleGlobal {
    guard let global = PickleGlobal(module: module, name: name) else {
      throw reader.failure(
        "a name that state dictionaries are made of", quoted("\(module).\(name)"),
        hint: "save the model's state_dict() alone: torch.save(model.state_dict(), path)")
    }
    return global
  }

  private mutating func reduce(
    _ function: PickleValue, _ arguments: PickleValue
  ) throws -> PickleValue {
    guard case .global(let global) = function, let arguments = heap.items(arguments) else {
      throw reader.failure(
        "REDUCE of a known name and a tuple",
        "\(function.summary(heap)) and \(arguments.summary(heap))")
    }
    switch global {
    case .orderedDictionary: return try dictionary(arguments)
    case .size:
      guard let lengths = arguments.first, arguments.count == 1, heap.items(lengths) != nil else {
        throw reader.failure("one tuple for torch.Size", "\(arguments.count) values")
      }
      return lengths
    case .rebuildTensor, .rebuildTensor2: return try tensor(arguments, type: nil)
    case .rebuildTensor3:
      guard arguments.count > 6, case .global(.dtype(let type)) = arguments[6] else {
        throw reader.failure("a type for _rebuild_tensor_v3", "none that is known")
      }
      return try tensor(arguments, type: type)
    case .rebuildParameter:
      guard let tensor = arguments.first, case .tensor = tensor else {
        throw reader.failure("a tensor for _rebuild_parameter", "something else")
      }
      return tensor
    case .storage, .dtype:
      throw reader.failure("a function for REDUCE", global.name)
    }
  }

  /// `OrderedDict()`, or `OrderedDict([[key, value], …])`, as Python 2 wrote it.
  private mutating func dictionary(_ arguments: [PickleValue]) throws -> PickleValue {
    var items: [PickleValue] = []
    for pair in try arguments.first.map(pairs) ?? [] {
      guard let both = heap.items(pair), both.count == 2 else {
        throw reader.failure("pairs of keys and values for OrderedDict", pair.summary(heap))
      }
      items += both
    }
    push(.dictionary, items)
    return try pop()
  }

  private func pairs(_ value: PickleValue) throws -> [PickleValue] {
    guard let pairs = heap.items(value) else {
      throw reader.failure("a list of pairs for OrderedDict", value.summary(heap))
    }
    return pairs
  }

  /// `(storage, offset, size, strides, …)`: what follows (gradients, hooks) is not looked at.
  private mutating func tensor(
    _ arguments: [PickleValue], type: ElementType?
  ) throws -> PickleValue {
    guard arguments.count >= 4, case .storage(let place) = arguments[0],
      case .integer(let offset) = arguments[1], offset >= 0,
      let shape = heap.naturalNumbers(arguments[2]),
      let strides = heap.naturalNumbers(arguments[3]), shape.count == strides.count
    else {
      throw reader.failure(
        "a tensor's storage, offset, shape and strides",
        "(" + arguments.prefix(4).map { $0.summary(heap) }.joined(separator: ", ") + ")")
    }
    let storage = heap.storages[place]
    guard let type = type ?? storage.type else {
      throw reader.failure("a type for a tensor over bytes", "none")
    }
    heap.tensors.append(
      PickledTensor(storage: storage, type: type, offset: offset, shape: shape, strides: strides))
    return .tensor(heap.tensors.count - 1)
  }

  /// `('storage', type, key, location, count)`, and in old files the part of another that it is:
  /// `(key, start, count)` or None.
  private mutating func storage(named identity: PickleValue) throws -> PickleValue {
    guard let parts = heap.items(identity), parts.count >= 5, case .string("storage") = parts[0],
      case .global(.storage(let type)) = parts[1], case .string(let key) = parts[2],
      case .integer(let count) = parts[4], count >= 0
    else {
      throw reader.failure(
        "a storage's type, key, location and count", identity.summary(heap),
        hint: "save the model's state_dict() alone: torch.save(model.state_dict(), path)")
    }
    var storage = PickledStorage(key: key, type: type, start: 0, count: count)
    if parts.count > 5, let view = heap.items(parts[5]) {
      guard view.count == 3, case .string = view[0], case .integer(let start) = view[1],
        case .integer(let length) = view[2], start >= 0, length >= 0, start <= count,
        length <= count - start
      else {
        throw reader.failure(
          "a part of storage \(quoted(key)) within its \(count) elements", "another")
      }
      storage = PickledStorage(key: key, type: type, start: start, count: length)
    }
    heap.storages.append(storage)
    return .storage(heap.storages.count - 1)
  }

  /// Attributes for what was built: an OrderedDict's `_metadata`, which no weight is in. Dropped.
  private mutating func build() throws {
    _ = try pop()
    guard case .container = try top() else {
      throw reader.failure("attributes of a dictionary", "attributes of \(try top().summary(heap))")
    }
  }
}
