import Boxes
import Datasets

extension DetectionRecord {
  /// A data set and somebody's results on it, put together as pycocotools does.
  ///
  /// Pictures and classes are taken in the order of their ids. What a detection's area is depends on
  /// the **first** result: with a box, every detection's area is that of its box, even where masks are
  /// compared; without one, that of its mask, or of the box around its keypoints.
  ///
  /// - Parameters:
  ///   - results: as `DetectionResult.read` gives them; of pictures and classes of the data set.
  ///   - kind: what is to be compared. For masks, a result without one gets its box filled. For
  ///     keypoints only classes that have some are scored.
  /// - Throws: `DatasetError` naming the place of an object without what is to be compared, or of a
  ///   result whose picture is unknown; `EvaluationError` when there is no class, or for a
  ///   number that is not finite.
  /// - Source: pycocotools, `coco.py`, `loadRes` and `annToRLE`; `cocoeval.py`, `_prepare`.
  public init(
    _ dataset: DetectionDataset, results: [DetectionResult], kind: OverlapKind = .bbox
  ) throws {
    let converter = ResultConverter(dataset, results, kind)
    try self.init(classNames: converter.classes.map(\.name))
    var indices: [Int: Int] = [:]
    let pictures = dataset.pictures.sorted { $0.id < $1.id }
    var scored = pictures.map { ScoredPicture(name: $0.fileName, truths: [], detections: []) }
    for (index, picture) in pictures.enumerated() { indices[picture.id] = index }
    func index(of id: Int, _ place: Place) throws -> Int {
      if let index = indices[id] { return index }
      throw DatasetError(
        place, expected: "the id of one of the \(pictures.count) pictures", found: "image_id \(id)")
    }
    for annotation in dataset.annotations {
      guard let classIndex = converter.classIndices[annotation.classID] else { continue }
      let p = try index(of: annotation.pictureID, annotation.place)
      scored[p].truths.append(try converter.truth(annotation, classIndex, pictures[p]))
    }
    for result in results {
      guard let classIndex = converter.classIndices[result.classID] else { continue }
      let p = try index(of: result.pictureID, result.place)
      scored[p].detections.append(try converter.detection(result, classIndex, pictures[p]))
    }
    for picture in scored {
      try add(truths: picture.truths, detections: picture.detections, name: picture.name)
    }
  }

  /// The same from files.
  ///
  /// - Parameters:
  ///   - annotations: a COCO file, or a folder of VOC or YOLO annotations.
  ///   - detections: a COCO results file.
  ///   - isLenient: whether what makes no sense is skipped.
  /// - Throws: `DatasetError` with file, line and column.
  /// - Example:
  ///       do {
  ///         let record = try DetectionRecord(annotations: "truth.json", detections: "results.json")
  ///         print(try record.cocoScores().table)
  ///       } catch {
  ///         print("needs both files: \(error)".prefix(22))
  ///       }
  public init(
    annotations: String, detections: String, kind: OverlapKind = .bbox, isLenient: Bool = false
  ) throws {
    let truth = try DetectionDataset.read(annotations, isLenient: isLenient).dataset
    let results = try DetectionResult.read(detections, for: truth, isLenient: isLenient).results
    try self.init(truth, results: results, kind: kind)
  }
}

private struct ResultConverter {
  let kind: OverlapKind
  /// Those that are scored, by their ids.
  let classes: [DatasetClass]
  let classIndices: [Int: Int]
  private let firstHasBox: Bool

  init(_ dataset: DetectionDataset, _ results: [DetectionResult], _ kind: OverlapKind) {
    self.kind = kind
    firstHasBox = results.first?.hasBox ?? true
    let withKeypoints = Set(
      dataset.annotations.lazy.filter { !$0.keypoints.isEmpty }.map(\.classID))
    classes = dataset.classes.sorted { $0.id < $1.id }.filter {
      kind != .keypoints || !$0.keypointNames.isEmpty || withKeypoints.contains($0.id)
    }
    classIndices = Dictionary(
      classes.enumerated().map { ($0.element.id, $0.offset) }, uniquingKeysWith: { a, _ in a })
  }

  func truth(
    _ annotation: Annotation, _ classIndex: Int, _ picture: DatasetPicture
  ) throws -> TruthObject {
    var truth = TruthObject(
      box: annotation.bounds, classIndex: classIndex, area: annotation.area,
      isCrowd: annotation.isCrowd,
      isDifficult: annotation.isDifficult || annotation.isIgnored,
      keypoints: annotation.keypoints)
    truth.canBeMatched = annotation.id != 0
    switch kind {
    case .bbox: break
    case .segm:
      guard let segmentation = annotation.segmentation else {
        throw DatasetError(
          annotation.place, expected: "a segmentation, to compare masks",
          found: "none in annotation \(annotation.id)", hint: "--iou-type bbox compares boxes")
      }
      truth.mask = try runs(segmentation, picture, annotation.place)
    case .keypoints:
      if truth.keypoints.isEmpty {
        // Nobody marked any: as if every one were marked as not labelled.
        let names = classes[classIndex].keypointNames.count
        truth.keypoints = Array(
          repeating: AnnotatedKeypoint(x: 0, y: 0, visibility: .unlabelled),
          count: names > 0 ? names : KeypointSimilarity.personSigmas.count)
      }
    }
    return truth
  }

  func detection(
    _ result: DetectionResult, _ classIndex: Int, _ picture: DatasetPicture
  ) throws -> DetectedObject {
    var detection = DetectedObject(
      box: result.bounds, classIndex: classIndex, score: result.score, keypoints: result.keypoints)
    if kind == .keypoints, result.keypoints.isEmpty {
      throw DatasetError(
        result.place, expected: "keypoints in every detection", found: "one without",
        hint: "--iou-type bbox compares boxes")
    }
    if kind == .segm {
      guard result.segmentation != nil || result.hasBox else {
        throw DatasetError(
          result.place, expected: "a segmentation or a box in every detection",
          found: "one without")
      }
      detection.mask = try runs(
        result.segmentation ?? .polygons([result.bounds.corners]), picture, result.place)
    }
    if !firstHasBox, let segmentation = result.segmentation {
      let mask = try detection.mask ?? runs(segmentation, picture, result.place)
      detection.area = Double(mask.area)
    }
    return detection
  }

  private func runs(
    _ segmentation: Segmentation, _ picture: DatasetPicture, _ place: Place
  ) throws -> RunLengthMask {
    do { return try segmentation.runs(width: picture.width, height: picture.height) } catch let
      error as BoxError
    {
      throw DatasetError(place, expected: error.expected, found: error.found, hint: error.hint)
    }
  }
}

extension PreciseBox {
  /// x, y of the four corners, down the left side first.
  fileprivate var corners: [Double] {
    [x, y, x, y + height, x + width, y + height, x + width, y]
  }
}
