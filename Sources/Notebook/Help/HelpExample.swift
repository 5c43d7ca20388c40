import LessonKit

/// Runs the example of a page of help, in a notebook of its own: what stands behind the arrow is
/// computed, and the learner's variables stay as they are.
enum HelpExample {
  /// What the example prints and comes to.
  static func answer(of lines: [String]) -> [String] {
    let result = run(lines)
    var answer = result.printed.split(separator: "\n").map(String.init)
    for picture in result.pictures {
      answer.append("a picture, \(picture.raster.width)×\(picture.raster.height)")
    }
    answer += result.value?.summary ?? []
    if let failure = result.failure {
      answer.append(failure.thrownText ?? failure.message)
    }
    return answer.flatMap { $0.split(separator: "\n").map(String.init) }.map(ValueRenderer.cut)
  }

  /// As strict as in a lesson: an example is Swift.
  static func run(_ lines: [String]) -> CellResult {
    let engine = InterpreterEngine()
    engine.allowsRedeclaration = false
    return engine.run(lines.joined(separator: "\n"), file: "example", line: 1)
  }
}
