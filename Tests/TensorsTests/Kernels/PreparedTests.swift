import Testing

@testable import Tensors

/// Prepared convolutions and linear layers against the naive loops: every instruction set, sizes
/// around the tiles', tails, and scratch memory full of NaN, so that nothing unwritten is read.
@Suite struct PreparedTests {
  static let sets = Kernels.supported.map(\.name) + [Kernels.reference.name]

  struct Layer: Sendable, CustomTestStringConvertible {
    let x: [Int]
    let weight: [Int]
    var stride = 1
    var padding = 0
    var dilation = 1
    var groups = 1
    var testDescription: String { "\(x) \(weight) /\(stride) +\(padding) ×\(dilation) :\(groups)" }
  }

  static let layers = [
    Layer(x: [3, 3, 7, 7], weight: [17, 3, 3, 3], padding: 1),
    Layer(x: [2, 7, 17, 3], weight: [49, 7, 3, 3], padding: 1),
    Layer(x: [5, 17, 4, 4], weight: [51, 17, 1, 1]),
    Layer(x: [1, 51, 7, 7], weight: [49, 51, 1, 1]),
    Layer(x: [1, 300, 7, 7], weight: [51, 300, 1, 1]),
    Layer(x: [1, 17, 13, 13], weight: [7, 17, 3, 3], padding: 1),
    Layer(x: [1, 49, 14, 14], weight: [51, 49, 1, 1], stride: 2),
    Layer(x: [1, 3, 49, 51], weight: [7, 3, 3, 3], stride: 2, padding: 1),
    Layer(x: [2, 3, 25, 17], weight: [9, 3, 7, 7], stride: 2, padding: 3),
    Layer(x: [1, 3, 17, 49], weight: [16, 3, 3, 3], padding: 1),
    Layer(x: [2, 7, 17, 19], weight: [1, 7, 3, 3], padding: 1),
    Layer(x: [1, 51, 7, 7], weight: [2, 51, 1, 1]),
    Layer(x: [1, 3, 1, 1], weight: [7, 3, 1, 1]),
    Layer(x: [1, 1, 1, 1], weight: [1, 1, 3, 3], padding: 1),
    // Depthwise: widths around a vector's, rows above and below the window.
    Layer(x: [2, 17, 9, 11], weight: [17, 1, 3, 3], padding: 1, groups: 17),
    Layer(x: [1, 3, 3, 49], weight: [3, 1, 3, 3], padding: 1, groups: 3),
    Layer(x: [1, 3, 51, 17], weight: [3, 1, 3, 3], groups: 3),
    Layer(x: [1, 7, 7, 7], weight: [7, 1, 3, 3], stride: 2, padding: 1, groups: 7),
    Layer(x: [1, 3, 50, 51], weight: [3, 1, 3, 3], stride: 2, padding: 1, groups: 3),
    Layer(x: [1, 3, 17, 49], weight: [3, 1, 5, 5], padding: 2, groups: 3),
    Layer(x: [1, 3, 17, 51], weight: [3, 1, 5, 5], stride: 2, padding: 2, groups: 3),
    Layer(x: [1, 1, 2, 1], weight: [1, 1, 5, 5], padding: 2),
    Layer(x: [1, 3, 17, 17], weight: [3, 1, 3, 3], padding: 2, dilation: 2, groups: 3),
    Layer(x: [2, 8, 9, 11], weight: [16, 1, 3, 3], stride: 2, padding: 1, groups: 8),
    // Groups.
    Layer(x: [1, 12, 17, 7], weight: [21, 4, 3, 3], padding: 2, dilation: 2, groups: 3),
    Layer(x: [2, 12, 7, 7], weight: [12, 3, 1, 1], groups: 4),
    Layer(x: [2, 3, 33, 17], weight: [5, 3, 2, 4], stride: 3, padding: 2),
    // Large enough to be packed straight out of the input.
    Layer(x: [1, 17, 151, 163], weight: [3, 17, 3, 3], padding: 1),
    Layer(x: [2, 16, 157, 83], weight: [5, 16, 3, 3], stride: 2, padding: 1),
    Layer(
      x: [1, 32, 113, 127], weight: [8, 16, 2, 5], stride: 3, padding: 2, dilation: 2, groups: 2),
    Layer(x: [0, 3, 5, 5], weight: [4, 3, 3, 3]),
  ]

