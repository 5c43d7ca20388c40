import Testing

@testable import Tensors

/// torchvision's values and gradients: `Tests/Oracles/region_fixtures.py`.
@Suite struct RegionFixtureTests {
  static let places = [
    "inside", "at the borders", "across the borders", "outside", "tiny", "degenerate",
    "many on one cell", "none",
  ]

  static let cases: [FixtureCase] =
    places.flatMap { place in
      [[4, 5], [2, 3]].flatMap { size -> [FixtureCase] in
        let label = "\(place), \(size[0])x\(size[1])"
        let pooled = FixtureCase("roiPool \(label)") {
          try $0[0].roiPool($0[1], outputSize: size, spatialScale: 1 / 8)
        }
        let winners = FixtureCase("roiPool winners \(label)") {
          try $0[0].roiPoolWithIndices($0[1], outputSize: size, spatialScale: 1 / 8).indices
        }
        let aligned = [(0, false), (0, true), (2, false), (2, true)].compactMap {
          ratio, aligned -> FixtureCase? in
          // torchvision fails here; see `swappedCornersAreNoRegion`.
          if place == "degenerate", ratio == 0, aligned { return nil }
          return FixtureCase("roiAlign \(label), ratio \(ratio)\(aligned ? ", aligned" : "")") {
            try $0[0].roiAlign(
              $0[1], outputSize: size, spatialScale: 1 / 8, samplingRatio: ratio, aligned: aligned)
          }
        }
        return [pooled] + (size == [2, 3] ? [winners] : []) + aligned
      }
    }
    + [Float(0.11), 1].flatMap { scale in
      [
        FixtureCase("roiPool scale \(scale)") {
          try $0[0].roiPool($0[1], outputSize: [3, 3], spatialScale: scale)
        },
        FixtureCase("roiAlign scale \(scale)") {
          try $0[0].roiAlign($0[1], outputSize: [3, 3], spatialScale: scale, aligned: true)
        },
      ]
    }

  @Test func everyFixtureIsUsed() throws {
    #expect(try Set(Fixture.load("regions").keys) == Set(Self.cases.map(\.name)))
  }

  @Test(arguments: cases)
  func matchesTorchvision(_ test: FixtureCase) throws {
    try test.check(against: Fixture.load("regions"))
  }
}
