import Foundation

/// Bytes that can be read at any place: an open file, or an array in memory.
///
/// Reading, and not mapping: a mapped file that somebody truncates kills the process.
package protocol ByteSource {
  /// What error messages call it.
  var name: String { get }
  var count: Int { get }
  /// Fills `buffer` with the bytes from `offset` on. The caller has checked that they exist.
  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws
}

extension ByteSource {
  /// A copy of `length` bytes, after checking that they exist.
  ///
  /// - Parameter what: what is being read, for the error message: `"the header"`.
  package func bytes(at offset: Int, count length: Int, what: String) throws -> [UInt8] {
    guard offset >= 0, length >= 0, offset <= count, length <= count - offset else {
      throw CheckpointError(
        file: name, place: "byte \(offset)", expected: "\(length) bytes of \(what)",
        found: "the end of the file after \(max(0, count - max(0, offset)))",
        hint: "the file may be truncated: fetch or write it again")
    }
    return try [UInt8](unsafeUninitializedCapacity: length) { buffer, filled in
      try read(at: offset, into: .init(start: buffer.baseAddress, count: length))
      filled = length
    }
  }

  /// Refuses what would not fit in this machine's memory, before anything is allocated.
  package func requireMemory(bytes: Int, for place: String) throws {
    let physical = Int(clamping: ProcessInfo.processInfo.physicalMemory)
    guard bytes <= physical else {
      throw CheckpointError(
        file: name, place: place,
        expected: "at most the \(physical) bytes of this machine's memory",
        found: "\(bytes) bytes")
    }
  }
}

/// An array as a source: what was inflated out of an archive, or made by a test.
package struct ArraySource: ByteSource {
  package let name: String
  let contents: [UInt8]
  package var count: Int { contents.count }

  package init(_ contents: [UInt8], name: String) {
    self.contents = contents
    self.name = name
  }

  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    contents.withUnsafeBytes { bytes in
      buffer.copyMemory(from: .init(rebasing: bytes[offset..<offset + buffer.count]))
    }
  }
}

/// A part of another source. The caller has checked that it is there.
struct SliceSource: ByteSource {
  private let base: any ByteSource
  private let start: Int
  let count: Int

  init(_ base: any ByteSource, start: Int, count: Int) {
    (self.base, self.start, self.count) = (base, start, count)
  }

  var name: String { base.name }

  func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    try base.read(at: start + offset, into: buffer)
  }
}

/// An open regular file.
package final class FileSource: ByteSource {
  package let name: String
  package let count: Int
  private let descriptor: Int32

  package init(_ path: String) throws {
    // Not blocking: opening a named pipe must not wait for somebody to write.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw CheckpointError(
        file: path, expected: "a file that can be opened", found: String(cString: strerror(errno)),
        hint: "look at the path and its permissions")
    }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw CheckpointError(
        file: path, expected: "a regular file", found: "a folder or a device")
    }
    name = path
    count = Int(status.st_size)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  package func read(at offset: Int, into buffer: UnsafeMutableRawBufferPointer) throws {
    var done = 0
    while done < buffer.count {
      let got = pread(
        descriptor, buffer.baseAddress?.advanced(by: done), buffer.count - done,
        off_t(offset + done))
      if got < 0 && errno == EINTR { continue }
      guard got > 0 else {
        throw CheckpointError(
          file: name, place: "byte \(offset + done)", expected: "\(buffer.count - done) more bytes",
          found: got == 0 ? "the end of the file" : String(cString: strerror(errno)))
      }
      done += got
    }
  }
}
