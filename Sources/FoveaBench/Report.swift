import Foundation
import Tensors

/// The measurements as people and as programs read them.
struct Report {
  let measurements: [Measurement]
  let repeats: Int

  /// Billions of multiply-adds (each counting two) that all threads can do at best.
  private var peak: Double {
    measurements.filter { $0.group == "peak" }.map { $0.flops / $0.best * 1e-6 }.max() ?? .infinity
  }

  var table: String {
    let width = (measurements.map(\.name.count).max() ?? 0) + 2
    func line(_ name: String, _ columns: [String]) -> String {
      name + String(repeating: " ", count: width - name.count)
        + columns.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
    }
    let title =
      "kernels \(Kernels.current.name) · \(Workers.shared.threads) threads · median of \(repeats)"
    return
      ([title, line("", ["ms", "best", "GFLOP/s", "of peak"])]
      + measurements.map { m in
        line(
          m.name,
          [
            String(format: "%.3f", m.milliseconds), String(format: "%.3f", m.best),
            String(format: "%.1f", m.gigaflops),
            String(format: "%.0f %%", 100 * m.gigaflops / peak),
          ])
      }).joined(separator: "\n")
  }

  private struct Row: Encodable {
    let group: String
    let name: String
    let milliseconds: Double
    let best: Double
    let gigaflops: Double
    let ofPeak: Double
  }
  private struct Document: Encodable {
    let kernels: String
    let threads: Int
    let repeats: Int
    let measurements: [Row]
  }

  func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys]
    let rows = measurements.map {
      Row(
        group: $0.group, name: $0.name, milliseconds: $0.milliseconds, best: $0.best,
        gigaflops: $0.gigaflops,
        ofPeak: $0.gigaflops / peak)
    }
    let document = Document(
      kernels: Kernels.current.name, threads: Workers.shared.threads, repeats: repeats,
      measurements: rows)
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }
}
