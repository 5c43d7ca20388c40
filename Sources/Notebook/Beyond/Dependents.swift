import LessonSwift

/// Which cells would come out differently if a variable were another.
enum Dependents {
  /// The records that have to run again, in order, when the variable is given a new value: those
  /// that use it, those that use what they made, and those that such a cell adds something to.
  ///
  /// - Parameters:
  ///   - name: its last declaration is where things begin to differ.
  ///   - declaration: what is run in place of the cell that declares it; without one, that cell is
  ///     left out.
  static func records(
    of name: String, in log: [CellRecord], declaration: String? = nil
  ) -> [CellRecord] {
    var log = log
    let start = log.lastIndex { $0.declares.contains(name) } ?? -1
    let later = Array(log.indices.dropFirst(start + 1))
    var again: Set<Int> = []
    var dirty: Set<String> = [name]
    if let declaration, log.indices.contains(start) {
      log[start].source = declaration
      again.insert(start)
      dirty.formUnion(log[start].declares.union(log[start].writes))
    }
    var isDone = false
    while !isDone {
      isDone = true
      for index in later where !again.contains(index) {
        let record = log[index]
        guard !dirty.isDisjoint(with: record.reads.union(record.writes)) else { continue }
        again.insert(index)
        dirty.formUnion(record.declares.union(record.writes).subtracting([name]))
        isDone = false
      }
      // A cell that changes a variable begins from the variable's beginning.
      for index in again {
        for changed in log[index].writes.subtracting(log[index].declares).subtracting([name]) {
          for earlier in log.indices.prefix(index) where !again.contains(earlier) {
            let record = log[earlier]
            guard record.declares.contains(changed) || record.writes.contains(changed) else {
              continue
            }
            again.insert(earlier)
            isDone = false
          }
        }
      }
    }
    return again.sorted().map { log[$0] }
  }

  /// A cell's source with another value for a variable that it declares on one line:
  /// `let threshold: Float = 0.9` becomes `let threshold: Float = 0.3`.
  ///
  /// - Parameter type: stands behind the name in any case, so that a literal means what it meant.
  /// - Returns: `nil` when the declaration is not of that form.
  static func source(
    _ source: String, declaring name: String, as type: String, _ expression: String
  ) -> String? {
    var isReplaced = false
    let lines = source.split(separator: "\n", omittingEmptySubsequences: false).map { line in
      let words = line.split(maxSplits: 1, whereSeparator: \.isWhitespace)
      guard !isReplaced, words.count == 2, words[0] == "let" || words[0] == "var",
        words[1].hasPrefix(name), line.contains("="),
        words[1].dropFirst(name.count).first.map({ " :=".contains($0) }) == true,
        let mark = line.firstIndex(of: "="), Session.isComplete(String(line)),
        !line[mark...].hasPrefix("==")
      else { return String(line) }
      isReplaced = true
      let indent = line.prefix { $0 == " " }
      return "\(indent)\(words[0]) \(name): \(type) = \(expression)"
    }
    return isReplaced ? lines.joined(separator: "\n") : nil
  }
}
