import Testing

@testable import Tensors

/// Winograd's gradient by the weights against the naive loops, which sum in Double.
@Suite struct WinogradGradientTests {
  static let sets = Kernels.supported.map(\.name)

  private func check(
    x xShape: [Int], channels: Int, padding: Int, set: String,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let weightShape = [channels, xShape[1], 3, 3]
    let shape = try ConvolutionShape(
      conv2D: xShape, weight: weightShape, bias: nil, stride: 1, padding: padding, dilation: 1,
      groups: 1)
    let x = Tensor.seeded(1, shape: xShape)
    let y = Tensor.seeded(2, shape: shape.result)
    let kernels = try #require(Kernels.named(set))
    try ConvolutionChoice.$current.withValue(.winograd4) {
      try kernels.use {
        #expect(WinogradWeightGradient(shape.geometry, loops: kernels.loops) != nil)
        let found = try Convolution.forWeight(x, y, shape: weightShape, shape.geometry)
        let expected = try Reference.convolutionWeightGradient(
          x, y, shape: weightShape, shape.geometry)
        let largest = expected.values.reduce(0) { max($0, abs($1)) }
        let error = zip(found.values, expected.values).reduce(Float(0)) { worst, pair in
          let difference = abs(pair.0 - pair.1)
          return difference <= worst ? worst : difference  // NaN stays
        }
        #expect(
          error <= 1e-5 * largest, "\(xShape) to \(channels), padding \(padding)",
          sourceLocation: sourceLocation)
      }
    }
  }

  /// Rows and columns below, at and beyond a tile and a vector of tiles.
  @Test(arguments: sets) func mapsOfEverySize(set: String) throws {
    for rows in [1, 3, 7, 17, 49, 51] {
      for columns in [1, 3, 7, 17, 49, 51, 64, 66] {
        for padding in [0, 1, 2, 3] where min(rows, columns) + 2 * padding >= 3 {
          try check(x: [1, 2, rows, columns], channels: 3, padding: padding, set: set)
        }
      }
    }
  }

  @Test(arguments: sets) func channelsOfEveryCount(set: String) throws {
    for inputs in [1, 3, 7, 17, 49, 51] {
      for outputs in [1, 3, 7, 17, 49, 51] {
        try check(x: [2, inputs, 7, 9], channels: outputs, padding: 1, set: set)
      }
    }
  }

  /// More tiles than are transformed together.
  @Test(arguments: sets) func severalBlocks(set: String) throws {
    try check(x: [3, 5, 66, 70], channels: 6, padding: 1, set: set)
    try check(x: [5, 130, 13, 15], channels: 70, padding: 1, set: set)
  }

  @Test(arguments: sets) func theNumberOfThreadsChangesNoBit(set: String) throws {
    func gradient() throws -> [UInt32] {
      let x = Tensor.seeded(1, shape: [2, 12, 50, 61])
      let weight = Parameter(.seeded(2, shape: [19, 12, 3, 3]))
      let y = try conv2D(x, weight.tracked, padding: 1)
      try (y * y).mean().backward()
      return try #require(weight.gradient).values.map(\.bitPattern)
    }
    try ConvolutionChoice.$current.withValue(.winograd4) {
      try #require(Kernels.named(set)).use {
        let parallel = try gradient()
        #expect(try parallel == gradient())
        #expect(try parallel == Workers.$limit.withValue(1) { try gradient() })
      }
    }
  }

  /// A NaN or an infinity, in the picture or in what comes back, reaches the gradient.
  @Test(arguments: sets) func whatIsNotFiniteIsNeverLost(set: String) throws {
    let weightShape = [5, 2, 3, 3]
    let shape = try ConvolutionShape(
      conv2D: [1, 2, 9, 21], weight: weightShape, bias: nil, stride: 1, padding: 1, dilation: 1,
      groups: 1)
    let x = Tensor.seeded(1, shape: [1, 2, 9, 21])
    let y = Tensor.seeded(2, shape: shape.result)
    try ConvolutionChoice.$current.withValue(.winograd4) {
      try #require(Kernels.named(set)).use {
        for special in [Float.nan, .infinity] {
          for (row, column) in [(0, 0), (8, 20), (4, 5)] {
            // Channel 1 of the picture: in the gradients of every weight that saw the cell.
            let seen = try Convolution.forWeight(
              x.replacing(at: 0, 1, row, column, with: special), y, shape: weightShape,
              shape.geometry)
            #expect(try seen[0..., 1, 1, 1].values.allSatisfy { !$0.isFinite })
            #expect(try seen[0..., 0].values.allSatisfy(\.isFinite))
            // Channel 3 of the gradient: in that output channel's weights, and in no other's.
            let back = try Convolution.forWeight(
              x, y.replacing(at: 0, 3, row, column, with: special), shape: weightShape,
              shape.geometry)
            #expect(try back[3, 0..., 1, 1].values.allSatisfy { !$0.isFinite })
            #expect(try back[2].values.allSatisfy(\.isFinite))
          }
        }
      }
    }
  }
}
