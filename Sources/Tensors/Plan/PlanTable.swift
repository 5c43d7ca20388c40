/// What a plan does, step by step, and what each step took when it was measured: a table to print.
///
/// ```
/// step   operations              result             how               MFLOP  at KiB   KiB     ms  GFLOP/s
/// conv1  conv2D batchNorm relu   [1, 64, 112, 112]  implicit product  236.0       0  3136  0.904    261.0
/// …
/// ```
public struct PlanTable: Sendable, CustomStringConvertible {
  public struct Row: Sendable {
    /// The layer the step stands in: `layer1.0.conv1`; may be empty.
    public let name: String
    /// The operations it does: `conv2D batchNorm relu`.
    public let operation: String
    public let shape: [Int]
    /// How it is computed, where there is a choice.
    public let algorithm: String
    /// A multiplication and an addition count as two.
    public let flops: Int
    /// Where in the arena its result lies; nil for a result that is an output, which has memory of
    /// its own.
    public let arenaOffset: Int?
    /// Of its result.
    public let bytes: Int
    /// The median of all repeats, when the plan was measured.
    public let milliseconds: Double?

    /// Billions of floating-point operations per second.
    public var gigaflops: Double? {
      milliseconds.flatMap { $0 > 0 && flops > 0 ? Double(flops) / $0 * 1e-6 : nil }
    }
  }

  public let rows: [Row]
  public let arenaBytes: Int
  public let weightBytes: Int
  /// Of all results, had each a place of its own.
  public let activationBytes: Int

  /// Of all steps.
  public var flops: Int { rows.reduce(0) { $0 + $1.flops } }
  /// The sum over all steps, when the plan was measured.
  public var milliseconds: Double? {
    let times = rows.compactMap(\.milliseconds)
    return times.isEmpty ? nil : times.reduce(0, +)
  }

  public var description: String {
    let isMeasured = milliseconds != nil
    var head = ["step", "operations", "result", "how", "MFLOP", "at KiB", "KiB"]
    if isMeasured { head += ["ms", "GFLOP/s"] }
    var lines = [head]
    for row in rows {
      var line = [
        row.name, row.operation, "\(row.shape)", row.algorithm,
        NumberText.fixed(Double(row.flops) * 1e-6, decimals: 1),
        row.arenaOffset.map { "\($0 >> 10)" } ?? "output", "\((row.bytes + 1023) >> 10)",
      ]
      if isMeasured {
        line += [
          row.milliseconds.map { NumberText.fixed($0, decimals: 3) } ?? "",
          row.gigaflops.map { NumberText.fixed($0, decimals: 1) } ?? "",
        ]
      }
      lines.append(line)
    }
    var sums = [
      "", "\(rows.count) steps", "", "", NumberText.fixed(Double(flops) * 1e-6, decimals: 1), "",
      "",
    ]
    if let milliseconds {
      sums += [
        NumberText.fixed(milliseconds, decimals: 3),
        NumberText.fixed(Double(flops) / milliseconds * 1e-6, decimals: 1),
      ]
    }
    lines.append(sums)
    return Self.aligned(lines, textColumns: 4)
      + "\narena \(arenaBytes >> 10) KiB (\(activationBytes >> 10) KiB without reuse), "
      + "weights \(weightBytes >> 10) KiB"
  }

  /// Columns of equal width: text to the left, numbers to the right.
  private static func aligned(_ lines: [[String]], textColumns: Int) -> String {
    let columns = lines.first?.indices ?? 0..<0
    let widths = columns.map { column in lines.map { $0[column].count }.max() ?? 0 }
    return lines.map { line in
      let cells = columns.map { column in
        let space = String(repeating: " ", count: widths[column] - line[column].count)
        return column < textColumns ? line[column] + space : space + line[column]
      }
      let text = cells.joined(separator: "  ")
      return String(text.prefix(through: text.lastIndex { $0 != " " } ?? text.startIndex))
    }
    .joined(separator: "\n")
  }
}

extension InferencePlan {
  /// The steps of this plan.
  public func table() -> PlanTable { table(milliseconds: nil) }

  /// Runs the plan some times, a first, uncounted time among them, and measures every step.
  ///
  /// - Parameter repeats: at least 1 (less counts as 1).
  /// - Throws: what running the plan throws.
  public func profile(_ inputs: [Tensor], repeats: Int = 10) throws -> PlanTable {
    let clock = ContinuousClock()
    let loops = kernels.loops
    var times = [[Double]](repeating: [], count: steps.count)
    for repetition in 0...max(1, repeats) {
      var index = 0
      _ = try run(inputs) { step, buffers in
        let start = clock.now
        try step.run(buffers, loops)
        let elapsed = (clock.now - start).components
        if repetition > 0 {
          times[index].append(
            Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) * 1e-15)
        }
        index += 1
      }
    }
    return table(milliseconds: times.map { $0.sorted()[$0.count / 2] })
  }

  private func table(milliseconds: [Double]?) -> PlanTable {
    let rows = steps.enumerated().map { index, step in
      var offset: Int?
      if case .arena(let place) = step.result { offset = place * 4 }
      return PlanTable.Row(
        name: step.name, operation: step.operation, shape: step.shape,
        algorithm: step.algorithm, flops: step.flops, arenaOffset: offset,
        bytes: step.shape.reduce(4, *), milliseconds: milliseconds?[index])
    }
    return PlanTable(
      rows: rows, arenaBytes: arenaBytes, weightBytes: weightBytes,
      activationBytes: activationBytes)
  }
}
