@testable import LessonKit

/// A few words of something like Swift, enough to walk through a lesson:
/// `let a = 3`, `print(a)`, `a`, `expect(a == 3, "why")`, `show(name)`, `show(blank)`, `fail`,
/// `mistake`, `stop`, `iterations(9)`.
final class FakeEngine: CellEngine {
  var onOutput: (CellOutput) -> Void = { _ in }
  var iterationLimit: Int?
  var allowsRedeclaration = true
  var values: [String: Int] = [:]
  /// Every source that was run, in order.
  var log: [String] = []

  func run(_ source: String, file: String, line: Int) -> CellResult {
    log.append(source.trimmed)
    var result = CellResult()
    func put(_ output: CellOutput) {
      result.outputs.append(output)
      onOutput(output)
    }
    for (index, text) in source.split(separator: "\n").enumerated() {
      func fail(_ cause: CellFailure.Cause, _ message: String) -> CellResult {
        result.failure = CellFailure(
          cause: cause, message: message, line: line + index,
          thrownText: cause == .thrown ? message : nil)
        return result
      }
      let words = text.split(separator: " ").map(String.init)
      let inside = text.split(separator: "(").last?.split(separator: ")").first.map(String.init)
      if words.first == "let", words.count == 4 {
        if values[words[1]] != nil, !allowsRedeclaration {
          return fail(.mistake, "\(words[1]) exists")
        }
        guard let value = Int(words[3]) ?? values[words[3]] else {
          return fail(.mistake, "no \(words[3])")
        }
        values[words[1]] = value
        result.value = CellValue(
          name: words[1], summary: ["\(words[1]) = \(value)"], numbers: [Double(value)],
          text: "\(value)")
      } else if text == "fail" {
        return fail(.thrown, "it failed")
      } else if text == "mistake" {
        return fail(.mistake, "no Swift")
      } else if text == "stop" {
        return fail(.interrupted, "stopped")
      } else if text.hasPrefix("print("), let inside {
        put(.text("\(values[inside].map(String.init) ?? inside)\n"))
      } else if text.hasPrefix("iterations("), let count = inside.flatMap({ Int($0) }) {
        put(.text("\(min(count, iterationLimit ?? count))\n"))
      } else if text.hasPrefix("show("), let inside {
        let samples: [UInt8] = inside == "blank" ? [1, 1, 1, 1, 1, 1] : [0, 0, 0, 9, 9, 9]
        guard let raster = Raster(width: 2, height: 1, samples: samples) else { continue }
        put(.picture(ShownPicture(caption: inside, raster: raster, png: { [1, 2, 3] })))
      } else if text.hasPrefix("expect("), let inside {
        let parts = inside.split(separator: " ", maxSplits: 3).map(String.init)
        guard parts.count == 4 else { return fail(.mistake, "expect what?") }
        let wanted = Int(parts[2].dropLast())
        put(.expectation(holds: values[parts[0]] == wanted, message: parts[3]))
      } else if let value = values[text.trimmed] {
        result.value = CellValue(
          name: nil, summary: ["\(value)"], numbers: [Double(value)], text: "\(value)")
      } else {
        return fail(.mistake, "what is \(text)?")
      }
    }
    return result
  }

  func names(declaredIn source: String) -> [String] {
    source.split(separator: "\n").compactMap { line in
      let words = line.split(separator: " ")
      return words.first == "let" && words.count > 1 ? String(words[1]) : nil
    }
  }

  func snapshot() -> EngineSnapshot { EngineSnapshot(values) }
  func restore(_ snapshot: EngineSnapshot) {
    values = snapshot.content as? [String: Int] ?? [:]
  }
}
