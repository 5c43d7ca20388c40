import Foundation
import Testing

@testable import Boxes

@Suite struct RectangleGroupingTests {
  struct Case: Decodable {
    let least: Int
    let tolerance: Float
    /// x, y, width, height
    let boxes, groups: [[Float]]
    let counts: [Int]
  }

  static func box(_ numbers: [Float]) -> Box {
    Box(x: numbers[0], y: numbers[1], width: numbers[2], height: numbers[3])
  }

  /// OpenCV's `groupRectangles` (Tests/Oracles/detectnet.py): the same groups, in the same order.
  @Test func groupsAreOpenCVs() throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Fixtures/rectangle_groups.json")
    let cases = try JSONDecoder().decode([Case].self, from: Data(contentsOf: path))
    #expect(cases.count == 3)
    for test in cases {
      let grouping = try RectangleGrouping(least: test.least, tolerance: test.tolerance)
      let groups = try grouping.groups(of: test.boxes.map(Self.box))
      #expect(groups.map(\.members.count) == test.counts)
      #expect(groups.count == test.groups.count)
      for (group, expected) in zip(groups, test.groups.map(Self.box)) {
        // OpenCV rounds x, y, width and height of a mean to whole pixels.
        #expect(
          abs(group.box.x1 - expected.x1) <= 0.501 && abs(group.box.y1 - expected.y1) <= 0.501)
        #expect(abs(group.box.width - expected.width) <= 0.501)
        #expect(abs(group.box.height - expected.height) <= 0.501)
      }
    }
  }

  @Test func neighboursOfNeighboursAreOneGroup() throws {
    // Each is 2 from the next; 20 pixels a side at 0.1 allow 2.
    let chain = (0..<4).map { Box(x: Float($0) * 2, y: 0, width: 20, height: 20) }
    let grouping = try RectangleGrouping(least: 1, tolerance: 0.1)
    #expect(grouping.areSimilar(chain[0], chain[1]) && !grouping.areSimilar(chain[0], chain[2]))
    let groups = try grouping.groups(of: chain)
    #expect(groups.count == 1 && groups[0].members == [0, 1, 2, 3])
    #expect(groups[0].box == Box(x: 3, y: 0, width: 20, height: 20))
    // As many as `least` are not enough.
    #expect(try RectangleGrouping(least: 4, tolerance: 0.1).groups(of: chain) == [])
    #expect(try grouping.groups(of: []) == [])
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    #expect(throws: BoxError.self) { try RectangleGrouping(least: -1) }
    #expect(throws: BoxError.self) { try RectangleGrouping(tolerance: .nan) }
    #expect(throws: BoxError.self) {
      try RectangleGrouping.detectNet.groups(of: [Box(x1: .nan, y1: 0, x2: 1, y2: 1)])
    }
  }
}
