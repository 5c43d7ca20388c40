import Testing

@testable import Tensors

/// What the table of cases does not say of products and convolutions: errors, NaN, threads, origins.
@Suite struct ConvolutionTests {
  // MARK: NaN and infinity

  @Test(arguments: (Kernels.supported + [.reference]).map(\.name))
  func aNaNReachesExactlyTheWindowsThatSeeIt(kernels: String) throws {
    try #require(Kernels.named(kernels)).use {
      let weight = try Tensor.ones([9, 2, 3, 3])
      for (row, column) in [(0, 0), (0, 10), (8, 0), (8, 10), (4, 5)] {
        let x = try Tensor.zeros([2, 2, 9, 11]).replacing(at: 1, 0, row, column, with: .nan)
        let y = try conv2D(x, weight, padding: 1)  // [2, 9, 9, 11]
        for p in Reference.positions(in: y.shape) {
          let sees = p[0] == 1 && abs(p[2] - row) <= 1 && abs(p[3] - column) <= 1
          let value = y.values[Reference.place(of: p, in: y.shape)]
          #expect(value.isNaN == sees, "NaN at \(row), \(column): result \(p) is \(value)")
        }
      }
    }
  }

  @Test(arguments: (Kernels.supported + [.reference]).map(\.name))
  func aNaNReachesItsRowAndColumnOfAProduct(kernels: String) throws {
    try #require(Kernels.named(kernels)).use {
      for (rows, columns) in [(9, 51), (1, 51), (9, 1), (2, 3), (17, 4)] {
        let last = [rows - 1, 6]
        let a = try Tensor.ones([rows, 7]).replacing(at: last[0], last[1], with: .nan)
        let b = try Tensor.ones([7, columns]).replacing(at: 0, columns - 1, with: .infinity)
        let c = try matmul(a, b)
        for p in Reference.positions(in: c.shape) {
          let value = c.values[Reference.place(of: p, in: c.shape)]
          if p[0] == rows - 1 {
            #expect(value.isNaN)
          } else {
            #expect(value == (p[1] == columns - 1 ? .infinity : 7))
          }
        }
      }
    }
  }

  // MARK: Threads

  @Test(arguments: Kernels.supported.map(\.name))
  func theNumberOfThreadsChangesNoBit(kernels: String) throws {
    func everything() throws -> [[UInt32]] {
      let x = Parameter(.seeded(1, shape: [5, 6, 30, 31]))
      let weight = Parameter(.seeded(2, shape: [33, 6, 3, 3]))
      let bias = Parameter(.seeded(3, shape: [33]))
      let down = Parameter(.seeded(4, shape: [7, 33, 3, 3]))
      let up = Parameter(.seeded(5, shape: [7, 5, 4, 4]))
      let dense = Parameter(.seeded(6, shape: [70, 5 * 30]))
      let narrow = Parameter(.seeded(7, shape: [1, 70]))
      var y = try conv2D(x.tracked, weight.tracked, bias: bias.tracked, padding: 1)
      y = try conv2D(y, down.tracked, stride: 2, padding: 1)
      y = try convTranspose2D(y, up.tracked, stride: 2, padding: 1)  // [5, 5, 30, 32]
      y = try matmul(y.transposed().reshaped([5 * 32, 150]), dense.tracked.transposed())
      y = try linear(y, narrow.tracked)
      let picture = Parameter(.seeded(8, shape: [5, 16, 20, 21]))
      let turned = Parameter(.seeded(9, shape: [4, 16, 3, 3]))
      let z = try conv2D(picture.tracked, turned.tracked, padding: 1)
      try ((y * y).mean() + (z * z).mean()).backward()
      let gradients = [x, weight, bias, down, up, dense, narrow, picture, turned].map(\.gradient)
      return try ([y] + gradients.map { try #require($0) }).map {
        $0.values.map(\.bitPattern)
      }
    }
    try #require(Kernels.named(kernels)).use {
      let parallel = try everything()
      let again = try everything()
      let serial = try Workers.$limit.withValue(1) { try everything() }
      #expect(parallel == again)
      #expect(parallel == serial)
    }
  }

  // MARK: Gradients only where they are due

  @Test func aPictureThatIsNotTrackedCostsNoGradient() throws {
    let weight = Parameter(.seeded(2, shape: [4, 3, 3, 3]))
    let y = try conv2D(.seeded(1, shape: [1, 3, 6, 5]), weight.tracked)
    let backward = try #require(y.node?.backward)
    let gradients = try backward(Tensor.ones(y.shape))
    #expect(gradients.count == 2 && gradients[0] == nil && gradients[1] != nil)
  }

  // MARK: Empty tensors

  @Test func emptyBatchesPassThrough() throws {
    #expect(try conv2D(.zeros([0, 3, 6, 5]), .ones([4, 3, 3, 3])).shape == [0, 4, 4, 3])
    #expect(try convTranspose2D(.zeros([0, 3, 6, 5]), .ones([3, 4, 2, 2])).shape == [0, 4, 7, 6])
    #expect(try matmul(.zeros([0, 3]), .ones([3, 5])).shape == [0, 5])
    #expect(try matmul(.zeros([4, 0]), .ones([0, 5])).values == Array(repeating: 0, count: 20))
    #expect(try linear(.zeros([0, 3]), .ones([5, 3])).shape == [0, 5])
    let parameter = Parameter(try .ones([4, 3, 3, 3]))
    try conv2D(.zeros([0, 3, 6, 5]), parameter.tracked).sum().backward()
    #expect(parameter.gradient?.values == Array(repeating: 0, count: 108))
  }

  // MARK: Origins

  @Test func originsKnowFieldAndCost() throws {
    try recordingOrigins {
      let x = try Tensor.ones([1, 3, 32, 24])
      let first = try conv2D(x, .ones([8, 3, 3, 3]), stride: 2, padding: 1)  // [1, 8, 16, 12]
      let origin = try #require(first.origin)
      #expect(origin.operation == "conv2D")
      #expect(origin.flops == 2 * 8 * 16 * 12 * 27)
      #expect(origin.field == ReceptiveField(stride: 2, size: 3, start: -1))
      let second = try conv2D(first, .ones([4, 8, 3, 3]), padding: 2, dilation: 2)
      #expect(second.origin?.field == ReceptiveField(stride: 2, size: 11, start: -5))
      // Each cell of the result was stamped by exactly one cell of `second`.
      let up = try convTranspose2D(second, .ones([4, 2, 2, 2]), stride: 2)
      #expect(up.origin?.field.stride == 1 && up.origin?.field.size == 11)
      #expect(try matmul(.ones([3, 4]), .ones([4, 5])).origin?.flops == 2 * 3 * 4 * 5)
      #expect(try linear(.ones([3, 4]), .ones([5, 4])).origin?.flops == 2 * 3 * 4 * 5)
    }
  }
}
