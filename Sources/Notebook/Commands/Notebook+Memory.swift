import Fovea
import LessonKit

extension Notebook {
  /// What tensors take and which variables hold most of it; with an argument, sets the limit.
  func memory(_ argument: String) {
    if !argument.isEmpty {
      guard let limit = TensorMemory.bytes(argument) else {
        return printer.remark(
          "`:memory` takes a limit such as 2GiB or 800MB, found ‘\(ValueRenderer.cut(argument))’")
      }
      TensorMemory.setLimit(limit)
    }
    let memory = TensorMemory.statistics
    let rows = [
      ("in use", TensorMemory.text(bytes: memory.bytesInUse), "under tensors that are alive"),
      ("peak", TensorMemory.text(bytes: memory.peakBytesInUse), "the most that was in use at once"),
      (
        "cached", TensorMemory.text(bytes: memory.bytesCached),
        "kept for the next tensors; it served \(memory.allocationsFromCache) of "
          + "\(memory.allocationsFromCache + memory.allocationsFresh) allocations"
      ),
      ("limit", TensorMemory.text(bytes: memory.limit), "set it by `:memory 2GiB`"),
    ]
    table(rows)
    if let refusal = TensorMemory.refusal { printer.remark(refusal) }
    let largest = engine.variableSizes.filter { $0.bytes > 0 }
      .sorted { ($0.bytes, $1.name) > ($1.bytes, $0.name) }
    guard !largest.isEmpty else { return printer.remark("no variable holds a tensor") }
    printer.remark(largest.count > 8 ? "the 8 largest variables:" : "your variables:")
    table(largest.prefix(8).map { ($0.name, TensorMemory.text(bytes: $0.bytes), "") })
  }

  private func table(_ rows: [(name: String, amount: String, remark: String)]) {
    let names = rows.map(\.name.count).max() ?? 0
    let amounts = rows.map(\.amount.count).max() ?? 0
    for row in rows {
      let name = row.name + String(repeating: " ", count: names - row.name.count)
      let amount = String(repeating: " ", count: amounts - row.amount.count) + row.amount
      terminal.writeLine(
        " \(style.bold(name))  \(amount)"
          + (row.remark.isEmpty ? "" : style.color("  \(row.remark)", .grey)))
    }
  }
}
