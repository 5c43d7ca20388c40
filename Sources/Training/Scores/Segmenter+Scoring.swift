import Datasets
import Detectors
import Evaluation
import Tensors

extension Segmenter {
  /// Asks the model about every pixel of Pasture scenes of one split, and counts its answers.
  ///
  /// - Parameters:
  ///   - count: how many scenes, from the first on; no more than there are.
  ///   - name: what the score calls the model.
  /// - Throws: `TrainingError` unless there is at least one scene.
  public func score(
    on split: PastureSplit, count: Int = 500, name: String = "pasture-segmenter"
  ) throws -> SegmentationScore {
    guard count >= 1 else {
      throw TrainingError(operation: "score", expected: "at least 1 scene", found: "\(count)")
    }
    let scenes = min(count, split.count ?? 1_000_000)
    let batchSize = min(4, scenes)
    let batches = BatchQueue(
      steps: 0..<(scenes + batchSize - 1) / batchSize, ahead: 2, makers: 1
    ) { step in
      try SegmentationBatch(
        split, scenes: step * batchSize..<min(scenes, (step + 1) * batchSize))
    }
    defer { batches.stop() }
    let plan = try InferencePlan(inputs: [[batchSize, 3, 144, 192]]) {
      [try logits(Self.normalization($0[0])).argmax(axis: 1)]
    }
    var confusion = try ConfusionMatrix(classNames: Pasture.semanticNames)
    while let batch = try batches.next() {
      let isWhole = batch.pictures.shape[0] == batchSize
      let answers =
        try isWhole
        ? plan(batch.pictures) : classes(Self.normalization(batch.pictures))  // [N, H, W]
      try confusion.add(truths: batch.classes, predictions: answers.wholeNumbers())
    }
    return SegmentationScore(model: name, scenes: scenes, confusion: confusion)
  }
}

extension PastureWindowSegmenter {
  /// Of each scene, the pixels of every `step`-th row and column are asked: all of them would take
  /// 27,648 windows a scene.
  ///
  /// - Throws: `TrainingError` unless there is at least one scene.
  public func score(
    on split: PastureSplit, count: Int = 500, step: Int = 4,
    name: String = "pasture-segmenter-windows"
  ) throws -> SegmentationScore {
    guard count >= 1 else {
      throw TrainingError(operation: "score", expected: "at least 1 scene", found: "\(count)")
    }
    let scenes = min(count, split.count ?? 1_000_000)
    var confusion = try ConfusionMatrix(classNames: Pasture.semanticNames)
    for index in 0..<scenes {
      let scene = try split.scene(index)
      let map = scene.semanticMap
      let truths = stride(from: 0, to: scene.height, by: step).flatMap { row in
        stride(from: 0, to: scene.width, by: step).map { Int(map[row * scene.width + $0]) }
      }
      let answers = try classes(scene.image.tensor(), step: step)
      try confusion.add(truths: truths, predictions: answers.wholeNumbers())
    }
    return SegmentationScore(model: name, scenes: scenes, confusion: confusion)
  }
}

extension ClassMap {
  /// What every pixel of a scene really shows: 0 … 4 stuff, 5 … 12 things.
  public init(_ scene: PastureScene) throws {
    try self.init(
      width: scene.width, height: scene.height, classes: scene.semanticMap.map { Int($0) })
  }
}
