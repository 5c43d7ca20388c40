import Foundation

/// A file that appears under its name only when it is complete.
///
/// Everything goes into a new file beside it, which then takes the name in one step: whoever reads
/// meanwhile, or after a crash, finds the old file or the new one, never a half.
package struct AtomicFile: ~Copyable {
  private let path: String
  private let temporary: String
  private let descriptor: Int32
  private var pending: [UInt8] = []
  private var finished = false

  private static let bufferSize = 1 << 16

  private init(_ path: String) throws {
    self.path = path
    temporary = "\(path).\(UInt32.random(in: 0 ... .max)).partial"
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else {
      throw CheckpointError(
        file: path, expected: "a folder that can be written to",
        found: String(cString: strerror(errno)), hint: "make the folder, or choose another")
    }
  }

  deinit {
    close(descriptor)
    if !finished { unlink(temporary) }
  }

  /// Writes what `body` writes, and puts it in place when `body` returns.
  ///
  /// - Parameter synchronised: whether to wait until the bytes are on the disk, so that even a power
  ///   cut leaves the old file or the new one.
  package static func write(
    to path: String, synchronised: Bool = false, body: (inout AtomicFile) throws -> Void
  ) throws {
    // Renaming over a device would put a file in its place, for every program on the machine.
    var status = stat()
    if stat(path, &status) == 0, status.st_mode & S_IFMT != S_IFREG {
      throw CheckpointError(
        file: path, expected: "the name of a file to write",
        found: status.st_mode & S_IFMT == S_IFDIR ? "a folder" : "something that is no file",
        hint: "choose another name")
    }
    var file = try AtomicFile(path)
    try body(&file)
    try file.flush()
    if synchronised { fsync(file.descriptor) }
    guard rename(file.temporary, path) == 0 else { throw file.failure(errno) }
    file.finished = true
  }

  /// Writes a whole text file at once.
  package static func write(_ text: String, to path: String) throws {
    try write(to: path) { try $0.append(Array(text.utf8)) }
  }

  package mutating func append(_ bytes: [UInt8]) throws {
    try bytes.withUnsafeBytes { try append($0) }
  }

  package mutating func append(_ bytes: UnsafeRawBufferPointer) throws {
    if pending.count + bytes.count > Self.bufferSize { try flush() }
    if bytes.count > Self.bufferSize {
      try writeOut(bytes)
    } else {
      pending.append(contentsOf: bytes)
    }
  }

  private mutating func flush() throws {
    try pending.withUnsafeBytes { try writeOut($0) }
    pending.removeAll(keepingCapacity: true)
  }

  private func writeOut(_ bytes: UnsafeRawBufferPointer) throws {
    var done = 0
    while done < bytes.count {
      let put = Foundation.write(
        descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
      if put < 0 && errno == EINTR { continue }
      guard put > 0 else { throw failure(errno) }
      done += put
    }
  }

  private func failure(_ code: Int32) -> CheckpointError {
    CheckpointError(
      file: path, expected: "to write the file", found: String(cString: strerror(code)))
  }
}
