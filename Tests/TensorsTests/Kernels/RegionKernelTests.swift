import CKernels
import Testing

@testable import Tensors

/// RoIAlign on every instruction set that this processor has, at sizes around the vectors' own and
/// around the rows of bins that are mixed at once, against the definition.
@Suite struct RegionKernelTests {
  static let sets = Kernels.supported.map(\.name)

  /// Maps a little narrower and wider than vectors; bins below, at and beyond seven rows; regions
  /// that reach over one cell and over all.
  static let cases: [(map: [Int], bins: [Int], ratio: Int)] = [
    ([2, 5, 9, 17], [7, 7], 2), ([1, 3, 31, 33], [14, 14], 2), ([2, 1, 7, 3], [1, 9], 2),
    ([1, 9, 40, 70], [15, 4], 0), ([1, 2, 5, 129], [8, 3], 3), ([1, 4, 16, 16], [6, 16], 1),
  ]

  /// On a picture eight times the size of the map: inside, over the edges, outside, the whole picture.
  static func regions(_ map: [Int]) throws -> Tensor {
    let (images, height, width) = (map[0], Float(8 * map[2]), Float(8 * map[3]))
    let corners = Tensor.seeded(3, shape: [30, 4], in: -0.2..<1.2).values
    let some = (0..<30).map { i -> [Float] in
      let c = corners[(4 * i)..<(4 * i + 4)].map { $0 }
      return [
        Float(i % images), min(c[0], c[2]) * width, min(c[1], c[3]) * height,
        max(c[0], c[2]) * width, max(c[1], c[3]) * height,
      ]
    }
    return try Tensor(
      some + [
        [0, 0, 0, width, height], [0, 2 * width, 0, 3 * width, height], [0, 5, 5, 6, 6],
        [0, -9 * width, -9 * height, 9 * width, 9 * height],
        [0, 0.7 * width, 0.6 * height, 0.2 * width, 0.1 * height],
      ])
  }

