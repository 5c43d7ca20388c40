import Boxes
import Checkpoints
import Foundation
import Tensors
import Testing

@testable import Detectors

/// The deltas of libdarknet's own layers: `Tests/Oracles/yolo_losses.py`.
@Suite struct YOLOLossTests {
  /// Of the fixture: two pictures of 96×64.
  static let (width, height, classCount) = (96, 64, 3)
  let reference: Checkpoint

  init() throws {
    reference = try Checkpoint(
      contentsOf: URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .appending(path: "Fixtures/yolo/losses.npz").path)
  }

  func truths() throws -> [YOLOTruths] {
    try (0..<2).map { picture in
      let rows = try reference.tensor("truths:\(picture)").values
      let starts = stride(from: 0, to: rows.count, by: 5)
      return try YOLOTruths(
        boxes: starts.map {
          Box(x1: rows[$0 + 1], y1: rows[$0 + 2], x2: rows[$0 + 3], y2: rows[$0 + 4])
        }, classes: starts.map { Int(rows[$0]) }, classCount: Self.classCount)
    }
  }

  func layout() throws -> YOLOLayout {
    let sides = try reference.tensor("anchors").values
    let anchors = stride(from: 0, to: sides.count, by: 2).map {
      BoxSize(width: sides[$0], height: sides[$0 + 1])
    }
    return try YOLOLayout(
      scales: [YOLOScale(stride: 16, anchors: anchors)], classCount: Self.classCount)
  }

  /// The gradient of the sum over both pictures.
  func gradient(of name: String, _ loss: (Tensor) throws -> Tensor) throws -> [Float] {
    let map = Parameter(try reference.tensor(name))
    try (loss(map.tracked) * 2).backward()
    return try #require(map.gradient).values
  }

  private func expectClose(_ ours: [Float], _ theirs: [Float]) {
    #expect(ours.count == theirs.count)
    #expect(theirs.contains { $0 != 0 })
    let worst = zip(ours, theirs).map { abs($0 - $1) }.max() ?? .infinity
    #expect(worst < 2e-5, "\(worst)")
  }

  @Test func version3sGradientsAreDarknetsDeltas() throws {
    let ours = try gradient(of: "v3:map") {
      try yoloLosses([$0], truths(), layout: layout()).total()
    }
    let delta = try reference.tensor("v3:delta").values
    expectClose(ours, delta.map { -$0 })
    // The cost that Darknet prints is the sum of their squares.
    let cost = try reference.tensor("v3:cost").item()
    #expect(abs(ours.reduce(0) { $0 + $1 * $1 } - cost) < 1e-3 * cost)
  }

  /// Darknet's deltas are taken behind the sigmoids, ours before them.
  @Test func version2sGradientsAreDarknetsDeltas() throws {
    let ours = try gradient(of: "v2:map") {
      try yoloV2Losses($0, truths(), layout: layout()).total()
    }
    let raw = try reference.tensor("v2:map")
    let cells = raw.shape[2] * raw.shape[3]
    let theirs = zip(raw.values, try reference.tensor("v2:delta").values).enumerated().map {
      index, pair in
      let entry = index / cells % (5 + Self.classCount)
      let answer = logistic(pair.0)
      return [0, 1, 4].contains(entry) ? -pair.1 * answer * (1 - answer) : -pair.1
    }
    expectClose(ours, theirs)
  }

