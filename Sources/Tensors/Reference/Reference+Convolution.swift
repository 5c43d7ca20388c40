// Convolution by its definition: seven nested loops, summed in Double. Padding is zeros that are
// multiplied like any other number, so that an infinite weight over padding gives NaN here as well.

extension Reference {
  /// `[N, C, H, W]` and `[O, C / groups, rows, columns]` give `shape`, `[N, O, H', W']`.
  static func conv2D(
    _ x: Tensor, _ weight: Tensor, _ bias: Tensor?, shape: [Int], _ g: ConvolutionGeometry
  ) throws -> Tensor {
    let (input, weights) = (x.values, weight.values)
    var sums = try filled(shape, with: bias)
    forEachTap(g) { tap in
      let number = tap.isInside ? Double(input[tap.input]) : 0
      sums[tap.output] += number * Double(weights[tap.weight])
    }
    return try Tensor(sums.map(Float.init), shape: shape)
  }

  /// The transpose: every output number is stamped back onto the inputs that it saw. `shape` is
  /// `[N, C, H, W]`.
  static func convTranspose2D(
    _ y: Tensor, _ weight: Tensor, _ bias: Tensor?, shape: [Int], _ g: ConvolutionGeometry
  ) throws -> Tensor {
    let (output, weights) = (y.values, weight.values)
    var sums = try filled(shape, with: bias)
    forEachTap(g) { tap in
      guard tap.isInside else { return }
      sums[tap.input] += Double(output[tap.output]) * Double(weights[tap.weight])
    }
    return try Tensor(sums.map(Float.init), shape: shape)
  }

  /// The gradient by the weight, of `shape`, given the input and the gradient of the output.
  static func convolutionWeightGradient(
    _ x: Tensor, _ y: Tensor, shape: [Int], _ g: ConvolutionGeometry
  ) throws -> Tensor {
    let (input, output) = (x.values, y.values)
    var sums = [Double](repeating: 0, count: shape.reduce(1, *))
    forEachTap(g) { tap in
      let number = tap.isInside ? Double(input[tap.input]) : 0
      sums[tap.weight] += number * Double(output[tap.output])
    }
    return try Tensor(sums.map(Float.init), shape: shape)
  }

  /// Each channel of `[N, C, H, W]` full of its bias.
  private static func filled(_ shape: [Int], with bias: Tensor?) throws -> [Double] {
    try checkRoom(for: shape)
    let (count, plane) = (shape.reduce(1, *), shape[2] * shape[3])
    guard let bias = bias?.values else { return [Double](repeating: 0, count: count) }
    return (0..<count).map { Double(bias[$0 / plane % shape[1]]) }
  }

  /// One product of the definition: which input, weight and output number meet.
  private struct Tap {
    let input: Int
    let weight: Int
    let output: Int
    /// False over padding, where `input` means nothing.
    let isInside: Bool
  }

  private static func forEachTap(_ g: ConvolutionGeometry, _ body: (Tap) -> Void) {
    let (rows, columns) = (g.rows, g.columns)
    for image in 0..<g.images {
      for group in 0..<g.groups {
        for o in 0..<g.outputChannels {
          for c in 0..<g.inputChannels {
            let outputPlane = (image * g.groups + group) * g.outputChannels + o
            let inputPlane = (image * g.groups + group) * g.inputChannels + c
            let weightPlane = (group * g.outputChannels + o) * g.inputChannels + c
            for i in 0..<rows.output {
              for j in 0..<columns.output {
                for u in 0..<rows.kernel {
                  for v in 0..<columns.kernel {
                    let row = i * rows.stride + u * rows.dilation - rows.padding
                    let column = j * columns.stride + v * columns.dilation - columns.padding
                    body(
                      Tap(
                        input: (inputPlane * rows.input + row) * columns.input + column,
                        weight: (weightPlane * rows.kernel + u) * columns.kernel + v,
                        output: (outputPlane * rows.output + i) * columns.output + j,
                        isInside: (0..<rows.input).contains(row)
                          && (0..<columns.input).contains(column)))
                  }
                }
              }
            }
          }
        }
      }
    }
  }
}
