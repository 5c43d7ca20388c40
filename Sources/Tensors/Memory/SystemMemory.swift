#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Memory as the system gives it: whole pages, straight from `mmap`.
enum SystemMemory {
  /// Large pages have this size where there are any; regions begin and end at multiples of it.
  static let hugePage = 2 << 20

  /// All the machine has, in bytes.
  static let installed = max(1 << 28, sysconf(Int32(_SC_PHYS_PAGES)) * pageSize)

  private static let pageSize = Int(sysconf(Int32(_SC_PAGESIZE)))

  /// Address space that starts and ends on a large page, in large pages where the system allows:
  /// touching fresh memory then traps once every 2 MiB, not once every 4 KiB.
  ///
  /// - Parameter bytes: a multiple of `hugePage`.
  /// - Returns: nil when the system refuses.
  static func map(bytes: Int) -> UnsafeMutableRawPointer? {
    let (length, overflow) = bytes.addingReportingOverflow(hugePage)
    guard !overflow,
      let raw = mmap(nil, length, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0),
      raw != UnsafeMutableRawPointer(bitPattern: -1)
    else { return nil }
    let address = UInt(bitPattern: raw)
    let skipped = Int((UInt(hugePage) - address % UInt(hugePage)) % UInt(hugePage))
    if skipped > 0 { munmap(raw, skipped) }
    if hugePage > skipped { munmap(raw + skipped + bytes, hugePage - skipped) }
    #if os(Linux)
      madvise(raw + skipped, bytes, MADV_HUGEPAGE)
    #endif
    return raw + skipped
  }

  static func unmap(_ base: UnsafeMutableRawPointer, bytes: Int) { munmap(base, bytes) }

  /// Gives the pages that lie wholly within these bytes back; they read as zeros from then on.
  static func discard(_ base: UnsafeMutableRawPointer, bytes: Int) {
    let start = (UInt(bitPattern: base) + UInt(pageSize) - 1) / UInt(pageSize) * UInt(pageSize)
    let end = (UInt(bitPattern: base) + UInt(bytes)) / UInt(pageSize) * UInt(pageSize)
    guard end > start, let first = UnsafeMutableRawPointer(bitPattern: start) else { return }
    #if os(Linux)
      madvise(first, Int(end - start), MADV_DONTNEED)
    #else
      madvise(first, Int(end - start), MADV_FREE)
    #endif
  }

  /// What the system could hand out at once without swapping or killing anybody, in bytes; nil when it
  /// does not say. Linux promises more address space than there is memory and kills whoever touches
  /// too much of it, so a tensor must ask before it takes.
  static func available() -> Int? {
    #if os(Linux)
      let machine = number(in: "/proc/meminfo", after: "MemAvailable:").map { $0 << 10 }
      // A container's own limit, where there is one.
      if let most = number(in: "/sys/fs/cgroup/memory.max", after: ""),
        let taken = number(in: "/sys/fs/cgroup/memory.current", after: "")
      {
        return min(machine ?? .max, max(0, most - taken))
      }
      return machine
    #else
      return nil
    #endif
  }

  /// The first whole number behind `key` in a small file.
  private static func number(in path: String, after key: String) -> Int? {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { return nil }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = read(file, &bytes, bytes.count)
    guard count > 0 else { return nil }
    let text = String(decoding: bytes[..<count], as: UTF8.self)
    guard let line = text.split(separator: "\n").first(where: { $0.hasPrefix(key) }) else {
      return nil
    }
    return Int(line.dropFirst(key.count).drop { $0 == " " }.prefix { $0.isNumber })
  }
}
