import Foundation
import Fovea

/// The measurements as people and as programs read them.
struct Report {
  let measurements: [Measurement]
  let repeats: Int

  /// Billions of floating-point operations a second that all threads can do at best.
  private var peak: Double {
    measurements.filter { $0.workload.id.hasPrefix("peak") }.map(\.gigaflops).max() ?? .infinity
  }

  var table: String {
    let width = (measurements.map(\.workload.name.count).max() ?? 0) + 2
    func line(_ name: String, _ columns: [String]) -> String {
      name + String(repeating: " ", count: width - name.count)
        + columns.map { String(repeating: " ", count: max(1, 11 - $0.count)) + $0 }.joined()
    }
    let title =
      "kernels \(Kernels.current.name) · \(Workers.shared.threads) threads · median of \(repeats)"
    return
      ([title, line("", ["ms", "best", "GFLOP/s", "of peak", "GB/s"])]
      + measurements.map { m in
        line(
          m.workload.name,
          [
            String(format: "%.3f", m.milliseconds), String(format: "%.3f", m.best),
            m.flops > 0 ? String(format: "%.1f", m.gigaflops) : "",
            m.flops > 0 ? String(format: "%.0f %%", 100 * m.gigaflops / peak) : "",
            m.bytes > 0 ? String(format: "%.1f", m.gigabytes) : "",
          ])
      }).joined(separator: "\n")
  }

  private struct Row: Encodable {
    let group, id, name: String
    let milliseconds, best: Double
    let gigaflops, ofPeak, gigabytes: Double?
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
    let rows = measurements.map { m in
      Row(
        group: m.workload.group.rawValue, id: m.workload.id, name: m.workload.name,
        milliseconds: m.milliseconds, best: m.best,
        gigaflops: m.flops > 0 ? m.gigaflops : nil,
        ofPeak: m.flops > 0 ? m.gigaflops / peak : nil,
        gigabytes: m.bytes > 0 ? m.gigabytes : nil)
    }
    let document = Document(
      kernels: Kernels.current.name, threads: Workers.shared.threads, repeats: repeats,
      measurements: rows)
    return String(decoding: try encoder.encode(document), as: UTF8.self)
  }
}
