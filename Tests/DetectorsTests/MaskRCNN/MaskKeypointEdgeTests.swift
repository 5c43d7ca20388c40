import Boxes
import Tensors
import Testing

@testable import Detectors

/// What no network should meet and every one does: things thinner than a pixel, persons of whom no
/// joint is seen, pictures in which nothing was found.
@Suite struct MaskKeypointEdgeTests {
  static let box = Box(x1: 4, y1: 3, x2: 20, y2: 15)

  /// The true mask, made small and pasted again, is the true mask: to the pixel, where nothing is
  /// rounded. With torchvision's rounding it is a pixel off on some sides.
  @Test func thereAndBackAgain() throws {
    let mask = try Mask(width: 32, height: 24, filling: Self.box)
    let small = try maskTargets([mask], boxes: [Self.box], size: 28, alignment: .exact)
    let back = try small[0].pastedMask(in: Self.box, width: 32, height: 24, alignment: .exact)
    #expect(back == RunLengthMask(mask))
    let shifted = try maskTargets([mask], boxes: [Self.box], size: 28)
    let rounded = try shifted[0].pastedMask(in: Self.box, width: 32, height: 24)
    #expect(rounded != RunLengthMask(mask))
    #expect(try rounded.iou(with: RunLengthMask(mask)) > 0.8)
  }

