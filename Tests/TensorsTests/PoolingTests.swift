import Testing

@testable import Tensors

@Suite struct PoolingTests {
  /// 11×11 at 4×4 is 16 bins, not 25.
  @Test func elevenRowsMakeFourBins() throws {
    let plan = try adaptivePlan("", shape: [1, 1, 11, 11], outputSize: [4, 4])
    #expect(plan.rows.map { [$0.start, $0.end] } == [[0, 3], [2, 6], [5, 9], [8, 11]])
    #expect(plan.outputShape == [1, 1, 4, 4])
  }

  @Test func theLastWindowBeginsInside() throws {
    let window = SlidingWindow(size: 2, stride: 3, padding: 1, ceilMode: true)
    #expect(try window.plan("", shape: [1, 1, 4, 5]).outputShape == [1, 1, 2, 2])
  }

  @Test func indicesCountWithinThePlane() throws {
    let x = try Tensor([1, 9, 2, 3, 4, 5, 8, 6, 1, 1, 1, 7], shape: [1, 2, 2, 3])
    let (values, indices) = try x.maxPool2DWithIndices(size: 2, stride: 1)
    #expect(values.values == [9, 9, 8, 7])
    #expect(indices.values == [1, 1, 0, 5])
  }

  /// Pooling and unpooling an odd size gives that size back, with the winners at their places.
  @Test(arguments: [[5, 7], [6, 9], [2, 3]])
  func unpoolingRestoresAnySize(_ size: [Int]) throws {
    let x = Tensor.distinct(4, shape: [2, 3] + size)
    let (values, indices) = try x.maxPool2DWithIndices(size: 2, stride: 2, ceilMode: true)
    let back = try values.maxUnpool2D(indices: indices, outputSize: size)
    #expect(back.shape == x.shape)
    let winners = Set(values.values)
    #expect(back.values == x.values.map { winners.contains($0) ? $0 : 0 })
  }

  @Test(arguments: [1, 2, 5])
  func threadsChangeNothing(_ threads: Int) throws {
    let x = Tensor.seeded(5, shape: [3, 17, 13, 11])
    let scale = Tensor.seeded(6, shape: [17])
    func all() throws -> [UInt32] {
      let a = try x.maxPool2D(size: 3, stride: 2, padding: 1)
      let b = try batchNormTraining(x, scale: scale, shift: scale).output
      let c = try x.upsampledBilinear(to: [20, 9])
      return [a, b, c].flatMap { $0.values.map(\.bitPattern) }
    }
    let alone = try Workers.$limit.withValue(1) { try all() }
    #expect(try Workers.$limit.withValue(threads) { try all() } == alone)
  }

  /// Wide rows find their winners in vectors; they are those of the search, equals and NaN too.
  @Test(arguments: [(3, 1, 1), (3, 2, 1), (2, 2, 0), (5, 2, 2), (2, 3, 0)])
  func gradientsGoWhereTheIndicesSay(size: Int, stride: Int, padding: Int) throws {
    var numbers = Tensor.seeded(9, shape: [2, 3, 14, 46]).values.map { ($0 * 3).rounded() }
    for place in Swift.stride(from: 5, to: numbers.count, by: 97) { numbers[place] = .nan }
    for place in 0..<46 { numbers[place] = -.infinity }
    let x = Parameter(try Tensor(numbers, shape: [2, 3, 14, 46]))
    let indices = try x.value.maxPool2DWithIndices(size: size, stride: stride, padding: padding)
      .indices
    let y = try x.tracked.maxPool2D(size: size, stride: stride, padding: padding)
    let slopes = Tensor.seeded(10, shape: y.shape)
    try y.recording("weighted", from: [y]) { _ in [slopes] }.sum().backward()
    var expected = [Float](repeating: 0, count: numbers.count)
    let cells = indices.shape[2] * indices.shape[3]
    for (i, (index, slope)) in zip(indices.values, slopes.values).enumerated() {
      expected[i / cells * 14 * 46 + Int(index)] += slope
    }
    #expect(x.gradient?.values == expected)
  }

  /// Each gets its own gradient, and those of the same place add up.
  @Test func overlappingWindowsAddUp() throws {
    let x = Parameter(try Tensor([1, 5, 2], shape: [1, 1, 1, 3]))
    try x.tracked.maxPool2D(size: 1, stride: 1).sum().backward()
    #expect(x.gradient?.values == [1, 1, 1])
    let y = Parameter(try Tensor([1, 0, 0, 2, 9, 3, 0, 0, 4], shape: [1, 1, 3, 3]))
    try y.tracked.maxPool2D(size: 2, stride: 1).sum().backward()
    #expect(y.gradient?.values == [0, 0, 0, 0, 4, 0, 0, 0, 0])
  }