  @Test(arguments: sets, cases)
  func meansAndGradientsOfEverySize(set: String, test: (map: [Int], bins: [Int], ratio: Int)) throws
  {
    let regions = try Self.regions(test.map)
    func both(aligned: Bool) throws -> [Tensor] {
      let map = Parameter(.seeded(1, shape: test.map))
      let means = try map.tracked.roiAlign(
        regions, outputSize: test.bins, spatialScale: 0.125, samplingRatio: test.ratio,
        aligned: aligned)
      try (means * .seeded(2, shape: means.shape)).sum().backward()
      return try [means.detached(), #require(map.gradient)]
    }
    let (weights, map) = (
      Tensor.seeded(2, shape: [regions.shape[0], test.map[1]] + test.bins),
      Tensor.seeded(1, shape: test.map)
    )
    func product(_ a: Tensor, _ b: Tensor) -> Double {
      zip(a.values, b.values).reduce(0) { $0 + Double($1.0) * Double($1.1) }
    }
    for aligned in [false, true] {
      let expected = try withReferenceKernels { try both(aligned: aligned) }
      let found = try #require(Kernels.named(set)).use { try both(aligned: aligned) }
      // Places among many columns are good to some 1e-6 of a cell in float32.
      expectClose(found[0], expected[0], relative: 2e-4, "means")
      // Whatever the map, its means weighted by g are the map weighted by the gradient of that.
      let (there, back) = (product(found[0], weights), product(found[1], map))
      #expect(abs(there - back) <= 1e-4 * max(1, abs(there)), "\(there), \(back)")
      expectClose(found[1], expected[1], relative: 1e-5, "gradient")
    }
  }

  /// Not one float beyond the bins, nor beyond the map's gradient, is touched.
  @Test(arguments: sets) func binsAndPlanesEndWhereTheyEnd(set: String) throws {
    typealias Floats = GuardedKernelTests.Floats
    let loops = try #require(Kernels.named(set)).loops
    for (height, width) in [(1, 1), (3, 5), (7, 16), (4, 17), (9, 33), (2, 70)] {
      for (rows, columns) in [(1, 1), (7, 7), (9, 3), (14, 14)] {
        for atTheirBeginning in [true, false] {
          var down = AxisWeights(bins: rows, length: height, 2, false)
          var across = AxisWeights(bins: columns, length: width, 0, false)  // takes every cell
          down.append(from: -1, to: Float(height))
          across.append(from: 0, to: Float(width) + 1)
          let cells = across.cells[0]
          #expect(cells.upperBound == width)
          let map = [Float](repeating: 2, count: 3 * height * width + 64)
          let bins = try Floats(3 * rows * columns, atTheirBeginning: atTheirBeginning)
          let plane = try Floats(height * width, atTheirBeginning: atTheirBeginning)
          let line = try Floats(width, atTheirBeginning: atTheirBeginning)
          var lines = [Float](
            repeating: 0, count: CK_ALIGN_ROWS * (width + Int(loops.lanes)))
          down.taps.withUnsafeBufferPointer { rowTaps in
            across.taps.withUnsafeBufferPointer { columnTaps in
              down.starts.withUnsafeBufferPointer { rowStarts in
                across.starts.withUnsafeBufferPointer { columnStarts in
                  var region = CKRegion(
                    rows: CKBins(
                      count: rows, starts: rowStarts.baseAddress!, taps: rowTaps.baseAddress!),
                    columns: CKBins(
                      count: columns, starts: columnStarts.baseAddress!,
                      taps: columnTaps.baseAddress!),
                    left: cells.lowerBound, width: cells.count)
                  loops.align(map, height * width, 3, width, &region, &lines, bins.base)
                  loops.align_gradient(bins.base, &region, line.base, plane.base, width)
                }
              }
            }
          }
          // A map of twos has means of at most two, and of two where all points lie on it.
          #expect((0..<3 * rows * columns).allSatisfy { bins.base[$0] <= 2.0001 })
          withExtendedLifetime((bins, plane, line)) {}
        }
      }
    }
  }

  /// Each region from its own map, to its own row; the gradient back to that map alone.
  @Test func severalMapsAreTheSameAsEachByItself() throws {
    let shapes = [[2, 5, 20, 24], [2, 5, 10, 12], [2, 5, 5, 6]]
    let regions = try Self.regions(shapes[0])
    let count = regions.shape[0]
    let levels = (0..<count).map { $0 * 7 % 3 }
    let maps = shapes.enumerated().map { Parameter(.seeded($0, shape: $1)) }
    let weights = Tensor.seeded(9, shape: [count, 5, 4, 4])
    let together = try roiAlign(
      maps.map(\.tracked), regions, levels: levels, outputSize: [4, 4],
      spatialScales: [1 / 8, 1 / 16, 1 / 32], samplingRatio: 2, aligned: true)
    try (together * weights).sum().backward()
    for (level, map) in maps.enumerated() {
      let own = levels.indices.filter { levels[$0] == level }
      let alone = Parameter(map.value)
      let means = try alone.tracked.roiAlign(
        regions.selecting(own), outputSize: [4, 4], spatialScale: 1 / Float(8 << level),
        samplingRatio: 2, aligned: true)
      try (means * weights.selecting(own)).sum().backward()
      #expect(try together.selecting(own).values == means.values)
      #expect(map.gradient?.values == alone.gradient?.values)
    }
    let definition = try withReferenceKernels {
      try roiAlign(
        maps.map(\.value), regions, levels: levels, outputSize: [4, 4],
        spatialScales: [1 / 8, 1 / 16, 1 / 32], samplingRatio: 2, aligned: true)
    }
    expectClose(together, definition, relative: 5e-5)
    // Counted, planned and with an origin as any operation.
    let flops = try countingFlops { _ = try again(maps.map(\.value)) }
    #expect(flops.total > 0)
    let plan = try InferencePlan(inputs: shapes) { try again($0) }
    #expect(try plan(maps.map(\.value))[0].values == together.values)
    #expect(try recordingOrigins { try again(maps.map(\.value)) }.origin?.inputs.count == 4)

    func again(_ maps: [Tensor]) throws -> Tensor {
      try roiAlign(
        maps, regions, levels: levels, outputSize: [4, 4],
        spatialScales: [1 / 8, 1 / 16, 1 / 32], samplingRatio: 2, aligned: true)
    }
  }

  @Test func mapsThatDoNotFitAreRefused() throws {
    let maps = try [Tensor.zeros([1, 2, 4, 4]), Tensor.zeros([1, 3, 2, 2])]
    let table = try Tensor.zeros([1, 5])
    func align(_ maps: [Tensor], _ levels: [Int], _ scales: [Float]) throws {
      _ = try roiAlign(
        maps, table, levels: levels, outputSize: [2, 2], spatialScales: scales, samplingRatio: 2,
        aligned: false)
    }
    for (maps, levels, scales) in [
      (maps, [0], [1, 0.5]), ([maps[0]], [1], [1]), ([maps[0]], [0, 0], [1]), ([], [0], []),
      ([maps[0]], [0], [1, 2]),
    ] as [([Tensor], [Int], [Float])] {
      #expect(throws: ShapeError.self) { try align(maps, levels, scales) }
    }
    try align([maps[0]], [0], [1])
  }
}
