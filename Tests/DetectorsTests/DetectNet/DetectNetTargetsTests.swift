import Boxes
import Checkpoints
import Foundation
import Tensors
import Testing

@testable import Detectors

/// Targets, losses and gradients of `Tests/Oracles/detectnet_losses.py`: three pictures of 64×48, the
/// second without a thing.
@Suite struct DetectNetTargetsTests {
  static let rule = PastureDetectNet.rule
  let reference: Checkpoint
  let targets: DetectNetTargets

  init() throws {
    let reference = try Checkpoint(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/detectnet-losses.npz").path)
    let truths = try (0..<3).map { picture in
      let rows = try reference.tensor("truths:\(picture)").values
      let ignored = try reference.tensor("ignored:\(picture)").values
      let starts = stride(from: 0, to: rows.count, by: 5)
      return try YOLOTruths(
        boxes: starts.map { Self.box(rows, $0 + 1) }, classes: starts.map { Int(rows[$0]) },
        ignored: stride(from: 0, to: ignored.count, by: 4).map { Self.box(ignored, $0) },
        classCount: 3)
    }
    targets = try DetectNetTargets(
      truths, classCount: 3, stride: 4, rule: Self.rule, width: 64, height: 48)
    self.reference = reference
  }

  private static func box(_ values: [Float], _ at: Int) -> Box {
    Box(x1: values[at], y1: values[at + 1], x2: values[at + 2], y2: values[at + 3])
  }

  private func expectClose(_ ours: Tensor, _ name: String, within limit: Float) throws {
    let theirs = try reference.tensor(name)
    #expect(ours.shape == theirs.shape)
    #expect(theirs.values.contains { $0 != 0 })
    let worst = zip(ours.values, theirs.values).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst <= limit, "\(name): \(worst)")
  }

  @Test func targetsAreTheReferences() throws {
    try expectClose(targets.coverage, "target:coverage", within: 0)
    try expectClose(targets.counted, "target:counted", within: 0)
    try expectClose(targets.boxes, "target:boxes", within: 1e-5)
    try expectClose(targets.weights, "target:weights", within: 1e-6)
    // Overlapping things share the cells between them; the empty picture has none.
    #expect(targets.cells.map(\.count) == [4, 0, 2])
    let counts = targets.cells[0].map(\.count)
    #expect(counts.allSatisfy { $0 > 0 })
    #expect(try targets.coverage[1].values.allSatisfy { $0 == 0 })
  }

  @Test func lossesAndGradientsAreTorchs() throws {
    let coverage = Parameter(try reference.tensor("coverage"))
    let boxes = Parameter(try reference.tensor("boxes"))
    let losses = try targets.losses(coverage: coverage.tracked, boxes: boxes.tracked)
    let expected = try reference.tensor("losses").values
    #expect(abs(try losses.coverage.item() - expected[0]) < 1e-5 * expected[0])
    #expect(abs(try losses.boxes.item() - expected[1]) < 1e-5 * expected[1])
    try (losses.coverage + losses.boxes * 2).backward()
    try expectClose(#require(coverage.gradient), "gradient:coverage", within: 1e-6)
    try expectClose(#require(boxes.gradient), "gradient:boxes", within: 1e-6)
  }

  /// A network that says the targets is wrong about nothing, and its votes are the true boxes.
  @Test func targetsDecodeToTheThings() throws {
    let losses = try targets.losses(coverage: targets.coverage, boxes: targets.boxes)
    #expect(try losses.coverage.item() == 0 && losses.boxes.item() == 0)
    var options = DetectNetOptions.pasture
    options.grouping = try RectangleGrouping(least: 0, tolerance: 0.01)
    let detector = try DetectNetDetector(
      network: PastureDetectNetTests.network(), classNames: ["a", "b", "c"], options: options)
    for picture in 0..<3 {
      let found = try detector.detections(
        coverage: targets.coverage[picture], boxes: targets.boxes[picture], width: 64, height: 48)
      let rows = try reference.tensor("truths:\(picture)").values
      let starts = Array(stride(from: 0, to: rows.count, by: 5))
      #expect(found.count == starts.count)
      for start in starts {
        let truth = Self.box(rows, start + 1)
        #expect(
          found.contains {
            $0.classIndex == Int(rows[start]) && $0.box.iou(with: truth) > 0.999 && $0.score == 1
          })
      }
    }
  }

  @Test func theMiddleOfABox() throws {
    let rule = try CoverageRule(scale: 0.5, least: 6)
    #expect(
      rule.middle(of: Box(x1: 0, y1: 0, x2: 40, y2: 8)) == Box(x1: 10, y1: 1, x2: 30, y2: 7))
    #expect(rule.middle(of: Box(x1: 2, y1: 2, x2: 5, y2: 6)) == Box(x1: 2, y1: 2, x2: 5, y2: 6))
    let car = CoverageRule.detectNet.middle(of: Box(x1: 0, y1: 0, x2: 100, y2: 30))
    #expect(car == Box(x1: 30, y1: 5, x2: 70, y2: 25))
    let grid = try YOLOGrid(rows: 3, columns: 4, width: 40, height: 30)
    // 10…30 ends where the cells of column 3 begin: it touches columns 1 and 2.
    let cells = rule.cells(of: Box(x1: 0, y1: 0, x2: 40, y2: 8), in: grid)
    #expect(cells == [GridCell(row: 0, column: 1), GridCell(row: 0, column: 2)])
    #expect(rule.cells(of: Box(x1: 90, y1: 0, x2: 99, y2: 8), in: grid).isEmpty)
    #expect(rule.cells(of: Box(x1: -.infinity, y1: 0, x2: 9, y2: 8), in: grid).isEmpty)
    #expect(rule.cells(of: Box(x1: -3e38, y1: -3e38, x2: 3e38, y2: 3e38), in: grid).isEmpty)
    #expect(throws: BoxError.self) { try CoverageRule(scale: 0, least: 6) }
    #expect(throws: BoxError.self) { try CoverageRule(scale: 1.5, least: 6) }
    #expect(throws: BoxError.self) { try CoverageRule(scale: 0.5, least: .nan) }
  }

  @Test func badRequestsAreRefused() throws {
    let one = try YOLOTruths(
      boxes: [Box(x1: 1, y1: 1, x2: 9, y2: 9)], classes: [5], classCount: 8)
    func make(classes: Int, stride: Int, width: Int, height: Int) throws -> DetectNetTargets {
      try DetectNetTargets(
        [one], classCount: classes, stride: stride, rule: Self.rule, width: width, height: height)
    }
    for (classes, stride, width, height) in [
      (5, 4, 64, 48), (8, 0, 64, 48), (8, 16, 64, 15), (8, 1, 65_536, 65_536), (0, 4, 64, 48),
    ] {
      #expect(throws: ShapeError.self) {
        try make(classes: classes, stride: stride, width: width, height: height)
      }
    }
    let other = try Tensor.zeros([3, 3, 12, 15])
    #expect(throws: ShapeError.self) {
      try targets.losses(coverage: other, boxes: targets.boxes)
    }
    // No pictures at all: no loss.
    let none = try PastureDetectNet.targets([], width: 64, height: 48)
    let losses = try none.losses(coverage: none.coverage, boxes: none.boxes)
    #expect(try losses.coverage.item() == 0 && losses.boxes.item() == 0)
  }
}
