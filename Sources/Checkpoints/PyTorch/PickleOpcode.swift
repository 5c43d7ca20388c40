/// The instructions of a pickle: a program for a machine with a stack, which builds a value.
///
/// All there are, so that one we do not run can be named. Those that could build something other
/// than tensors and containers, or call anything, are not run: see `PickleMachine`.
///
/// - Source: Python's `Lib/pickletools.py`, protocols 0 to 5.
enum PickleOpcode: UInt8 {
  // What every pickle has.
  case proto = 0x80, stop = 0x2E, frame = 0x95, mark = 0x28
  // Values.
  case none = 0x4E, newTrue = 0x88, newFalse = 0x89
  case binInt = 0x4A, binInt1 = 0x4B, binInt2 = 0x4D, long1 = 0x8A, long4 = 0x8B
  case binFloat = 0x47
  case binUnicode = 0x58, shortBinUnicode = 0x8C, binUnicode8 = 0x8D
  /// Text out of Python 2.
  case binString = 0x54, shortBinString = 0x55
  case binBytes = 0x42, shortBinBytes = 0x43, binBytes8 = 0x8E
  // Containers.
  case emptyList = 0x5D, append = 0x61, appends = 0x65
  case emptyTuple = 0x29, tuple = 0x74, tuple1 = 0x85, tuple2 = 0x86, tuple3 = 0x87
  case emptyDict = 0x7D, setItem = 0x73, setItems = 0x75
  // What was built before.
  case pop = 0x30, popMark = 0x31
  case binGet = 0x68, longBinGet = 0x6A, binPut = 0x71, longBinPut = 0x72, memoize = 0x94
  // Storages, and the few functions on the list of `PickleGlobal`.
  case binPersistentID = 0x51, global = 0x63, stackGlobal = 0x93, reduce = 0x52, build = 0x62

  // Never run.
  case int = 0x49, long = 0x4C, string = 0x53, unicode = 0x56, float = 0x46
  case byteArray8 = 0x96, nextBuffer = 0x97, readOnlyBuffer = 0x98
  case list = 0x6C, dict = 0x64, emptySet = 0x8F, addItems = 0x90, frozenSet = 0x91
  case dup = 0x32, get = 0x67, put = 0x70, persistentID = 0x50
  case extension1 = 0x82, extension2 = 0x83, extension4 = 0x84
  case inst = 0x69, obj = 0x6F, newObj = 0x81, newObjEx = 0x92

  /// As Python spells it.
  var name: String {
    switch self {
    case .newObj: "NEWOBJ"
    case .newObjEx: "NEWOBJ_EX"
    case .binPersistentID: "BINPERSID"
    case .persistentID: "PERSID"
    case .extension1, .extension2, .extension4: "EXT\(1 << (rawValue - 0x82))"
    case .emptySet: "EMPTY_SET"
    case .addItems: "ADDITEMS"
    case .byteArray8: "BYTEARRAY8"
    case .nextBuffer: "NEXT_BUFFER"
    case .readOnlyBuffer: "READONLY_BUFFER"
    case .setItem: "SETITEM"
    case .setItems: "SETITEMS"
    default: "\(self)".uppercased()
    }
  }

  /// The name of a byte that is an instruction, or its number.
  static func named(_ byte: UInt8) -> String {
    let number = "0x\(String(byte, radix: 16))"
    return PickleOpcode(rawValue: byte).map { "\($0.name) (\(number))" } ?? "byte \(number)"
  }
}
