import Fovea
import LessonSwift

/// A variable's value as a file can keep it; tensors lie beside it.
enum KeptValue: Codable, Equatable {
  case int(Int), float(Float), double(Double), bool(Bool), string(String)
  case ints([Int]), floats([Float]), doubles([Double]), strings([String])
  case generator([UInt64])
  /// Under the variable's name in the file of tensors.
  case tensor

  /// - Returns: `nil` for a value that no file can keep: a model, a closure, a picture.
  init?(_ value: LessonValue) {
    if value.payload is Tensor {
      self = .tensor
    } else if let generator = value.payload as? SeededGenerator {
      self = .generator(generator.words)
    } else if value.payload != nil {
      return nil
    } else {
      switch "\(value.type)" {
      case "Int": self.init(value.as(Int.self), KeptValue.int)
      case "Float": self.init(value.as(Float.self), KeptValue.float)
      case "Double": self.init(value.as(Double.self), KeptValue.double)
      case "Bool": self.init(value.as(Bool.self), KeptValue.bool)
      case "String": self.init(value.as(String.self), KeptValue.string)
      case "[Int]": self.init(value.as([Int].self), KeptValue.ints)
      case "[Float]": self.init(value.as([Float].self), KeptValue.floats)
      case "[Double]": self.init(value.as([Double].self), KeptValue.doubles)
      case "[String]": self.init(value.as([String].self), KeptValue.strings)
      default: return nil
      }
    }
  }

  private init?<T>(_ value: T?, _ make: (T) -> KeptValue) {
    guard let value else { return nil }
    self = make(value)
  }

  /// What a session can take on again; `nil` for a tensor, which lies elsewhere.
  var value: Any? {
    switch self {
    case .int(let value): value
    case .float(let value): value
    case .double(let value): value
    case .bool(let value): value
    case .string(let value): value
    case .ints(let values): values
    case .floats(let values): values
    case .doubles(let values): values
    case .strings(let values): values
    case .generator(let words): SeededGenerator(words: words)
    case .tensor: nil
    }
  }
}
