import Boxes
import Testing

@Suite struct MaskTests {
  /// . X X
  /// . . X
  func corner() throws -> Mask {
    try Mask(width: 3, height: 2, pixels: [false, true, true, false, false, true])
  }

  @Test func areaAndTightBox() throws {
    let mask = try corner()
    #expect(mask.area == 3)
    #expect(mask.box == Box(x1: 1, y1: 0, x2: 3, y2: 2))
    #expect(mask.contains(x: 2, y: 1) && !mask.contains(x: 1, y: 1))
    #expect(!mask.contains(x: 3, y: 0) && !mask.contains(x: -1, y: 0))
    let empty = try Mask(width: 3, height: 2)
    #expect(empty.box == nil && empty.isEmpty && empty.area == 0)
  }

  @Test func runsGoDownTheColumns() throws {
    // Columns: (0, 0), (1, 0), (1, 1).
    let mask = try corner()
    #expect(mask.runLengths == [2, 1, 1, 2])
    #expect(try Mask(runLengths: [2, 1, 1, 2], width: 3, height: 2) == mask)
    let full = try Mask(width: 2, height: 2, pixels: [true, true, true, true])
    #expect(full.runLengths == [0, 4])
    #expect(try Mask(runLengths: [0, 4], width: 2, height: 2) == full)
    #expect(try Mask(width: 2, height: 2).runLengths == [4])
  }

  @Test(arguments: [[2, 1], [7], [2, -1, 5], [.max, .max], [3, 4]])
  func badRunsAreRefused(_ runs: [Int]) {
    #expect(throws: BoxError.self) { try Mask(runLengths: runs, width: 3, height: 2) }
  }

  @Test func overlap() throws {
    let a = try corner()
    let b = try Mask(width: 3, height: 2, filling: Box(x1: 1, y1: 0, x2: 2, y2: 2))
    #expect(b.area == 2)
    #expect(try a.intersectionArea(with: b) == 1)
    #expect(try a.iou(with: b) == 0.25)
    let empty = try Mask(width: 3, height: 2)
    #expect(try empty.iou(with: empty) == 0)
    #expect(throws: BoxError.self) { try a.iou(with: Mask(width: 2, height: 3)) }
  }

  @Test(arguments: [(-1, 2), (2, 20_000), (Int.max, Int.max)])
  func absurdSizesAreRefused(width: Int, height: Int) {
    #expect(throws: BoxError.self) { try Mask(width: width, height: height) }
  }
}
