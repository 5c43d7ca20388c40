/// The words that every kind of page uses.
enum PageWords {
  /// What stands under the title: number, minutes, paper.
  static func facts(_ lesson: Lesson) -> [String] {
    ["Lesson \(lesson.number)", "about \(lesson.minutes) min"]
      + (lesson.prerequisites.isEmpty
        ? [] : ["after: " + lesson.prerequisites.joined(separator: ", ")])
  }

  /// Where the page comes from.
  static let origin =
    "Every number and picture on this page was computed by its own code when the page was made, "
    + "by Fovea."

  /// What a step asks for, in a word or two; `nil` for a cell that is simply run.
  static func kind(_ step: Step) -> String? {
    switch step.activity {
    case .predict: "Predict"
    case .exercise: "Exercise"
    case .quiz: "Question"
    case .breaks: "A mistake on purpose"
    case .slow: "Takes a while"
    case .run, nil: nil
    }
  }

  /// A heading's level in the page, whose title is level 1: 2 or 3.
  static func level(_ step: Step) -> Int { (step.level ?? 2) <= 1 ? 2 : min(step.level ?? 2, 3) }

  /// `a`, `b`, `c` … for a quiz's answers.
  static func letter(_ index: Int) -> String {
    UnicodeScalar(UInt32(97 + index % 26)).map { String(Character($0)) } ?? "?"
  }
}
