// R regions, K classes without background, D numbers of the pyramid, F hidden numbers.

import Boxes
import Images
import Tensors

/// SPPnet: the picture at some sizes, each through the trunk once; of each region the pyramid over its
/// window of the one map where it is about as large as the trunk was trained on; support vector
/// machines; boxes moved; the weaker of two that overlap dropped.
///
/// - Source: He et al., "Spatial Pyramid Pooling in Deep Convolutional Networks", ECCV 2014, §4.1.
/// - Differs: a detection's score is R-CNN's here, in 0…1.
/// - Example:
///
///     let detector = try PastureSPPnetDetector(network: PastureSPPnet.trained())
///     let picture = try Image(example: "pasture-01.png")
///     let sheep = Box(x: 98, y: 90, width: 44, height: 30)
///     let maps = try detector.maps(of: picture)
///     let one = maps[detector.mapIndex(for: sheep, among: maps)]
///     try one.window(of: sheep)
///     try detector.features(of: [sheep], on: maps).vectors.shape
///     try detector.features(of: [sheep], in: picture).maps.shape
///     try detector.proposals(in: picture).count
///     try detector.detections(among: [sheep], in: picture).count
///     try detector.detections(in: picture).count
///     try detector.flops(width: 192, height: 144)
///     detector.classNames
///     detector.scales
public struct SPPnetDetector<Trunk: SPPnetTrunk>: PictureDetector {
  public let network: SPPnet<Trunk>
  public let options: RCNNOptions
  /// Shorter sides that a picture is brought to, in pixels.
  public let scales: [Int]

  /// A detector around a network.
  ///
  /// - Parameters:
  ///   - network: what it looks with.
  ///   - options: as R-CNN's.
  ///   - scales: shorter sides that a picture is brought to; the trunk's own unless you say.
  /// - Throws: `ShapeError` unless the limit is positive, the thresholds lie in 0…1, and there is a
  ///   scale, each of 1 to 10000 pixels.
  public init(
    network: SPPnet<Trunk>, options: RCNNOptions = RCNNOptions(), scales: [Int]? = nil
  ) throws {
    try options.check("SPPnetDetector")
    let scales = scales ?? Trunk.scales
    guard !scales.isEmpty, scales.allSatisfy({ 1...10_000 ~= $0 }) else {
      throw ShapeError(
        operation: "SPPnetDetector", expected: "at least one scale, each of 1 to 10000 pixels",
        found: "\(scales)")
    }
    self.network = network
    self.options = options
    self.scales = scales
  }

  public var classNames: [String] { network.classNames }

  /// The regions that are looked at.
  ///
  /// - Throws: as `SelectiveSearch.proposals(in:)`.
  public func proposals(in image: Image) throws -> [Box] { try options.proposals(in: image) }

  /// All convolutions that a picture needs: one map a scale, whatever is asked of it later.
  ///
  /// - Returns: in the order of `scales`.
  public func maps(of image: Image) throws -> [ScaledMap] {
    let plain = image.rgb()
    return try scales.map { scale in
      let size = Self.size(width: image.width, height: image.height, scale: scale)
      let input = try plain.resized(width: size.width, height: size.height)
      return ScaledMap(
        scale: scale, x: Float(size.width) / Float(image.width),
        y: Float(size.height) / Float(image.height), grid: Trunk.grid,
        map: try withoutGradient { try network.features(Trunk.normalization(input.tensor())) })
    }
  }

  /// The shorter side becomes the scale, unless the longer one would have more than four times as many
  /// pixels; no side is too short for three cells.
  private static func size(width: Int, height: Int, scale: Int) -> (width: Int, height: Int) {
    let (shorter, longer) = (Float(min(width, height)), Float(max(width, height)))
    let factor = Float(scale) * min(1 / max(shorter, 1), 4 / max(longer, 1))
    func scaled(_ side: Int) -> Int {
      max(3 * Trunk.grid.stride, Int((Float(side) * factor).rounded()))
    }
    return (scaled(width), scaled(height))
  }

  // quote: scale
  /// Which map a region is taken from: where its number of pixels is nearest to that of the pictures
  /// that the trunk was trained on.
  ///
  /// - Parameters:
  ///   - box: in pixels of the picture.
  ///   - maps: `maps(of:)` of it.
  public func mapIndex(for box: Box, among maps: [ScaledMap]) -> Int {
    let wanted = Float(Trunk.windowSide * Trunk.windowSide)
    let distances = maps.map { abs(box.area * $0.x * $0.y - wanted) }
    return distances.indices.min { distances[$0] < distances[$1] } ?? 0
  }
  // end quote

  /// What is known of regions: `[R, F]`, the second hidden layer, and `[R, D]`, the pyramid.
  ///
  /// - Parameters:
  ///   - boxes: in pixels of the picture.
  ///   - maps: `maps(of:)` of it.
  /// - Throws: `BoxError` for boxes that are not finite.
  public func features(of boxes: [Box], on maps: [ScaledMap]) throws -> RegionFeatures {
    let (width, length) = (Trunk.hiddenCount, SPPnet<Trunk>.vectorLength)
    var vectors = [Float](repeating: 0, count: boxes.count * width)
    var pyramids = [Float](repeating: 0, count: boxes.count * length)
    try forBatches(of: boxes, on: maps) { rows, pooled in
      Self.spread(try network.hidden(pooled), to: rows, of: &vectors)
      Self.spread(pooled, to: rows, of: &pyramids)
    }
    return RegionFeatures(
      maps: try Tensor(pyramids, shape: [boxes.count, length]),
      vectors: try Tensor(vectors, shape: [boxes.count, width]))
  }

