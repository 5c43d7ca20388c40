#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Musl)
  internal import Musl
#else
  internal import Darwin
#endif

/// Memory between two pages that nobody may touch: whoever reads or writes beyond it is stopped by
/// the processor.
package struct GuardedPages: @unchecked Sendable {
  /// 64-byte aligned.
  package let base: UnsafeMutableRawPointer
  private let mapping: UnsafeMutableRawPointer
  private let length: Int

  /// - Parameters:
  ///   - bytes: what may be touched.
  ///   - alignment: of `base`; up to so many bytes minus one lie unguarded behind the end.
  ///   - atTheirBeginning: whether a step before `base` is forbidden; otherwise one behind the end
  ///     is. The other end lies somewhere within its page.
  package init?(bytes: Int, alignment: Int = 64, atTheirBeginning: Bool) {
    let page = Int(sysconf(Int32(_SC_PAGESIZE)))
    let inner = max(1, (bytes + page - 1) / page) * page
    length = inner + 2 * page
    guard let raw = mmap(nil, length, PROT_NONE, MAP_PRIVATE | MAP_ANON, -1, 0),
      raw != UnsafeMutableRawPointer(bitPattern: -1)
    else { return nil }
    mapping = raw
    guard mprotect(raw + page, inner, PROT_READ | PROT_WRITE) == 0 else {
      munmap(raw, length)
      return nil
    }
    let padded = (bytes + alignment - 1) / alignment * alignment
    base = raw + page + (atTheirBeginning ? 0 : inner - padded)
  }

  package func unmap() { munmap(mapping, length) }
}
