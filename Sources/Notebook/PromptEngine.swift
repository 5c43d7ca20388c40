import Fovea
import LessonKit
import LessonSwift

/// An engine that a person can type at.
public protocol PromptEngine: CellEngine {
  /// Stops the cell that runs, from a signal handler or another thread.
  var interrupter: @Sendable () -> Void { get }
  func clearInterrupt()

  /// Whether `source` ends in the middle: an open bracket, an operator without its right side.
  func needsMoreLines(_ source: String) -> Bool

  /// What may stand at the end of a line of Swift: variables, members, functions, labels.
  func completion(of line: String) -> LineCompletion

  /// Everything that has a name: of the library, of Swift's own, of the learner.
  var documentation: [Documentation] { get }

  /// The variables, in the order of their making.
  var variables: [CellValue] { get }

  /// The bytes that each variable's tensors take, in the order of their making; numbers that two
  /// variables share count for both.
  var variableSizes: [(name: String, bytes: Int)] { get }

  // MARK: Looking behind values

  /// The value of an expression, computed once and quietly; the variables stay as they are.
  func value(of expression: String) -> Result<LessonValue, CellFailure>

  /// The variables themselves, in the order of their making.
  var values: [(name: String, value: LessonValue)] { get }

  /// The type of a variable as Swift writes it, and whether it is a constant.
  func declaration(of name: String) -> (type: String, isConstant: Bool)?

  /// Makes a constant of the library's value.
  ///
  /// - Throws: when lessons know no such type.
  func define(_ name: String, _ value: Any) throws

  /// Everything that ran without a failure, in order.
  var log: [CellRecord] { get }
}

/// A cell that ran: what it read and made, and what it showed.
public struct CellRecord: Sendable {
  /// `lesson.md`'s path, or `prompt`.
  public var file: String
  public var line: Int
  public var source: String
  /// Variables and functions that it used, changed and made.
  public var reads: Set<String>
  public var writes: Set<String>
  public var declares: Set<String>
  public var pictures: [ShownPicture]
}
