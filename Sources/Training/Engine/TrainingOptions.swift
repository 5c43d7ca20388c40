import Tensors

/// How a recipe is run; beside the trunk, nothing here changes the weights that come out.
public struct TrainingOptions: Sendable {
  /// Where everything goes: the state to resume from, the log, the curve, the weights.
  public var folder: String
  /// Whether to go on from the state that the folder holds.
  public var resumes = false
  /// The weights of the model that the recipe names as its `trunk`.
  public var trunk: [String: Tensor]?
  /// Seconds between two saved states.
  public var secondsBetweenSaves = 30.0
  /// Steps between two saved states, beside the seconds; `nil` goes by the time alone.
  public var stepsBetweenSaves: Int?
  /// Steps between two rows of the log; `nil` makes about 200 rows.
  public var stepsBetweenRows: Int?
  /// How often the validation score is taken, evenly over the run, the end included.
  public var scores = 8
  /// Threads that make batches while the model learns.
  public var makers = 1
  public var progress = ProgressReporter.standardError
  /// Asked before each step: true saves the state and stops.
  public var shouldStop: @Sendable () -> Bool = { false }

  public init(folder: String) { self.folder = folder }
}

/// What came of a run.
public struct TrainingReport: Sendable {
  public enum Outcome: Equatable, Sendable {
    /// The weights are at this path.
    case finished(weights: String)
    /// Stopped before the end; resume to go on.
    case stopped(state: String)
  }

  public let outcome: Outcome
  public let step: Int
  /// Of training, over all resumed parts.
  public let seconds: Double
  public let log: TrainingLog
  /// On the validation split, of the weights as they were written (half precision).
  public let score: TrainingScore?
}
