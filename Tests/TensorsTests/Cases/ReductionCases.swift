@testable import Tensors

extension OperationCase {
  /// All axes, outer ones, inner ones, batch norm's, ones apart, none; over a block threshold too.
  private static let reductions: [(shape: [Int], axes: [Int])] = [
    ([7], [0]), ([2, 3, 5], [0, 1, 2]), ([2, 3, 5], [0]), ([2, 3, 5], [2]), ([2, 3, 5], [1]),
    ([2, 3, 2, 3], [0, 2, 3]), ([2, 3, 2, 3], [1, 3]), ([2, 3], []), ([], []),
    ([1, 3, 1], [0, 2]),
  ]

  static let reduction: [OperationCase] =
    reductions.flatMap { shape, axes in
      [false, true].flatMap { keeping in cases(shape, axes, keeping) }
    } + [
      OperationCase(
        "sum of 300 × 70 over rows", inputs: [.seeded(1, shape: [300, 70])], tracked: [],
        { try $0[0].sum(axes: [0]) },
        reference: { try Reference.sum($0[0], axes: [0], keepingAxes: false) }),
      OperationCase(
        "variance, unbiased", inputs: [.seeded(1, shape: [3, 4])],
        { try $0[0].variance(axes: [1], correction: 1) },
        reference: { try Reference.variance($0[0], axes: [1], keepingAxes: false, correction: 1) }),
      OperationCase(
        "argmax axis 1", inputs: [.seeded(5, shape: [2, 5, 3])], tracked: [],
        { try $0[0].argmax(axis: 1) },
        reference: { try Reference.argmax($0[0], axis: 1, shape: [2, 3]) }),
      OperationCase(
        "argmax axis -1", inputs: [.seeded(6, shape: [4, 5])], tracked: [],
        { try $0[0].argmax(axis: -1, keepingAxes: true) },
        reference: { try Reference.argmax($0[0], axis: 1, shape: [4, 1]) }),
    ]

  private static func cases(_ shape: [Int], _ axes: [Int], _ keeping: Bool) -> [OperationCase] {
    let label = "of \(shape) over \(axes)\(keeping ? ", kept" : "")"
    let x: [Tensor] = [.distinct(4, shape: shape)]
    return [
      OperationCase(
        "sum \(label)", inputs: x, { try $0[0].sum(axes: axes, keepingAxes: keeping) },
        reference: { try Reference.sum($0[0], axes: axes, keepingAxes: keeping) }),
      OperationCase(
        "mean \(label)", inputs: x, { try $0[0].mean(axes: axes, keepingAxes: keeping) },
        reference: { try Reference.mean($0[0], axes: axes, keepingAxes: keeping) }),
      OperationCase(
        "variance \(label)", inputs: x, { try $0[0].variance(axes: axes, keepingAxes: keeping) },
        reference: { try Reference.variance($0[0], axes: axes, keepingAxes: keeping) }),
      OperationCase(
        "max \(label)", inputs: x, { try $0[0].max(axes: axes, keepingAxes: keeping) },
        reference: {
          try Reference.extreme($0[0], axes: axes, keepingAxes: keeping, largest: true)
        }),
      OperationCase(
        "min \(label)", inputs: x, { try $0[0].min(axes: axes, keepingAxes: keeping) },
        reference: {
          try Reference.extreme($0[0], axes: axes, keepingAxes: keeping, largest: false)
        }),
    ]
  }
}