  @Test(arguments: MaskAlignment.allCases)
  func aMaskThinnerThanAPixel(alignment: MaskAlignment) throws {
    let full = try Tensor.ones([28, 28])
    for box in [
      Box(x1: 10.3, y1: 5, x2: 10.4, y2: 15), Box(x1: 10.6, y1: 5, x2: 10.6, y2: 15),
      Box(x1: 3, y1: 7.2, x2: 30, y2: 7.25), Box(x1: 8, y1: 8, x2: 8, y2: 8),
    ] {
      let mask = try full.pastedMask(in: box, width: 32, height: 24, alignment: alignment)
      #expect(mask.area >= 1, "\(box)")
      #expect(mask.area <= 3 * 32, "\(box)")
      #expect(
        mask.area
          == Int(
            try full.pasted(in: box, width: 32, height: 24, alignment: alignment)
              .values.count { $0 >= 0.5 }))
    }
    // A thing of which the small mask is sure nowhere covers no pixel, and that is no error.
    let none = try (full * 0.2).pastedMask(
      in: Self.box, width: 32, height: 24, alignment: alignment)
    #expect(none.area == 0 && none.runs == [32 * 24])
    // A truth as thin as that is a target too.
    let line = try Mask(
      width: 32, height: 24, filling: Box(x1: 10, y1: 5, x2: 11, y2: 15))
    let targets = try maskTargets(
      [line], boxes: [Box(x1: 10.3, y1: 5, x2: 10.4, y2: 15)], size: 14, alignment: alignment)
    #expect(targets.values.allSatisfy { (0...1).contains($0) })
  }

  @Test(arguments: MaskAlignment.allCases)
  func boxesBeyondThePicture(alignment: MaskAlignment) throws {
    let full = try Tensor.ones([28, 28])
    for box in [
      Box(x1: 40, y1: 2, x2: 50, y2: 9), Box(x1: -20, y1: 2, x2: -9, y2: 9),
      Box(x1: 2, y1: 90, x2: 9, y2: 99), Box(x1: 1e30, y1: 0, x2: 2e30, y2: 5),
    ] {
      let mask = try full.pastedMask(in: box, width: 32, height: 24, alignment: alignment)
      #expect(mask.runs == [32 * 24], "\(box)")
    }
    let everything = Box(x1: -5000, y1: -5000, x2: 5000, y2: 5000)
    let all = try full.pastedMask(in: everything, width: 32, height: 24, alignment: alignment)
    #expect(all.area == 32 * 24)
    #expect(
      try full.pastedMask(in: Self.box, width: 0, height: 0, alignment: alignment).area == 0)
  }

  @Test func nothingFound() throws {
    let none = try Tensor.zeros([0, 9, 28, 28])
    #expect(try maskTargets([], boxes: [], size: 28).shape == [0, 28, 28])
    let loss = try maskLoss(none, classes: [], targets: Tensor.zeros([0, 28, 28]))
    #expect(try loss.item() == 0)
    let probabilities = try maskProbabilities(none, classes: [])
    #expect(try pastedMasks(probabilities, boxes: [], width: 32, height: 24).isEmpty)
    #expect(try keypointTargets([], boxes: [], size: 56).isEmpty)
    #expect(try keypointLoss(Tensor.zeros([0, 17, 56, 56]), targets: []).item() == 0)
    #expect(try decodedKeypoints(Tensor.zeros([0, 17, 56, 56]), boxes: []).isEmpty)
  }

  /// Nothing is learnt of a person of whom no joint is seen, and the loss is no NaN.
  @Test func aPersonWithoutVisibleJoints() throws {
    let nowhere = PlacedKeypoint(x: 0, y: 0, visibility: .unlabelled)
    let targets = try keypointTargets(
      [Array(repeating: nowhere, count: 17)], boxes: [Self.box], size: 56)
    #expect(targets == Array(repeating: nil, count: 17))
    let logits = Parameter(try Tensor.ones([1, 17, 56, 56]))
    let loss = try keypointLoss(logits.tracked, targets: targets)
    #expect(try loss.item() == 0)
    try loss.backward()
    #expect(try #require(logits.gradient).values.allSatisfy { $0 == 0 })
    // Beside a person whose joint is seen, only that joint counts.
    let nose = PlacedKeypoint(x: 12, y: 9, visibility: .hidden)
    let both = try keypointTargets([[nowhere], [nose]], boxes: [Self.box, Self.box], size: 4)
    #expect(both == [nil, 10])
    #expect(
      abs(try keypointLoss(Tensor.zeros([2, 1, 4, 4]), targets: both).item() - 2.7725887) < 1e-5)
  }

  @Test func whatDoesNotFitIsRefused() throws {
    let mask = try Mask(width: 32, height: 24)
    let logits = try Tensor.zeros([1, 3, 28, 28])
    #expect(throws: ShapeError.self) { try maskTargets([mask], boxes: [], size: 28) }
    #expect(throws: ShapeError.self) { try maskTargets([mask], boxes: [Self.box], size: 0) }
    #expect(throws: ShapeError.self) {
      try maskTargets([mask, Mask(width: 8, height: 8)], boxes: [Self.box, Self.box], size: 28)
    }
    #expect(throws: ShapeError.self) {
      try maskTargets([mask], boxes: [Box(x1: .nan, y1: 0, x2: 1, y2: 1)], size: 28)
    }
    #expect(throws: ShapeError.self) {
      try maskLoss(logits, classes: [1], targets: Tensor.zeros([1, 14, 14]))
    }
    #expect(throws: ShapeError.self) {
      try maskLoss(logits, classes: [3], targets: Tensor.zeros([1, 28, 28]))
    }
    #expect(throws: ShapeError.self) { try maskProbabilities(logits, classes: [1, 2]) }
    #expect(throws: ShapeError.self) { try logits.pasted(in: Self.box, width: 9, height: 9) }
    let small = try Tensor.ones([28, 28])
    #expect(throws: ShapeError.self) {
      try small.pastedMask(in: Box(x1: 5, y1: 0, x2: 2, y2: 4), width: 9, height: 9)
    }
    #expect(throws: ShapeError.self) { try small.pasted(in: Self.box, width: -1, height: 9) }
    #expect(throws: ShapeError.self) {
      try pastedMasks(Tensor.zeros([2, 28, 28]), boxes: [Self.box], width: 9, height: 9)
    }
    #expect(throws: ShapeError.self) { try keypointTargets([[]], boxes: [], size: 56) }
    #expect(throws: ShapeError.self) {
      try keypointTargets([[]], boxes: [Box(x1: 0, y1: 0, x2: .infinity, y2: 1)], size: 56)
    }
    #expect(throws: ShapeError.self) { try keypointLoss(logits, targets: [1]) }
    #expect(throws: ShapeError.self) { try keypointLoss(logits, targets: [1, 2, 784]) }
    #expect(throws: ShapeError.self) { try decodedKeypoints(logits, boxes: []) }
    #expect(throws: ShapeError.self) {
      try decodedKeypoints(logits, boxes: [Box(x1: 0, y1: 0, x2: 1e9, y2: 1)])
    }
  }
}