  @Test func receptiveFieldGrows() throws {
    let x = Tensor.seeded(1, shape: [1, 1, 8, 8])
    let field = try recordingOrigins {
      try x.maxPool2D(size: 2).averagePool2D(size: 3, stride: 1, padding: 1).origin?.field
    }
    #expect(field == ReceptiveField(stride: 2, size: 6, start: -2))
    let up = try recordingOrigins {
      try x.maxPool2D(size: 2).upsampledNearest(by: 2).origin?.field
    }
    #expect(up == ReceptiveField(stride: 1, size: 2, start: 0))
  }

  @Test func badPoolingsAreRefused() {
    let x = Tensor.seeded(1, shape: [1, 2, 5, 4])
    expectRefusal("maxPool2D: expected size of at least 1 (and at most 2³⁰), found size: 0") {
      try x.maxPool2D(size: 0)
    }
    expectRefusal(
      "averagePool2D: expected stride of at least 1 (and at most 2³⁰), found stride: -1"
    ) { try x.averagePool2D(size: 2, stride: -1) }
    expectRefusal(
      """
      maxPool2D: expected padding from 0 to half the window, 1, found padding: 2
        try: more would leave windows that see padding only
      """
    ) { try x.maxPool2D(size: 2, padding: 2) }
    expectRefusal(
      """
      maxPool2D: expected axis 3 of at least 5 cells with its padding, for the window, found 4 cells
        try: a smaller window, or adaptive pooling, which fits any size
      """
    ) { try x.maxPool2D(size: 5) }
    expectRefusal(
      """
      maxPool2D: expected [N, C, H, W] with H and W of at least 1, found shape [2, 5, 4]
        try: unsqueezed(axis: 0) makes it a batch of one
      """
    ) { try x.reshaped([2, 5, 4]).maxPool2D(size: 2) }
    expectRefusal(
      """
      maxPool2D: expected windows that see at least one cell of axis 2, found window 0, which sees \
      padding only
        try: less padding or a smaller dilation
      """
    ) { try Tensor.zeros([1, 1, 2, 9]).maxPool2D(size: 2, stride: 1, padding: 1, dilation: 3) }
    expectRefusal(
      """
      adaptiveMaxPool2D: expected a size [rows, columns], each at least 1 (and at most 2²⁴), \
      found [0, 2]
      """
    ) { try x.adaptiveMaxPool2D(outputSize: [0, 2]) }
    for size in [[3], [-1, 2], [1 << 40, 1 << 40], []] {
      #expect(throws: ShapeError.self) { try x.adaptiveAveragePool2D(outputSize: size) }
      #expect(throws: ShapeError.self) { try x.upsampledNearest(to: size) }
    }
    for size in [Int.max, Int.min] {
      #expect(throws: ShapeError.self) { try x.maxPool2D(size: size) }
      #expect(throws: ShapeError.self) { try x.maxPool2D(size: 2, padding: size) }
      #expect(throws: ShapeError.self) { try x.maxPool2D(size: 2, dilation: size) }
    }
    // A result that is too large for memory is refused before it is made.
    #expect(throws: AllocationError.self) {
      try x.upsampledBilinear(to: [1 << 24, 1 << 24])
    }
  }

  @Test func badUnpoolingsAreRefused() throws {
    let x = Tensor.seeded(1, shape: [1, 1, 2, 2])
    for index in [4, -1, 0.5, .nan, .infinity] as [Float] {
      expectRefusal(
        """
        maxUnpool2D: expected indices that are whole numbers in 0 ..< 4, found \(index) at place 1
          try: the outputSize [2, 2] must be the height and width of what was pooled
        """
      ) {
        try x.maxUnpool2D(
          indices: Tensor([0, index, 1, 2], shape: [1, 1, 2, 2]), outputSize: [2, 2])
      }
    }
    expectRefusal(
      """
      maxUnpool2D: expected values [N, C, h, w] and indices of the same shape, found values \
      [1, 1, 2, 2], indices [4]
        try: both come from maxPool2DWithIndices
      """
    ) { try x.maxUnpool2D(indices: Tensor([0, 1, 2, 3]), outputSize: [2, 2]) }
  }
}
