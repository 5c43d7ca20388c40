/// What LessonKit needs of whatever runs Swift: the interpreter with a library behind it.
///
/// Variables are kept from one run to the next. Nothing here throws: a cell that fails says so in
/// its result, and leaves the variables that it had made.
public protocol CellEngine: AnyObject {
  /// Runs statements as they stand in `file` from `line` on.
  func run(_ source: String, file: String, line: Int) -> CellResult

  /// Runs a cell that takes long, or takes on what it came to the last time.
  ///
  /// - Parameter mayUseCache: whether an earlier outcome will do; its outputs are not repeated.
  func runSlow(_ source: String, file: String, line: Int, mayUseCache: Bool) -> CellResult

  /// The names that `source` would declare at its top level; none when it is not Swift.
  func names(declaredIn source: String) -> [String]

  /// The variables as they are now. Values are kept, not copied: a reference stays shared.
  func snapshot() -> EngineSnapshot
  func restore(_ snapshot: EngineSnapshot)

  /// Receives what a running cell prints and shows, as it happens.
  var onOutput: (CellOutput) -> Void { get set }

  /// When set, `iterations(n)` in a slow cell gives at most this many.
  var iterationLimit: Int? { get set }

  /// Strict is for authors: a lesson may not declare a name twice. A learner may.
  var allowsRedeclaration: Bool { get set }
}

extension CellEngine {
  public func runSlow(_ source: String, file: String, line: Int, mayUseCache: Bool) -> CellResult {
    run(source, file: file, line: line)
  }
}

/// An engine's variables at one moment; only the engine that made it can read it.
public struct EngineSnapshot {
  public var content: Any

  public init(_ content: Any) {
    self.content = content
  }
}

/// Something a running cell put out.
public enum CellOutput: Sendable {
  /// Printed text, with its line breaks.
  case text(String)
  case picture(ShownPicture)
  /// A call of `expect(condition, message)`.
  case expectation(holds: Bool, message: String)
}

/// What came of running a cell.
public struct CellResult: Sendable {
  public var outputs: [CellOutput] = []
  /// The value of the last expression or declaration, when there is one worth showing.
  public var value: CellValue?
  public var failure: CellFailure?

  public init(
    outputs: [CellOutput] = [], value: CellValue? = nil, failure: CellFailure? = nil
  ) {
    self.outputs = outputs
    self.value = value
    self.failure = failure
  }

  /// Everything printed.
  public var printed: String {
    outputs.map { if case .text(let text) = $0 { text } else { "" } }.joined()
  }

  public var pictures: [ShownPicture] {
    outputs.compactMap { if case .picture(let picture) = $0 { picture } else { nil } }
  }

  /// The messages of the expectations that did not hold.
  public var refusals: [String] {
    outputs.compactMap {
      if case .expectation(false, let message) = $0 { message } else { nil }
    }
  }

  public var expectationCount: Int {
    outputs.count { if case .expectation = $0 { true } else { false } }
  }
}

/// A value as the prompt and the checks see it.
public struct CellValue: Sendable {
  /// The variable it was bound to; `nil` for a bare expression.
  public var name: String?
  /// One line, sometimes more: ` features  Tensor [1, 64, 18, 24] …`.
  public var summary: [String]
  /// What a learner may have guessed: a shape (of a tensor), numbers or one number.
  public var numbers: [Double]?
  /// As Swift prints it.
  public var text: String

  public init(name: String?, summary: [String], numbers: [Double]?, text: String) {
    self.name = name
    self.summary = summary
    self.numbers = numbers
    self.text = text
  }
}

/// Why a cell stopped.
public struct CellFailure: Error, Sendable {
  public enum Cause: Sendable {
    /// Not Swift, or not of the subset, or a type that does not fit: nothing catches it.
    case mistake
    /// Thrown while running: `do … catch` would have caught it.
    case thrown
    /// Swift would have trapped: an index out of range, an overflow.
    case trapped
    /// Ctrl-C.
    case interrupted
  }

  public var cause: Cause
  /// The whole message: place, the line with a caret, expected, found, what to try.
  public var message: String
  /// The line of the file, where one is known.
  public var line: Int?
  /// What `"\(error)"` says in a `catch`, for errors that were thrown.
  public var thrownText: String?

  public init(cause: Cause, message: String, line: Int? = nil, thrownText: String? = nil) {
    self.cause = cause
    self.message = message
    self.line = line
    self.thrownText = thrownText
  }
}
