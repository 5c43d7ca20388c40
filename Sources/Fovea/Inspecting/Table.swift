import Datasets
import Foundation

/// A table in plain text: columns as wide as their widest cell, two spaces between.
struct Table: CustomStringConvertible {
  enum Column {
    case left(String)
    case right(String)

    var title: String {
      switch self {
      case .left(let title), .right(let title): title
      }
    }
  }

  let columns: [Column]
  let rows: [[String]]

  var description: String {
    let all = [columns.map(\.title)] + rows
    let widths = columns.indices.map { column in all.map { $0[column].count }.max() ?? 0 }
    let lines = all.map { row in
      let cells = columns.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        if case .right = columns[column] { return space + row[column] }
        return row[column] + space
      }
      let line = " " + cells.joined(separator: "  ")
      return String(
        line[..<(line.lastIndex { $0 != " " }.map(line.index(after:)) ?? line.startIndex)])
    }
    return lines.joined(separator: "\n")
  }

  /// 12345 → 12,345.
  static func grouped(_ count: Int) -> String {
    var text = ""
    for (index, digit) in "\(count)".reversed().enumerated() {
      if index > 0, index % 3 == 0, digit != "-" { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  static func decimal(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }

  static func percent(_ count: Int, of all: Int) -> String {
    all > 0 ? decimal(100 * Double(count) / Double(all), 1) + " %" : ""
  }

  static func bytes(_ count: Int) -> String {
    if count < 1 << 10 { return "\(count) bytes" }
    if count < 1 << 20 { return decimal(Double(count) / 1024, 1) + " KiB" }
    if count < 1 << 30 { return decimal(Double(count) / 1_048_576, 1) + " MiB" }
    return decimal(Double(count) / 1_073_741_824, 2) + " GiB"
  }

  /// On one line, and no longer than `length`; what is dropped is the middle.
  static func clipped(_ text: String, _ length: Int) -> String {
    let line = String(text.map { $0.isNewline || $0 == "\t" ? " " : $0 })
    guard line.count > length else { return line }
    let half = (length - 1) / 2
    return line.prefix(length - 1 - half) + "…" + line.suffix(half)
  }

  /// Counts as a row of blocks, `into` of them, the tallest for the most.
  static func spark(_ counts: [Int], into blocks: Int) -> String {
    let each = max(1, counts.count / blocks)
    let sums = stride(from: 0, to: counts.count, by: each).map { start in
      counts[start..<min(counts.count, start + each)].reduce(0, +)
    }
    let most = max(1, sums.max() ?? 1)
    let levels = Array(" ▁▂▃▄▅▆▇█")
    return String(sums.map { levels[$0 == 0 ? 0 : max(1, $0 * 8 / most)] })
  }

  /// A string as JSON.
  static func json(_ text: String) -> String { jsonString(text) }
}
