/// Finds what a learner or an author probably meant to write.
public enum NearestName {
  /// The candidate with the fewest slips from `word` (insertions, deletions, substitutions and
  /// swaps of neighbours), or `nil` when none is within a third of its length.
  public static func of(_ word: String, in candidates: some Sequence<String>) -> String? {
    let wanted = Array(word.lowercased())
    guard wanted.count >= 2, wanted.count <= 60 else { return nil }
    let limit = max(1, (wanted.count + 1) / 3)
    var best: (name: String, distance: Int)?
    for candidate in candidates where candidate.count <= wanted.count + limit {
      let distance = slips(wanted, Array(candidate.lowercased()))
      if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    if best == nil, wanted.count >= 3 {
      // `window` for `sliding-window`: a piece of exactly one name.
      let holders = candidates.filter { $0.lowercased().contains(word.lowercased()) }
      if holders.count == 1 { return holders.first }
    }
    return best?.name
  }

  /// The edit distance of Damerau and Levenshtein, without overlapping swaps.
  static func slips(_ a: [Character], _ b: [Character]) -> Int {
    var beforeLast: [Int] = []
    var last = Array(0...b.count)
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var cost = min(last[j] + (a[i] == b[j] ? 0 : 1), last[j + 1] + 1, row[j] + 1)
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] {
          cost = min(cost, beforeLast[j - 1] + 1)
        }
        row.append(cost)
      }
      (beforeLast, last) = (last, row)
    }
    return last[b.count]
  }
}