  /// Darknet differentiates half the squares, the paper writes whole ones.
  @Test func version1sGradientsAreTwiceDarknetsDeltas() throws {
    let layout = try YOLOv1Layout(
      rows: 4, columns: 4, boxesPerCell: 2, classCount: Self.classCount)
    let ours = try gradient(of: "v1:map") { map in
      let targets = try YOLOv1Targets(
        map, truths(), layout: layout, width: Self.width, height: Self.height)
      return try YOLOv1Term.allCases.map { try targets.loss($0, of: map) }
        .reduce(Tensor(0)) { try $0 + $1 }
    }
    expectClose(ours, try reference.tensor("v1:delta").values.map { -2 * $0 })
    #expect(
      try YOLOv1Targets(
        reference.tensor("v1:map"), truths(), layout: layout, width: Self.width,
        height: Self.height
      ).passedOver == [[1], [2]])
  }

  /// The terms themselves, not only their slopes: differences of the loss of version 3.
  @Test func version3sValuesHaveTheseGradients() throws {
    let map = try reference.tensor("v3:map")
    let slopes = try gradient(of: "v3:map") {
      try yoloLosses([$0], truths(), layout: layout()).total()
    }
    func loss(_ index: Int, _ step: Float) throws -> Double {
      var values = map.values
      values[index] += step
      let terms = try yoloLosses(
        [Tensor(values, shape: map.shape)], truths(), layout: layout()
      ).terms
      return try terms.reduce(0) { try $0 + Double($1.value.item()) } * 2
    }
    let largest = slopes.indices.sorted { abs(slopes[$0]) > abs(slopes[$1]) }.prefix(24)
    for index in largest {
      let difference = try (loss(index, 0.01) - loss(index, -0.01)) / 0.02
      #expect(abs(difference - Double(slopes[index])) < 0.02 * abs(difference) + 1e-3)
    }
  }

  /// Equation 3 of the paper by hand: one cell, one thing, two boxes.
  @Test func version1sTermsAreThePapers() throws {
    let layout = try YOLOv1Layout(rows: 1, columns: 1, boxesPerCell: 2, classCount: 2)
    // Of 100×100: 0.4, 0.3, and the roots of the sides 0.6, 0.5.
    let truth = Box(centerX: 40, centerY: 30, width: 36, height: 25)
    let numbers: [Float] = [0.9, 0.9, 0.2, 0.2, 0.7, 0.5, 0.3, 0.6, 0.4, 0.8, 0.25, 0.5]
    let map = try Tensor(numbers, shape: [1, 12, 1, 1])
    let targets = try YOLOv1Targets(
      map, [YOLOTruths(boxes: [truth], classes: [1], classCount: 2)], layout: layout, width: 100,
      height: 100)
    // The second box: centre (50, 30), 36 × 16; shares 26 × 16 = 416 of 36·25 + 36·16 − 416 = 1060.
    let iou: Float = 416.0 / 1060
    #expect(targets.responsible.map(\.number) == [1])
    #expect(abs(targets.responsible[0].iou - iou) < 1e-5)
    func expect(_ term: YOLOv1Term, _ value: Float) throws {
      #expect(abs(try targets.loss(term, of: map).item() - value) < 1e-5, "\(term)")
    }
    try expect(.centres, 5 * 0.1 * 0.1)
    try expect(.sizes, 5 * 0.1 * 0.1)
    try expect(.objects, (0.8 - iou) * (0.8 - iou))  // the target is the IoU, not 1
    try expect(.background, 0.5 * 0.7 * 0.7)  // the other box of the same cell
    try expect(.classes, 0.25 * 0.25 + 0.5 * 0.5)
  }

  @Test func ignoredThingsTeachNoBackground() throws {
    let box = Box(x1: 20, y1: 10, x2: 42, y2: 38)
    let map = try Tensor.zeros([1, 3 * 8, 4, 6])
    func background(_ truths: YOLOTruths) throws -> Float {
      try yoloLosses([map], [truths], layout: layout()).background.item()
    }
    let empty = try YOLOTruths(boxes: [], classes: [], classCount: 3)
    let ignored = try YOLOTruths(boxes: [], classes: [], ignored: [box], classCount: 3)
    // 72 boxes at a probability of ½; those that cover the ignored thing are left out.
    #expect(abs(try background(empty) - 72 * Float(2).logarithm) < 1e-3)
    #expect(try background(ignored) < background(empty) - 0.5)
    let v1 = try YOLOv1Layout(rows: 4, columns: 6, boxesPerCell: 2, classCount: 3)
    let flat = try Tensor.ones([1, 13, 4, 6])
    func confidence(_ truths: YOLOTruths) throws -> Float {
      try YOLOv1Targets(flat, [truths], layout: v1, width: 96, height: 64)
        .loss(.background, of: flat).item()
    }
    #expect(try confidence(empty) == 24)  // 48 boxes, ½ each
    #expect(try confidence(ignored) == 23)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let layout = try layout()
    let none = try YOLOTruths(boxes: [], classes: [], classCount: 3)
    let map = try Tensor.zeros([1, 24, 4, 6])
    let shape = #expect(throws: ShapeError.self) {
      try yoloLosses([Tensor.zeros([1, 23, 4, 6])], [none], layout: layout)
    }
    #expect(
      shape?.expected == "a map [1, 24, 4, 6] of stride 16" && shape?.found == "[1, 23, 4, 6]")
    #expect(throws: ShapeError.self) { try yoloLosses([], [none], layout: layout) }
    #expect(throws: ShapeError.self) { try yoloLosses([map], [none, none], layout: layout) }
    #expect(throws: ShapeError.self) { try yoloV2Losses(map, [], layout: layout) }
    #expect(throws: ShapeError.self) { try layout.predictions([map], picture: 1, objectness: 0) }
    let bad = #expect(throws: BoxError.self) {
      try YOLOTruths(boxes: [Box(x1: 3, y1: 3, x2: 3, y2: 9)], classes: [0], classCount: 3)
    }
    #expect(bad?.expected == "boxes with an area")
    let box = Box(x1: 0, y1: 0, x2: 9, y2: 9)
    #expect(throws: BoxError.self) { try YOLOTruths(boxes: [box], classes: [3], classCount: 3) }
    #expect(throws: BoxError.self) { try YOLOTruths(boxes: [box], classes: [], classCount: 3) }
    #expect(throws: BoxError.self) { try YOLOLayout(scales: [], classCount: 3) }
    #expect(throws: BoxError.self) { try layout.grid(0, width: 90, height: 64) }
    #expect(throws: BoxError.self) { try layout.grid(1, width: 96, height: 64) }
    let v1 = try YOLOv1Layout(rows: 7, columns: 7, boxesPerCell: 2, classCount: 20)
    #expect(throws: ShapeError.self) {
      try YOLOv1Targets(Tensor.zeros([1, 30, 7, 6]), [none], layout: v1, width: 9, height: 9)
    }
    #expect(throws: BoxError.self) {
      try YOLOv1Layout(rows: 0, columns: 7, boxesPerCell: 2, classCount: 20)
    }
  }

  /// Numbers that have run away teach something or nothing, but never trap.
  @Test(arguments: [Float.infinity, -.infinity, .nan, 1e30])
  func runawayNumbersDoNotTrap(value: Float) throws {
    let map = try Tensor.full([2, 24, 4, 6], value)
    _ = try yoloLosses([map], truths(), layout: layout()).total()
    _ = try yoloV2Losses(map, truths(), layout: layout()).total()
    #expect(
      try layout().predictions([map], objectness: 0).allSatisfy { $0.box.isFinite })
    let v1 = try YOLOv1Layout(rows: 4, columns: 6, boxesPerCell: 2, classCount: 3)
    let flat = try Tensor.full([2, 13, 4, 6], value)
    _ = try YOLOv1Targets(flat, truths(), layout: v1, width: 96, height: 64)
  }
}

extension Float {
  fileprivate var logarithm: Float { log(self) }
}