  /// The same, from the picture on.
  public func features(of boxes: [Box], in image: Image) throws -> RegionFeatures {
    try features(of: boxes, on: maps(of: image))
  }

  /// What is in the picture: per class, after suppression, best first. Background is no detection.
  ///
  /// - Throws: what proposing and the network throw.
  public func detections(in image: Image) throws -> [Detection] {
    try detections(among: proposals(in: image), in: image)
  }

  /// The same with proposals from elsewhere. Without proposals there is nothing to find.
  public func detections(among proposals: [Box], in image: Image) throws -> [Detection] {
    let found = try candidates(
      among: proposals, on: maps(of: image), width: image.width, height: image.height)
    return try nonMaximumSuppression(found.map(\.detection), threshold: options.suppression)
  }

  /// Every proposal and class at or above the least score, proposal by proposal.
  func candidates(
    among proposals: [Box], on maps: [ScaledMap], width: Int, height: Int
  ) throws -> [ScoredRegion] {
    let classes = classNames.count - 1
    var margins = [Float](repeating: 0, count: proposals.count * classes)
    var offsets = [Float](repeating: 0, count: proposals.count * classes * 4)
    try forBatches(of: proposals, on: maps) { rows, pooled in
      let answers = try network.answers(pooled: pooled)
      Self.spread(answers.margins, to: rows, of: &margins)
      Self.spread(answers.offsets, to: rows, of: &offsets)
    }
    return options.candidates(
      among: proposals, margins: try Tensor(margins, shape: [proposals.count, classes]),
      offsets: try Tensor(offsets, shape: [proposals.count, 4 * classes]), width: width,
      height: height)
  }

  /// Pools the boxes map by map, some at a time.
  ///
  /// - Parameter use: is given the numbers of the boxes of a batch, and their vectors.
  private func forBatches(
    of boxes: [Box], on maps: [ScaledMap], use: ([Int], Tensor) throws -> Void
  ) throws {
    let places = boxes.map { mapIndex(for: $0, among: maps) }
    for (index, map) in maps.enumerated() {
      let rows = boxes.indices.filter { places[$0] == index }
      for first in stride(from: 0, to: rows.count, by: 256) {
        let batch = Array(rows[first..<min(first + 256, rows.count)])
        let windows = try batch.map { try map.window(of: boxes[$0]) }
        try withoutGradient { try use(batch, network.pooled(map.map, windows)) }
      }
    }
  }

  /// Writes row i of the tensor over row `rows[i]` of the table.
  private static func spread(_ tensor: Tensor, to rows: [Int], of table: inout [Float]) {
    let values = tensor.values
    let length = rows.isEmpty ? 0 : values.count / rows.count
    for (from, to) in rows.enumerated() {
      table.replaceSubrange(
        to * length..<(to + 1) * length, with: values[from * length..<(from + 1) * length])
    }
  }

  /// The trunk once a scale, and the layers above the pyramid for as many proposals as there may be;
  /// finding them is not counted.
  ///
  /// - Parameters:
  ///   - width: of the picture, in pixels.
  ///   - height: likewise.
  public func flops(width: Int, height: Int) throws -> Int {
    var sum = 0
    for scale in scales {
      let size = Self.size(width: width, height: height, scale: scale)
      let x = try Tensor.zeros([1, 3, size.height, size.width])
      sum += try withoutGradient { try countingFlops { _ = try network.features(x) } }.total
    }
    let each = [network.fc6, network.fc7, network.svm, network.boxes]
      .reduce(0) { $0 + 2 * $1.weight.value.count }
    let (heads, isHuge) = each.multipliedReportingOverflow(by: options.proposalLimit)
    let (all, isHuger) = sum.addingReportingOverflow(heads)
    return isHuge || isHuger ? .max : all
  }
}

extension SPPnetDetector: CustomStringConvertible {
  public var description: String {
    "SPPnetDetector(\(classNames.count - 1) classes, scales \(scales))"
  }
}

/// The map of a picture at one size.
///
/// - Example:
///
///     let detector = try PastureSPPnetDetector(network: PastureSPPnet.trained())
///     let map = try detector.maps(of: Image(example: "pasture-01.png"))[1]
///     map.scale
///     map.x
///     map.y
///     map.map.shape
///     map.grid
///     try map.window(of: Box(x: 98, y: 90, width: 44, height: 30))
public struct ScaledMap: Sendable {
  /// The shorter side of the picture that went in, in pixels.
  public let scale: Int
  /// Its pixels for each of the original picture.
  public let x, y: Float
  /// Where the cells lie in it.
  public let grid: MapGrid
  /// `[1, C, h, w]`.
  public let map: Tensor

  /// The cells that a region of the original picture is pooled from.
  ///
  /// - Parameter box: in pixels of the original picture.
  /// - Throws: `BoxError` for a box that is not finite.
  public func window(of box: Box) throws -> MapWindow {
    try grid.window(of: box.scaled(x: x, y: y), rows: map.shape[2], columns: map.shape[3])
  }
}

extension ScaledMap: CustomStringConvertible {
  public var description: String { "ScaledMap(\(scale) pixels, \(map.shape))" }
}

/// SPPnet at the Pasture's size, ready to look at pictures.
public typealias PastureSPPnetDetector = SPPnetDetector<PastureTrunk>
