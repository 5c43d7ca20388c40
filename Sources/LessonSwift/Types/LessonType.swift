/// A type of Lesson Swift.
public indirect enum LessonType: Hashable {
  case int, float, double, bool, string, substring, character, void, never
  case array(LessonType)
  case slice(LessonType)
  case set(LessonType)
  case dictionary(LessonType, LessonType)
  /// What `zip`, `enumerated`, `stride`, `reversed` and `keys` answer: can be walked, not indexed.
  case sequence(LessonType)
  case optional(LessonType)
  case tuple([TupleElement])
  case range(RangeKind, LessonType)
  case function(FunctionType)
  /// A structure, enumeration or library type.
  case nominal(NominalType)
  /// `any P` for a library protocol.
  case existential(ProtocolType)
  case any
  case anyError
  /// A generic parameter of a library signature.
  case parameter(String)
  /// A type that is not known yet; only inside hints.
  case unknown

  public struct TupleElement: Hashable {
    public let label: String?
    public let type: LessonType
  }

  public struct FunctionType: Hashable {
    public let parameters: [LessonType]
    public let result: LessonType
    public let isThrowing: Bool
    public let isInOut: [Bool]

    init(
      _ parameters: [LessonType], _ result: LessonType, isThrowing: Bool = false,
      isInOut: [Bool]? = nil
    ) {
      self.parameters = parameters
      self.result = result
      self.isThrowing = isThrowing
      self.isInOut = isInOut ?? parameters.map { _ in false }
    }
  }

  public enum RangeKind: String, Hashable {
    case halfOpen = "Range"
    case closed = "ClosedRange"
    case from = "PartialRangeFrom"
    case upTo = "PartialRangeUpTo"
    case through = "PartialRangeThrough"
    case all = "UnboundedRange"
  }
}

extension LessonType: CustomStringConvertible {
  /// As Swift writes it: `[Float]`, `(Int, Int) -> Bool`, `Range<Int>`.
  public var description: String {
    switch self {
    case .int: return "Int"
    case .float: return "Float"
    case .double: return "Double"
    case .bool: return "Bool"
    case .string: return "String"
    case .substring: return "Substring"
    case .character: return "Character"
    case .void: return "()"
    case .never: return "Never"
    case .array(let element): return "[\(element)]"
    case .slice(let element): return "ArraySlice<\(element)>"
    case .set(let element): return "Set<\(element)>"
    case .dictionary(let key, let value): return "[\(key): \(value)]"
    case .sequence(let element): return "Sequence<\(element)>"
    case .optional(.function(let type)): return "(\(LessonType.function(type)))?"
    case .optional(.existential(let type)): return "(any \(type.name))?"
    case .optional(let wrapped): return "\(wrapped)?"
    case .tuple(let elements):
      let parts = elements.map { ($0.label.map { $0 + ": " } ?? "") + "\($0.type)" }
      return "(\(parts.joined(separator: ", ")))"
    case .range(.all, _): return "UnboundedRange"
    case .range(let kind, let bound): return "\(kind.rawValue)<\(bound)>"
    case .function(let type):
      let parameters = zip(type.parameters, type.isInOut).map { ($1 ? "inout " : "") + "\($0)" }
      let result = type.result == .void ? "Void" : "\(type.result)"
      return
        "(\(parameters.joined(separator: ", "))) \(type.isThrowing ? "throws " : "")-> \(result)"
    case .nominal(let type): return type.name
    case .existential(let type): return "any \(type.name)"
    case .any: return "Any"
    case .anyError: return "any Error"
    case .parameter(let name): return name
    case .unknown: return "_"
    }
  }
}
