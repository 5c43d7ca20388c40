import Fovea
import LessonKit
import LessonSwift

/// One number of a tensor, as it is typed: `features[0, 12, 5, 7]`.
struct ElementReference {
  /// What stands before the last brackets: `features`.
  let expression: String
  let tensor: Tensor
  let indices: [Int]

  /// `features[0, 12, 5, 7]`.
  var text: String { "\(expression)[\(indices.map { "\($0)" }.joined(separator: ", "))]" }

  struct Complaint: Error { let message: String }

  /// - Throws: `Complaint`, or `CellFailure` for an expression that does not compute.
  init(_ text: String, in engine: any PromptEngine) throws {
    guard text.hasSuffix("]"), let open = Self.lastOpening(in: text) else {
      throw Complaint(
        message:
          "expected a number of a tensor, as in `:why features[0, 12, 5, 7]`, found ‘\(text)’")
    }
    let base = String(text[..<open]).trimmingSpaces
    guard let tensor = try engine.value(of: base).get().payload as? Tensor else {
      throw Complaint(message: "‘\(base)’ is no tensor")
    }
    let inside = text[text.index(after: open)...].dropLast()
    let indices = try Self.parts(inside).map { part -> Int in
      guard let index = try engine.value(of: part).get().as(Int.self) else {
        throw Complaint(message: "expected whole numbers between the brackets, found ‘\(part)’")
      }
      return index
    }
    guard indices.count == tensor.rank else {
      throw Complaint(
        message: "\(base) has \(tensor.rank) axes, \(tensor.shape): expected \(tensor.rank) "
          + "indices, found \(indices.count)")
    }
    for (axis, (index, length)) in zip(indices, tensor.shape).enumerated()
    where !(0..<length).contains(index) {
      throw Complaint(
        message: "axis \(axis) of \(base) has places 0 to \(length - 1), found \(index)")
    }
    (expression, self.tensor, self.indices) = (base, tensor, indices)
  }

  private static func lastOpening(in text: String) -> String.Index? {
    var depth = 0
    for index in text.indices.reversed() {
      if text[index] == "]" { depth += 1 }
      if text[index] == "[" {
        depth -= 1
        if depth == 0 { return index }
      }
    }
    return nil
  }

  /// Splits at the commas that stand in no bracket.
  private static func parts(_ text: Substring) -> [String] {
    var (parts, depth): ([String], Int) = ([""], 0)
    for character in text {
      if "([{".contains(character) { depth += 1 }
      if ")]}".contains(character) { depth -= 1 }
      if character == ",", depth == 0 {
        parts.append("")
      } else {
        parts[parts.count - 1].append(character)
      }
    }
    return parts.map(\.trimmingSpaces)
  }
}
