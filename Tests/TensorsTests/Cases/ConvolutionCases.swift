@testable import Tensors

extension OperationCase {
  /// Odd sizes, never square; every option, alone and together.
  private static let convolutions:
    [(x: [Int], weight: [Int], stride: Int, padding: Int, dilation: Int, groups: Int)] = [
      ([2, 3, 7, 5], [4, 3, 3, 2], 1, 0, 1, 1),
      ([2, 3, 7, 5], [4, 3, 3, 2], 1, 1, 1, 1),
      ([1, 2, 7, 5], [3, 2, 3, 3], 2, 1, 1, 1),
      ([1, 3, 6, 5], [4, 3, 1, 1], 1, 0, 1, 1),
      ([1, 2, 8, 7], [3, 2, 1, 1], 2, 0, 1, 1),
      ([1, 2, 8, 7], [3, 2, 3, 2], 3, 2, 2, 1),
      ([1, 4, 5, 4], [6, 2, 3, 3], 1, 1, 1, 2),
      ([2, 3, 5, 6], [3, 1, 3, 3], 2, 1, 1, 3),
      ([1, 2, 3, 2], [3, 2, 2, 2], 4, 3, 1, 1),
    ]

  static let convolution: [OperationCase] =
    convolutions.map { x, weight, stride, padding, dilation, groups in
      OperationCase(
        "conv2D \(x) \(weight) stride \(stride) padding \(padding) dilation \(dilation) "
          + "groups \(groups)",
        inputs: [
          .seeded(1, shape: x), .seeded(2, shape: weight), .seeded(3, shape: [weight[0]]),
        ],
        {
          try conv2D(
            $0[0], $0[1], bias: $0[2], stride: stride, padding: padding, dilation: dilation,
            groups: groups)
        },
        reference: {
          try definition(
            $0, stride: stride, padding: padding, dilation: dilation, groups: groups)
        })
    }

  /// Seven nested loops over the formula, independent of the library's own reference.
  private static func definition(
    _ inputs: [Tensor], stride: Int, padding: Int, dilation: Int, groups: Int
  ) throws -> Tensor {
    let (x, weight, bias) = (inputs[0], inputs[1], inputs[2])
    let (xs, ws) = (x.shape, weight.shape)
    let (numbers, weights, biases) = (x.values, weight.values, bias.values)
    func length(_ axis: Int) -> Int {
      (xs[axis] + 2 * padding - dilation * (ws[axis] - 1) - 1) / stride + 1
    }
    let shape = [xs[0], ws[0], length(2), length(3)]
    let values = Reference.positions(in: shape).map { p -> Float in
      let group = p[1] / (ws[0] / groups)
      var sum = Double(biases[p[1]])
      for c in 0..<ws[1] {
        for u in 0..<ws[2] {
          for v in 0..<ws[3] {
            let row = p[2] * stride + u * dilation - padding
            let column = p[3] * stride + v * dilation - padding
            guard (0..<xs[2]).contains(row), (0..<xs[3]).contains(column) else { continue }
            let place = Reference.place(of: [p[0], group * ws[1] + c, row, column], in: xs)
            sum +=
              Double(numbers[place])
              * Double(weights[Reference.place(of: [p[1], c, u, v], in: ws)])
          }
        }
      }
      return Float(sum)
    }
    return try Tensor(values, shape: shape)
  }

  private static let transposed:
    [(
      x: [Int], weight: [Int], stride: Int, padding: Int, outputPadding: Int, dilation: Int,
      groups: Int
    )] = [
      ([2, 3, 4, 3], [3, 4, 3, 2], 1, 0, 0, 1, 1),
      ([1, 3, 4, 3], [3, 2, 2, 2], 2, 0, 0, 1, 1),
      ([1, 2, 4, 3], [2, 3, 4, 4], 2, 1, 0, 1, 1),
      ([1, 2, 4, 3], [2, 3, 3, 3], 2, 1, 1, 1, 1),
      ([1, 2, 3, 4], [2, 3, 3, 2], 3, 1, 2, 2, 1),
      ([1, 4, 3, 4], [4, 1, 3, 3], 2, 1, 1, 1, 2),
    ]

  static let transposedConvolution: [OperationCase] =
    transposed.map { x, weight, stride, padding, outputPadding, dilation, groups in
      OperationCase(
        "convTranspose2D \(x) \(weight) stride \(stride) padding \(padding) output padding "
          + "\(outputPadding) dilation \(dilation) groups \(groups)",
        inputs: [
          .seeded(4, shape: x), .seeded(5, shape: weight),
          .seeded(6, shape: [weight[1] * groups]),
        ],
        {
          try convTranspose2D(
            $0[0], $0[1], bias: $0[2], stride: stride, padding: padding,
            outputPadding: outputPadding, dilation: dilation, groups: groups)
        },
        reference: {
          try stamps(
            $0, stride: stride, padding: padding, outputPadding: outputPadding,
            dilation: dilation, groups: groups)
        })
    }

  /// Every cell stamps the kernel onto the result.
  private static func stamps(
    _ inputs: [Tensor], stride: Int, padding: Int, outputPadding: Int, dilation: Int, groups: Int
  ) throws -> Tensor {
    let (x, weight) = (inputs[0], inputs[1])
    let (xs, ws) = (x.shape, weight.shape)
    let (numbers, weights, biases) = (x.values, weight.values, inputs[2].values)
    func length(_ axis: Int) -> Int {
      (xs[axis] - 1) * stride - 2 * padding + dilation * (ws[axis] - 1) + outputPadding + 1
    }
    let shape = [xs[0], ws[1] * groups, length(2), length(3)]
    var sums = Reference.positions(in: shape).map { Double(biases[$0[1]]) }
    for p in Reference.positions(in: xs) {
      let group = p[1] / (xs[1] / groups)
      for w in Reference.positions(in: Array(ws.dropFirst())) {
        let row = p[2] * stride + w[1] * dilation - padding
        let column = p[3] * stride + w[2] * dilation - padding
        guard (0..<shape[2]).contains(row), (0..<shape[3]).contains(column) else { continue }
        let to = Reference.place(of: [p[0], group * ws[1] + w[0], row, column], in: shape)
        sums[to] +=
          Double(numbers[Reference.place(of: p, in: xs)])
          * Double(weights[Reference.place(of: [p[1]] + w, in: ws)])
      }
    }
    return try Tensor(sums.map(Float.init), shape: shape)
  }
}
