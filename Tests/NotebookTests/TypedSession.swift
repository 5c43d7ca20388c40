import CPseudoTerminal
import Foundation
import Testing

/// The built `fovea` and the lessons of the fixtures.
enum Built {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path
  static let lessons = root + "/Tests/LessonKitTests/Fixtures/lessons"

  /// Beside the test bundle that is running; else in the debug build.
  static var fovea: String {
    let bundle = CommandLine.arguments.first { $0.contains(".xctest") }
    if let bundle, let range = bundle.range(of: "/[^/]*\\.xctest", options: .regularExpression) {
      return bundle[..<range.lowerBound] + "/fovea"
    }
    return root + "/.build/debug/fovea"
  }

  /// An empty folder, removed at the end of `body`.
  static func inFolder<Result>(_ body: (String) throws -> Result) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.path + "/fovea-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    return try body(folder)
  }

  /// Runs `fovea` without a terminal.
  static func run(
    _ arguments: [String], input: String = "", in folder: String, firstOnPath: String? = nil,
    path: String? = nil
  ) throws -> (status: Int32, output: String, complaints: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: fovea)
    process.arguments = arguments
    process.currentDirectoryURL = URL(fileURLWithPath: folder)
    var environment = environment(folder)
    if let path { environment["PATH"] = path }
    if let firstOnPath { environment["PATH"] = firstOnPath + ":" + (environment["PATH"] ?? "") }
    process.environment = environment
    let (output, complaints) = (folder + "/stdout", folder + "/stderr")
    let inputFile = folder + "/stdin"
    for (path, text) in [(output, ""), (complaints, ""), (inputFile, input)] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    }
    process.standardInput = FileHandle(forReadingAtPath: inputFile)
    process.standardOutput = FileHandle(forWritingAtPath: output)
    process.standardError = FileHandle(forWritingAtPath: complaints)
    try process.run()
    process.waitUntilExit()
    func text(_ path: String) throws -> String {
      String(decoding: try Data(contentsOf: URL(fileURLWithPath: path)), as: UTF8.self)
    }
    return (process.terminationStatus, try text(output), try text(complaints))
  }

  static func environment(_ folder: String) -> [String: String] {
    var environment = ProcessInfo.processInfo.environment
    environment["XDG_STATE_HOME"] = folder + "/state"
    environment["TERM"] = "xterm-256color"
    environment["INPUTRC"] = "/dev/null"
    environment["NO_COLOR"] = nil
    environment["SWIFT_BACKTRACE"] = "enable=no"
    return environment
  }
}

/// `fovea` on a terminal, and somebody who types and reads.
final class TypedSession {
  private let descriptor: Int32
  private let process: pid_t
  /// Everything on the screen so far, escape sequences included.
  private(set) var screen = ""
  /// Where the next `expect` begins to look, counted in the plain text.
  private var seen = 0
  /// Much longer than anything takes, so that a slow machine does not fail.
  private var patience = 60.0

  init(
    _ arguments: [String] = [], in folder: String, columns: Int32 = 80, rows: Int32 = 24
  ) throws {
    let words = [Built.fovea] + arguments + ["--lessons", Built.lessons, "--out", folder + "/out"]
    var child: pid_t = 0
    let environment = Built.environment(folder).map { "\($0)=\($1)" }
    descriptor = Self.withCStrings(words) { words in
      Self.withCStrings(environment) { environment in
        pseudo_terminal_start(Built.fovea, words, environment, columns, rows, &child)
      }
    }
    process = child
    try #require(descriptor >= 0)
  }

  deinit {
    if !hasEnded { kill(process, SIGKILL) }
    close(descriptor)
  }

  private static func withCStrings<Result>(
    _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Result
  ) -> Result {
    let copies = strings.map { strdup($0) } + [nil]
    defer { copies.forEach { free($0) } }
    return copies.withUnsafeBufferPointer { buffer in
      body(buffer.baseAddress ?? UnsafePointer(bitPattern: 8)!)
    }
  }

  func type(_ text: String) {
    let bytes = Array(text.utf8)
    bytes.withUnsafeBytes { _ = write(descriptor, $0.baseAddress, $0.count) }
  }

  /// Reads until `text` appears behind what was expected before.
  func expect(_ text: String, location: SourceLocation = #_sourceLocation) {
    let deadline = Date().addingTimeInterval(patience)
    while true {
      let plain = Self.plain(screen)
      let start = plain.index(plain.startIndex, offsetBy: min(seen, plain.count))
      if let range = plain.range(of: text, range: start..<plain.endIndex) {
        seen = plain.distance(from: plain.startIndex, to: range.upperBound)
        return
      }
      guard read(), Date() < deadline else {
        // What hangs once would hang at every line.
        patience = 1
        Issue.record(
          "expected ‘\(text)’ on the screen, found:\n\(plain[start...])", sourceLocation: location)
        return
      }
    }
  }

  private func read() -> Bool {
    var bytes = [CChar](repeating: 0, count: 4096)
    let count = pseudo_terminal_read(descriptor, &bytes, 4096, 100)
    guard count > 0 else { return count == 0 }
    screen += String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return true
  }

  private var hasEnded = false

  /// Reads to the end and answers the exit status; a program that does not end is killed.
  func end() -> Int32 {
    let deadline = Date().addingTimeInterval(patience)
    while read() {
      if Date() > deadline { kill(process, SIGKILL) }
    }
    hasEnded = true
    return pseudo_terminal_wait(process)
  }

  func killHard() {
    kill(process, SIGKILL)
    _ = end()
  }

  func resize(columns: Int32, rows: Int32) { pseudo_terminal_resize(descriptor, columns, rows) }

  /// Without escape sequences and carriage returns.
  static func plain(_ text: String) -> String {
    text.replacingOccurrences(
      of: "\u{1B}(\\[[0-9;?]*[a-zA-Z]|[=>]|\\][^\u{7}]*\u{7})", with: "",
      options: .regularExpression
    )
    .replacingOccurrences(of: "\r", with: "")
  }
}
