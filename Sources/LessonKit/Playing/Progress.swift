import Foundation

/// How far a learner came in one lesson.
public struct LessonProgress: Equatable, Sendable, Codable {
  public enum Mark: String, Codable, Sendable {
    case done, skipped
  }

  public struct StepMark: Equatable, Sendable, Codable {
    public var mark: Mark
    /// The learner's own code that passed an exercise.
    public var answer: String?

    public init(_ mark: Mark, answer: String? = nil) {
      self.mark = mark
      self.answer = answer
    }
  }

  /// The id of the step to go on with; `nil` at the start.
  public var position: String?
  public var isFinished = false
  public var steps: [String: StepMark] = [:]

  public init() {}
}

/// Keeps progress in files, one a lesson, under the XDG state folder.
///
/// Written aside and renamed, so that a kill at any moment leaves the old or the new state, and two
/// notebooks at once leave one of theirs.
public struct ProgressStore: Sendable {
  /// `…/fovea/progress`.
  public let folder: String

  public init(folder: String) {
    self.folder = folder
  }

  /// `$XDG_STATE_HOME/fovea`, or `~/.local/state/fovea`.
  public static func stateFolder(environment: [String: String]) -> String {
    if let state = environment["XDG_STATE_HOME"], state.hasPrefix("/") { return state + "/fovea" }
    let home = environment["HOME"].flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
    return home + "/.local/state/fovea"
  }

  private func path(_ lesson: String) -> String { "\(folder)/\(lesson).json" }

  /// - Returns: the progress (fresh when there is none), and a remark when the file was damaged: it
  ///   is then kept under another name.
  public func load(_ lesson: String) -> (progress: LessonProgress, remark: String?) {
    let path = path(lesson)
    guard FileManager.default.fileExists(atPath: path) else { return (LessonProgress(), nil) }
    do {
      let data = try Data(contentsOf: URL(fileURLWithPath: path))
      return (try JSONDecoder().decode(LessonProgress.self, from: data), nil)
    } catch {
      var (aside, count) = (path + ".damaged", 1)
      while FileManager.default.fileExists(atPath: aside) {
        count += 1
        aside = "\(path).damaged-\(count)"
      }
      do {
        try FileManager.default.moveItem(atPath: path, toPath: aside)
      } catch {
        return (
          LessonProgress(), "the progress file \(path) cannot be read; this lesson starts fresh"
        )
      }
      return (
        LessonProgress(),
        "the progress file was damaged; it is kept as \(aside), and this lesson starts fresh"
      )
    }
  }

  /// - Throws: when the folder or the file cannot be written.
  public func save(_ progress: LessonProgress, for lesson: String) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    try AtomicFile.write(Array(encoder.encode(progress)), to: path(lesson))
  }

  /// Forgets a lesson's progress.
  public func forget(_ lesson: String) throws {
    guard FileManager.default.fileExists(atPath: path(lesson)) else { return }
    try FileManager.default.removeItem(atPath: path(lesson))
  }
}
