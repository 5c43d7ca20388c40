import Testing

@testable import Tensors

/// Whatever a learner gives, an operation answers or refuses; it never traps.
@Suite struct BadInputTests {
  @Test(arguments: [
    [Int.max, 2], [-1, 3], [1 << 32, 1 << 32], [0, Int.max, Int.max], [Int.min],
  ])
  func impossibleShapesAreRefused(shape: [Int]) throws {
    expectRefusal(
      "full: expected axis lengths that are at least 0 and can be multiplied, found \(shape)"
    ) { try Tensor.zeros(shape) }
    #expect(throws: ShapeError.self) { try Tensor.ones(shape) }
    var generator = SeededGenerator(seed: 1)
    #expect(throws: ShapeError.self) { try Tensor.normal(shape, using: &generator) }
    #expect(throws: ShapeError.self) { try Tensor.uniform(shape, using: &generator) }
    #expect(throws: ShapeError.self) { try Tensor([1], shape: shape) }
    #expect(throws: ShapeError.self) { try Tensor(1).reshaped(shape) }
    #expect(throws: ShapeError.self) { try Tensor(1).broadcasted(to: shape) }
  }

  @Test(arguments: [[1 << 36], [1 << 40], [1 << 20, 1 << 22], [1, 1 << 62]])
  func shapesThatDoNotFitInMemoryAreRefused(shape: [Int]) throws {
    #expect(throws: AllocationError.self) { try Tensor.zeros(shape) }
    #expect(throws: AllocationError.self) { try Tensor(1).broadcasted(to: shape) }
    #expect(throws: (any Error).self) { try Tensor.eye(1 << 31) }
    #expect(throws: (any Error).self) { try Tensor.range(Int.min..<Int.max) }
    #expect(throws: (any Error).self) { try Tensor.range(0..<Int.max) }
    #expect(throws: (any Error).self) { try Tensor.evenlySpaced(from: 0, to: 1, count: -1) }
    let zero = try Tensor.zeros([0, 1 << 40])
    #expect(throws: AllocationError.self) { try zero.sum(axes: [0]) }
    #expect(throws: AllocationError.self) { try Tensor.zeros([1 << 40, 0]).sum(axes: [1]) }
    let (row, column) = (try Tensor.zeros([1 << 20]), try Tensor.zeros([1 << 20, 1]))
    #expect(throws: AllocationError.self) { try row + column }
    #expect(try zero.sum(axes: [1]).shape == [0])
  }

  /// The naive loops refuse as well as the fast ones do.
  @Test func referencesRefuseToo() throws {
    try withReferenceKernels {
      try shapesThatDoNotFitInMemoryAreRefused(shape: [1 << 40])
      try emptyTensorsGoThroughEveryReduction()
      try emptyTensorsGoThroughEverythingElse()
      try shapesThatDoNotFitAreRefused()
      try indicesThatAreNoWholeNumbersAreRefused()
    }
  }

