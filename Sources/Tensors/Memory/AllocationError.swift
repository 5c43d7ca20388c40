/// Thrown before anything is allocated when a tensor would not fit in memory.
public struct AllocationError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What was asked for; `Int.max` when that cannot be counted.
  public let bytes: Int
  /// What tensors may still take.
  public let available: Int

  public var description: String {
    "allocation: expected a tensor that fits into the \(available >> 20) MiB that are left, "
      + "found one of \(bytes >> 20) MiB\n  try: a smaller size or a smaller batch"
  }
}
