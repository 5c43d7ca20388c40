@testable import Tensors

extension OperationCase {
  private static let windows: [(name: String, shape: [Int], window: SlidingWindow)] = [
    ("2×2", [2, 3, 6, 4], SlidingWindow(size: 2, stride: 2, padding: 0)),
    ("2×2 of odd", [2, 2, 7, 5], SlidingWindow(size: 2, stride: 2, padding: 0)),
    (
      "2×2 of odd, ceiling", [2, 2, 7, 5],
      SlidingWindow(size: 2, stride: 2, padding: 0, ceilMode: true)
    ),
    ("3×3 stride 2 padding 1", [1, 2, 7, 6], SlidingWindow(size: 3, stride: 2, padding: 1)),
    ("3×3 stride 2 padding 1, wide", [1, 2, 5, 21], SlidingWindow(size: 3, stride: 2, padding: 1)),
    ("3×3 stride 1 padding 1", [1, 2, 5, 4], SlidingWindow(size: 3, stride: 1, padding: 1)),
    ("5×5 stride 1 padding 2", [1, 1, 4, 13], SlidingWindow(size: 5, stride: 1, padding: 2)),
    (
      "2×2 dilation 3 stride 1", [1, 1, 5, 14],
      SlidingWindow(size: 2, stride: 1, padding: 0, dilation: 3)
    ),
    ("2×2 stride 1", [1, 1, 3, 11], SlidingWindow(size: 2, stride: 1, padding: 0)),
    (
      "3×3 dilation 2, ceiling", [1, 2, 8, 9],
      SlidingWindow(size: 3, stride: 2, padding: 1, dilation: 2, ceilMode: true)
    ),
    ("of no picture", [0, 2, 4, 4], SlidingWindow(size: 2, stride: 2, padding: 0)),
  ]

  private static let bins: [(shape: [Int], size: [Int])] = [
    ([1, 2, 11, 7], [4, 4]), ([2, 3, 6, 4], [1, 1]), ([1, 2, 3, 2], [5, 3]),
    ([1, 1, 5, 8], [5, 4]),
  ]

  static let pooling: [OperationCase] =
    windows.flatMap { name, shape, window in
      let x: [Tensor] = [.distinct(3, shape: shape)]
      var cases = [
        OperationCase(
          "maxPool2D \(name)", inputs: x,
          {
            try $0[0].maxPool2D(
              size: window.size, stride: window.stride, padding: window.padding,
              dilation: window.dilation, ceilMode: window.ceilMode)
          },
          reference: { try Reference.maxPool($0[0], window.plan("", shape: shape)) })
      ]
      if window.dilation == 1 {
        for counting in [false, true] {
          var window = window
          window.countIncludingPadding = counting
          let options = window
          cases.append(
            OperationCase(
              "averagePool2D \(name)\(counting ? ", padding counted" : "")", inputs: x,
              {
                try $0[0].averagePool2D(
                  size: options.size, stride: options.stride, padding: options.padding,
                  ceilMode: options.ceilMode, countIncludingPadding: counting)
              },
              reference: { try Reference.averagePool($0[0], options.plan("", shape: shape)) }))
        }
      }
      return cases
    }
    + bins.flatMap { shape, size in
      let x: [Tensor] = [.distinct(5, shape: shape)]
      return [
        OperationCase(
          "adaptiveAveragePool2D \(shape) to \(size)", inputs: x,
          { try $0[0].adaptiveAveragePool2D(outputSize: size) },
          reference: {
            try Reference.averagePool($0[0], adaptivePlan("", shape: shape, outputSize: size))
          }),
        OperationCase(
          "adaptiveMaxPool2D \(shape) to \(size)", inputs: x,
          { try $0[0].adaptiveMaxPool2D(outputSize: size) },
          reference: {
            try Reference.maxPool($0[0], adaptivePlan("", shape: shape, outputSize: size))
          }),
      ]
    } + [
      unpooling([2, 2, 7, 5], size: 2, stride: 2), unpooling([1, 2, 5, 6], size: 3, stride: 1),
    ]

  /// Unpooling by the indices of a pooling; with a stride of 1 several windows share a winner.
  private static func unpooling(_ shape: [Int], size: Int, stride: Int) -> OperationCase {
    let indices = Result {
      try Tensor.distinct(8, shape: shape).maxPool2DWithIndices(size: size, stride: stride).indices
    }
    let pooled = [
      shape[0], shape[1], (shape[2] - size) / stride + 1, (shape[3] - size) / stride + 1,
    ]
    let outputSize = [shape[2], shape[3]]
    return OperationCase(
      "maxUnpool2D \(size)×\(size) stride \(stride)", inputs: [.seeded(9, shape: pooled)],
      { try $0[0].maxUnpool2D(indices: indices.get(), outputSize: outputSize) },
      reference: {
        try Reference.maxUnpool($0[0], indices.get().wholeNumbers(), outputSize: outputSize)
      })
  }
}
