import Testing

@testable import Boxes

/// What torchvision says of SSD300's boxes is compared in DetectorsTests/SSD.
@Suite struct DefaultBoxTests {
  @Test func countsOfThePaper() throws {
    let small = try DefaultBoxes.ssd300()
    let cells = [38, 19, 10, 5, 3, 1]
    #expect(small.counts == [4, 6, 6, 6, 4, 4])
    #expect(try small.boxes(rows: cells, columns: cells).count == 8732)
    let large = try DefaultBoxes.ssd512()
    let more = [64, 32, 16, 8, 4, 2, 1]
    #expect(try large.boxes(rows: more, columns: more).count == 24564)
    #expect(large.strides == [8, 16, 32, 64, 128, 256, 512])
  }

  /// A map of 2×3 cells of stride 8, by hand.
  @Test func boxesByHand() throws {
    let boxes = try DefaultBoxes(scales: [16, 64], aspectRatios: [[4]], strides: [8])
    #expect(boxes.counts == [4] && boxes.grids.count == 1)
    let sizes = boxes.sizes(ofMap: 0)
    #expect(
      sizes == [
        BoxSize(width: 16, height: 16), BoxSize(width: 32, height: 32),
        BoxSize(width: 32, height: 8), BoxSize(width: 8, height: 32),
      ])
    #expect(boxes.sizes(ofMap: 1) == [] && boxes.sizes(ofMap: -1) == [])
    let all = try boxes.boxes(rows: [2], columns: [3])
    #expect(all.count == 24)
    #expect(all[0] == Box(x1: -4, y1: -4, x2: 12, y2: 12))
    // Row 1, column 2: the middle is (20, 12).
    #expect(all[22] == Box(centerX: 20, centerY: 12, width: 32, height: 8))
    let place = try boxes.place(of: 22, rows: [2], columns: [3])
    #expect(place == (0, 1, 2, 2))
  }

  @Test func everyPlaceIsFoundAgain() throws {
    let boxes = try DefaultBoxes(
      scales: [10, 20, 40], aspectRatios: [[2], [2, 3]], strides: [4, 8])
    let (rows, columns) = ([3, 2], [5, 3])
    let all = try boxes.boxes(rows: rows, columns: columns)
    for (index, box) in all.enumerated() {
      let place = try boxes.place(of: index, rows: rows, columns: columns)
      let stride = Float(boxes.strides[place.map])
      #expect(abs(box.centerX - (Float(place.column) + 0.5) * stride) < 1e-4)
      #expect(abs(box.centerY - (Float(place.row) + 0.5) * stride) < 1e-4)
      let size = boxes.sizes(ofMap: place.map)[place.shape]
      #expect(abs(box.width - size.width) < 1e-4 && abs(box.height - size.height) < 1e-4)
    }
    for index in [-1, all.count] {
      #expect(throws: BoxError.self) {
        try boxes.place(of: index, rows: rows, columns: columns)
      }
    }
  }

  @Test func whatMakesNoSenseIsRefused() throws {
    let error = #expect(throws: BoxError.self) {
      try DefaultBoxes(scales: [10], aspectRatios: [[2]], strides: [4])
    }
    #expect(error?.hint.contains("beyond the last") == true)
    for scale in [0, -1, Float.nan, .infinity] {
      #expect(throws: BoxError.self) {
        try DefaultBoxes(scales: [scale, 20], aspectRatios: [[2]], strides: [4])
      }
    }
    #expect(throws: BoxError.self) {
      try DefaultBoxes(scales: [10, 20], aspectRatios: [[0]], strides: [4])
    }
    #expect(throws: BoxError.self) {
      try DefaultBoxes(scales: [10, 20], aspectRatios: [[2]], strides: [0])
    }
    #expect(throws: BoxError.self) { try DefaultBoxes(grids: []) }
    let boxes = try DefaultBoxes.ssd300()
    #expect(throws: BoxError.self) { try boxes.boxes(rows: [1], columns: [1]) }
    let huge = Array(repeating: Int.max, count: 6)
    #expect(throws: BoxError.self) { try boxes.boxes(rows: huge, columns: huge) }
    #expect(throws: BoxError.self) { try boxes.place(of: 1, rows: huge, columns: huge) }
    #expect(throws: BoxError.self) { try DefaultBoxMatcher(threshold: 1.5) }
  }

  static let candidates = [
    Box(x1: 0, y1: 0, x2: 10, y2: 10), Box(x1: 0, y1: 0, x2: 10, y2: 6),
    Box(x1: 20, y1: 0, x2: 30, y2: 10), Box(x1: 50, y1: 50, x2: 60, y2: 60),
  ]

  @Test func theBestOfEachThingAndTheGoodOnes() throws {
    let matcher = try DefaultBoxMatcher()
    // The first thing: IoU 1 and 0.6. The second has no half: its best is 0.2.
    let truths = [candidates(0), Box(x1: 28, y1: 0, x2: 38, y2: 10)]
    let matches = try matcher.match(Self.candidates, to: truths)
    #expect(matches == [.truth(0), .truth(0), .truth(1), .background])
    // Two things of one best box: the later one has it.
    let twins = [Box(x1: 1, y1: 0, x2: 11, y2: 10), Box(x1: 0, y1: 1, x2: 10, y2: 12)]
    #expect(try matcher.match(Self.candidates, to: twins)[0] == .truth(1))
    // Nobody touches it: nobody stands for it.
    let far = Box(x1: 200, y1: 200, x2: 210, y2: 210)
    #expect(try matcher.match(Self.candidates, to: [far]).allSatisfy(\.isBackground))
    #expect(try matcher.match([], to: truths) == [])
    #expect(try matcher.match(Self.candidates, to: []).allSatisfy(\.isBackground))
    #expect(throws: BoxError.self) {
      try matcher.match(Self.candidates, to: [Box(x1: .nan, y1: 0, x2: 1, y2: 1)])
    }
  }

  @Test func ignoredThingsAreNeitherNor() throws {
    let matcher = try DefaultBoxMatcher()
    let matches = try matcher.match(
      Self.candidates, to: [candidates(0)], ignored: [candidates(0), candidates(2)])
    // A thing wins over what is ignored in the same place.
    #expect(matches == [.truth(0), .truth(0), .neutral, .background])
  }

  private func candidates(_ index: Int) -> Box { Self.candidates[index] }
}
