import Testing

@testable import Tensors

/// Dilated convolutions over small maps, by Winograd's transforms, against the naive loops. `PreparedTests`
/// has direct ones.
@Suite struct DilatedTests {
  struct Layer: Sendable, CustomTestStringConvertible {
    let x: [Int]
    let outputs: Int
    let padding: Int
    let dilation: Int
    var testDescription: String { "\(x) to \(outputs) +\(padding) ×\(dilation)" }
  }

  /// Sides that divide by the dilation and that do not; less, as much and more padding than keeps the
  /// size; results narrower than the dilation.
  static let layers = [
    Layer(x: [1, 5, 19, 17], outputs: 7, padding: 6, dilation: 6),
    Layer(x: [2, 3, 12, 8], outputs: 4, padding: 2, dilation: 2),
    Layer(x: [1, 4, 13, 15], outputs: 3, padding: 0, dilation: 4),
    Layer(x: [1, 17, 9, 11], outputs: 9, padding: 6, dilation: 3),
    Layer(x: [1, 2, 7, 7], outputs: 3, padding: 0, dilation: 3),
  ]

  @Test(arguments: Kernels.supported.map(\.name), layers)
  func matchTheirDefinition(set: String, layer: Layer) throws {
    let weightShape = [layer.outputs, layer.x[1], 3, 3]
    let shape = try ConvolutionShape(
      conv2D: layer.x, weight: weightShape, bias: nil, stride: 1, padding: layer.padding,
      dilation: layer.dilation, groups: 1)
    let x = Tensor.seeded(1, shape: layer.x)
    let weight = Tensor.seeded(2, shape: weightShape)
    let bias = Tensor.seeded(3, shape: [layer.outputs])
    let residual = Tensor.seeded(4, shape: shape.result)
    let plain = try Reference.conv2D(x, weight, nil, shape: shape.result, shape.geometry)
    let noResidual = try Tensor.zeros(shape.result)
    let plane = shape.geometry.outputPlane
    for choice in [ConvolutionChoice.winograd4, .winograd6] {
      let prepared = try #require(Kernels.named(set)).use {
        try ConvolutionChoice.$current.withValue(choice) {
          try PreparedConvolution(
            weight: weight, bias: bias, padding: layer.padding, dilation: layer.dilation,
            inputShape: layer.x)
        }
      }
      #expect(prepared.algorithm == .winogradDilated && prepared.outputShape == shape.result)
      for (activation, last, added) in [
        (FusedActivation.none, false, false), (.relu, false, false), (.relu, false, true),
        (.leakyReLU(slope: 0.125), true, true),
      ] {
        let found = try PreparedTests().result(shape.result, scratch: prepared.scratchFloats) {
          y, scratch in
          try x.withFloats { x in
            try residual.withFloats { residual in
              try prepared.run(
                x, residual: added ? residual : nil, activation: activation, residualLast: last,
                into: y, scratch: scratch)
            }
          }
        }
        let expected = try TailTests.finished(
          plain, bias: bias.values, residual: added ? residual : noResidual, activation,
          residualLast: last
        ) { $0 / plane % layer.outputs }
        expectClose(found, expected, relative: 1e-4, "\(choice) \(activation) \(last)")
      }
    }
  }

  /// SSD's fc6 goes by small maps; where padding is no multiple of the dilation there are none.
  @Test(
    .enabled(if: !Kernels.current.isReference),
    arguments: [
      (512, 19, 6, 6, ConvolutionAlgorithm.winogradDilated), (256, 64, 2, 2, .winogradDilated),
      (256, 64, 3, 2, .implicitProduct), (4, 19, 6, 6, .implicitProduct),
    ])
  func takenWhereItPays(
    channels: Int, side: Int, padding: Int, dilation: Int, expected: ConvolutionAlgorithm
  ) throws {
    func algorithm(_ choice: ConvolutionChoice) throws -> ConvolutionAlgorithm {
      try ConvolutionChoice.$current.withValue(choice) {
        try PreparedConvolution(
          weight: .zeros([channels, channels, 3, 3]), padding: padding, dilation: dilation,
          inputShape: [1, channels, side, side]
        ).algorithm
      }
    }
    #expect(try algorithm(.automatic) == expected)
    #expect(try algorithm(.direct) == .implicitProduct)
  }
}
