import Synchronization

/// Lets long chains of objects go one by one.
///
/// A chain of 200,000 recorded operations, each holding the one before, would be released by as many
/// nested `deinit`s and overflow the stack. Here each `deinit` only hands over what it held; the
/// first one to arrive lets everything go in a loop.
///
/// Process-wide, like the memory it gives back.
enum ReleaseQueue {
  private struct State {
    var pending: [any Sendable] = []
    var isDraining = false
  }
  private static let state = Mutex(State())

  /// Takes over what a dying object held.
  ///
  /// - Returns: whether the caller, having dropped its own references, has to call `drain()`.
  static func add(_ held: any Sendable) -> Bool {
    state.withLock { state in
      state.pending.append(held)
      defer { state.isDraining = true }
      return !state.isDraining
    }
  }

  static func drain() {
    while releaseNext() {}
  }

  /// Lets one item go, outside the lock: that may call `add` again.
  private static func releaseNext() -> Bool {
    let next: (any Sendable)? = state.withLock { state in
      if state.pending.isEmpty { state.isDraining = false }
      return state.pending.popLast()
    }
    return next != nil
  }
}
