import Boxes
import Images
import Tensors
import Testing

@testable import Detectors

@Suite struct SelectiveSearchTests {
  /// Shaded shapes on a shaded ground.
  static func picture(width: Int = 60, height: Int = 44) throws -> Image {
    var image = try Image(width: width, height: height, color: Color(90, 160, 80))
    for y in 0..<height {
      for x in 0..<width {
        if (8..<24).contains(x), (10..<30).contains(y) {
          try image.setPixel(x: x, y: y, to: Color(220, UInt8(30 + y), 40))
        }
        if (35..<50).contains(x), (20..<36).contains(y) {
          try image.setPixel(x: x, y: y, to: Color(30, 40, UInt8(150 + x)))
        }
      }
    }
    return image
  }

  @Test func whatStandsOutIsProposed() throws {
    let boxes = try selectiveSearch(Self.picture())
    for thing in [
      Box(x1: 8, y1: 10, x2: 24, y2: 30), Box(x1: 35, y1: 20, x2: 50, y2: 36),
      Box(x1: 0, y1: 0, x2: 60, y2: 44),
    ] {
      #expect(boxes.contains { $0.iou(with: thing) > 0.8 }, "\(thing)")
    }
  }

  @Test(arguments: SelectiveSearch.Mode.allCases)
  func proposalsAreWholeInsideAndEachOnce(_ mode: SelectiveSearch.Mode) throws {
    let image = try Self.picture()
    let boxes = try selectiveSearch(image, mode: mode)
    #expect(Set(boxes).count == boxes.count && !boxes.isEmpty)
    for box in boxes {
      #expect(box == box.clipped(width: 60, height: 44) && !box.isDegenerate)
      #expect([box.x1, box.y1, box.x2, box.y2].allSatisfy { $0 == $0.rounded() })
    }
    #expect(try selectiveSearch(image, mode: mode) == boxes, "twice the same")
    #expect(try selectiveSearch(image, mode: mode, limit: 3) == Array(boxes.prefix(3)))
    #expect(try selectiveSearch(image, mode: mode, limit: -1).isEmpty)
  }

  @Test func moreIsTriedWhereMoreIsAskedFor() throws {
    let image = try Self.picture()
    let counts = try SelectiveSearch.Mode.allCases.map {
      try (SelectiveSearch($0).hierarchies(of: image).count, selectiveSearch(image, mode: $0).count)
    }
    #expect(counts.map(\.0) == [1, 8, 80])
    #expect(counts[0].1 < counts[1].1 && counts[1].1 < counts[2].1)
  }

  @Test func onThreadsAsOnOne() throws {
    let image = try Self.picture()
    let many = try selectiveSearch(image, mode: .quality)
    let one = try Workers.$limit.withValue(1) { try selectiveSearch(image, mode: .quality) }
    #expect(many == one)
  }

  @Test func theTreeEndsInTheWholePicture() throws {
    var search = SelectiveSearch(.single)
    search.minimumSize = 4
    search.scales = [20]
    let tree = try #require(try search.hierarchies(of: Self.picture()).first)
    let leaves = tree.leaves.count
    #expect(leaves > 2 && tree.regions.count == 2 * leaves - 1 && tree.joinCount == leaves - 1)
    #expect(tree.regions.last?.size == 60 * 44)
    for (index, region) in tree.regions.enumerated() {
      let mask = try tree.mask(of: index)
      #expect(mask.area == region.size && mask.box == region.box)
      guard let parts = region.parts else {
        #expect(index < leaves && region.level == 0 && region.similarity == nil)
        continue
      }
      let (a, b) = (tree.regions[parts.0], tree.regions[parts.1])
      #expect(region.size == a.size + b.size && region.box == a.box.enclosing(b.box))
      #expect(region.level == max(a.level, b.level) + 1)
      #expect(try tree.mask(of: parts.0).intersectionArea(with: tree.mask(of: parts.1)) == 0)
    }
    for joins in 0...tree.joinCount {
      let map = try tree.map(joins: joins)
      #expect(map.count == leaves - joins)
      #expect(map.sizes.reduce(0, +) == 60 * 44)
    }
    #expect(throws: ImageError.self) { try tree.map(joins: leaves) }
    #expect(throws: ImageError.self) { try tree.map(joins: -1) }
    #expect(throws: ImageError.self) { try tree.mask(of: 2 * leaves - 1) }
  }

  // Oracle: the definition, computed afresh from pixels at every join.
  @Test(arguments: [
    RegionSimilarity.size, .fill, .color, .texture, [.texture, .size, .fill], .all,
  ])
  func pairsAreJoinedByTheirSimilarity(_ measures: RegionSimilarity) throws {
    let image = try Self.picture()
    let planes = image.planes(in: .hsv)
    let bins = HistogramBins(planes)
    let map = PixelGraph(planes.blurred(sigma: 0.8)).regions(k: 30, minimumSize: 6)
    var grouping = RegionGrouping(RegionLeaves(map, bins: bins), measures: measures)
    let tree = RegionHierarchy(leaves: map, regions: grouping.run())
    for (index, region) in tree.regions.enumerated().dropFirst(map.count) {
      let parts = try #require(region.parts)
      let (a, b) = (try tree.mask(of: parts.0), try tree.mask(of: parts.1))
      let expected = similarity(a, b, bins, measures)
      let found = try #require(region.similarity)
      #expect(abs(found - expected) < 1e-4, "join \(index)")
    }
  }

  private func similarity(
    _ a: Mask, _ b: Mask, _ bins: HistogramBins, _ measures: RegionSimilarity
  ) -> Float {
    func shares(_ mask: Mask, _ all: [UInt16], _ length: Int) -> [Float] {
      let perPixel = all.count / mask.bits.count
      var counts = [Float](repeating: 0, count: length)
      for (i, bit) in mask.bits.enumerated() where bit == 1 {
        for k in 0..<perPixel { counts[Int(all[i * perPixel + k])] += 1 }
      }
      let sum = counts.reduce(0, +)
      return counts.map { $0 / sum }
    }
    func common(_ all: [UInt16], _ length: Int) -> Float {
      zip(shares(a, all, length), shares(b, all, length)).reduce(0) { $0 + min($1.0, $1.1) }
    }
    let picture = Float(a.width * a.height), both = Float(a.area + b.area)
    var sum: Float = 0
    if measures.contains(.color) { sum += common(bins.color, bins.colorLength) }
    if measures.contains(.texture) { sum += common(bins.texture, bins.textureLength) }
    if measures.contains(.size) { sum += 1 - both / picture }
    if measures.contains(.fill), let left = a.box, let right = b.box {
      sum += 1 - (left.enclosing(right).area - both) / picture
    }
    return sum
  }

  @Test func plainAndTinyPicturesHaveOneProposal() throws {
    for (width, height) in [(1, 1), (1, 30), (40, 1), (25, 17)] {
      let plain = try Image(width: width, height: height, color: .blue)
      #expect(
        try selectiveSearch(plain) == [
          Box(x: 0, y: 0, width: Float(width), height: Float(height))
        ])
    }
  }

  @Test func badSettingsAreRefused() throws {
    let image = try Self.picture()
    for change in [
      { $0.spaces = [] }, { $0.scales = [] }, { $0.similarities = [] }, { $0.scales = [.nan] },
      { $0.scales = [-1] }, { $0.sigma = -1 }, { $0.minimumSize = -3 }, { $0.scales = [1e9] },
    ] as [(inout SelectiveSearch) -> Void] {
      var search = SelectiveSearch()
      change(&search)
      #expect(throws: ImageError.self) { try search.proposals(in: image) }
    }
  }
}
