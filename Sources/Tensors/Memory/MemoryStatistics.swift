/// What tensors take of the machine's memory, in bytes.
public struct MemoryStatistics: Equatable, Sendable {
  /// Under tensors that are alive, rounded up to the size of their blocks.
  public var bytesInUse = 0
  /// Freed, and kept for the next tensors.
  public var bytesCached = 0
  /// The most that was ever in use at once.
  public var peakBytesInUse = 0
  /// What tensors and cache together may take.
  public var limit = 0
  /// Blocks handed out that an earlier tensor had used.
  public var allocationsFromCache = 0
  /// Blocks handed out that the system had to provide.
  public var allocationsFresh = 0

  package init() {}
}

/// The memory under all tensors of this process.
///
/// Freed blocks are kept for the next tensor, since fresh memory is written at a small fraction of
/// the speed of used memory (docs/performance.md). They go back to the system when tensors and cache
/// together would pass the limit, when the machine runs short, and on `emptyCache()`.
///
/// `FOVEA_MEMORY_LIMIT=2GiB` in the environment sets the limit at the start; without it tensors may
/// take three quarters of the machine's memory.
public enum TensorMemory {
  /// What is taken now.
  public static var statistics: MemoryStatistics { StoragePool.shared.statistics }

  /// What tensors and cache together may take, in bytes. Tensors that are alive stay when it is set
  /// below what they take; the next one is refused.
  public static var limit: Int { statistics.limit }

  /// - Parameter bytes: anything below 0 counts as 0.
  public static func setLimit(_ bytes: Int) { StoragePool.shared.setLimit(bytes) }

  /// Gives every cached block back to the system.
  public static func emptyCache() { StoragePool.shared.emptyCache() }

  /// Starts the peak anew from what is in use.
  public static func resetPeak() { StoragePool.shared.resetPeak() }

  /// Why `FOVEA_MEMORY_LIMIT` was not followed; nil when it was, or was not set.
  package static var refusal: String? { StoragePool.shared.refusal }

  /// A number of bytes: `2GiB`, `1.5 GB`, `512MiB`, `800000`. `nil` for anything else.
  public static func bytes(_ text: String) -> Int? {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let unit = text.dropFirst(number.count).filter { $0 != " " }.lowercased()
    let factors: [String: Double] = [
      "": 1, "b": 1, "kb": 1e3, "mb": 1e6, "gb": 1e9, "tb": 1e12,
      "kib": 0x1p10, "mib": 0x1p20, "gib": 0x1p30, "tib": 0x1p40,
      "k": 0x1p10, "m": 0x1p20, "g": 0x1p30, "t": 0x1p40,
    ]
    guard let amount = Double(number), let factor = factors[unit] else { return nil }
    return Int(exactly: (amount * factor).rounded())
  }

  /// `2.5 GiB`, `37 MiB`, `812 bytes`: three figures are enough.
  public static func text(bytes: Int) -> String {
    var amount = Double(bytes)
    guard amount >= 1024 else { return "\(bytes) bytes" }
    for unit in ["KiB", "MiB", "GiB"] {
      amount /= 1024
      if amount < 1024 || unit == "GiB" {
        let tenths = (amount * 10).rounded() / 10
        return (amount < 100 ? "\(tenths)" : "\(Int(amount.rounded()))") + " \(unit)"
      }
    }
    return "\(bytes) bytes"
  }
}