  @Test func axesOutOfRangeAreRefused() throws {
    let x = try Tensor.zeros([2, 3])
    expectRefusal(
      """
      sum: expected an axis in 0 ..< 2 for shape [2, 3], found axis 2
        try: count from 0; -1 is the last axis
      """
    ) { try x.sum(axes: [2]) }
    expectRefusal("sum: expected each axis at most once, found axes [1, -1]") {
      try x.sum(axes: [1, -1])
    }
    expectRefusal(
      "softmax: expected a tensor with at least one axis, found a single number, of shape []"
    ) { try Tensor(1).softmax(axis: 0) }
    for axis in [2, -3, Int.max, Int.min] {
      #expect(throws: ShapeError.self) { try x.mean(axes: [axis]) }
      #expect(throws: ShapeError.self) { try x.max(axes: [axis]) }
      #expect(throws: ShapeError.self) { try x.variance(axes: [axis]) }
      #expect(throws: ShapeError.self) { try x.argmax(axis: axis) }
      #expect(throws: ShapeError.self) { try x.logSoftmax(axis: axis) }
      #expect(throws: ShapeError.self) { try x.flattened(from: axis) }
      #expect(throws: ShapeError.self) { try x.squeezed(axis: axis) }
      #expect(throws: ShapeError.self) {
        try x.unsqueezed(axis: axis == 2 ? 3 : axis == -3 ? -4 : axis)
      }
      #expect(throws: ShapeError.self) { try x.permuted([0, axis]) }
      #expect(throws: ShapeError.self) { try x.gather(x, axis: axis) }
      #expect(throws: ShapeError.self) { try x.selecting([0], axis: axis) }
      #expect(throws: ShapeError.self) { try concatenate([x, x], axis: axis) }
      #expect(throws: ShapeError.self) {
        try stack([x, x], axis: axis == 2 ? 3 : axis == -3 ? -4 : axis)
      }
    }
  }

  @Test func emptyTensorsGoThroughEveryReduction() throws {
    let empty = try Tensor.zeros([0, 3])
    #expect(try empty.sum().item() == 0)
    #expect(try empty.sum(axes: [0]).values == [0, 0, 0])
    #expect(try empty.mean().item().isNaN)
    #expect(try empty.mean(axes: [0]).values.allSatisfy(\.isNaN))
    #expect(try empty.mean(axes: [1]).shape == [0])
    #expect(try empty.variance().item().isNaN)
    #expect(try empty.max(axes: [1]).shape == [0])
    expectRefusal(
      """
      max: expected at least one number along axis 0, found shape [0, 3]
        try: an empty tensor has no largest or smallest number
      """
    ) { try empty.max() }
    #expect(throws: ShapeError.self) { try empty.min(axes: [0]) }
    #expect(throws: ShapeError.self) { try empty.argmax() }
    #expect(throws: ShapeError.self) { try empty.argmax(axis: 0) }
    #expect(try empty.argmax(axis: 1).shape == [0])
    #expect(try empty.softmax(axis: 0).shape == [0, 3])
    #expect(try empty.logSoftmax(axis: 1).shape == [0, 3])
  }

  @Test func emptyTensorsGoThroughEverythingElse() throws {
    let empty = try Tensor.zeros([0, 3])
    #expect(try (empty + 1).shape == [0, 3])
    #expect(try (empty * Tensor.ones([1, 3])).shape == [0, 3])
    #expect(try (Tensor.ones([2, 1, 3]) + empty).shape == [2, 0, 3])
    #expect(try empty.relu().exp().shape == [0, 3])
    #expect(try empty.transposed().shape == [3, 0])
    #expect(try empty[0..., 1].shape == [0])
    #expect(try empty.padded(by: 1).shape == [2, 5])
    #expect(try concatenate([empty, Tensor.ones([1, 3])]).values == [1, 1, 1])
    #expect(try stack([empty, empty], axis: 1).shape == [0, 2, 3])
    #expect(try empty.selecting([], axis: 0).shape == [0, 3])
    #expect(try empty.gather(Tensor.zeros([0, 5]), axis: 1).shape == [0, 5])
    #expect(try empty.replacing(at: 0..<0, with: 1).shape == [0, 3])
    #expect(try empty.reshaped([3, -1, 1]).shape == [3, 0, 1])
    #expect(try meanSquaredError(empty, empty).item() == 0)
    #expect(try crossEntropy(Tensor.zeros([0, 4]), [Int]()).item() == 0)
    #expect(try binaryCrossEntropyWithLogits(empty, empty, reduction: .none).shape == [0, 3])
    expectRefusal("reshaped: expected a shape that 0 numbers can fill, found [0, -1]") {
      try empty.reshaped([0, -1])
    }
  }

  @Test func gradientsOfEmptyTensorsAreEmpty() throws {
    let parameter = Parameter(try Tensor.zeros([0, 3]))
    let x = try parameter.tracked.relu() * 2
    try (x.sum() + x.softmax(axis: 1)[0..., ..<2].sum() + x.mean(axes: [1]).sum()).backward()
    #expect(parameter.gradient?.shape == [0, 3])
  }

  @Test func aSingleNumberIsATensorToo() throws {
    let x = try Tensor(4)
    #expect(try (x + x).item() == 8)
    #expect(try x.sum().item() == 4 && x.mean().item() == 4 && x.max().item() == 4)
    #expect(try x.variance().item() == 0 && x.argmax() == 0)
    #expect(try x.squareRoot().item() == 2 && x[].item() == 4)
    #expect(try x.reshaped([1, 1]).shape == [1, 1] && x.flattened().shape == [1])
    #expect(try x.unsqueezed(axis: 0).shape == [1] && x.squeezed().shape == [])
    #expect(try x.permuted([]).item() == 4)
    #expect(try stack([x, x]).values == [4, 4])
    expectRefusal("subscript: expected at most 0 indices for shape [], found 1") { try x[0] }
    expectRefusal("transposed: expected a tensor of two axes or more, found shape []") {
      try x.transposed()
    }
  }

  @Test func indicesThatAreNoWholeNumbersAreRefused() throws {
    let x = try Tensor.zeros([2, 3])
    for bad in [Float.nan, .infinity, -.infinity, 1e30, 0.5, -1, 3] {
      #expect(throws: ShapeError.self) { try x.gather(Tensor([[bad]]), axis: 1) }
      #expect(throws: ShapeError.self) { try crossEntropy(x, Tensor([0, bad])) }
    }
    expectRefusal("gather: expected whole indices, found nan at place 1") {
      try x.gather(Tensor([[0, .nan]]), axis: 1)
    }
    expectRefusal("gather: expected indices in 0 ..< 3 on axis 1, found 3 at place 0") {
      try x.gather(Tensor([[3]]), axis: 1)
    }
    expectRefusal("selecting: expected indices in 0 ..< 2 on axis 0, found -1 at place 1") {
      try x.selecting([0, -1])
    }
    expectRefusal(
      """
      crossEntropy: expected classes in 0 ..< 3, found 5 at place 1
        try: targets to leave out are named by `ignoring:`
      """
    ) { try crossEntropy(x, [0, 5]) }
    #expect(throws: ShapeError.self) { try crossEntropy(x, [0, Int.min]) }
    #expect(throws: ShapeError.self) { try crossEntropy(x, [0]) }
    #expect(throws: ShapeError.self) { try crossEntropy(x, Tensor([[0, 1]])) }
    #expect(throws: ShapeError.self) { try crossEntropy(x, [0, 1], weights: Tensor([1])) }
    #expect(throws: ShapeError.self) { try crossEntropy(Tensor([1, 2]), [0]) }
    #expect(throws: ShapeError.self) { try crossEntropy(Tensor.zeros([2, 0]), [0, 0]) }
  }

  @Test func shapesThatDoNotFitAreRefused() throws {
    let (x, y) = (try Tensor.zeros([2, 3]), try Tensor.zeros([3, 2]))
    expectRefusal(
      """
      meanSquaredError: expected a prediction and a target of one shape, found [2, 3] and [3, 2]
        try: losses do not stretch shapes; reshape one side
      """
    ) { try meanSquaredError(x, y) }
    expectRefusal("smoothL1: expected beta of at least 0, found -1.0") {
      try smoothL1(x, x, beta: -1)
    }
    expectRefusal("smoothL1: expected beta of at least 0, found nan") {
      try smoothL1(x, x, beta: .nan)
    }
    expectRefusal(
      """
      broadcasted: expected a shape that stretches to [3], found [2, 3]
        try: only axes of length 1 repeat
      """
    ) { try x.broadcasted(to: [3]) }
    expectRefusal(
      """
      reshaped: expected a shape of 6 numbers, as in [2, 3], found [4, 2], of 8
        try: one length may be -1: it is computed
      """
    ) { try x.reshaped([4, 2]) }
    expectRefusal("reshaped: expected at most one length of -1, found [-1, -1]") {
      try x.reshaped([-1, -1])
    }
    expectRefusal("reshaped: expected a shape that 6 numbers can fill, found [4, -1]") {
      try x.reshaped([4, -1])
    }
    expectRefusal("concatenate: expected at least one tensor, found none") { try concatenate([]) }
    expectRefusal(
      "concatenate: expected shapes that differ at most on axis 0, found [2, 3] and [3, 2] (tensor 1)"
    ) { try concatenate([x, y]) }
    expectRefusal(
      """
      stack: expected tensors of one shape, found [2, 3] and [3, 2] (tensor 1)
        try: concatenate joins along an axis that is already there
      """
    ) { try stack([x, y]) }
    #expect(throws: ShapeError.self) { try concatenate([x, Tensor(1)]) }
    #expect(throws: ShapeError.self) { try concatenate([Tensor(1)]) }
    expectRefusal("permuted: expected each of the 2 axes of [2, 3] once, found [0]") {
      try x.permuted([0])
    }
    expectRefusal("squeezed: expected length 1 on axis 1, found length 3 of shape [2, 3]") {
      try x.squeezed(axis: 1)
    }
    expectRefusal(
      """
      padded: expected widths of at least 0, found -1 and 0 on axis 0
        try: to cut, take a slice: x[0..., 2..<8]
      """
    ) { try x.padded(top: -1) }
    #expect(throws: ShapeError.self) { try x.padded(left: .max, right: .max) }
    #expect(throws: ShapeError.self) { try Tensor([1, 2]).padded(by: 1) }
    #expect(throws: ShapeError.self) { try x.padded([(1, 1)]) }
    #expect(throws: ShapeError.self) { try x.replacing(at: 0, with: Tensor([1, 2])) }
    #expect(throws: ShapeError.self) { try x.replacing(at: 5, with: 0) }
    #expect(throws: ShapeError.self) { try x.item() }
    #expect(throws: ShapeError.self) { try x.gather(Tensor([0]), axis: 0) }
    #expect(throws: ShapeError.self) { try x.gather(Tensor.zeros([3, 1]), axis: 1) }
    #expect(throws: ShapeError.self) { try Tensor([[1, 2], [3]]) }
  }
}
