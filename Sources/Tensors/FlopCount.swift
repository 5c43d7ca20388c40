import Synchronization

/// How many floating-point operations some computation took: a multiplication and an addition count
/// as two.
public struct FlopCount: Equatable, Sendable {
  /// By operation, as a learner would type it: `conv2D`.
  public private(set) var byOperation: [String: Int] = [:]

  /// The shape that the first operation was given first; `nil` when there was none.
  public private(set) var inputShape: [Int]?

  public var total: Int { byOperation.values.reduce(0, &+) }

  mutating func add(_ flops: Int, to operation: String, given inputShape: [Int]?) {
    byOperation[operation, default: 0] &+= flops
    self.inputShape = self.inputShape ?? inputShape
  }
}

/// Runs `body` and adds up what its operations say they computed.
///
/// What an operation is made of inside does not count twice. Works for networks of any size:
/// nothing but the numbers is kept. Inside another such call, both count.
public func countingFlops(_ body: () throws -> Void) rethrows -> FlopCount {
  let counter = FlopCounter(around: FlopCounter.current)
  try FlopCounter.$current.withValue(counter, operation: body)
  return counter.count
}

/// The same in a fraction of the time: convolutions and linear layers are counted by their shapes and
/// answer zeros. For networks whose course does not hang on their numbers.
package func countingFlopsByShape(_ body: () throws -> Void) rethrows -> FlopCount {
  let counter = FlopCounter(around: FlopCounter.current, skipsProducts: true)
  try FlopCounter.$current.withValue(counter, operation: body)
  return counter.count
}

final class FlopCounter: Sendable {
  @TaskLocal static var current: FlopCounter?

  private let state = Mutex(FlopCount())
  private let outer: FlopCounter?

  /// Whether products are only counted.
  private let skipsProducts: Bool

  init(around outer: FlopCounter?, skipsProducts: Bool = false) {
    (self.outer, self.skipsProducts) = (outer, skipsProducts)
  }

  /// Zeros in place of a result of which only the cost is wanted; `nil` where it is to be computed.
  static func counted(
    _ operation: String, flops: Int, given inputShape: [Int], result: [Int]
  ) throws -> Tensor? {
    guard let current, current.skipsProducts else { return nil }
    current.add(flops, to: operation, given: inputShape)
    return try Tensor.zeros(result)
  }

  var count: FlopCount { state.withLock { $0 } }

  func add(_ flops: Int, to operation: String, given inputShape: [Int]?) {
    state.withLock { $0.add(flops, to: operation, given: inputShape) }
    outer?.add(flops, to: operation, given: inputShape)
  }
}
