import Datasets
import Detectors
import Evaluation
import Tensors

extension PastureClassifier {
  /// Asks the model about crops of one split, and counts its answers.
  ///
  /// - Parameters:
  ///   - count: how many crops; the same crops every time.
  ///   - name: what the score calls the model.
  /// - Throws: `TrainingError` unless there is at least one crop.
  public func score(
    on split: PastureSplit, count: Int = 4000, name: String = "pasture-classifier"
  ) throws -> ClassifierScore {
    guard 1...1_000_000 ~= count else {
      throw TrainingError(
        operation: "score", expected: "1 to 1,000,000 crops", found: "\(count)")
    }
    let batchSize = min(125, count)
    let crops = try PastureCrops(split: split, size: Self.side, batchSize: batchSize)
    let batches = BatchQueue(
      steps: 0..<(count + batchSize - 1) / batchSize, ahead: 2, makers: 1
    ) { try crops.batch($0) }
    defer { batches.stop() }
    let plan = try planned(inputShape: [batchSize, 3, Self.side, Self.side])
    var confusion = try ConfusionMatrix(classNames: Self.classNames)
    while let batch = try batches.next() {
      let answers = try plan(batch.images).argmax(axis: 1)
      for (truth, answer) in zip(batch.labels, answers.values).prefix(count - confusion.total) {
        try confusion.add(truth: truth, prediction: Int(answer))
      }
    }
    return ClassifierScore(model: name, confusion: confusion)
  }
}
