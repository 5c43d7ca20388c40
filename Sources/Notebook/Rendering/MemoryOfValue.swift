import Fovea
import LessonSwift

/// How much tensor memory hangs on a value of the prompt.
enum MemoryOfValue {
  /// Looks this many levels into arrays, tuples and structs.
  private static let depth = 6

  /// Bytes of all tensors that a value reaches, each stretch of numbers counted once.
  static func bytes(_ value: LessonValue) -> Int {
    var seen: [ObjectIdentifier: Int] = [:]
    collect(value, depth, &seen)
    return seen.values.reduce(0, +)
  }

  private static func collect(
    _ value: LessonValue, _ depth: Int, _ seen: inout [ObjectIdentifier: Int]
  ) {
    switch value.payload {
    case let tensor as Tensor: count(tensor, &seen)
    case let parameter as Parameter: count(parameter, &seen)
    case let layer as any Layer:
      for named in layer.namedParameters() { count(named.parameter, &seen) }
    default: break
    }
    guard depth > 0 else { return }
    for element in value.elements ?? [] { collect(element, depth - 1, &seen) }
    for part in value.parts ?? [] { collect(part.value, depth - 1, &seen) }
  }

  private static func count(_ tensor: Tensor, _ seen: inout [ObjectIdentifier: Int]) {
    seen[ObjectIdentifier(tensor.storage)] = tensor.storage.count * 4
  }

  private static func count(_ parameter: Parameter, _ seen: inout [ObjectIdentifier: Int]) {
    count(parameter.value, &seen)
    if let gradient = parameter.gradient { count(gradient, &seen) }
  }
}
