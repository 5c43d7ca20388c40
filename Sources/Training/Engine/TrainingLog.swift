import Checkpoints
import Foundation

/// What happened, a row at a time: one row tells the mean loss since the row before it.
public struct TrainingLog: Equatable, Sendable {
  public struct Row: Equatable, Sendable {
    /// How many steps had been made.
    public var step: Int
    /// Seconds of training until then, over all resumed parts.
    public var seconds: Double
    public var learningRate: Float
    /// The mean loss, and that of each term, since the row before.
    public var loss: Double
    public var terms: [Double]
    /// The validation score, where it was taken.
    public var score: Double?
  }

  /// The names of the loss's terms.
  public internal(set) var termNames: [String] = []
  public internal(set) var scoreName = ""
  public internal(set) var rows: [Row] = []

  public init() {}

  /// The rows as CSV with a line of names on top. An empty cell is a score that was not taken.
  public var csv: String {
    // One term is the loss itself: no column of its own.
    let names = termNames.count > 1 ? termNames : []
    let header =
      ["step", "seconds", "learning_rate", "loss"] + names
      + [scoreName.isEmpty ? "score" : "validation_\(scoreName)"]
    let lines = rows.map { row in
      var cells = [
        "\(row.step)", Self.text(row.seconds, 1), Self.text(Double(row.learningRate), 6),
      ]
      cells.append(Self.text(row.loss, 5))
      if !names.isEmpty { cells += row.terms.map { Self.text($0, 5) } }
      cells.append(row.score.map { Self.text($0, 5) } ?? "")
      return cells.joined(separator: ",")
    }
    return ([header.joined(separator: ",")] + lines).joined(separator: "\n") + "\n"
  }

  private static func text(_ value: Double, _ digits: Int) -> String {
    String(format: "%.\(digits)f", value)
  }

  /// Reads back what `csv` wrote, up to a step: a run that is resumed goes on from there.
  ///
  /// - Throws: `TrainingError` naming the line that is no such row.
  public init(csv: String, upTo last: Int = .max, file: String = "log.csv") throws {
    let lines = csv.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    let names = (lines.first ?? "").split(separator: ",").map(String.init)
    guard names.count >= 5, names.prefix(4) == ["step", "seconds", "learning_rate", "loss"] else {
      throw TrainingError(
        operation: "resume", place: "\(file), line 1", expected: "the names of a training log",
        found: "“\((lines.first ?? "").prefix(60))”", hint: "move the file away")
    }
    termNames = Array(names[4..<names.count - 1])
    let score = names[names.count - 1]
    scoreName = score.hasPrefix("validation_") ? String(score.dropFirst(11)) : ""
    for (index, line) in lines.enumerated().dropFirst() where !line.isEmpty {
      let cells = line.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
      let numbers = cells.dropLast().compactMap(Double.init)
      guard cells.count == names.count, numbers.count == names.count - 1,
        let step = Int(cells[0]), let last = cells.last, last.isEmpty || Double(last) != nil
      else {
        throw TrainingError(
          operation: "resume", place: "\(file), line \(index + 1)",
          expected: "\(names.count) numbers", found: "“\(line.prefix(60))”",
          hint: "move the file away")
      }
      rows.append(
        Row(
          step: step, seconds: numbers[1], learningRate: Float(numbers[2]), loss: numbers[3],
          terms: termNames.isEmpty ? [numbers[3]] : Array(numbers[4...]), score: Double(last)))
    }
    rows.removeAll { $0.step > last }
  }
}

/// Adds losses up between two rows of the log.
struct LossMean {
  private var sums: [Double] = []
  private(set) var count = 0

  mutating func add(_ terms: [Double]) {
    if sums.count != terms.count {
      sums = terms
      count = 1
    } else {
      for i in sums.indices { sums[i] += terms[i] }
      count += 1
    }
  }

  /// The mean of each term since the last call.
  mutating func take() -> [Double] {
    defer { self = LossMean() }
    return sums.map { $0 / Double(max(1, count)) }
  }
}
