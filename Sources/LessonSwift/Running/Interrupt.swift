import Synchronization

/// The flag that Ctrl-C raises: looked at in every turn of a loop and at every call.
public final class Interrupt: Sendable {
  private let flag = Atomic<Bool>(false)

  public init() {}

  /// Safe from a signal handler or another thread.
  public func raise() { flag.store(true, ordering: .relaxed) }
  public func clear() { flag.store(false, ordering: .relaxed) }
  @inline(__always)
  public var isRaised: Bool { flag.load(ordering: .relaxed) }
}
