import Boxes
import Images
import Tensors

/// Proposals: boxes that may hold a thing, of any class. Found by cutting the picture into small
/// regions of one colour and joining neighbours that are alike; every region on the way to the whole
/// picture gives its box.
///
/// No one way to group finds everything, so several are tried: in several colour spaces, from several
/// first segmentations, by several measures of similarity.
///
/// - Source: Uijlings et al., "Selective Search for Object Recognition", IJCV 2013.
/// - Example:
///
///     var search = SelectiveSearch(.single)
///     search.scales = [30, 60]
///     search.minimumSize = 25
///     try search.proposals(in: Image(example: "pasture-01.png")).count
public struct SelectiveSearch: Hashable, Sendable {
  /// Colour spaces to search in.
  public var spaces: [ColorSpace]
  /// `k` of the first segmentations: with each colour space, each of these.
  public var scales: [Float]
  /// Sums of measures to group by: with each first segmentation, each of these.
  public var similarities: [RegionSimilarity]
  /// Pixels by which the picture is smoothed before the first segmentation.
  public var sigma: Float
  /// Pixels of the smallest region to begin with; `nil` for as many as `k` says.
  public var minimumSize: Int?
  /// Which proposals come first.
  public var order: Order
  /// The order is in part drawn; of this seed.
  public var seed: Int

  /// Where the list of proposals begins; in both a region's place is multiplied by a random number,
  /// so that no tree and no level has the whole beginning to itself.
  ///
  /// - Example:
  ///
  ///     var search = SelectiveSearch()
  ///     search.order = .wholes
  ///     try search.proposals(in: Image(example: "pasture-01.png"))[0]
  public enum Order: String, CaseIterable, Hashable, Sendable {
    /// With regions of few joins, as OpenCV has it: for pictures of many small things.
    case parts
    /// With the region joined last, the whole picture, as the paper has it (§4.4).
    case wholes
  }

  /// How much is tried.
  ///
  /// - Example: `SelectiveSearch(.single)`
  public enum Mode: String, CaseIterable, Hashable, Sendable {
    /// One way: HSV, k = 100, all four measures.
    case single
    /// 8 ways: two colour spaces, two scales, two sums of measures.
    case fast
    /// 80 ways: five colour spaces, four scales, four sums of measures.
    case quality
  }

  /// The ways of the paper's table 5.
  public init(_ mode: Mode = .fast) {
    sigma = 0.8
    minimumSize = nil
    order = .parts
    seed = 0
    let withoutColor: RegionSimilarity = [.texture, .size, .fill]
    switch mode {
    case .single: (spaces, scales, similarities) = ([.hsv], [100], [.all])
    case .fast: (spaces, scales, similarities) = ([.hsv, .lab], [50, 100], [.all, withoutColor])
    case .quality:
      spaces = [.hsv, .lab, .rgI, .hue, .intensity]
      scales = [50, 100, 150, 300]
      similarities = [.all, withoutColor, .fill, .size]
    }
  }

  /// Boxes that may hold a thing, each once; in the same order on every run.
  ///
  /// - Returns: boxes of whole pixels, inside the picture.
  /// - Throws: `ImageError` for more than 8 Mpx, or settings out of range.
  /// - Source: §4.4.
  public func proposals(in image: Image) throws -> [Box] {
    try checkSettings()
    let hierarchies = try self.hierarchies(of: image)
    var generator = SeededGenerator(seed: seed)
    var ranked: [(rank: Float, box: Box)] = []
    for hierarchy in hierarchies {
      // quote: ranking
      for (place, region) in hierarchy.regions.reversed().enumerated() {
        let position = order == .wholes ? place + 1 : region.level + 1
        ranked.append((Float(position) * generator.unit(), region.box))
      }
      // end quote
    }
    let order = ranked.indices.sorted {
      ranked[$0].rank != ranked[$1].rank ? ranked[$0].rank < ranked[$1].rank : $0 < $1
    }
    var isKnown: Set<Box> = []
    return order.compactMap { isKnown.insert(ranked[$0].box).inserted ? ranked[$0].box : nil }
  }

  /// The trees of all ways, colour space by colour space, scale by scale.
  ///
  /// - Throws: as `proposals(in:)`.
  public func hierarchies(of image: Image) throws -> [RegionHierarchy] {
    try checkSettings()
    try GraphSegmentation.checkArea(image, operation: "selectiveSearch")
    let cuts = try scales.map {
      try GraphSegmentation(k: $0, sigma: sigma, minimumSize: minimumSize ?? Int($0.rounded()))
    }
    let found = Results(count: spaces.count)
    Workers.shared.parallel(spaces.count) { index in
      found[index] = hierarchies(of: image, in: spaces[index], cuts)
    }
    return found.all.flatMap { $0 }
  }

  private func hierarchies(
    of image: Image, in space: ColorSpace, _ cuts: [GraphSegmentation]
  ) -> [RegionHierarchy] {
    let planes = image.planes(in: space)
    let bins = HistogramBins(planes)
    let graph = PixelGraph(planes.blurred(sigma: Double(sigma)))
    return cuts.flatMap { cut in
      let leaves = RegionLeaves(
        graph.regions(k: Double(cut.k), minimumSize: cut.minimumSize), bins: bins)
      return similarities.map { similarity in
        var grouping = RegionGrouping(leaves, measures: similarity)
        return RegionHierarchy(leaves: leaves.map, regions: grouping.run())
      }
    }
  }

  private func checkSettings() throws {
    func require(_ holds: Bool, _ expected: String, _ found: String) throws {
      guard holds else {
        throw ImageError("selectiveSearch", expected: expected, found: found)
      }
    }
    try require(
      !spaces.isEmpty && !scales.isEmpty && !similarities.isEmpty,
      "at least one colour space, one scale and one similarity",
      "\(spaces.count), \(scales.count) and \(similarities.count)")
    try require(
      scales.allSatisfy { 0...1e6 ~= $0 }, "scales in 0…1000000", "\(scales)")
  }

  /// A place for the outcome of each item of a parallel loop.
  private final class Results: @unchecked Sendable {  // each item writes its own element
    private let places: UnsafeMutableBufferPointer<[RegionHierarchy]>

    init(count: Int) {
      places = .allocate(capacity: count)
      places.initialize(repeating: [])
    }

    deinit {
      places.deinitialize()
      places.deallocate()
    }

    subscript(index: Int) -> [RegionHierarchy] {
      get { places[index] }
      set { places[index] = newValue }
    }

    var all: [[RegionHierarchy]] { Array(places) }
  }
}

public typealias SearchMode = SelectiveSearch.Mode
public typealias SearchOrder = SelectiveSearch.Order

/// Boxes that may hold a thing of any class, best guesses first.
///
/// - Parameters:
///   - mode: how many ways to group are tried.
///   - limit: at most so many boxes; `nil` for all.
/// - Throws: `ImageError` for a picture of more than 8 Mpx.
/// - Source: Uijlings et al., "Selective Search for Object Recognition", IJCV 2013.
/// - Example: `try selectiveSearch(Image(example: "pasture-01.png"), limit: 3)`
public func selectiveSearch(
  _ image: Image, mode: SelectiveSearch.Mode = .fast, limit: Int? = nil
) throws -> [Box] {
  let boxes = try SelectiveSearch(mode).proposals(in: image)
  return Array(boxes.prefix(max(0, limit ?? boxes.count)))
}
