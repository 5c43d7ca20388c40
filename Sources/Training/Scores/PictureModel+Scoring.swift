import Boxes
import Datasets
import Detectors
import Evaluation
import Tensors

extension PictureModel {
  /// Shows the model scenes of one split, and scores its answers. Ignored things count neither for
  /// nor against it.
  ///
  /// - Parameters:
  ///   - split: whose scenes.
  ///   - images: how many scenes, from the first on; at most the 500 there are.
  ///   - name: what the score calls the model.
  ///   - tell: called after each scene with how many are done.
  /// - Throws: `TrainingError` for another number of scenes, or a model that knows none of the
  ///   Pasture's classes.
  /// - Example:
  ///       let detector = try FasterRCNNDetector(network: PastureMaskRCNN.trained())
  ///       try detector.score(on: .validation, images: 2, name: "pasture-mask-rcnn")["mask_AP50"]
  public func score(
    on split: PastureSplit = .validation, images: Int = 500, name: String,
    tell: (Int) -> Void = { _ in }
  ) throws -> DetectorScore {
    let most = split.count ?? 500
    guard 1...most ~= images else {
      throw TrainingError(
        operation: "score", expected: "1 to \(most) scenes of the \(split.rawValue) split",
        found: "\(images)")
    }
    let known = try knownClasses()
    let scenes = BatchQueue(steps: 0..<images, ahead: 4, makers: 1) { try split.scene($0) }
    defer { scenes.stop() }
    var record = try DetectionRecord(classNames: known)
    while let scene = try scenes.next() {
      let found = try answer(for: scene.image).things.compactMap { thing in
        let name = classNames[thing.detection.classIndex]
        return known.firstIndex(of: name).map { DetectedObject(thing, classIndex: $0) }
      }
      let truths = scene.things.compactMap { thing in
        known.firstIndex(of: thing.kind.name).map { place in
          var truth = TruthObject(thing)
          truth.classIndex = place
          return truth
        }
      }
      try record.add(truths: truths, detections: found)
      tell(record.pictures.count)
    }
    return try DetectorScore(model: name, record: record, parts: parts)
  }

  /// The classes of the Pasture that the model knows, in the Pasture's order; it is not blamed for
  /// others. Background is none.
  private func knownClasses() throws -> [String] {
    let known = Pasture.classNames.filter(classNames.contains)
    guard !known.isEmpty else {
      throw TrainingError(
        operation: "score",
        expected: "a model of the Pasture's classes, \(Pasture.classNames.joined(separator: ", "))",
        found: classNames.prefix(4).joined(separator: ", "))
    }
    return known
  }
}

extension DetectedObject {
  /// A thing that was found, as another data set numbers its classes.
  init(_ thing: FoundThing, classIndex: Int) {
    self.init(
      box: PreciseBox(thing.detection.box), classIndex: classIndex,
      score: Double(thing.detection.score), mask: thing.mask,
      keypoints: thing.keypoints.map { DetectionResult.ScoredKeypoint($0) })
  }
}

extension DetectionResult.ScoredKeypoint {
  init(_ keypoint: FoundKeypoint) {
    self.init(x: Double(keypoint.x), y: Double(keypoint.y), score: Double(keypoint.score))
  }
}
