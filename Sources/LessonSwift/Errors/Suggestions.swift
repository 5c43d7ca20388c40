/// Finds the name a learner most likely meant.
enum Suggestions {
  /// "did you mean 'features'?", or "" when nothing known is near.
  static func didYouMean(_ name: String, among candidates: some Sequence<String>) -> String {
    guard let best = nearest(name, among: candidates) else { return "" }
    return "did you mean '\(best)'?"
  }

  static func nearest(_ name: String, among candidates: some Sequence<String>) -> String? {
    guard name.count <= 64 else { return nil }
    let allowed = max(1, name.count / 3)
    var best: (name: String, distance: Int)?
    for candidate in Set(candidates).sorted() where candidate != name && candidate.count <= 64 {
      guard abs(candidate.count - name.count) <= allowed else { continue }
      var distance = editDistance(Array(name.lowercased()), Array(candidate.lowercased()))
      if distance > allowed { continue }
      distance = distance * 2 + (candidate.first == name.first ? 0 : 1)
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    return best?.name
  }

  /// The Damerau-Levenshtein distance: insertions, deletions, substitutions, swapped neighbours.
  static func editDistance(_ a: [Character], _ b: [Character]) -> Int {
    guard !a.isEmpty else { return b.count }
    guard !b.isEmpty else { return a.count }
    var beforeLast = [Int](repeating: 0, count: b.count + 1)
    var last = Array(0...b.count)
    for i in 1...a.count {
      var row = [i] + [Int](repeating: 0, count: b.count)
      for j in 1...b.count {
        let cost = a[i - 1] == b[j - 1] ? 0 : 1
        row[j] = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          row[j] = min(row[j], beforeLast[j - 2] + 1)
        }
      }
      beforeLast = last
      last = row
    }
    return last[b.count]
  }
}
