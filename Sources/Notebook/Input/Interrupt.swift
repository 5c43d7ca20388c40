internal import CReadline

/// Ctrl-C while a cell runs: a flag that the interpreter looks at, never the end of the process.
public enum Interrupt {
  /// From here on SIGINT sets the flag.
  public static func watch() { fovea_interrupt_watch() }
  public static var isRequested: Bool { fovea_interrupt_requested() }
  public static func clear() { fovea_interrupt_clear() }
  /// SIGINT ends the process again.
  public static func ignore() { fovea_interrupt_ignore() }
}
