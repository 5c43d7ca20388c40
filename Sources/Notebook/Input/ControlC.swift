internal import CReadline

/// Ctrl-C while a cell runs: stops the cell, never the process.
public enum ControlC {
  /// What Ctrl-C does from now on: `raise` must be fit for a signal handler – set a flag, no more.
  ///
  /// - Returns: a token; Ctrl-C ends the process again when it goes.
  public static func watch(_ raise: @escaping @Sendable () -> Void) -> Watch { Watch(raise) }

  public final class Watch {
    private let context: Unmanaged<Handler>

    fileprivate init(_ raise: @escaping @Sendable () -> Void) {
      context = .passRetained(Handler(raise))
      fovea_interrupt_watch(
        { context in
          guard let context else { return }
          Unmanaged<Handler>.fromOpaque(context).takeUnretainedValue().raise()
        }, context.toOpaque())
    }

    deinit {
      fovea_interrupt_ignore()
      context.release()
    }
  }

  private final class Handler: Sendable {
    let raise: @Sendable () -> Void
    init(_ raise: @escaping @Sendable () -> Void) { self.raise = raise }
  }
}
