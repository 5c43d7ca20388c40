import Foundation

/// A file or folder that could not be written, in words a learner understands.
public struct FileWritingError: Error, CustomStringConvertible {
  public var path: String
  /// The system's reason: `Permission denied`.
  public var reason: String

  public var description: String { "\(path) cannot be written: \(reason)" }
}

/// Files that are there as a whole or not at all.
public enum AtomicFile {
  /// Writes aside, in the same folder, and renames; makes the folders above.
  ///
  /// - Throws: `FileWritingError` with the path at fault.
  public static func write(_ bytes: [UInt8], to path: String) throws {
    try makeFolder(folder(of: path))
    let aside = path + ".\(UUID().uuidString.prefix(8)).part"
    let file = open(aside, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard file >= 0 else { throw failure(path) }
    var isWritten = true
    bytes.withUnsafeBytes { buffer in
      var rest = buffer[...]
      while isWritten, !rest.isEmpty {
        let count = Foundation.write(
          file, UnsafeRawBufferPointer(rebasing: rest).baseAddress, rest.count)
        if count > 0 {
          rest = rest.dropFirst(count)
        } else if errno != EINTR {
          isWritten = false
        }
      }
    }
    // The reason is asked for before anything else can change it.
    let error = failure(path)
    let isClosed = close(file) == 0
    guard isWritten, isClosed, rename(aside, path) == 0 else {
      let error = isWritten ? failure(path) : error
      unlink(aside)
      throw error
    }
  }

  /// Makes a folder and those above it, where they are missing.
  static func makeFolder(_ path: String) throws {
    if path.isEmpty || path == "/" { return }
    var status = stat()
    if stat(path, &status) == 0 {
      guard status.st_mode & S_IFMT == S_IFDIR else {
        throw FileWritingError(path: path, reason: "it is a file, not a folder")
      }
      return
    }
    try makeFolder(folder(of: path))
    if mkdir(path, 0o755) != 0, errno != EEXIST { throw failure(path) }
  }

  /// What stands before the last `/`; nothing for a bare name. (Foundation's
  /// `deletingLastPathComponent` traps on Linux for a name of one letter.)
  static func folder(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/") else { return "" }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func failure(_ path: String) -> FileWritingError {
    FileWritingError(path: path, reason: String(cString: strerror(errno)))
  }
}
