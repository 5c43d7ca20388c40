import Foundation

/// Rows as lines of equal columns: the first to the left, the others to the right.
func aligned(_ rows: [[String]], leading: Int = 1) -> String {
  let columns = rows.map(\.count).max() ?? 0
  let widths = (0..<columns).map { column in
    rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
  }
  return rows.map { row in
    let cells = row.enumerated().map { column, cell in
      let space = String(repeating: " ", count: widths[column] - cell.count)
      return column < leading ? cell + space : space + cell
    }
    let line = cells.joined(separator: "  ")
    return String(line.reversed().drop { $0 == " " }.reversed())
  }.joined(separator: "\n")
}

/// `0.50`: so many decimals, with a point.
func fixed(_ value: Double, _ decimals: Int) -> String { String(format: "%.\(decimals)f", value) }

/// `0.421`, or `–` for a score that does not exist.
func scoreText(_ value: Double?) -> String { value.map { fixed($0, 3) } ?? "–" }
