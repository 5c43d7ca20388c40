/// What was measured of a trained model, for a program and for a person.
public protocol ScoreReport: Sendable {
  /// One JSON object on one line, with `model`, `images` and the figures under the field's names.
  var json: String { get }
  /// The same as text of a few lines.
  var text: String { get }
}
