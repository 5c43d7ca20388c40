/// A lesson as one Swift program for the real compiler, and what that program should print.
///
/// All cells stand in one function, so that later cells see earlier variables, as in the notebook.
/// A marker is printed before each cell; `#sourceLocation` makes the compiler's complaints name the
/// lesson's own lines.
struct CompiledLesson {
  let parts: [LessonPart]
  let file: String

  /// Printed on a line of its own before part `index`; no lesson prints U+0001.
  static func marker(_ index: Int) -> String { "\u{1}part \(index)" }
  static let thrownMarker = "\u{1}threw "

  var source: String {
    var text = """
      import Foundation
      import Fovea

      // What a lesson's checks and slow cells may call.
      nonisolated(unsafe) var iterationLimit = Int.max
      func iterations(_ count: Int) -> Int { min(count, iterationLimit) }
      func expect(_ condition: Bool, _ message: String = "") {
        if !condition { print("refused:", message) }
      }

      func lesson() throws {

      """
    for (index, part) in parts.enumerated() {
      text += "print(\"\\u{1}part \(index)\")\n"
      if let limit = part.limit { text += "iterationLimit = \(limit)\n" }
      let isScoped = part.isScoped || part.thrown != nil
      if isScoped { text += "do {\n" }
      text += "#sourceLocation(file: \(Self.literal(file)), line: \(part.cell.line))\n"
      text += Self.withoutImports(part.cell.source)
      if !text.hasSuffix("\n") { text += "\n" }
      text += "#sourceLocation()\n"
      if part.thrown != nil {
        text += "throw CancellationError()\n} catch { print(\"\\u{1}threw \\(error)\") }\n"
      } else if isScoped {
        text += "}\n"
      }
      if part.limit != nil { text += "iterationLimit = Int.max\n" }
    }
    text += """
      }

      do {
        try lesson()
      } catch {
        print("\\u{1}stopped \\(error)")
      }

      """
    return text
  }

  /// Imports stand at the top of the program; their lines stay, so that numbers fit.
  static func withoutImports(_ source: String) -> String {
    source.split(separator: "\n", omittingEmptySubsequences: false)
      .map { line in
        let words = line.split(whereSeparator: \.isWhitespace)
        return words.count == 2 && words[0] == "import" ? "" : String(line)
      }
      .joined(separator: "\n")
  }

  static func literal(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"") + "\""
  }

  /// Compares what the program printed with what the interpreter printed, part by part.
  func differences(from output: String) -> [LessonProblem] {
    var problems: [LessonProblem] = []
    func complain(_ part: LessonPart?, _ message: String) {
      problems.append(
        LessonProblem(file: file, line: part?.cell.line, step: part?.step, message))
    }
    var rest = output[...]
    for (index, part) in parts.enumerated() {
      guard let marker = rest.firstRange(of: Self.marker(index) + "\n") else {
        complain(index > 0 ? parts[index - 1] : part, "the compiled lesson crashed here")
        return problems
      }
      rest = rest[marker.upperBound...]
      let end = rest.firstRange(of: Self.marker(index + 1) + "\n")?.lowerBound ?? rest.endIndex
      var printed = String(rest[..<end])
      rest = rest[end...]
      if let stop = printed.firstRange(of: "\u{1}stopped ") {
        complain(part, "the compiled lesson stops here: \(printed[stop.upperBound...].trimmed)")
        return problems
      }
      if let thrown = part.thrown {
        let found = printed.firstRange(of: Self.thrownMarker).map { range in
          let text = printed[range.upperBound...].trimmed
          printed = String(printed[..<range.lowerBound])
          return text
        }
        if found != thrown.trimmed {
          complain(part, "swiftc's error is ‘\(found ?? "none")’, the interpreter's ‘\(thrown)’")
        }
      }
      if printed != part.printed {
        complain(part, Self.difference(compiled: printed, interpreted: part.printed))
      }
    }
    return problems
  }

  private static func difference(compiled: String, interpreted: String) -> String {
    let left = compiled.split(separator: "\n", omittingEmptySubsequences: false)
    let right = interpreted.split(separator: "\n", omittingEmptySubsequences: false)
    let index = zip(left, right).enumerated().first { $1.0 != $1.1 }?.offset
    let place = index ?? min(left.count, right.count)
    func line(_ lines: [Substring]) -> String {
      lines.indices.contains(place) ? "‘\(lines[place])’" : "nothing"
    }
    return "printed line \(place + 1) differs: compiled \(line(left)), interpreted \(line(right))"
  }
}
