import Testing

@testable import Tensors

@Suite struct RegionTests {
  static let map = Tensor.seeded(1, shape: [2, 70, 30, 40])

  /// A hundred regions over two pictures of 640×480 pixels, some of them beyond the edges.
  static func regions(_ count: Int = 100) throws -> Tensor {
    let corners = Tensor.seeded(2, shape: [count, 4], in: -40..<500).values
    return try Tensor(
      (0..<count).flatMap { i -> [Float] in
        let c = corners[(4 * i)..<(4 * i + 4)].map { $0 }
        return [Float(i % 2), min(c[0], c[2]), min(c[1], c[3]), max(c[0], c[2]), max(c[1], c[3])]
      }, shape: [count, 5])
  }

  @Test func threadsDoNotMatter() throws {
    let regions = try Self.regions()
    func both(_ limit: Int) throws -> [[UInt32]] {
      try Workers.$limit.withValue(limit) {
        let pooled = Parameter(Self.map), aligned = Parameter(Self.map)
        let p = try pooled.tracked.roiPool(regions, outputSize: [7, 7], spatialScale: 1 / 16)
        let a = try aligned.tracked.roiAlign(
          regions, outputSize: [7, 7], spatialScale: 1 / 16, samplingRatio: 2)
        try (p * p).sum().backward()
        try (a * a).sum().backward()
        return try [p, a, #require(pooled.gradient), #require(aligned.gradient)].map {
          $0.values.map(\.bitPattern)
        }
      }
    }
    #expect(try both(1) == both(8))
  }

  /// Places among 40 columns are good to 2e-6 of a cell in float32, as in torchvision; the definition
  /// has them in Double.
  @Test func largeMapsMatchTheDefinition() throws {
    let regions = try Self.regions()
    for (name, operation) in [
      ("pool", { try $0.roiPool(regions, outputSize: [7, 7], spatialScale: 1 / 16) }),
      (
        "align",
        { try $0.roiAlign(regions, outputSize: [7, 7], spatialScale: 1 / 16, aligned: true) }
      ),
    ] as [(String, (Tensor) throws -> Tensor)] {
      expectClose(
        try operation(Self.map), try withReferenceKernels { try operation(Self.map) },
        relative: 5e-5, "\(name)")
    }
  }

  @Test func aWinnerOfSeveralBinsAddsUp() throws {
    let map = Parameter(try Tensor([0, 0, 0, 0, 9, 0, 0, 0, 0], shape: [1, 1, 3, 3]))
    // 2×2 bins over 3×3 cells share the middle one.
    let region = try Tensor([0, 0, 0, 2, 2], shape: [1, 5])
    let pooled = try map.tracked.roiPool(region, outputSize: [2, 2], spatialScale: 1)
    #expect(pooled.values == [9, 9, 9, 9])
    try (pooled * Tensor([1, 2, 4, 8], shape: [1, 1, 2, 2])).sum().backward()
    #expect(map.gradient?.values == [0, 0, 0, 0, 15, 0, 0, 0, 0])
  }

  @Test func nanWinsItsBin() throws {
    var values = [Float](repeating: 1, count: 16)
    values[5] = .nan
    let map = try Tensor(values, shape: [1, 1, 4, 4])
    let region = try Tensor([0, 0, 0, 3, 3], shape: [1, 5])
    let pooled = try map.roiPoolWithIndices(region, outputSize: [2, 2], spatialScale: 1)
    #expect(pooled.values.values[0].isNaN)
    #expect(Array(pooled.values.values.dropFirst()) == [1, 1, 1])
    #expect(pooled.indices.values == [5, 2, 8, 10])
  }

