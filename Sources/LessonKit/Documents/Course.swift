import Foundation

/// The lessons of one folder, in order; each is read when it is asked for.
public struct Course: Sendable {
  /// A lesson's place on disk.
  public struct Entry: Sendable, Equatable {
    public var number: Int
    public var name: String
    /// `…/NN-name/lesson.md`.
    public var file: String
  }

  public let folder: String
  public let entries: [Entry]
  let quotes: SourceQuotes

  /// - Parameter folder: holds `NN-name/lesson.md` files; anything else in it is passed over.
  /// - Throws: `LessonProblem` when there is no such folder.
  public init(folder: String) throws {
    self.folder = folder
    quotes = SourceQuotes(forLessonsIn: folder)
    guard let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else {
      throw LessonProblem(file: folder, "expected a folder of lessons, found none")
    }
    entries = names.compactMap { name -> Entry? in
      let file = folder + "/" + name + "/lesson.md"
      guard let (number, title) = LessonReader.numberAndName(of: name),
        FileManager.default.fileExists(atPath: file)
      else { return nil }
      return Entry(number: number, name: title, file: file)
    }.sorted { ($0.number, $0.name) < ($1.number, $1.name) }
  }

  /// The entry called `word`: its name, its number, or `NN-name`.
  ///
  /// - Throws: `NoSuchLesson` with the nearest name.
  public func entry(called word: String) throws -> Entry {
    let entry = entries.first { entry in
      entry.name == word || Int(word) == entry.number
        || LessonReader.numberAndName(of: word).map { $0 == (entry.number, entry.name) } == true
    }
    guard let entry else {
      let names = entries.map(\.name)
      throw NoSuchLesson(word: word, nearest: NearestName.of(word, in: names), names: names)
    }
    return entry
  }

  /// - Throws: `NoSuchLesson` with the nearest name, or `LessonProblems` of a broken file.
  public func lesson(called word: String) throws -> Lesson {
    try lesson(at: entry(called: word))
  }

  /// - Throws: `LessonProblems`.
  public func lesson(at entry: Entry) throws -> Lesson {
    try Self.lesson(file: entry.file, quotes: quotes)
  }

  /// Reads one lesson by the path of its `lesson.md` or its folder.
  ///
  /// - Throws: `LessonProblems`, or `LessonProblem` when the file cannot be read as UTF-8 text.
  public static func lesson(file: String, quotes: SourceQuotes? = nil) throws -> Lesson {
    var url = URL(fileURLWithPath: file)
    if url.lastPathComponent != "lesson.md" { url.appendPathComponent("lesson.md") }
    let folder = url.deletingLastPathComponent()
    guard let data = try? Data(contentsOf: url) else {
      throw LessonProblem(file: url.path, "expected a lesson file, found none that can be read")
    }
    guard let text = String(data: data, encoding: .utf8) else {
      throw LessonProblem(file: url.path, "expected UTF-8 text, found other bytes")
    }
    return try LessonReader.read(
      text, file: url.path, folderName: folder.standardizedFileURL.lastPathComponent,
      quotes: quotes ?? SourceQuotes(forLessonsIn: folder.deletingLastPathComponent().path))
  }
}

/// A lesson that was asked for and does not exist.
public struct NoSuchLesson: Error, CustomStringConvertible {
  public var word: String
  public var nearest: String?
  public var names: [String]

  public var description: String {
    let hint =
      nearest.map { "did you mean ‘\($0)’?" }
      ?? "there are: \(names.joined(separator: ", "))"
    return "no lesson is called ‘\(word)’; \(hint)"
  }
}
