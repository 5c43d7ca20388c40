import Synchronization

#if canImport(Glibc)
  internal import Glibc
#elseif canImport(Darwin)
  internal import Darwin
#endif

/// Thrown before anything is allocated when a tensor would not fit in memory.
public struct AllocationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was asked for.
  public let bytes: Int
  /// What tensors may still take.
  public let available: Int

  public var description: String {
    "allocation: expected a tensor that fits into the \(available >> 20) MiB that are left, "
      + "found one of \(bytes >> 20) MiB\n  try: a smaller size or a smaller batch"
  }
}

/// Keeps freed blocks for the next tensor of about that size: a fresh `mmap` per layer costs more
/// than the layer does.
///
/// The one process-wide object beside the worker threads: memory is the process's.
package final class StoragePool: Sendable {
  package static let shared = StoragePool()

  package struct Block: @unchecked Sendable {
    package let base: UnsafeMutablePointer<Float>
    package let floats: Int
  }

  package struct Statistics: Sendable {
    package var bytesInUse = 0
    package var bytesCached = 0
    package var peakBytesInUse = 0
  }

  private struct State {
    var free: [Int: [Block]] = [:]
    var statistics = Statistics()
  }
  private let state = Mutex(State())

  /// Freed bytes kept at most.
  package let limit = 2 << 30
  /// Kernels may read and write this many floats past the end.
  private static let slack = 64
  /// All tensors together may take three quarters of the machine's memory, in bytes.
  private let capacity = max(
    1 << 28, sysconf(Int32(_SC_PHYS_PAGES)) / 4 * 3 * sysconf(Int32(_SC_PAGESIZE)))

  package var statistics: Statistics { state.withLock { $0.statistics } }

  /// Rounded up so that few distinct sizes exist: at most an eighth is wasted.
  private static func sizeClass(_ floats: Int) -> Int {
    let needed = max(floats + slack, 256)
    let step = 1 << max(6, Int.bitWidth - 4 - needed.leadingZeroBitCount)
    return (needed + step - 1) / step * step
  }

  package func take(floats: Int) throws -> Block {
    guard floats >= 0, floats <= capacity / 4 else {
      let (bytes, overflow) = floats.multipliedReportingOverflow(by: 4)
      throw AllocationError(
        bytes: overflow ? .max : bytes, available: capacity - statistics.bytesInUse)
    }
    let size = Self.sizeClass(floats)
    let cached: Block? = try state.withLock { state in
      guard size * 4 <= capacity - state.statistics.bytesInUse else {
        throw AllocationError(
          bytes: floats * 4, available: capacity - state.statistics.bytesInUse)
      }
      state.statistics.bytesInUse += size * 4
      state.statistics.peakBytesInUse = max(
        state.statistics.peakBytesInUse, state.statistics.bytesInUse)
      guard let block = state.free[size]?.popLast() else { return nil }
      state.statistics.bytesCached -= size * 4
      return block
    }
    if let cached { return cached }
    var address: UnsafeMutableRawPointer?
    guard posix_memalign(&address, 64, size * 4) == 0, let raw = address else {
      state.withLock { $0.statistics.bytesInUse -= size * 4 }
      throw AllocationError(bytes: floats * 4, available: 0)
    }
    return Block(base: raw.bindMemory(to: Float.self, capacity: size), floats: size)
  }

  package func give(_ block: Block) {
    let kept: Bool = state.withLock { state in
      state.statistics.bytesInUse -= block.floats * 4
      guard state.statistics.bytesCached + block.floats * 4 <= limit else { return false }
      state.free[block.floats, default: []].append(block)
      state.statistics.bytesCached += block.floats * 4
      return true
    }
    if !kept { free(block.base) }
  }
}
