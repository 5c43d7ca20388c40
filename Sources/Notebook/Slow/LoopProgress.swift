import Fovea
import Foundation

/// The bar under a slow cell, on standard error: how many of its iterations are done, and how long
/// the rest will take.
final class LoopProgress {
  private var reporter = ProgressReporter.standardError
  private let clock = ContinuousClock()
  private var start = ContinuousClock.now
  private var isShown = false

  /// A loop of `iterations(total)` turns begins, or has done some.
  func report(done: Int, of total: Int) {
    if done == 0 { start = clock.now }
    let elapsed = (clock.now - start).components
    let seconds = Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
    // What is over in a moment needs no bar.
    guard isShown || seconds > 0.5 else { return }
    isShown = true
    let left = done > 0 ? seconds / Double(done) * Double(total - done) : nil
    reporter.report("", done: done, of: total, details: "", seconds: seconds, left: left)
    if done == total { clear() }
  }

  /// Takes the bar away, before something else is written.
  func clear() {
    guard isShown else { return }
    isShown = false
    reporter.clear()
  }
}
