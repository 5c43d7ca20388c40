import Foundation

/// A learner's answers to the exercises of one lesson.
///
/// Either a file of Swift with a line `// lesson: NAME` and, before each answer, a line
/// `// exercise: ID` (`:save FILE` writes such a file); or the progress file of a lesson,
/// `NAME.json`, as it lies in the learner's state folder.
public struct HandIn: Equatable, Sendable {
  public var file: String
  /// The lesson's name.
  public var lesson: String
  /// Swift by exercise id.
  public var answers: [String: Answer]

  public struct Answer: Equatable, Sendable {
    public var source: String
    /// The line of the file that it begins at; 1 in a progress file.
    public var line: Int
  }

  /// - Throws: `LessonProblem` with file and line.
  public init(file: String) throws {
    guard let data = FileManager.default.contents(atPath: file) else {
      throw LessonProblem(file: file, "expected a file of answers, found none that can be read")
    }
    guard data.count <= 1 << 20 else {
      throw LessonProblem(file: file, "expected at most 1 MiB, found \(data.count) bytes")
    }
    if file.hasSuffix(".json") {
      try self.init(progress: data, file: file)
    } else {
      guard let text = String(data: data, encoding: .utf8) else {
        throw LessonProblem(file: file, "expected UTF-8 text, found other bytes")
      }
      try self.init(text: text, file: file)
    }
  }

  private init(progress data: Data, file: String) throws {
    let progress: LessonProgress
    do {
      progress = try JSONDecoder().decode(LessonProgress.self, from: data)
    } catch {
      throw LessonProblem(
        file: file, "expected a progress file, as Fovea keeps one a lesson, found other JSON")
    }
    self.file = file
    let name = file.split(separator: "/").last.map(String.init) ?? file
    lesson = String(name.dropLast(".json".count))
    answers = progress.steps.compactMapValues { mark in
      mark.answer.map { Answer(source: $0, line: 1) }
    }
  }

  init(text: String, file: String) throws {
    self.file = file
    var lesson: String?
    var answers: [String: Answer] = [:]
    var current: String?
    let lines = text.replacing("\r\n", with: "\n").split(
      separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let number = index + 1
      if let name = Self.value(of: "lesson", in: line) {
        if let lesson, lesson != name {
          throw LessonProblem(
            file: file, line: number,
            "a second lesson, ‘\(name)’, after ‘\(lesson)’: expected one a file")
        }
        lesson = name
      } else if let id = Self.value(of: "exercise", in: line) {
        guard answers[id] == nil else {
          throw LessonProblem(file: file, line: number, "exercise ‘\(id)’ is answered twice")
        }
        answers[id] = Answer(source: "", line: number + 1)
        current = id
      } else if let id = current {
        answers[id]?.source += line + "\n"
      }
    }
    guard let lesson else {
      throw LessonProblem(
        file: file, "expected a line ‘// lesson: NAME’, as `:save FILE` writes it, found none")
    }
    self.lesson = lesson
    self.answers = answers.filter { !$0.value.source.trimmed.isEmpty }
  }

  /// `// exercise: iou` → `iou`.
  private static func value(of key: String, in line: Substring) -> String? {
    let text = String(line).trimmed
    guard text.hasPrefix("//") else { return nil }
    let words = text.dropFirst(2).split(separator: ":", maxSplits: 1)
    guard words.count == 2, String(words[0]).trimmed == key else { return nil }
    let value = String(words[1]).trimmed
    return value.isEmpty ? nil : value
  }

  /// A file of Swift that reads back as these answers.
  ///
  /// - Parameter order: the lesson's exercise ids.
  public static func text(
    lesson: String, answers: [(id: String, source: String)]
  ) -> String {
    (["// lesson: \(lesson)\n"]
      + answers.map { "// exercise: \($0.id)\n\($0.source.trimmingNewlines)\n" })
      .joined(separator: "\n")
  }

  /// Writes a text aside and moves it into its place.
  ///
  /// - Throws: `FileWritingError`.
  public static func write(_ text: String, to path: String) throws {
    try AtomicFile.write(Array(text.utf8), to: path)
  }
}
