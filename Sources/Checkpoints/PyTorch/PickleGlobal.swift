/// The names that a pickle may speak of: what PyTorch's own state dictionaries are made of.
///
/// In a pickle, a name stands for a Python function or class, and REDUCE calls it. A reader that
/// looks names up runs whatever the file says; this one knows a list, and what each name on it
/// makes is written here, not looked up.
///
/// - Source: PyTorch, `torch/_utils.py` (`_rebuild_…`) and `torch/serialization.py`.
enum PickleGlobal: Hashable {
  case orderedDictionary
  /// A tuple of lengths.
  case size
  case rebuildTensor, rebuildTensor2, rebuildTensor3
  case rebuildParameter
  /// Numbers of a type; `nil`: bytes.
  case storage(ElementType?)
  /// `torch.float16`: in third-version tensors.
  case dtype(ElementType)

  init?(module: String, name: String) {
    switch (module, name) {
    case ("collections", "OrderedDict"): self = .orderedDictionary
    case ("torch", "Size"): self = .size
    case ("torch._utils", "_rebuild_tensor"): self = .rebuildTensor
    case ("torch._utils", "_rebuild_tensor_v2"): self = .rebuildTensor2
    case ("torch._utils", "_rebuild_tensor_v3"): self = .rebuildTensor3
    case ("torch._utils", "_rebuild_parameter"): self = .rebuildParameter
    case ("torch.storage", "UntypedStorage"), ("torch.storage", "_UntypedStorage"),
      ("torch", "UntypedStorage"):
      self = .storage(nil)
    case ("torch", _):
      if let type = Self.storageTypes[name] {
        self = .storage(type)
      } else if let type = Self.dtypes[name] {
        self = .dtype(type)
      } else {
        return nil
      }
    default: return nil
    }
  }

  private static let storageTypes: [String: ElementType] = [
    "FloatStorage": .float32, "HalfStorage": .float16, "BFloat16Storage": .bfloat16,
    "DoubleStorage": .float64, "LongStorage": .int64, "IntStorage": .int32,
    "ShortStorage": .int16, "CharStorage": .int8, "ByteStorage": .uint8, "BoolStorage": .bool,
  ]

  private static let dtypes: [String: ElementType] = [
    "float32": .float32, "float16": .float16, "bfloat16": .bfloat16, "float64": .float64,
    "int64": .int64, "int32": .int32, "int16": .int16, "int8": .int8, "uint8": .uint8,
    "uint16": .uint16, "uint32": .uint32, "uint64": .uint64, "bool": .bool,
  ]

  var name: String {
    switch self {
    case .orderedDictionary: "collections.OrderedDict"
    case .size: "torch.Size"
    case .rebuildTensor: "torch._utils._rebuild_tensor"
    case .rebuildTensor2: "torch._utils._rebuild_tensor_v2"
    case .rebuildTensor3: "torch._utils._rebuild_tensor_v3"
    case .rebuildParameter: "torch._utils._rebuild_parameter"
    case .storage(let type): "a storage of \(type.map { "\($0)" } ?? "bytes")"
    case .dtype(let type): "torch.\(type)"
    }
  }
}
