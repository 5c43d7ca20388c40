import Boxes
import Testing

@Suite struct BoxTests {
  let box = Box(x1: 2, y1: 3, x2: 6, y2: 9)

  @Test func measures() {
    #expect(box.width == 4)
    #expect(box.height == 6)
    #expect(box.area == 24)
    #expect(box.centerX == 4 && box.centerY == 6)
    #expect(Box(x: 2, y: 3, width: 4, height: 6) == box)
    #expect(Box(centerX: 4, centerY: 6, width: 4, height: 6) == box)
    #expect(Box(x1: 6, y1: 3, x2: 2, y2: 9).area == 0)
  }

  @Test func overlap() {
    let other = Box(x1: 4, y1: 5, x2: 10, y2: 8)  // shares 2×3; union 24 + 18 - 6
    #expect(box.intersection(with: other) == Box(x1: 4, y1: 5, x2: 6, y2: 8))
    #expect(box.iou(with: other) == 6.0 / 36)
    #expect(box.iou(with: box) == 1)
    #expect(box.enclosing(other) == Box(x1: 2, y1: 3, x2: 10, y2: 9))
  }

  @Test func touchingAndEmptyBoxesShareNothing() {
    let right = Box(x1: 6, y1: 3, x2: 8, y2: 9)
    let empty = Box(x1: 2, y1: 3, x2: 2, y2: 3)
    #expect(box.intersection(with: right) == nil)
    #expect(box.iou(with: right) == 0)
    #expect(empty.iou(with: empty) == 0)  // not NaN
  }

  @Test func degenerate() {
    #expect(!box.isDegenerate)
    #expect(Box(x1: 2, y1: 3, x2: 2, y2: 9).isDegenerate)
    #expect(Box(x1: 2, y1: 3, x2: .nan, y2: 9).isDegenerate)
    #expect(Box(x1: 2, y1: 3, x2: .infinity, y2: 9).isDegenerate)
  }

  @Test func validationNamesWhatIsWrong() throws {
    #expect(try Box(validating: 2, 3, 6, 9) == box)
    let swapped = #expect(throws: BoxError.self) { try Box(validating: 6, 3, 2, 9) }
    #expect(swapped?.expected == "x1 ≤ x2 and y1 ≤ y2")
    #expect(swapped?.found == "Box(x1: 6.0, y1: 3.0, x2: 2.0, y2: 9.0)")
    let nan = #expect(throws: BoxError.self) { try Box(validating: 6, .nan, 7, 9) }
    #expect(nan?.expected == "four finite coordinates")
  }

  @Test func clippingAndScaling() {
    #expect(box.clipped(width: 4, height: 100) == Box(x1: 2, y1: 3, x2: 4, y2: 9))
    #expect(box.moved(x: -20, y: 0).clipped(width: 4, height: 9).isDegenerate)
    #expect(box.scaled(by: 2) == Box(x1: 4, y1: 6, x2: 12, y2: 18))
    #expect(box.scaled(x: 1, y: 0.5) == Box(x1: 2, y1: 1.5, x2: 6, y2: 4.5))
    #expect(box.enlarged(by: 2) == Box(x1: 0, y1: 0, x2: 8, y2: 12))
    #expect(box.expanded(by: 1) == Box(x1: 1, y1: 2, x2: 7, y2: 10))
  }

  @Test func unitsNeedThePicturesSize() throws {
    let unit = try box.inUnits(width: 8, height: 12)
    #expect(unit == UnitBox(x1: 0.25, y1: 0.25, x2: 0.75, y2: 0.75))
    #expect(try unit.inPixels(width: 16, height: 12) == Box(x1: 4, y1: 3, x2: 12, y2: 9))
    #expect(throws: BoxError.self) { try unit.inPixels(width: 0, height: 12) }
    #expect(throws: BoxError.self) { try box.inUnits(width: 8, height: -1) }
  }
}
