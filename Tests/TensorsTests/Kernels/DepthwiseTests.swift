import CKernels
import Testing

@testable import Tensors

/// Depthwise convolutions of every size around a vector's, forward and both ways back, on every
/// instruction set, against the definition.
@Suite struct DepthwiseTests {
  static let sets = Kernels.supported.map(\.name)

  struct Layer: Sendable, CustomTestStringConvertible {
    var x: [Int]
    let kernel: Int
    let stride: Int
    let padding: Int
    var testDescription: String { "\(x), \(kernel)×\(kernel) /\(stride) +\(padding)" }
  }

  static let layers: [Layer] = {
    let sizes = [1, 3, 7, 17, 49, 51]
    var layers: [Layer] = []
    for (kernel, paddings) in [(3, [0, 1, 3]), (5, [0, 2, 4])] {
      for stride in [1, 2] {
        for padding in paddings {
          for (rows, columns) in zip(sizes + [16, 35, 65], [51, 49, 17, 7, 3, 1, 16, 32, 66])
          where rows + 2 * padding >= kernel && columns + 2 * padding >= kernel {
            layers.append(
              Layer(x: [2, 3, rows, columns], kernel: kernel, stride: stride, padding: padding))
          }
        }
      }
    }
    // Long enough to be cut into pieces, and for the sums of one row band to be flushed.
    layers.append(Layer(x: [1, 2, 260, 300], kernel: 3, stride: 1, padding: 1))
    layers.append(Layer(x: [1, 1, 530, 300], kernel: 5, stride: 2, padding: 2))
    return layers
  }()

  /// The result, and the gradients by the picture, the weights and the biases.
  private func all(_ layer: Layer) throws -> [Tensor] {
    let channels = layer.x[1]
    let x = Parameter(.seeded(1, shape: layer.x))
    let weight = Parameter(.seeded(2, shape: [channels, 1, layer.kernel, layer.kernel]))
    let bias = Parameter(.seeded(3, shape: [channels]))
    let y = try conv2D(
      x.tracked, weight.tracked, bias: bias.tracked, stride: layer.stride,
      padding: layer.padding, groups: channels)
    try (y * .seeded(4, shape: y.shape)).sum().backward()
    return try [y.detached()] + [x, weight, bias].map { try #require($0.gradient) }
  }

  @Test(arguments: layers) func matchesItsDefinition(layer: Layer) throws {
    let expected = try withReferenceKernels { try all(layer) }
    for set in Self.sets {
      let kernels = try #require(Kernels.named(set))
      let found = try kernels.use { try all(layer) }
      let alone = try kernels.use { try Workers.$limit.withValue(1) { try all(layer) } }
      for (index, what) in ["result", "by the picture", "by the weights", "by the biases"]
        .enumerated()
      {
        expectClose(found[index], expected[index], relative: 1e-5, "\(set): \(what)")
        #expect(found[index].values == alone[index].values, "\(set): \(what), on one thread")
      }
    }
  }

  @Test func itIsTheseThatRunDepthwise() throws {
    let weight = Tensor.seeded(1, shape: [4, 1, 3, 3])
    let prepared = try PreparedConvolution(
      weight: weight, stride: 2, padding: 1, groups: 4, inputShape: [1, 4, 9, 9])
    #expect(prepared.algorithm == (Kernels.current.isReference ? .reference : .depthwise))
    let dilated = try PreparedConvolution(
      weight: weight, padding: 2, dilation: 2, groups: 4, inputShape: [1, 4, 9, 9])
    #expect(dilated.algorithm != .depthwise)
  }

  /// A NaN in any cell reaches the windows that see it, and the weights' taps that met it, no others.
  @Test(arguments: sets, [(3, 1), (3, 2), (5, 1), (5, 2)])
  func aNaNReachesWhatSeesIt(set: String, layer: (kernel: Int, stride: Int)) throws {
    for side in [9, 18] {
      for place in [0, side - 1, side * side / 2, side * (side - 1), side * side - 1] {
        var values = Tensor.seeded(1, shape: [1, 1, side, side]).values
        values[place] = .nan
        let x = try Tensor(values, shape: [1, 1, side, side])
        let weight = Tensor.seeded(2, shape: [1, 1, layer.kernel, layer.kernel])
        func both() throws -> [[Bool]] {
          let weight = Parameter(weight)
          let y = try conv2D(
            x, weight.tracked, stride: layer.stride, padding: layer.kernel / 2)
          try y.sum().backward()
          return try [y.values, #require(weight.gradient).values].map { $0.map(\.isNaN) }
        }
        let expected = try withReferenceKernels { try both() }
        let found = try #require(Kernels.named(set)).use { try both() }
        #expect(found == expected, "NaN at \(place) of \(side)×\(side)")
      }
    }
  }

  /// Planes between forbidden pages: not one float beyond them is touched.
  @Test(arguments: sets) func planesEndWhereTheyEnd(set: String) throws {
    typealias Floats = GuardedKernelTests.Floats
    let loops = try #require(Kernels.named(set)).loops
    let weights = [Float](repeating: 0.5, count: 25)
    for kernel in [3, 5] {
      for stride in [1, 2] {
        for rows in [1, 4, 5, 13] {
          for columns in [1, 3, 7, 15, 16, 17, 31, 32, 33, 49, 51, 70] {
            for atTheirBeginning in [true, false] {
              var shape = CKDepthwise(
                kernel: kernel, stride: stride, rows: rows, columns: columns,
                row_padding: kernel / 2, column_padding: kernel / 2,
                out_rows: (rows - 1) / stride + 1, out_columns: (columns - 1) / stride + 1)
              let results = shape.out_rows * shape.out_columns
              let a = try Floats(rows * columns, atTheirBeginning: atTheirBeginning)
              let out = try Floats(results, atTheirBeginning: atTheirBeginning)
              let residual = try Floats(results, atTheirBeginning: atTheirBeginning)
              let spread = try Floats(
                (2 * rows - 1) * (2 * columns - 1), atTheirBeginning: atTheirBeginning)
              var tail = CKTail(
                bias: nil, residual: residual.base, activation: CKActivationReLU, slope: 0,
                residual_is_last: 0)
              loops.depthwise(a.base, &shape, weights, &tail, out.base, 0, shape.out_rows)
              var sums = [Double](repeating: 0, count: 25)
              loops.depthwise_weights(a.base, out.base, &shape, &sums)
              loops.spread_plane(a.base, rows, columns, spread.base)
              #expect(
                (0..<rows * columns).allSatisfy {
                  spread.base[2 * ($0 / columns) * (2 * columns - 1) + 2 * ($0 % columns)]
                    == a.base[$0]
                })
            }
          }
        }
      }
    }
  }
}
