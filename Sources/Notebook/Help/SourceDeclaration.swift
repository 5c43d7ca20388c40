import LessonSwift

/// A public declaration of the library, as it stands in a source file, with its doc comment.
struct SourceDeclaration: Sendable {
  struct Parameter: Equatable, Sendable {
    var label: String?
    var type: String
    var hasDefault: Bool
  }

  /// The type it stands in, `AnchorClusters.Start`; empty on the top level.
  var owner: String
  /// `iou`, `init`, `subscript`, `+`, `Box`.
  var name: String
  /// `func`, `var`, `init`, `subscript`, `case`, or a type's keyword.
  var keyword: String
  /// Of functions, initialisers and subscripts.
  var parameters: [Parameter] = []
  /// `Sources/Boxes/Box.swift`.
  var file: String
  /// The lines of its `///` comment; empty when there is none.
  var comment: String

  var isType: Bool {
    ["struct", "class", "enum", "protocol", "actor", "typealias"].contains(keyword)
  }

  /// How well this is what the prompt calls `entry`: `nil` when it is something else.
  func likeness(to entry: Documentation) -> Int? {
    switch entry.kind {
    case .type: return isType ? 0 : nil
    case .property, .value: return keyword == "var" ? 0 : nil
    case .enumCase: return keyword == "case" || keyword == "var" ? 0 : nil
    // `.bilinear(alignCorners:)`: a case that carries something is called like a method.
    case .method where entry.isStatic && keyword == "case": return 0
    case .function, .method, .operator: guard keyword == "func" else { return nil }
    case .initializer: guard keyword == "init" else { return nil }
    case .subscript: guard keyword == "subscript" else { return nil }
    }
    // The prompt may know fewer parameters, where the others have a default.
    var rest = entry.parameters[...]
    var points = 0
    for parameter in parameters {
      if let bound = rest.first, isOperator || bound.label == parameter.label {
        if Self.plain(bound.type) == Self.plain(parameter.type) { points += 2 }
        rest.removeFirst()
      } else if parameter.hasDefault {
        points -= 1
      } else {
        return nil
      }
    }
    return rest.isEmpty ? points : nil
  }

  private var isOperator: Bool {
    keyword == "subscript" || name.first.map { !$0.isLetter && $0 != "_" } ?? false
  }

  /// A type without what both sides may write differently: modules, `any`, `inout`, spaces.
  private static func plain(_ type: String) -> String {
    var text = type
    for word in ["inout ", "any ", "some ", "@escaping ", "@Sendable ", "borrowing ", " "] {
      text = text.replacing(word, with: "")
    }
    return text.split(separator: ".").last.map(String.init) ?? text
  }
}
