import Foundation

extension Course {
  /// What is wrong with the course as a whole: numbers, names, prerequisites, woven quotations.
  public func problems() -> [LessonProblem] {
    var problems: [LessonProblem] = []
    for (index, entry) in entries.enumerated() {
      for earlier in entries[..<index] where earlier.name == entry.name {
        problems.append(
          LessonProblem(file: entry.file, "lesson ‘\(entry.name)’ exists twice: \(earlier.file)"))
      }
      for earlier in entries[..<index] where earlier.number == entry.number {
        problems.append(
          LessonProblem(
            file: entry.file, "lesson number \(entry.number) is taken by \(earlier.file)"))
      }
      guard let lesson = try? lesson(at: entry) else { continue }
      for name in lesson.prerequisites where name != entry.name {
        if let needed = try? self.entry(called: name) {
          if needed.number > entry.number {
            problems.append(
              LessonProblem(
                file: entry.file, "prerequisite ‘\(name)’ comes later, as number \(needed.number)"))
          }
        } else {
          let meant = NearestName.of(name, in: entries.map(\.name)).map {
            "; did you mean ‘\($0)’?"
          }
          problems.append(
            LessonProblem(
              file: entry.file, "prerequisite ‘\(name)’ is no lesson\(meant ?? "")"))
        }
      }
      problems += staleQuotes(of: lesson)
    }
    return problems
  }

  /// The quotations that `quotes.json` lacks or holds in an older form.
  private func staleQuotes(of lesson: Lesson) -> [LessonProblem] {
    guard quotes.sourceRoot != nil else { return [] }
    return lesson.quotedReferences.compactMap { reference in
      guard let text = try? quotes.text(of: reference), quotes.woven[reference] != text else {
        return nil
      }
      return LessonProblem(
        file: lesson.file,
        "the quotation \(reference) in \(SourceQuotes.fileName) is stale; run `make quotes`")
    }
  }

  /// Writes every quotation of every lesson into `quotes.json`, so that an installed course needs
  /// no sources.
  ///
  /// - Returns: how many were woven.
  /// - Throws: `LessonProblems` of a broken lesson, or when the file cannot be written.
  public func weaveQuotes() throws -> Int {
    var woven: [String: String] = [:]
    for entry in entries {
      for reference in try lesson(at: entry).quotedReferences {
        woven[reference] = try quotes.text(of: reference)
      }
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    try AtomicFile.write(
      Array(encoder.encode(woven)) + [UInt8(ascii: "\n")],
      to: folder + "/" + SourceQuotes.fileName)
    return woven.count
  }
}
