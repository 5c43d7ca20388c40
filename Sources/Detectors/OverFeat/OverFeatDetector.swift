// S: the window's side, K classes, background first, h×w windows of a level.

import Boxes
import Images
import Tensors

/// OverFeat: every window of a picture at several sizes in one pass each, a box from each window that
/// saw something, and all boxes that agree merged into one.
///
/// - Source: Sermanet et al., "OverFeat", ICLR 2014, §4.3 and §5.
/// - Differs: scores are 1 − exp(−votes / `fullVotes`), in 0…1, where the paper leaves sums; a box
///   that only few windows voted for scores low.
/// - Example:
///       let detector = try OverFeatDetector(network: PastureOverFeat.trained(), options: OverFeatOptions())
///       let scene = try Image(example: "pasture-01.png")
///       try detector.detections(in: scene).count
///       try detector.windows(in: scene).count
///       try detector.flops(width: 192, height: 144)
public struct OverFeatDetector: Sendable {
  public let network: PastureOverFeat
  public let pyramid: PicturePyramid
  public let options: OverFeatOptions

  /// A detector on a network, for pictures of any size.
  ///
  /// - Throws: `ShapeError` for options that make no sense.
  public init(network: PastureOverFeat, options: OverFeatOptions = OverFeatOptions()) throws {
    try options.check()
    self.network = network
    self.options = options
    pyramid = try PicturePyramid(shorterSides: options.shorterSides)
  }

  public var classNames: [String] { PastureOverFeat.classNames }

  /// Pixels of the resized picture between neighbouring windows.
  public var step: Int { options.usesOffsets ? PastureOverFeat.stride / 2 : PastureOverFeat.stride }

  /// What is in the picture: best first.
  ///
  /// - Throws: `ShapeError` for a picture so thin that no window fits at any size.
  public func detections(in image: Image) throws -> [Detection] {
    let found = try windows(in: image)
    return try merged(found).map(\.detection).filter { $0.score >= options.leastScore }
  }

  /// Every window and class at or above the threshold.
  ///
  /// - Throws: `ShapeError` for a picture so thin that no window fits at any size.
  public func windows(in image: Image) throws -> [WindowAnswer] {
    let levels = pyramid.levels(width: image.width, height: image.height)
    var found: [WindowAnswer] = []
    var isSeen = false
    for (index, level) in levels.enumerated() {
      guard let maps = try maps(of: image, at: level) else { continue }
      isSeen = true
      found += answers(maps, at: index, level, in: image)
    }
    guard isSeen else {
      throw ShapeError(
        operation: "OverFeatDetector",
        expected: "a picture that a window of \(PastureOverFeat.side)×\(PastureOverFeat.side) fits "
          + "into at some size", found: "\(image.width)×\(image.height)")
    }
    return found
  }

  /// The answers of all windows of one size of a picture: probabilities `[1, K, h, w]` and boxes
  /// `[1, 4 (K − 1), h, w]`; `nil` where no window fits.
  public func maps(
    of image: Image, at level: PicturePyramid.Level
  ) throws -> (probabilities: Tensor, boxes: Tensor)? {
    let least = PastureOverFeat.side + (options.usesOffsets ? PastureOverFeat.stride / 2 : 0)
    guard level.width >= least, level.height >= least else { return nil }
    let picture = try PicturePyramid.picture(image, at: level)
    return try withoutGradient {
      let maps = try options.usesOffsets ? network.withOffsets(picture) : network(picture)
      return (try maps.logits.softmax(axis: 1), maps.boxes)
    }
  }

  private func answers(
    _ maps: (probabilities: Tensor, boxes: Tensor), at index: Int, _ level: PicturePyramid.Level,
    in image: Image
  ) -> [WindowAnswer] {
    let (rows, columns) = (maps.probabilities.shape[2], maps.probabilities.shape[3])
    let (probabilities, edges) = (maps.probabilities.values, maps.boxes.values)
    let plane = rows * columns
    var found: [WindowAnswer] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let cell = row * columns + column
        for label in 1..<classNames.count
        where probabilities[label * plane + cell] >= options.threshold {
          let side = Float(PastureOverFeat.side)
          let window = Box(
            x: Float(column * step), y: Float(row * step), width: side, height: side)
          let box =
            options.usesBoxes
            ? WindowBox(edges: (0..<4).map { edges[((label - 1) * 4 + $0) * plane + cell] })
              .box(in: window)
            : window.enlarged(by: 1 / OverFeatOptions.framing)
          found.append(
            WindowAnswer(
              level: index, row: row, column: column, window: level.inPicture(window),
              box: level.inPicture(box).clipped(width: image.width, height: image.height),
              classIndex: label,
              probabilities: classNames.indices.map { probabilities[$0 * plane + cell] }))
        }
      }
    }
    return found
  }

  /// A merged box, and the windows behind it.
  struct MergedAnswer {
    let detection: Detection
    let merged: MergedBox
  }

  /// Best first.
  func merged(_ found: [WindowAnswer]) throws -> [MergedAnswer] {
    let detections = found.map {
      Detection(box: $0.box, classIndex: $0.classIndex, score: $0.score)
    }
    return try GreedyMerging(threshold: options.merging).merged(detections).map { merged in
      MergedAnswer(
        detection: Detection(
          box: merged.box, classIndex: merged.classIndex, score: options.score(merged.votes)),
        merged: merged)
    }
  }
}

/// A window that saw something, and what.
///
/// - Example:
///       let detector = try OverFeatDetector(network: PastureOverFeat.trained())
///       let answers = try detector.windows(in: Image(example: "pasture-01.png"))
///       let first = answers[0]
///       [first.level, first.row, first.column, first.classIndex]
///       first.score
///       first.window
///       first.box
public struct WindowAnswer: Hashable, Sendable {
  /// Which of the pyramid's levels, and where on its grid.
  public let level, row, column: Int
  /// In pixels of the picture; reaches a little over its edges.
  public let window: Box
  /// What the box head made of it for `classIndex`, clipped to the picture; without a box head the
  /// window itself, drawn in to the size of the things it was trained to frame.
  public let box: Box
  /// What it saw; 0 is background and never answered.
  public let classIndex: Int
  /// The probability of every class.
  public let probabilities: [Float]
  /// The probability of `classIndex`.
  public var score: Float { probabilities[classIndex] }
}

extension OverFeatDetector: CustomStringConvertible {
  public var description: String {
    "OverFeatDetector(\(options.shorterSides.count) sizes, windows every \(step) pixels)"
  }
}
