import LessonKit

/// An engine that a person can type at.
public protocol PromptEngine: CellEngine {
  /// Stops the cell that runs, from a signal handler or another thread.
  var interrupter: @Sendable () -> Void { get }
  func clearInterrupt()

  /// Whether `source` ends in the middle: an open bracket, an operator without its right side.
  func needsMoreLines(_ source: String) -> Bool

  /// What may stand at the end of a line of Swift: variables, members, functions, labels.
  func completion(of line: String) -> LineCompletion

  /// Signatures of everything of that name, and a sentence each; empty when there is none.
  func documentation(of name: String) -> [String]
  /// The name of the library that was probably meant.
  func nearestName(to name: String) -> String?

  /// The variables, in the order of their making.
  var variables: [CellValue] { get }

  /// All there is to know about a variable; `nil` when there is none of that name.
  func inspection(of name: String) -> [String]?

  /// The bytes that each variable's tensors take, in the order of their making; numbers that two
  /// variables share count for both.
  var variableSizes: [(name: String, bytes: Int)] { get }
}
