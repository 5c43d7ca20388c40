import Foundation

/// How far a long work has come: a bar that is redrawn where there is a terminal, a plain line now
/// and then where there is none. Always on standard error: standard output is for results.
public struct ProgressReporter: Sendable {
  /// What is written, and whether it goes to a terminal.
  let isTerminal: Bool
  let write: @Sendable (String) -> Void
  /// Seconds between two plain lines.
  let interval: Double
  private var last = -Double.infinity
  private var width = 0

  init(
    isTerminal: Bool, interval: Double = 15, write: @escaping @Sendable (String) -> Void
  ) {
    self.isTerminal = isTerminal
    self.interval = interval
    self.write = write
  }

  /// On standard error.
  public static var standardError: ProgressReporter {
    ProgressReporter(isTerminal: isatty(2) == 1) { text in
      FileHandle.standardError.write(Data(text.utf8))
    }
  }

  /// Nowhere.
  public static let silent = ProgressReporter(isTerminal: false, interval: .infinity) { _ in }

  /// Tells how far it is, when it is time to.
  ///
  /// - Parameters:
  ///   - details: a few words behind the bar: the loss, the score.
  ///   - seconds: since the beginning.
  package mutating func report(
    _ name: String, done: Int, of total: Int, details: String, seconds: Double, left: Double?
  ) {
    guard seconds - last >= (isTerminal ? 0.1 : interval) || done == total else { return }
    last = seconds
    let time = left.map { "\(Self.duration($0)) left" } ?? Self.duration(seconds)
    guard isTerminal else {
      write("\(name) \(done)/\(total)  \(details)  \(time)\n")
      return
    }
    let words = [name, Self.bar(done, total), "\(done)/\(total) ", details, time]
    let line = words.filter { !$0.isEmpty }.joined(separator: " ")
    let rest = String(repeating: " ", count: max(0, width - line.count))
    width = line.count
    write("\r\(line)\(rest)")
  }

  /// Says something on a line of its own.
  mutating func say(_ text: String) {
    clear()
    write("\(text)\n")
  }

  /// Takes the bar off the screen.
  package mutating func clear() {
    if isTerminal && width > 0 { write("\r\(String(repeating: " ", count: width))\r") }
    (width, last) = (0, -.infinity)
  }

  /// Twenty cells, in eighths.
  static func bar(_ done: Int, _ total: Int) -> String {
    let eighths = total > 0 ? min(160, max(0, done * 160 / total)) : 160
    let parts = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"]
    let bar = String(repeating: "█", count: eighths / 8) + parts[eighths % 8]
    return "▕" + bar + String(repeating: " ", count: 20 - bar.count) + "▏"
  }

  /// `7s`, `1m 05s`, `2h 03m`.
  static func duration(_ seconds: Double) -> String {
    let whole = Int(max(0, min(seconds, 1e6)).rounded())
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    if whole < 60 { return "\(whole)s" }
    if whole < 3600 { return "\(whole / 60)m \(two(whole % 60))s" }
    return "\(whole / 3600)h \(two(whole / 60 % 60))m"
  }
}
