import Foundation
import LessonSwift
import Testing

/// The slow check: `swiftc` compiles every program that Swift accepts, and must print what the
/// interpreter printed. Run it with `FOVEA_SLOW_TESTS=1`.
struct SwiftCompilerTests {
  static let isWanted = ProcessInfo.processInfo.environment["FOVEA_SLOW_TESTS"] == "1"

  @Test(.enabled(if: isWanted, "set FOVEA_SLOW_TESTS=1 to compile the programs with swiftc"))
  func swiftPrintsTheSame() throws {
    let folder = FileManager.default.temporaryDirectory
      .appendingPathComponent("lesson-swift-\(ProcessInfo.processInfo.processIdentifier)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let together = Program.all.filter { !$0.isAlone }
    var outputs = try run(batch(together), in: folder, named: "batch")
      .components(separatedBy: Self.mark)
    #expect(outputs.count == together.count + 1)
    outputs.removeFirst()
    for (program, output) in zip(together, outputs) {
      #expect(output == program.prints, "\(program.name)")
    }
    for (index, program) in Program.all.filter(\.isAlone).enumerated() {
      let output = try run(program.source, in: folder, named: "alone\(index)", module: "main")
      #expect(output == program.prints, "\(program.name)")
    }
  }

  private static let mark = "\u{1}\u{2}next\n"

  /// One file with a function for each program.
  private func batch(_ programs: [Program]) -> String {
    var text = "import Foundation\n"
    for (index, program) in programs.enumerated() {
      let body = program.source.replacingOccurrences(of: "import Foundation\n", with: "")
      text += "func case\(index)() throws {\n\(body)\n}\n"
    }
    for index in programs.indices {
      text += "print(\"\\u{1}\\u{2}next\")\ntry case\(index)()\n"
    }
    return text
  }

  private func run(_ source: String, in folder: URL, named name: String, module: String? = nil)
    throws
    -> String
  {
    let file = folder.appendingPathComponent("\(name).swift")
    let program = folder.appendingPathComponent(name)
    try source.write(to: file, atomically: true, encoding: .utf8)
    var arguments = ["swiftc", "-Onone", "-suppress-warnings", file.path, "-o", program.path]
    if let module { arguments += ["-module-name", module] }
    let (status, message) = try call("/usr/bin/env", arguments)
    #expect(status == 0, "\(message)")
    guard status == 0 else { return "" }
    return try call(program.path, []).output
  }

  private func call(_ path: String, _ arguments: [String]) throws -> (status: Int32, output: String)
  {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: path)
    process.arguments = arguments
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardError = pipe
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
