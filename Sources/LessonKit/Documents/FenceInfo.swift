/// What stands behind an opening code fence, taken apart: `swift exercise id=nms`.
struct FenceInfo {
  /// The kinds of fenced block that Fovea reads; every other fence is a picture of text.
  enum Role: Equatable {
    case cell(CellKind)
    case check, solution, wrong
    case quiz
    /// Shown as it stands: `text`, `sh`, `python`, …
    case listing
  }

  var role: Role
  var id: String?
  var target: String?
  var quick: Int?

  /// Words of `swift …` that choose a kind.
  private static let kinds: [String: Role] = [
    "setup": .cell(.setup), "predict": .cell(.predict), "exercise": .cell(.exercise),
    "breaks": .cell(.breaks), "slow": .cell(.slow(quick: 1)), "check": .check,
    "solution": .solution, "wrong": .wrong,
  ]

  /// - Throws: a sentence (`FenceInfo.Complaint`) when a word is unknown, missing or out of place.
  init(_ info: String) throws(Complaint) {
    let words = info.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let language = words.first, language == "swift" || language == "quiz" else {
      if let language = words.first, words.count > 1,
        let meant = NearestName.of(language, in: ["swift", "quiz"])
      {
        throw Complaint("unknown fence ‘\(language)’; did you mean ‘\(meant)’?")
      }
      role = .listing
      return
    }
    role = language == "quiz" ? .quiz : .cell(.plain)
    var rest = words.dropFirst()
    if language == "swift", let word = rest.first, !word.contains("=") {
      guard let kind = Self.kinds[word] else {
        throw Complaint(
          Self.unknown(word, among: Self.kinds.keys.sorted(), what: "word ‘\(word)’ after ‘swift’"))
      }
      role = kind
      rest = rest.dropFirst()
    }
    for word in rest {
      let parts = word.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { throw Complaint("expected ‘key=value’, found ‘\(word)’") }
      let value = String(parts[1])
      guard !value.isEmpty else { throw Complaint("‘\(word)’ has no value") }
      switch parts[0] {
      case "id":
        guard value.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" }) else {
          throw Complaint("id ‘\(value)’: letters, digits and ‘-’ only")
        }
        id = value
      case "for": target = value
      case "quick":
        guard let count = Int(value), count > 0 else {
          throw Complaint("quick=\(value): expected a whole number above 0")
        }
        quick = count
      default:
        throw Complaint(
          Self.unknown(String(parts[0]), among: ["id", "for", "quick"], what: "key ‘\(parts[0])’"))
      }
    }
    try checkKeys()
  }

  /// Which keys each kind needs, and which it may not have.
  private mutating func checkKeys() throws(Complaint) {
    switch role {
    case .check, .solution, .wrong:
      guard target != nil else { throw Complaint("needs ‘for=ID’ of the exercise it belongs to") }
      guard id == nil else { throw Complaint("takes ‘for=’, not ‘id=’") }
    case .cell(.predict), .cell(.exercise), .cell(.breaks), .quiz:
      guard id != nil else {
        throw Complaint("needs ‘id=NAME’, kept for ever: progress hangs on it")
      }
      guard target == nil else { throw Complaint("takes ‘id=’, not ‘for=’") }
    case .cell(.slow):
      guard let quick else { throw Complaint("needs ‘quick=N’: the iterations `fovea check` runs") }
      role = .cell(.slow(quick: quick))
      guard target == nil else { throw Complaint("takes ‘id=’, not ‘for=’") }
    case .cell:
      guard target == nil else { throw Complaint("‘for=’ belongs to check, solution and wrong") }
    case .listing: break
    }
    if quick != nil {
      guard case .cell(.slow) = role else { throw Complaint("‘quick=’ belongs to ‘swift slow’") }
    }
  }

  private static func unknown(_ word: String, among known: [String], what: String) -> String {
    let meant = NearestName.of(word, in: known).map { "; did you mean ‘\($0)’?" }
    return "unknown \(what)\(meant ?? "; known: \(known.joined(separator: ", "))")"
  }

  /// One sentence for the author.
  struct Complaint: Error {
    var message: String
    init(_ message: String) { self.message = message }
  }
}