  /// The same bins by another road: the paper's figure of 11 cells in 4 bins.
  @Test(arguments: [([11, 11], 4), ([13, 9], 4), ([6, 6], 3), ([2, 3], 4)])
  func aRegionOfTheWholeMapIsAPyramidLevel(size: [Int], level: Int) throws {
    let map = Tensor.seeded(3, shape: [1, 5] + size)
    let region = try Tensor([0, 0, 0, Float(size[1] - 1), Float(size[0] - 1)], shape: [1, 5])
    let pyramid = try map.spatialPyramidPool(levels: [level, 1])
    #expect(pyramid.shape == [1, 5 * (level * level + 1)])
    #expect(
      try map.roiPyramidPool(region, levels: [level, 1], spatialScale: 1).values == pyramid.values)
    #expect(
      try map.adaptiveMaxPool2D(outputSize: [level, level]).values
        == Array(pyramid.values.prefix(5 * level * level)))
  }

  @Test func pyramidGradientsMatchFiniteDifferences() throws {
    let test = OperationCase(
      "spatialPyramidPool", inputs: [.distinct(6, shape: [1, 2, 5, 7])],
      { try $0[0].spatialPyramidPool(levels: [3, 1]) }, reference: { $0[0] })
    let map = Parameter(test.inputs[0])
    let result = try map.tracked.spatialPyramidPool(levels: [3, 1])
    let weights = Tensor.seeded(7, shape: result.shape)
    try (result * weights).sum().backward()
    expectClose(
      try #require(map.gradient), try finiteDifferences(test, input: 0, weights: weights.values),
      relative: 1e-3)
  }

  /// Where torchvision 0.29 asks for a vector of negative length.
  @Test func swappedCornersAreNoRegion() throws {
    let swapped = try Tensor([0, 30, 25, 12, 8], shape: [1, 5])
    let aligned = try Self.map.roiAlign(
      swapped, outputSize: [2, 2], spatialScale: 1 / 16, aligned: true)
    #expect(aligned.values.allSatisfy { $0 == 0 })
  }

  /// Regions far larger than any map cost no more than the map.
  @Test func hugeRegionsAreCutOff() throws {
    let huge = try Tensor([0, -3e38, -3e38, 3e38, 3e38], shape: [1, 5])
    let map = try Tensor.full([1, 1, 4, 4], 2)
    #expect(try map.roiPool(huge, outputSize: [1, 1], spatialScale: 1).values == [2])
    for ratio in [0, 2, 256] {
      let mean = try map.roiAlign(huge, outputSize: [2, 2], spatialScale: 1, samplingRatio: ratio)
      #expect(mean.values.allSatisfy { $0 >= 0 && $0 < 0.01 })
    }
  }

  @Test func noRegionsAreNoRows() throws {
    let none = try Tensor.zeros([0, 5])
    let map = Parameter(Self.map)
    let pooled = try map.tracked.roiPool(none, outputSize: [7, 7], spatialScale: 1 / 16)
    #expect(pooled.shape == [0, 70, 7, 7])
    try pooled.sum().backward()
    #expect(map.gradient?.values.allSatisfy { $0 == 0 } == true)
    #expect(
      try Self.map.roiAlign(none, outputSize: [7, 7], spatialScale: 1).shape == [0, 70, 7, 7])
    #expect(
      try Self.map.roiPyramidPool(none, levels: [2, 1], spatialScale: 1).shape == [0, 350])
  }

  /// A plan repeats a pass on other maps and other regions.
  @Test func plansFollowTheRegions() throws {
    let plan = try InferencePlan(inputs: [[1, 3, 9, 8], [2, 5]]) {
      [try $0[0].relu().roiPool($0[1], outputSize: [2, 2], spatialScale: 0.5)]
    }
    let map = Tensor.seeded(5, shape: [1, 3, 9, 8])
    let regions = try Tensor([[0, 1, 2, 12, 14], [0, 3, 0, 9, 16]])
    #expect(
      try plan([map, regions])[0].values
        == map.relu().roiPool(regions, outputSize: [2, 2], spatialScale: 0.5).values)
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    let map = try Tensor.zeros([2, 1, 4, 4])
    func pool(_ table: [Float], size: [Int] = [2, 2], scale: Float = 1) throws -> Tensor {
      try map.roiPool(
        Tensor(table, shape: [1, table.count]), outputSize: size, spatialScale: scale)
    }
    expectRefusal(
      "roiPool: expected regions [R, 5]: image, x1, y1, x2, y2, found shape [1, 4]\n"
        + "  try: Tensor(regions: boxes) makes them of boxes"
    ) { try pool([0, 0, 1, 1]) }
    expectRefusal("roiPool: expected an image in 0 ..< 2, in column 0, found 2.0 in region 0") {
      try pool([2, 0, 0, 1, 1])
    }
    expectRefusal("roiPool: expected an image in 0 ..< 2, in column 0, found nan in region 0") {
      try pool([.nan, 0, 0, 1, 1])
    }
    expectRefusal(
      "roiPool: expected finite corners, found inf in region 0\n"
        + "  try: an exploding loss, or the logarithm of an empty box, ends like this"
    ) { try pool([0, 0, 0, .infinity, 1]) }
    expectRefusal(
      "roiPool: expected a size [rows, columns], each at least 1 (and at most 2²⁴), found [0, 2]"
    ) { try pool([0, 0, 0, 1, 1], size: [0, 2]) }
    expectRefusal(
      "roiPool: expected a spatial scale above 0, in cells per pixel, found 0.0\n"
        + "  try: 1 / 16 for a map with a stride of 16 pixels"
    ) { try pool([0, 0, 0, 1, 1], scale: 0) }
    expectRefusal(
      "roiAlign: expected a sampling ratio of 1 to 256, or 0 to adapt it, found -1"
    ) {
      try map.roiAlign(
        Tensor.zeros([1, 5]), outputSize: [2, 2], spatialScale: 1, samplingRatio: -1)
    }
    expectRefusal(
      "spatialPyramidPool: expected at least one level, each of 1 to 1024 bins on a side, found []"
    ) { try map.spatialPyramidPool(levels: []) }
    #expect(throws: (any Error).self) {
      try pool([0, 0, 0, 1, 1], size: [1 << 24, 1 << 24])
    }
  }
}
