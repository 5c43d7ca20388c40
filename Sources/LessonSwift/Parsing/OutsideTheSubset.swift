/// The parts of Swift that a lesson does without, recognised so that the error can name them.
enum OutsideTheSubset {
  static let declarations: Set<String> = [
    "class", "protocol", "actor", "extension", "associatedtype", "typealias", "operator",
    "precedencegroup", "macro", "deinit",
  ]
  static let modifiers: Set<String> = [
    "public", "private", "internal", "fileprivate", "open", "package", "final", "lazy", "weak",
    "unowned", "override", "required", "convenience", "nonisolated", "dynamic", "indirect",
    "prefix", "postfix", "infix", "borrowing", "consuming", "nonmutating",
  ]
  static let expressions: Set<String> = ["await", "async", "super", "yield"]

  static func error(_ what: String, instead: String = "", at range: SourceRange) -> LessonError {
    LessonError(
      .outsideTheSubset, "'\(what)' is Swift, but not part of Lesson Swift",
      suggestion: instead.isEmpty ? advice(what) : instead, at: range)
  }

  private static func advice(_ what: String) -> String {
    switch what {
    case "class", "actor": return "use a 'struct'"
    case "extension": return "put the members inside the 'struct' or 'enum'"
    case "typealias": return "write the type out"
    case "public", "private", "internal", "fileprivate", "open", "final":
      return "leave '\(what)' out"
    case "lazy": return "compute the value where it is needed"
    case "async", "await": return "lesson code runs in order; leave '\(what)' out"
    default: return ""
    }
  }
}
