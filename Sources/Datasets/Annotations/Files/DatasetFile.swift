import Foundation
import Images

/// Files of annotations, in and out.
enum DatasetFile {
  /// A whole regular file.
  ///
  /// Read, and not mapped: a mapped file that somebody truncates kills the process.
  ///
  /// - Parameter what: for error messages: "an annotation file".
  /// - Throws: `DatasetError` when it cannot be read, or would not fit in half of the memory.
  static func bytes(_ path: String, what: String) throws -> [UInt8] {
    func refuse(_ found: String, _ hint: String = "") -> DatasetError {
      DatasetError(Place(file: path), expected: what, found: found, hint: hint)
    }
    // Not blocking: opening a named pipe must not wait for somebody to write.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw refuse(
        reason(errno), "check the spelling; a relative path starts at the folder you are in")
    }
    defer { close(descriptor) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      throw refuse(
        status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "something that is no regular file")
    }
    let size = Int(status.st_size)
    guard size <= Int(clamping: ProcessInfo.processInfo.physicalMemory / 2) else {
      throw refuse("\(size >> 20) MiB, more than half of this machine's memory")
    }
    var code: Int32 = 0
    let contents = [UInt8](unsafeUninitializedCapacity: size + 1) { buffer, filled in
      filled = 0
      while filled < size {
        let got = read(descriptor, buffer.baseAddress?.advanced(by: filled), size - filled)
        if got < 0 && errno == EINTR { continue }
        if got < 0 { code = errno }
        if got <= 0 { return }
        filled += got
      }
    }
    guard code == 0 else { throw refuse(reason(code)) }
    return contents
  }

  /// Writes a whole file: aside, then renamed, so that there is never half of it under `path`.
  static func write(_ contents: [UInt8], to path: String) throws {
    func refuse(_ found: String, _ hint: String = "") -> DatasetError {
      DatasetError(Place(file: path), expected: "to write a file there", found: found, hint: hint)
    }
    // Renaming over a device would put a file in its place, for every program on the machine.
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw refuse(
        status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "something that is no file",
        "choose another name")
    }
    let aside = "\(path).\(getpid())-\(UInt32.random(in: 0 ... .max)).part"
    func refuseAndClean() -> DatasetError {
      let found = reason(errno)
      remove(aside)
      return refuse(found, "check that the folder exists and that you may write in it")
    }
    guard let file = fopen(aside, "wb") else { throw refuseAndClean() }
    let written = fwrite(contents, 1, contents.count, file)
    guard fclose(file) == 0, written == contents.count, rename(aside, path) == 0 else {
      throw refuseAndClean()
    }
  }

  static func write(_ text: String, to path: String) throws {
    try write(Array(text.utf8), to: path)
  }

  enum Kind { case file, folder, other, missing }

  static func kind(_ path: String) -> Kind {
    var status = stat()
    guard stat(path, &status) == 0 else { return .missing }
    switch status.st_mode & S_IFMT {
    case S_IFREG: return .file
    case S_IFDIR: return .folder
    default: return .other
    }
  }

  /// The names in a folder, sorted by their bytes; hidden ones left out.
  static func names(in folder: String) throws -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder)
        .filter { !$0.hasPrefix(".") }
        .sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    } catch {
      throw DatasetError(
        Place(file: folder), expected: "a folder that can be read", found: reason(errno))
    }
  }

  /// Makes a folder and those above it.
  static func makeFolder(_ path: String) throws {
    do { try PastureExport.makeFolder(path) } catch let error as ImageError {
      throw DatasetError(
        Place(file: path), expected: error.expected, found: error.found, hint: error.hint)
    }
  }

  private static func reason(_ code: Int32) -> String {
    String(cString: strerror(code)).lowercased()
  }
}

extension DatasetFile {
  /// What stands before the last `/`; `.` for a bare name. (Foundation's `deletingLastPathComponent`
  /// traps on Linux for a name of one letter.)
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  /// What stands after the last `/`.
  static func name(of path: String) -> String {
    String(path[(path.lastIndex(of: "/").map(path.index(after:)) ?? path.startIndex)...])
  }

  /// `images/a.b.png` → `png`, in lower case.
  static func ending(of path: String) -> String {
    let name = name(of: path)
    return name.lastIndex(of: ".").map { name[name.index(after: $0)...].lowercased() } ?? ""
  }

  /// `images/a.b.png` → `images/a.b`.
  static func withoutEnding(_ path: String) -> String {
    let ending = ending(of: path)
    return ending.isEmpty ? path : String(path.dropLast(ending.count + 1))
  }

  /// `images/a.b.png` → `a.b`.
  static func stem(of path: String) -> String { withoutEnding(name(of: path)) }
}
