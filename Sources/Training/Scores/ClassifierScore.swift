import Checkpoints
import Evaluation
import Foundation

/// How good a classifier is on one set of crops.
public struct ClassifierScore: ScoreReport, Equatable {
  /// `pasture-classifier`.
  public let model: String
  public let confusion: ConfusionMatrix

  public init(model: String, confusion: ConfusionMatrix) {
    self.model = model
    self.confusion = confusion
  }

  /// One JSON object on one line: `model`, `images`, `accuracy`, and more under the field's names.
  public var json: String {
    func list(_ items: [String]) -> String { "[\(items.joined(separator: ", "))]" }
    func number(_ value: Double?) -> String { value.map { String(format: "%.6f", $0) } ?? "null" }
    let classes = confusion.classNames.indices
    let members = [
      ("model", JSON.text(model)), ("images", "\(confusion.total)"),
      ("accuracy", number(confusion.accuracy)),
      ("balanced_accuracy", number(confusion.balancedAccuracy)),
      ("matthews_correlation", number(confusion.matthewsCorrelation)),
      ("classes", list(confusion.classNames.map(JSON.text))),
      ("recall", list(classes.map { number(confusion.recall(of: $0)) })),
      ("precision", list(classes.map { number(confusion.precision(of: $0)) })),
      ("confusion", list(confusion.counts.map { list($0.map(String.init)) })),
    ]
    return "{\(members.map { "\(JSON.text($0.0)): \($0.1)" }.joined(separator: ", "))}"
  }

  /// The same for people: the accuracy, and the confusion matrix as a table.
  public var text: String {
    let percent = String(format: "%.2f %%", 100 * (confusion.accuracy ?? 0))
    return """
      \(model): accuracy \(percent), \(confusion.correct) of \(confusion.total) crops

      \(confusion.table)
      """
  }
}