  /// Runs with NaN in the scratch and a guard behind the result.
  func result(
    _ shape: [Int], scratch: Int,
    _ run: (UnsafeMutablePointer<Float>, UnsafeMutablePointer<Float>) throws -> Void
  ) throws -> Tensor {
    let count = shape.reduce(1, *)
    let guardValue: Float = 12345
    var out = [Float](repeating: guardValue, count: count + 64)
    let memory = try Storage(count: scratch + 64)
    memory.base.update(repeating: .nan, count: scratch)
    (memory.base + scratch).update(repeating: guardValue, count: 64)
    try out.withUnsafeMutableBufferPointer { try run($0.baseAddress!, memory.base) }
    #expect(out[count...].allSatisfy { $0 == guardValue }, "wrote behind the result")
    #expect(
      (0..<64).allSatisfy { memory.base[scratch + $0] == guardValue }, "wrote behind the scratch")
    return try Tensor(Array(out[..<count]), shape: shape)
  }

  @Test(arguments: sets, layers)
  func convolutionsMatchTheirDefinition(set: String, layer: Layer) throws {
    let g = try ConvolutionShape(
      conv2D: layer.x, weight: layer.weight, bias: nil, stride: layer.stride,
      padding: layer.padding, dilation: layer.dilation, groups: layer.groups)
    let x = Tensor.seeded(1, shape: layer.x)
    let weight = Tensor.seeded(2, shape: layer.weight)
    let bias = Tensor.seeded(3, shape: [layer.weight[0]])
    let residual = Tensor.seeded(4, shape: g.result)
    let plain = try Reference.conv2D(x, weight, nil, shape: g.result, g.geometry)
    let plane = g.geometry.outputPlane
    try #require(Kernels.named(set)).use {
      let prepared = try PreparedConvolution(
        weight: weight, bias: bias, stride: layer.stride, padding: layer.padding,
        dilation: layer.dilation, groups: layer.groups, inputShape: layer.x)
      #expect(prepared.outputShape == g.result)
      let bare = try PreparedConvolution(
        weight: weight, stride: layer.stride, padding: layer.padding,
        dilation: layer.dilation, groups: layer.groups, inputShape: layer.x)
      let found = try result(bare.outputShape, scratch: bare.scratchFloats) { y, scratch in
        try x.withFloats { try bare.run($0, into: y, scratch: scratch) }
      }
      expectClose(found, plain, relative: 5e-5, "\(bare.algorithm)")
      for activation in TailTests.activations {
        for last in [false, true] {
          let found = try result(g.result, scratch: prepared.scratchFloats) { y, scratch in
            try x.withFloats { x in
              try residual.withFloats { residual in
                try prepared.run(
                  x, residual: residual, activation: activation, residualLast: last, into: y,
                  scratch: scratch)
              }
            }
          }
          let expected = try TailTests.finished(
            plain, bias: bias.values, residual: residual, activation, residualLast: last
          ) { $0 / plane % layer.weight[0] }
          expectClose(
            found, expected, relative: 1e-4, "\(prepared.algorithm) \(activation) \(last)")
        }
      }
    }
  }

  /// A NaN in a corner reaches the windows that see it and no others; an infinite weight over padding
  /// gives NaN, as infinity times 0 is.
  @Test(arguments: sets, layers.filter { $0.x[0] > 0 })
  func specialNumbersSpreadAsArithmeticSays(set: String, layer: Layer) throws {
    let g = try ConvolutionShape(
      conv2D: layer.x, weight: layer.weight, bias: nil, stride: layer.stride,
      padding: layer.padding, dilation: layer.dilation, groups: layer.groups)
    var numbers = Tensor.seeded(1, shape: layer.x).values
    var weights = Tensor.seeded(2, shape: layer.weight).values
    for poison in 0..<2 {
      if poison == 0 {
        numbers[numbers.count - 1] = .nan
      } else {
        numbers = Tensor.seeded(1, shape: layer.x).values
        weights[0] = .infinity
      }
      let x = try Tensor(numbers, shape: layer.x)
      let weight = try Tensor(weights, shape: layer.weight)
      let expected = try Reference.conv2D(x, weight, nil, shape: g.result, g.geometry)
      try #require(Kernels.named(set)).use {
        let prepared = try PreparedConvolution(
          weight: weight, stride: layer.stride, padding: layer.padding,
          dilation: layer.dilation, groups: layer.groups, inputShape: layer.x)
        let found = try result(g.result, scratch: prepared.scratchFloats) { y, scratch in
          try x.withFloats { try prepared.run($0, into: y, scratch: scratch) }
        }
        expectClose(found, expected, relative: 5e-5, "\(prepared.algorithm)")
      }
    }
  }

  @Test(arguments: sets, [(1, 300, 49), (2, 17, 51), (3, 7, 17), (17, 700, 49), (64, 49, 10)])
  func linearLayersMatchTheirDefinition(
    set: String, size: (rows: Int, features: Int, outputs: Int)
  ) throws {
    let shape = [size.rows, size.outputs]
    let x = Tensor.seeded(1, shape: [size.rows, size.features])
    let weight = Tensor.seeded(2, shape: [size.outputs, size.features])
    let bias = Tensor.seeded(3, shape: [size.outputs])
    let residual = Tensor.seeded(4, shape: shape)
    let plain = try Reference.linear(x, weight, nil, shape: shape)
    try #require(Kernels.named(set)).use {
      let prepared = try PreparedLinear(weight: weight, bias: bias, inputShape: x.shape)
      for activation in TailTests.activations {
        let found = try result(shape, scratch: prepared.scratchFloats) { y, scratch in
          try x.withFloats { x in
            try residual.withFloats { residual in
              try prepared.run(
                x, residual: residual, activation: activation, into: y, scratch: scratch)
            }
          }
        }
        let expected = try TailTests.finished(
          plain, bias: bias.values, residual: residual, activation, residualLast: false
        ) { $0 % size.outputs }
        expectClose(found, expected, relative: 1e-4, "\(activation)")
      }
    }
  }

  /// Of as many rows as it was prepared for, or fewer; each row's numbers are its own.
  @Test(arguments: sets, [0, 1, 2, 3, 8, 29])
  func aLinearLayerTakesFewerRows(set: String, rows: Int) throws {
    let weight = Tensor.seeded(2, shape: [51, 300])
    let bias = Tensor.seeded(3, shape: [51])
    try #require(Kernels.named(set)).use {
      let prepared = try PreparedLinear(weight: weight, bias: bias, inputShape: [29, 300])
      let x = Tensor.seeded(1, shape: [rows, 300])
      let found = try prepared(x, activation: .relu)
      expectClose(
        found, try Reference.linear(x, weight, bias, shape: [rows, 51]).relu(), relative: 1e-4)
      let all = try prepared(concatenate([x, .seeded(5, shape: [29 - rows, 300])]))
      #expect(try all[..<rows].relu().values == found.values)
      #expect(throws: ShapeError.self) { try prepared(.zeros([30, 300])) }
      #expect(throws: ShapeError.self) { try prepared(.zeros([rows, 299])) }
    }
  }

  /// The same bits whether one thread works or all.
  @Test(arguments: sets, layers)
  func threadsDoNotMatter(set: String, layer: Layer) throws {
    let x = Tensor.seeded(1, shape: layer.x)
    try #require(Kernels.named(set)).use {
      let prepared = try PreparedConvolution(
        weight: .seeded(2, shape: layer.weight), stride: layer.stride, padding: layer.padding,
        dilation: layer.dilation, groups: layer.groups, inputShape: layer.x)
      func run() throws -> [Float] {
        try result(prepared.outputShape, scratch: prepared.scratchFloats) { y, scratch in
          try x.withFloats { try prepared.run($0, into: y, scratch: scratch) }
        }.values
      }
      let all = try run()
      let one = try Workers.$limit.withValue(1) { try run() }
      #expect(all == one)
    }
  }
}
