import Checkpoints
import Foundation
import Images

/// The files of one run, all in one folder.
struct TrainingFiles {
  let folder: String
  let name: String

  /// Makes the folder if there is none.
  init(folder: String, name: String) throws {
    self.folder = folder
    self.name = name
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw TrainingError(
        operation: "train", place: folder, expected: "a folder, or a place where one can be made",
        found: (error as NSError).localizedDescription)
    }
  }

  private func path(_ name: String) -> String {
    URL(fileURLWithPath: folder).appendingPathComponent(name).path
  }

  var state: String { path("state.safetensors") }
  var weights: String { path("\(name).safetensors") }
  private var csv: String { path("log.csv") }
  private var curve: String { path("loss.png") }

  /// Refuses to write over what a run left behind that somebody may want to resume.
  func requireNoUnfinishedRun() throws {
    guard FileManager.default.fileExists(atPath: state) else { return }
    throw TrainingError(
      operation: "train", place: folder, expected: "no unfinished run in the folder",
      found: "state.safetensors", hint: "--resume to go on, --out for another folder")
  }

  /// Whether there is a run to go on with. In a folder that holds none yet, one begins.
  ///
  /// - Throws: `TrainingError` when the folder holds the weights of a run that is done.
  func holdUnfinishedRun() throws -> Bool {
    if FileManager.default.fileExists(atPath: state) { return true }
    guard !FileManager.default.fileExists(atPath: weights) else {
      throw TrainingError(
        operation: "resume", place: folder, expected: "an unfinished run, or none yet",
        found: "\(name).safetensors, of a finished one",
        hint: "leave --resume out to train again, or --out for another folder")
    }
    return false
  }

  /// A run that is done has nothing left to resume.
  func removeState() { try? FileManager.default.removeItem(atPath: state) }

  func log(upTo step: Int) throws -> TrainingLog {
    guard let text = try? String(contentsOfFile: csv, encoding: .utf8) else { return TrainingLog() }
    return try TrainingLog(csv: text, upTo: step, file: csv)
  }

  func write(_ log: TrainingLog, title: String) throws {
    try AtomicFile.write(log.csv, to: csv)
    try log.chart(title: title).picture().write(to: curve)
  }
}
