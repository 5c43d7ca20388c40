/// A lesson as a page: its words, its code, and what the code put out when it was run for this page.
public struct WovenLesson: Sendable {
  public var lesson: Lesson
  public var steps: [WovenStep]
}

/// One step of the page.
public struct WovenStep: Sendable {
  public var step: Step
  /// What the step's cell did; `nil` where nothing is run (a quiz, prose alone).
  public var run: WovenRun?
}

/// A cell that was run, and what came of it.
public struct WovenRun: Sendable {
  /// For an exercise, its solution.
  public var cell: Cell
  public var outputs: [WovenOutput]
  /// The truth behind a guess: `[1, 3, 32, 32]`.
  public var truth: String?
}

/// Something a cell put out.
public enum WovenOutput: Sendable {
  case text(String)
  /// The summary of the cell's value, a line each.
  case value([String])
  case picture(WovenPicture)
  /// Why a mistake on purpose stopped.
  case error(String)
}

/// A picture of the page.
public struct WovenPicture: Sendable {
  /// Unique in the page: `03-one-crop`.
  public var name: String
  public var caption: String
  public var width: Int
  public var height: Int
  public var png: [UInt8]

  /// What is read out where the picture cannot be seen.
  public var alternativeText: String { "\(caption), a picture of \(width) by \(height) pixels" }
}
