import LessonSwift
import Testing

/// A program that Swift accepts too, and what it prints.
struct Program: Sendable, CustomTestStringConvertible {
  let name: String
  let source: String
  let prints: String
  /// Printed type names need a file of their own for the slow check by `swiftc`.
  let isAlone: Bool

  init(_ name: String, _ source: String, prints: String, isAlone: Bool = false) {
    self.name = name
    self.source = source
    self.prints = prints
    self.isAlone = isAlone
  }

  var testDescription: String { name }

  /// Everything Swift accepts.
  static let all: [Program] =
    arithmetic + inference + controlFlow + functions + closures + collections + sequences + text
    + structures + enumerations + optionals + errors + patterns + places + printing
}
