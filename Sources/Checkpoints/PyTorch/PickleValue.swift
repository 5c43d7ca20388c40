/// What a pickle can hold here: plain values, containers, and tensors that are not read yet.
///
/// Containers, storages and tensors are places in the machine's lists (`PickleHeap`), not
/// references: a list that holds itself keeps nothing alive, and a million lists one inside the
/// other are let go of without a million calls.
enum PickleValue {
  case nothing
  case boolean(Bool)
  case integer(Int)
  case float(Double)
  case string(String)
  /// Bytes, or an integer beyond 64 bits, as they lie in the file.
  case bytes([UInt8])
  case global(PickleGlobal)
  /// A place in `PickleHeap.containers`.
  case container(Int)
  /// A place in `PickleHeap.storages`.
  case storage(Int)
  /// A place in `PickleHeap.tensors`.
  case tensor(Int)

  /// What it is, in a word, for error messages.
  func summary(_ heap: PickleHeap) -> String {
    switch self {
    case .nothing: "None"
    case .boolean(let value): value ? "True" : "False"
    case .integer(let value): "\(value)"
    case .float(let value): "\(value)"
    case .string(let text): quoted(text)
    case .bytes(let bytes): "\(bytes.count) bytes"
    case .global(let global): "the name \(global.name)"
    case .container(let place):
      "a \(heap.containers[place].kind) of \(heap.containers[place].count)"
    case .storage: "a storage"
    case .tensor: "a tensor"
    }
  }
}

/// Everything that a pickle built.
struct PickleHeap {
  struct Container {
    enum Kind: String { case list, tuple, dictionary }

    let kind: Kind
    /// The items; of a dictionary the keys and the values in turn.
    var items: [PickleValue]

    var count: Int { kind == .dictionary ? items.count / 2 : items.count }
  }

  var containers: [Container] = []
  var storages: [PickledStorage] = []
  var tensors: [PickledTensor] = []

  var count: Int { containers.count + storages.count + tensors.count }

  /// The keys and values of a dictionary whose keys are strings; other keys are left out.
  ///
  /// - Returns: `nil` when it is no dictionary. Of a key that stands there twice, the last value, at
  ///   the first one's place, as in Python.
  func entries(_ value: PickleValue) -> [(key: String, value: PickleValue)]? {
    guard case .container(let place) = value, containers[place].kind == .dictionary else {
      return nil
    }
    let items = containers[place].items
    var entries: [(key: String, value: PickleValue)] = []
    var places: [String: Int] = [:]
    for index in stride(from: 0, to: items.count - 1, by: 2) {
      guard case .string(let key) = items[index] else { continue }
      if let place = places[key] {
        entries[place].value = items[index + 1]
      } else {
        places[key] = entries.count
        entries.append((key, items[index + 1]))
      }
    }
    return entries
  }

  /// The items of a list or a tuple.
  func items(_ value: PickleValue) -> [PickleValue]? {
    guard case .container(let place) = value, containers[place].kind != .dictionary else {
      return nil
    }
    return containers[place].items
  }

  /// Whole numbers from 0 on, out of a list or a tuple: a shape, or strides.
  func naturalNumbers(_ value: PickleValue) -> [Int]? {
    guard let items = items(value), items.count <= SafetensorsHeader.mostAxes else { return nil }
    var numbers: [Int] = []
    for item in items {
      guard case .integer(let number) = item, number >= 0 else { return nil }
      numbers.append(number)
    }
    return numbers
  }
}

/// A line of numbers that tensors look into.
struct PickledStorage: Hashable {
  /// Under which the file keeps its bytes.
  let key: String
  /// `nil`: bytes, of which the tensor says what they are.
  let type: ElementType?
  /// Elements of `type`; of all the bytes under `key`, those from element `start` on.
  let start: Int
  let count: Int
}

/// A tensor as the pickle describes it: a look into a storage.
struct PickledTensor: Hashable {
  let storage: PickledStorage
  let type: ElementType
  /// In elements.
  let offset: Int
  let shape: [Int]
  /// From one cell to the next along each axis, in elements.
  let strides: [Int]
}
