import Foundation

/// The real compiler, and the build folder that holds the modules a lesson imports.
public struct SwiftCompiler: Sendable {
  let swiftc: String
  /// `.build/<triple>/<configuration>`, with `Modules` and the list of objects `fovea` is linked of.
  let buildFolder: String

  /// - Throws: `Missing` when there is no `swiftc` on `PATH`, or `fovea` does not stand in a build
  ///   folder.
  public init(executable: String, environment: [String: String]) throws(Missing) {
    let manager = FileManager.default
    let folders = (environment["PATH"] ?? "").split(separator: ":").map(String.init)
    guard
      let swiftc = folders.map({ $0 + "/swiftc" }).first(where: manager.isExecutableFile(atPath:))
    else {
      throw Missing(
        message: "--compile needs the Swift 6.3 toolchain: there is no `swiftc` on PATH "
          + "(https://www.swift.org/install)")
    }
    let folder = URL(fileURLWithPath: executable).resolvingSymlinksInPath()
      .deletingLastPathComponent().path
    for needed in ["Modules/Fovea.swiftmodule", "fovea.product/Objects.LinkFileList"]
    where !manager.fileExists(atPath: folder + "/" + needed) {
      throw Missing(
        message: "--compile needs the folder that `swift build` made; beside \(executable) there "
          + "is no \(needed). In a checkout: `swift run fovea check --compile`")
    }
    self.swiftc = swiftc
    buildFolder = folder
  }

  /// Why lessons cannot be compiled here.
  public struct Missing: Error, CustomStringConvertible {
    public var message: String
    public var description: String { message }
  }

  /// Compiles what the interpreter ran, runs it, and compares what both printed.
  ///
  /// - Parameter parts: of a walk without problems.
  public func problems(of lesson: Lesson, parts: [LessonPart]) throws -> [LessonProblem] {
    let compiled = CompiledLesson(parts: parts, file: lesson.file)
    let manager = FileManager.default
    let folder = manager.temporaryDirectory.path + "/fovea-compile-" + UUID().uuidString
    try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? manager.removeItem(atPath: folder) }
    let main = folder + "/main.swift"
    try Data(compiled.source.utf8).write(to: URL(fileURLWithPath: main))
    try Data(try linkedFiles().joined(separator: "\n").utf8).write(
      to: URL(fileURLWithPath: folder + "/objects"))
    let program = folder + "/lesson"
    let compiler = try Self.run(
      swiftc,
      ["-swift-version", "6", "-suppress-warnings", "-I", buildFolder + "/Modules"]
        + moduleMaps().flatMap { ["-Xcc", "-fmodule-map-file=" + $0] }
        + [main, "@" + folder + "/objects", "-o", program])
    guard compiler.status == 0 else {
      return Self.complaints(in: compiler.output, lesson: lesson, parts: parts)
    }
    // The program finds pictures and weights as `fovea` does: beside itself.
    for name in try manager.contentsOfDirectory(atPath: buildFolder)
    where name.hasSuffix(".resources") {
      try manager.createSymbolicLink(
        atPath: folder + "/" + name, withDestinationPath: buildFolder + "/" + name)
    }
    let run = try Self.run(program, [], adding: ["FOVEA_OUT": folder + "/out"])
    return compiled.differences(from: run.output)
  }

  /// Every object of the `fovea` program but its commands, and the system libraries it uses.
  private func linkedFiles() throws -> [String] {
    let list = try String(
      contentsOfFile: buildFolder + "/fovea.product/Objects.LinkFileList", encoding: .utf8)
    let objects = list.split(separator: "\n").map(String.init).filter {
      !$0.contains("/FoveaCommand.build/")
    }
    return objects + Self.loadedLibraries().flatMap { ["-Xlinker", $0] }
  }

  /// The shared libraries of this very process, without Swift's and C's own.
  private static func loadedLibraries() -> [String] {
    // A file of /proc has no size: it is read to its end.
    let handle = FileHandle(forReadingAtPath: "/proc/self/maps")
    let data = (try? handle?.readToEnd()) ?? Data()
    let maps = String(decoding: data, as: UTF8.self)
    let own = ["libpng", "libz.", "libreadline", "libcmark", "libjpeg", "libturbojpeg"]
    var paths: Set<String> = []
    for line in maps.split(separator: "\n") {
      guard let start = line.firstIndex(of: "/") else { continue }
      let path = String(line[start...])
      let name = path.split(separator: "/").last ?? ""
      if name.contains(".so"), own.contains(where: name.hasPrefix) { paths.insert(path) }
    }
    return paths.sorted()
  }

  private func moduleMaps() -> [String] {
    let folders = (try? FileManager.default.contentsOfDirectory(atPath: buildFolder)) ?? []
    return folders.filter { $0.hasSuffix(".build") }.sorted()
      .map { "\(buildFolder)/\($0)/module.modulemap" }
      .filter(FileManager.default.fileExists(atPath:))
  }

  /// `lesson.md:41:9: error: …` lines as problems.
  private static func complaints(
    in output: String, lesson: Lesson, parts: [LessonPart]
  ) -> [LessonProblem] {
    var problems: [LessonProblem] = []
    for line in output.split(separator: "\n") {
      guard let mark = line.firstRange(of: ": error: ") else { continue }
      let place = line[..<mark.lowerBound]
      let message = "swiftc: " + line[mark.upperBound...]
      let numbers = place.split(separator: ":").suffix(2).compactMap { Int($0) }
      if place.hasPrefix(lesson.file + ":"), let number = numbers.first {
        let part = parts.last { $0.cell.line <= number }
        problems.append(
          LessonProblem(file: lesson.file, line: number, step: part?.step, message))
      } else {
        problems.append(LessonProblem(file: lesson.file, "\(place): \(message)"))
      }
    }
    if problems.isEmpty {
      problems.append(
        LessonProblem(
          file: lesson.file, "swiftc could not build the lesson:\n\(output.suffix(2000))"))
    }
    var seen: Set<String> = []
    return problems.filter { seen.insert($0.description).inserted }
  }

  private static func run(
    _ program: String, _ arguments: [String], adding variables: [String: String] = [:]
  ) throws -> (status: Int32, output: String) {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(variables) { $1 }
    let pipe = Pipe()
    process.standardOutput = pipe
    process.standardInput = FileHandle.nullDevice
    // The compiler complains on standard error; a program's own may say what it likes there.
    process.standardError = program.hasSuffix("swiftc") ? pipe : FileHandle.nullDevice
    try process.run()
    let data = pipe.fileHandleForReading.readDataToEndOfFile()
    process.waitUntilExit()
    return (process.terminationStatus, String(decoding: data, as: UTF8.self))
  }
}
