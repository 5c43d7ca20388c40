// K classes; here the matrix counts pixels, not pictures.

extension ConfusionMatrix {
  /// Counts every pixel of a label map.
  ///
  /// - Parameters:
  ///   - truths: a class index for each pixel.
  ///   - predictions: as many.
  ///   - ignoring: pixels whose truth has this number are left out (255 in VOC: borders, and what
  ///     nobody labelled).
  /// - Throws: `EvaluationError` when the maps differ in size, or for a number that is no class; then
  ///   nothing has been counted.
  public mutating func add(
    truths: [UInt8], predictions: [UInt8], ignoring: UInt8? = 255
  ) throws {
    try add(truths, predictions, ignoring: ignoring.map { Int($0) })
  }

  /// As `add(truths:predictions:ignoring:)`, for maps of whole numbers.
  ///
  /// - Parameter truths: a class index for each pixel.
  /// - Parameter predictions: as many.
  /// - Parameter ignoring: pixels whose truth has this number are left out.
  /// - Example:
  ///       var confusion = try ConfusionMatrix(classNames: ["grass", "sheep"])
  ///       try confusion.add(truths: [0, 0, 1, 255], predictions: [0, 1, 1, 1])
  ///       confusion.counts
  public mutating func add(
    truths: [Int], predictions: [Int], ignoring: Int? = 255
  ) throws {
    try add(truths, predictions, ignoring: ignoring)
  }

  private mutating func add<Label: BinaryInteger>(
    _ truths: [Label], _ predictions: [Label], ignoring: Int?
  ) throws {
    guard truths.count == predictions.count else {
      throw EvaluationError(
        operation: "ConfusionMatrix.add",
        expected: "as many predictions as truths, \(truths.count)", found: "\(predictions.count)")
    }
    let classes = classNames.count
    var counted = [Int](repeating: 0, count: classes * classes)
    for (truth, prediction) in zip(truths, predictions) {
      let (t, p) = (Int(truth), Int(prediction))
      if t == ignoring { continue }
      guard t >= 0, t < classes, p >= 0, p < classes else {
        throw EvaluationError(
          operation: "ConfusionMatrix.add", expected: "pixels of class 0 to \(classes - 1)",
          found: t >= 0 && t < classes ? "a prediction of \(p)" : "a truth of \(t)")
      }
      counted[t * classes + p] += 1
    }
    add(counts: counted)
  }

  /// The fraction of pixels that were called what they are.
  public var pixelAccuracy: Double? { accuracy }

  /// Recall averaged over the classes that occurred.
  public var meanPixelAccuracy: Double? { balancedAccuracy }

  /// Intersection over union of class `k`: of the pixels that are `k` or were called `k`, the
  /// fraction that is both. `nil` when there is none.
  ///
  /// - Source: Everingham et al., "The PASCAL Visual Object Classes Challenge: A Retrospective",
  ///   IJCV 2015, §2.2.
  public func iou(of k: Int) -> Double? {
    let union = truths(k) + predictions(k) - hits(k)
    return union > 0 ? Double(hits(k)) / Double(union) : nil
  }

  /// IoU averaged over the classes that occurred or were predicted, known as mIoU. `nil` before the
  /// first pixel.
  public var meanIoU: Double? {
    let values = counts.indices.compactMap { iou(of: $0) }
    return values.isEmpty ? nil : values.reduce(0, +) / Double(values.count)
  }

  /// IoU averaged over classes, each weighted by how many pixels it has.
  ///
  /// - Source: Long et al., "Fully Convolutional Networks for Semantic Segmentation", CVPR 2015, §5.
  public var frequencyWeightedIoU: Double? {
    guard total > 0 else { return nil }
    return counts.indices.reduce(0) { sum, k in
      sum + Double(truths(k)) / Double(total) * (iou(of: k) ?? 0)
    }
  }

  /// The classes as text: pixels, recall, precision and IoU of each; the mean last.
  public var segmentationTable: String {
    let rows = counts.indices.map { k in
      [
        classNames[k], "\(truths(k))", Self.percent(recall(of: k)), Self.percent(precision(of: k)),
        Self.percent(iou(of: k)),
      ]
    }
    return aligned(
      [["class", "pixels", "recall", "precision", "IoU"]] + rows
        + [["mean", "\(total)", Self.percent(meanPixelAccuracy), "", Self.percent(meanIoU)]])
  }
}
