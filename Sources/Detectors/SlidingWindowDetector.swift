import Boxes
import Images
import Tensors

/// A classifier at every place and size: square windows, a threshold, suppression.
///
/// - Source: the oldest detector there is; Dalal and Triggs, "Histograms of Oriented Gradients for
///   Human Detection", CVPR 2005, §5, for windows, strides and scales.
/// - Differs: larger windows in place of an image pyramid (crops are resized anyway), and a
///   convolutional network in place of gradients and a linear classifier.
/// - Example:
///       let detector = try SlidingWindowDetector(classifier: PastureClassifier.trained(), windowSizes: [40])
///       detector.windowCount(width: 192, height: 144)
///       try detector.windows(width: 192, height: 144).count
///       try detector.detections(in: Image(example: "pasture-01.png")).count
public struct SlidingWindowDetector: Sendable {
  public let classifier: PastureClassifier
  /// Sides of the windows, in pixels.
  public let windowSizes: [Int]
  /// Pixels between neighbouring windows, as a share of the window's side.
  public let strideShare: Float
  /// The probability from which a window counts.
  public let threshold: Float
  /// The IoU above which the weaker of two boxes of a class is dropped.
  public let suppression: Float

  /// Which windows, and what counts as found.
  ///
  /// - Throws: `ShapeError` unless there are window sizes of at least 1 pixel, the stride's share is
  ///   above 0, and the thresholds lie in 0…1.
  public init(
    classifier: PastureClassifier, windowSizes: [Int] = [18, 27, 40, 60],
    strideShare: Float = 0.2, threshold: Float = 0.95, suppression: Float = 0.1
  ) throws {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws {
      guard holds else {
        throw ShapeError(operation: "SlidingWindowDetector", expected: expected, found: found)
      }
    }
    try require(
      !windowSizes.isEmpty && windowSizes.allSatisfy { 1...Image.largestSide ~= $0 },
      "window sizes of 1 to \(Image.largestSide) pixels", "\(windowSizes)")
    try require(strideShare > 0 && strideShare <= 10, "a strideShare above 0", "\(strideShare)")
    try require(0...1 ~= threshold, "a threshold in 0…1", "\(threshold)")
    try require(0...1 ~= suppression, "a suppression IoU in 0…1", "\(suppression)")
    self.classifier = classifier
    self.windowSizes = windowSizes
    self.strideShare = strideShare
    self.threshold = threshold
    self.suppression = suppression
  }

  /// The windows of one size, row after row, as a tensor's cells lie: none when it does not fit.
  ///
  /// - Parameters:
  ///   - width: of the picture, in pixels; `height` likewise.
  ///   - size: the window's side; `stride` the step, both at least 1 (smaller counts as 1).
  public static func windows(width: Int, height: Int, size: Int, stride step: Int) -> [Box] {
    let size = max(1, size), step = max(1, step)
    guard size <= width, size <= height else { return [] }
    return Swift.stride(from: 0, through: height - size, by: step).flatMap { top in
      Swift.stride(from: 0, through: width - size, by: step).map { left in
        Box(x: Float(left), y: Float(top), width: Float(size), height: Float(size))
      }
    }
  }

  /// As many windows may be listed at once: days of forward passes.
  public static let largestWindowCount = 10_000_000

  /// Every window over a picture of this size, smallest first.
  ///
  /// - Throws: `ShapeError` when there are more than `largestWindowCount`.
  /// - Parameter width: of the picture, in pixels.
  /// - Parameter height: of the picture, in pixels.
  public func windows(width: Int, height: Int) throws -> [Box] {
    let count = windowCount(width: width, height: height)
    guard count <= Self.largestWindowCount else {
      throw ShapeError(
        operation: "SlidingWindowDetector.windows",
        expected: "a picture with at most \(Self.largestWindowCount) windows",
        found: "\(count) in one of \(width)×\(height)",
        hint: "a larger strideShare, larger windowSizes, or a smaller picture")
    }
    return windowSizes.flatMap { size in
      Self.windows(width: width, height: height, size: size, stride: stride(of: size))
    }
  }

  /// How many forward passes a picture of this size costs; `Int.max` when it is more than that.
  ///
  /// - Parameter width: of the picture, in pixels.
  /// - Parameter height: of the picture, in pixels.
  public func windowCount(width: Int, height: Int) -> Int {
    var total = 0
    for size in windowSizes where size <= width && size <= height {
      let step = stride(of: size)
      let columns = (width - size) / step + 1, rows = (height - size) / step + 1
      let (product, isHuge) = columns.multipliedReportingOverflow(by: rows)
      let (sum, isHuger) = total.addingReportingOverflow(product)
      if isHuge || isHuger { return .max }
      total = sum
    }
    return total
  }

  func stride(of size: Int) -> Int { max(1, Int(Float(size) * strideShare)) }

  /// What is in the picture: per class, after suppression, best first. Background is no detection.
  ///
  /// - Throws: `ShapeError` when no window fits into the picture; what cropping and the classifier
  ///   throw.
  public func detections(in image: Image) throws -> [Detection] {
    let windows = try windows(width: image.width, height: image.height)
    guard !windows.isEmpty else {
      let least = windowSizes.min() ?? 0
      throw ShapeError(
        operation: "SlidingWindowDetector.detections",
        expected: "a picture of at least \(least)×\(least) pixels",
        found: "\(image.width)×\(image.height)", hint: "enlarge it, or smaller windowSizes")
    }
    let found = try candidates(in: image, windows: windows)
    return try nonMaximumSuppression(found.map(\.detection), threshold: suppression)
  }

  /// A window and a class that reached the threshold.
  struct Candidate {
    let detection: Detection
    /// Index into the windows.
    let window: Int
    /// The probability of every class.
    let scores: [Float]
  }

  /// Every window and class at or above the threshold, window by window.
  func candidates(in image: Image, windows: [Box]) throws -> [Candidate] {
    let side = PastureClassifier.side
    let classes = PastureClassifier.classNames.count
    let classify = try batchClassifier(windows: windows.count)
    var found: [Candidate] = []
    for first in Swift.stride(from: 0, to: windows.count, by: Self.batchSize) {
      let boxes = Array(windows[first..<min(first + Self.batchSize, windows.count)])
      let answer = try classify(image.crops(of: boxes, width: side, height: side))
      let values = answer.values  // [N, classes]
      for (row, box) in boxes.enumerated() {
        let scores = values[row * classes..<(row + 1) * classes]
        for (label, score) in zip(0..., scores) where label > 0 && score >= threshold {
          found.append(
            Candidate(
              detection: Detection(box: box, classIndex: label, score: score),
              window: first + row, scores: Array(scores)))
        }
      }
    }
    return found
  }

  /// Probabilities of a batch of crops: planned where there are many batches, since planning costs
  /// about as much as one; a last, smaller batch goes without.
  private func batchClassifier(windows: Int) throws -> (Tensor) throws -> Tensor {
    let (side, size) = (PastureClassifier.side, Self.batchSize)
    let plan =
      windows < 4 * size
      ? nil
      : try InferencePlan(inputs: [[size, 3, side, side]]) { try classifier.probabilities($0[0]) }
    return { crops in
      if let plan, crops.shape[0] == size { return try plan(crops) }
      return try withoutGradient { try classifier.probabilities(crops) }
    }
  }

  /// Crops classified at once: enough to keep the kernels busy, few enough for the cache.
  private static let batchSize = 64
}

extension SlidingWindowDetector: CustomStringConvertible {
  public var description: String {
    "SlidingWindowDetector(windows \(windowSizes), threshold \(threshold))"
  }
}
