import Foundation

@testable import LessonKit

/// The files beside these tests.
enum Fixtures {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Fixtures"
  static let lessons = folder + "/lessons"

  static func sample() throws -> Lesson { try Course(folder: lessons).lesson(called: "sample") }

  /// A fresh folder that is removed at the end of `body`.
  static func inTemporaryFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.path + "/fovea-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  /// A lesson of these Markdown lines behind sound front matter of five lines: line 6 is the first.
  static func lesson(_ body: String, quotes: SourceQuotes = SourceQuotes()) throws -> Lesson {
    try LessonReader.read(
      "---\ntitle: T\nsummary: S\nminutes: 1\n---\n" + body, file: "lesson.md",
      folderName: "07-test", quotes: quotes)
  }

  /// What the reader says about a lesson of these lines, one problem a line.
  static func complaints(_ body: String) -> [String] {
    complaints { try lesson(body) }
  }

  static func complaints(_ body: () throws -> Lesson) -> [String] {
    do {
      _ = try body()
      return []
    } catch let error as LessonProblems {
      return error.problems.map(\.description)
    } catch {
      return ["\(error)"]
    }
  }
}
