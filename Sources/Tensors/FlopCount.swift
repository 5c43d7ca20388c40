import Synchronization

/// How many floating-point operations some computation took: a multiplication and an addition count
/// as two.
public struct FlopCount: Equatable, Sendable {
  /// By operation, as a learner would type it: `conv2D`.
  public private(set) var byOperation: [String: Int] = [:]

  public var total: Int { byOperation.values.reduce(0, &+) }

  mutating func add(_ flops: Int, to operation: String) {
    byOperation[operation, default: 0] &+= flops
  }
}

/// Runs `body` and adds up what its operations say they computed.
///
/// What an operation is made of inside does not count twice. Works for networks of any size:
/// nothing but the numbers is kept.
public func countingFlops(_ body: () throws -> Void) rethrows -> FlopCount {
  let counter = FlopCounter()
  try FlopCounter.$current.withValue(counter, operation: body)
  return counter.count
}

final class FlopCounter: Sendable {
  @TaskLocal static var current: FlopCounter?

  private let state = Mutex(FlopCount())

  var count: FlopCount { state.withLock { $0 } }

  func add(_ flops: Int, to operation: String) {
    state.withLock { $0.add(flops, to: operation) }
  }
}
