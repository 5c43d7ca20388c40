import Boxes
import Foundation
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct YOLOLayoutTests {
  @Test func theCellHoldsTheCentre() throws {
    let grid = try YOLOGrid(rows: 3, columns: 4, width: 80, height: 30)
    // x to the column, y to the row: not square, so that a swap shows.
    let box = Box(centerX: 65, centerY: 12, width: 30, height: 8)
    #expect(grid.cell(of: box) == GridCell(row: 1, column: 3))
    #expect(grid.place(of: box) == (3.25, 1.2))
    #expect(grid.box(of: GridCell(row: 1, column: 3)) == Box(x1: 60, y1: 10, x2: 80, y2: 20))
    #expect(grid.cells.count == 12 && grid.cells[5] == GridCell(row: 1, column: 1))
    for (x, y, row, column) in [
      (Float(0), Float(0), 0, 0), (80, 30, 2, 3), (-9, 99, 2, 0), (.nan, .infinity, 2, 0),
    ] {
      let odd = Box(centerX: x, centerY: y, width: 2, height: 2)
      #expect(grid.cell(of: odd) == GridCell(row: row, column: column))
    }
    #expect(throws: BoxError.self) { try YOLOGrid(rows: 0, columns: 4, width: 80, height: 30) }
    #expect(throws: BoxError.self) { try YOLOGrid(rows: 3, columns: 81, width: 80, height: 30) }
  }

  @Test func aMatchIsWhatItsBoxDecodesFrom() throws {
    let layout = PastureYOLOv3.layout
    #expect(layout.numbersPerBox == 13)
    #expect(try layout.boxCount(width: 192, height: 144) == 3 * (108 + 432 + 1728))
    let boxes = [
      Box(x1: 10.5, y1: 20, x2: 22, y2: 33), Box(x1: 99, y1: 60, x2: 161, y2: 131),
      Box(x1: 150, y1: 3, x2: 183, y2: 29),
    ]
    let truths = try YOLOTruths(boxes: boxes, classes: [0, 7, 3], classCount: 8)
    let matches = try layout.matches(truths, width: 192, height: 144)
    #expect(matches.map(\.place.scale) == [2, 0, 1])  // small, large, middling
    for match in matches {
      let grid = try layout.grid(match.place.scale, width: 192, height: 144)
      func logit(_ p: Float) -> Float { -(1 / p - 1).logarithm }
      let box = YOLOMaps.box(
        x: logit(match.x), y: logit(match.y), w: match.w, h: match.h,
        anchor: layout.scales[match.place.scale].anchors[match.place.anchor],
        cell: match.place.cell, grid: grid)
      #expect(box.iou(with: boxes[match.truth]) > 0.999)
    }
  }

  /// Two things in one place: the later one's box, both classes.
  @Test func oneAnchorAnswersForOneBox() throws {
    let layout = PastureYOLOv3.layout
    let first = Box(centerX: 70, centerY: 70, width: 33, height: 54)
    let second = Box(centerX: 72, centerY: 74, width: 33, height: 54)
    // The same cell, another anchor.
    let other = Box(centerX: 72, centerY: 74, width: 61, height: 44)
    let truths = try YOLOTruths(boxes: [first, second, other], classes: [1, 2, 2], classCount: 8)
    let matches = try layout.matches(truths, width: 192, height: 144)
    #expect(matches.map(\.truth) == [1, 2] && matches.map(\.classes) == [[1, 2], [2]])
    #expect(matches[0].place.cell == matches[1].place.cell)
    #expect(matches[0].place.anchor != matches[1].place.anchor)
  }

  @Test func predictionsAreReadFromTheirPlaces() throws {
    let layout = PastureYOLOv3.layout
    var maps = try layout.scales.map { scale in
      try Tensor.full([2, 39, 144 / scale.stride, 192 / scale.stride], -9)
    }
    // Picture 1, stride 8, anchor 2, row 5, column 17.
    for (entry, value) in [(0, Float(0)), (1, 0), (2, 0.5), (3, -0.5), (4, 3), (5 + 6, 1)] {
      maps[1] = try maps[1].replacing(at: 1, 2 * 13 + entry, 5, 17, with: value)
    }
    #expect(try layout.predictions(maps, picture: 0, objectness: 0.5).isEmpty)
    let found = try layout.predictions(maps, picture: 1, objectness: 0.5)
    #expect(found.count == 1)
    let one = try #require(found.first)
    #expect(one.place == YOLOPlace(scale: 1, anchor: 2, cell: GridCell(row: 5, column: 17)))
    #expect(one.box.centerX == 17.5 * 8 && one.box.centerY == 5.5 * 8)
    #expect(abs(one.box.width - 46 * 1.6487213) < 1e-3)
    #expect(abs(one.box.height - 33 * 0.60653067) < 1e-3)
    #expect(abs(one.objectness - 0.95257413) < 1e-6)
    #expect(abs(one.scores[6] - 0.95257413 * 0.7310586) < 1e-6)
    #expect(one.raw == [0, 0, 0.5, -0.5])
  }

  @Test func version1ReadsItsOwnNumbers() throws {
    let layout = try YOLOv1Layout(rows: 7, columns: 7, boxesPerCell: 2, classCount: 20)
    #expect(layout.numbersPerCell == 30 && layout.count == 1470)
    let three = try YOLOv1Layout(rows: 7, columns: 7, boxesPerCell: 3, classCount: 20)
    #expect(three.count == 1715)
    var map = try Tensor.zeros([1, 30, 7, 7])
    for (entry, value) in [(5, Float(0.25)), (6, 0.5), (7, 0.6), (8, 0.2), (9, 0.8), (10 + 3, 0.5)]
    {
      map = try map.replacing(at: 0, entry, 2, 4, with: value)
    }
    let all = try layout.predictions(map, width: 70, height: 140)
    #expect(all.count == 98)
    let one = try #require(all.max { $0.confidence < $1.confidence })
    #expect(one.cell == GridCell(row: 2, column: 4) && one.number == 1)
    #expect(abs(one.box.centerX - 42.5) < 1e-4 && abs(one.box.centerY - 50) < 1e-4)
    #expect(abs(one.box.width - 0.36 * 70) < 1e-4 && abs(one.box.height - 0.04 * 140) < 1e-4)
    #expect(abs(one.scores[3] - 0.4) < 1e-6 && one.scores[2] == 0)
  }

  /// Figure 3 of the paper: 24 convolutional layers and 2 connected ones.
  @Test func thePapersNetwork() throws {
    let blueprint = try DarknetBlueprint(.yoloV1())
    #expect(blueprint.layers.filter { $0.section == "convolutional" }.count == 24)
    let connected = blueprint.layers.filter { $0.section == "connected" }
    #expect(connected.map(\.output.count) == [4096, 1470])
    #expect(connected.first?.input.count == 7 * 7 * 1024)
    #expect(blueprint.heads.count == 1 && blueprint.classCount == 20)
  }

  /// The end of Darknet's stock yolov1.cfg: three boxes a cell, and a local layer.
  @Test func theStockNetworksEnd() throws {
    let blueprint = try DarknetBlueprint(
      DarknetConfiguration(
        text: """
          [net]
          width=7
          height=7
          channels=1024
          [local]
          size=3
          stride=1
          pad=1
          filters=256
          activation=leaky
          [dropout]
          probability=.5
          [connected]
          output= 1715
          activation=linear
          [detection]
          classes=20
          coords=4
          rescore=1
          side=7
          num=3
          softmax=0
          sqrt=1
          """))
    #expect(blueprint.layers.map(\.output.count) == [12544, 12544, 1715, 1715])
  }
}

extension Float {
  fileprivate var logarithm: Float { log(self) }
}
