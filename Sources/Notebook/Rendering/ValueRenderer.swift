import Fovea
import LessonKit
import LessonSwift

/// Values as a learner sees them: a line or two, never a flood.
public struct ValueRenderer {
  public init() {}

  /// The longest text of one line.
  private static let limit = 300

  /// A variable or a bare expression, with its summary.
  public func cellValue(_ value: LessonValue, name: String?) -> CellValue {
    CellValue(
      name: name, summary: summary(of: value, name: name), numbers: numbers(of: value),
      text: value.description)
  }

  /// `width  Int 12`; a tensor's statistics stand under its first line.
  func summary(of value: LessonValue, name: String?) -> [String] {
    if let tensor = value.payload as? Tensor {
      return tensor.summary.text(named: name).split(separator: "\n").map(String.init)
    }
    return [(name.map { $0 + "  " } ?? "") + line(value)]
  }

  private func line(_ value: LessonValue) -> String {
    let type = "\(value.type)"
    if let payload = value.payload {
      let text = Self.cut("\(payload)")
      // `Image 192×144 RGB` says its type itself.
      return text.hasPrefix(type) ? text : "\(type) \(text)"
    }
    if let elements = value.elements, elements.count > 12, !type.hasPrefix("String") {
      let first = elements.prefix(6).map(\.debugDescription).joined(separator: ", ")
      return Self.cut("\(type) \(elements.count) elements: \(first), …")
    }
    return Self.cut("\(type) \(value.debugDescription)")
  }

  /// One line, not too long, and no control characters.
  static func cut(_ text: String) -> String {
    let text = TextWidth.printable(text.replacing("\n", with: " "))
    return text.count <= limit ? text : text.prefix(limit) + "…"
  }

  /// What may be guessed: a tensor's shape, numbers, a number.
  func numbers(of value: LessonValue) -> [Double]? {
    if let tensor = value.payload as? Tensor { return tensor.shape.map(Double.init) }
    if let number = value.as(Int.self) { return [Double(number)] }
    if let number = value.as(Float.self) { return [Double(number)] }
    if let number = value.as(Double.self) { return [number] }
    if let numbers = value.as([Int].self) { return numbers.map(Double.init) }
    if let numbers = value.as([Float].self) { return numbers.map(Double.init) }
    return nil
  }

  /// All there is to know about a variable.
  func inspection(of value: LessonValue, name: String) -> [String] {
    var lines = summary(of: value, name: name)
    if let tensor = value.payload as? Tensor {
      if tensor.count > 12 { lines.append("values  \(Self.cut(tensor.description))") }
    } else {
      lines.append("type  \(value.type)")
    }
    if let elements = value.elements, !(value.payload is Tensor) {
      lines.append("count  \(elements.count)")
    }
    for part in value.parts ?? [] {
      lines.append("  ." + summary(of: part.value, name: part.name)[0])
    }
    return lines
  }
}
