import Testing

@testable import Tensors

/// Products and convolutions on every instruction set that this processor has, at sizes around the
/// tiles' and vectors' own, against the naive loops.
@Suite struct InstructionSetTests {
  static let sets = Kernels.supported.map(\.name)
  /// Below, at and beyond a vector, a tile and a panel of every set.
  static let sizes = [1, 3, 7, 17, 49, 51]

  @Test(arguments: sets, sizes)
  func productsOfEverySize(set: String, rows: Int) throws {
    try #require(Kernels.named(set)).use {
      for columns in Self.sizes {
        for depth in Self.sizes {
          let a = Tensor.seeded(1, shape: [rows, depth])
          let b = Tensor.seeded(2, shape: [depth, columns])
          let expected = try Reference.matrixProduct(a, b, shape: [rows, columns])
          for (turnA, turnB) in [(false, false), (false, true), (true, false), (true, true)] {
            let found = try MatrixProduct.of(
              turnA ? a.transposed() : a, turnB ? b.transposed() : b, transposingLeft: turnA,
              transposingRight: turnB, operation: "matmul")
            expectClose(
              found, expected, relative: 1e-5, "\(rows)×\(depth)×\(columns) \(turnA) \(turnB)")
          }
        }
      }
    }
  }

  /// Deeper and wider than one block, so that sums go on in what they left in memory.
  @Test(arguments: sets, [(9, 700, 530), (530, 530, 5), (100, 1100, 49), (3, 2000, 2)])
  func productsOfSeveralBlocks(set: String, size: (rows: Int, depth: Int, columns: Int)) throws {
    let a = Tensor.seeded(3, shape: [size.rows, size.depth])
    let b = Tensor.seeded(4, shape: [size.depth, size.columns])
    let expected = try Reference.matrixProduct(a, b, shape: [size.rows, size.columns])
    try #require(Kernels.named(set)).use { expectClose(try matmul(a, b), expected, relative: 3e-5) }
  }

  /// Picture sizes that leave 1 … 4 columns over, share tiles between pictures, or fill blocks;
  /// one and two output channels (no tiles), and more than a panel of them.
  @Test(
    arguments: sets,
    [
      ([3, 3, 7, 7], [17, 3, 3, 3], 1, 1, 1, 1), ([2, 7, 17, 3], [49, 7, 3, 3], 1, 1, 1, 1),
      ([5, 17, 4, 4], [51, 17, 1, 1], 1, 0, 1, 1), ([1, 3, 49, 51], [7, 3, 3, 3], 2, 1, 1, 1),
      ([2, 3, 25, 17], [9, 3, 7, 7], 2, 3, 1, 1), ([2, 49, 3, 3], [3, 49, 3, 3], 1, 1, 1, 1),
      ([2, 7, 17, 19], [1, 7, 3, 3], 1, 1, 1, 1), ([1, 51, 7, 7], [2, 51, 1, 1], 1, 0, 1, 1),
      ([2, 17, 9, 11], [17, 1, 3, 3], 1, 1, 1, 17), ([2, 8, 9, 11], [16, 1, 3, 3], 2, 1, 1, 8),
      ([1, 12, 17, 7], [21, 4, 3, 3], 1, 2, 2, 3), ([2, 3, 33, 17], [5, 3, 2, 4], 3, 2, 1, 1),
      ([1, 2, 16, 49], [3, 2, 1, 1], 3, 1, 1, 1), ([1, 300, 5, 5], [9, 300, 3, 3], 1, 1, 1, 1),
      // Channels that fill vectors, and pixels enough to turn the planes for the weights' gradient.
      ([3, 16, 19, 21], [9, 16, 3, 3], 1, 1, 1, 1), ([2, 64, 13, 17], [8, 32, 3, 3], 1, 0, 1, 2),
      ([2, 48, 15, 12], [5, 48, 2, 3], 1, 2, 2, 1),
    ] as [([Int], [Int], Int, Int, Int, Int)])
  func convolutionsOfEverySize(
    set: String, test: (x: [Int], weight: [Int], Int, Int, Int, Int)
  ) throws {
    let (stride, padding, dilation, groups) = (test.2, test.3, test.4, test.5)
    let shape = try ConvolutionShape(
      conv2D: test.x, weight: test.weight, bias: nil, stride: stride, padding: padding,
      dilation: dilation, groups: groups)
    let g = shape.geometry
    let x = Tensor.seeded(1, shape: test.x)
    let weight = Tensor.seeded(2, shape: test.weight)
    let bias = Tensor.seeded(3, shape: [test.weight[0]])
    let back = Tensor.seeded(4, shape: [test.weight[1] * groups])
    let y = Tensor.seeded(5, shape: shape.result)
    try #require(Kernels.named(set)).use {
      expectClose(
        try Convolution.forward(x, weight, bias, shape: shape.result, g),
        try Reference.conv2D(x, weight, bias, shape: shape.result, g), relative: 2e-5, "forward")
      expectClose(
        try Convolution.back(y, weight, back, shape: test.x, g),
        try Reference.convTranspose2D(y, weight, back, shape: test.x, g), relative: 2e-5, "back")
      expectClose(
        try Convolution.forWeight(x, y, shape: test.weight, g),
        try Reference.convolutionWeightGradient(x, y, shape: test.weight, g), relative: 5e-5,
        "weight")
      expectClose(
        try Convolution.forBias(y), try withReferenceKernels { try y.sum(axes: [0, 2, 3]) },
        relative: 1e-5, "bias")
    }
  }
}
