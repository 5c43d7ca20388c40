import Testing

@testable import Tensors

/// Every operation on pictures whose sides fill no vector, against its definition: 1, 3, 7, 17, 49
/// and 51 along every axis. (Products and convolutions: `InstructionSetTests`, `WinogradTests`.)
@Suite struct OddSizesTests {
  static let sets = Kernels.supported.map(\.name)

  static let shapes: [[Int]] = {
    let sizes = [1, 3, 7, 17, 49, 51]
    var shapes = zip(sizes, [51, 17, 49, 3, 7, 1]).map { [1, 2, $0, $1] }
    shapes += [[1, 1, 51, 51], [1, 1, 49, 49], [2, 3, 17, 17]]
    for size in sizes {
      shapes.append([size, 2, 3, 5])
      shapes.append([2, size, 5, 3])
    }
    return shapes
  }()

  struct Operation: Sendable, CustomTestStringConvertible {
    let name: String
    var tolerance: Float = 1e-5
    let run: @Sendable (Tensor) throws -> Tensor
    var testDescription: String { name }
  }

  static let operations: [Operation] = [
    Operation(name: "relu") { try $0.relu() },
    Operation(name: "leakyReLU") { try $0.leakyReLU(slope: 0.1) },
    Operation(name: "sigmoid") { try $0.sigmoid() },
    Operation(name: "tanh") { try $0.tanh() },
    Operation(name: "exp") { try $0.exp() },
    Operation(name: "log") { try ($0 + 2).log() },
    Operation(name: "power 7") { try $0.power(7) },
    Operation(name: "power 1.7") { try ($0 + 2).power(1.7) },
    Operation(name: "binary cross entropy") {
      try binaryCrossEntropyWithLogits($0, $0.sigmoid(), reduction: .none)
    },
    Operation(name: "abs") { try $0.abs() },
    Operation(name: "clamp") { try $0.clamp(-0.5...0.5) },
    Operation(name: "x + 1") { try $0 + 1 },
    Operation(name: "3 / x") { try 3 / ($0 + 10) },
    Operation(name: "x * x") { try $0 * $0 },
    Operation(name: "x + column") { try $0 + $0[0..., 0..., 0..., ..<1] },
    Operation(name: "x - row") { try $0 - $0[0..., 0..., ..<1] },
    Operation(name: "x .< mean") { try $0 .< $0.mean(axes: [1], keepingAxes: true) },
    Operation(name: "sum") { try $0.sum() },
    Operation(name: "sum of rows") { try $0.sum(axes: [3]) },
    Operation(name: "sum of columns") { try $0.sum(axes: [2]) },
    Operation(name: "mean over channels") { try $0.mean(axes: [1]) },
    Operation(name: "variance by channel", tolerance: 1e-4) { try $0.variance(axes: [0, 2, 3]) },
    Operation(name: "max of planes") { try $0.max(axes: [2, 3]) },
    Operation(name: "min over channels") { try $0.min(axes: [1]) },
    Operation(name: "argmax of rows") { try $0.argmax(axis: 3) },
    Operation(name: "argmax over channels") { try $0.argmax(axis: 1) },
    Operation(name: "softmax of rows") { try $0.softmax(axis: 3) },
    Operation(name: "softmax over channels") { try $0.softmax(axis: 1) },
    Operation(name: "logSoftmax of columns") { try $0.logSoftmax(axis: 2) },
    Operation(name: "transposed") { try $0.transposed() },
    Operation(name: "channels last") { try $0.permuted([0, 2, 3, 1]) },
    Operation(name: "all axes reversed") { try $0.permuted([3, 2, 1, 0]) },
    Operation(name: "rows first") { try $0.permuted([2, 0, 3, 1]) },
    Operation(name: "columns second") { try $0.permuted([1, 3, 0, 2]) },
    Operation(name: "padded") { try $0.padded(top: 1, bottom: 2, left: 3, right: 0, with: 7) },
    Operation(name: "concatenate rows") { try concatenate([$0, $0.relu()], axis: 3) },
    Operation(name: "concatenate channels") { try concatenate([$0, $0.relu()], axis: 1) },
    Operation(name: "stack") { try stack([$0, $0.relu()], axis: 2) },
    Operation(name: "maxPool2D 2×2, ceiling") { try $0.maxPool2D(size: 2, ceilMode: true) },
    Operation(name: "maxPool2D 3×3") { try $0.maxPool2D(size: 3, stride: 2, padding: 1) },
    Operation(name: "averagePool2D 3×3") { try $0.averagePool2D(size: 3, stride: 1, padding: 1) },
    Operation(name: "adaptiveMaxPool2D") { try $0.adaptiveMaxPool2D(outputSize: [2, 3]) },
    Operation(name: "adaptiveAveragePool2D") { try $0.adaptiveAveragePool2D(outputSize: [3, 2]) },
    Operation(name: "upsampledNearest") { try $0.upsampledNearest(by: 2) },
    Operation(name: "upsampledNearest to") { try $0.upsampledNearest(to: [7, 17]) },
    Operation(name: "upsampledBilinear") { try $0.upsampledBilinear(to: [17, 51]) },
    Operation(name: "upsampledBilinear, corners") {
      try $0.upsampledBilinear(to: [7, 49], alignCorners: true)
    },
    Operation(name: "batchNorm") { x in
      let channels = x.shape[1]
      return try batchNorm(
        x, scale: .seeded(1, shape: [channels]), shift: .seeded(2, shape: [channels]),
        runningMean: .seeded(3, shape: [channels]),
        runningVariance: .seeded(4, shape: [channels], in: 0.5..<2))
    },
    Operation(name: "batchNormTraining", tolerance: 1e-4) { x in
      let channels = x.shape[1]
      return try batchNormTraining(
        x, scale: .seeded(1, shape: [channels]), shift: .seeded(2, shape: [channels])
      ).output
    },
    Operation(name: "convTranspose2D", tolerance: 3e-5) { x in
      try convTranspose2D(x, .seeded(5, shape: [x.shape[1], 3, 2, 2]), stride: 2)
    },
    Operation(name: "linear", tolerance: 3e-5) { x in
      try linear(x, .seeded(6, shape: [7, x.shape[3]]), bias: .seeded(7, shape: [7]))
    },
  ]

  @Test(arguments: operations) func matchesItsDefinition(operation: Operation) throws {
    for shape in Self.shapes {
      let x = Tensor.seeded(11, shape: shape)
      let expected = Result { try withReferenceKernels { try operation.run(x) } }
      for set in Self.sets {
        let kernels = try #require(Kernels.named(set))
        let found = Result { try kernels.use { try operation.run(x) } }
        switch (found, expected) {
        case (.success(let found), .success(let expected)):
          expectClose(
            found, expected, relative: operation.tolerance, "\(operation.name) \(shape), \(set)")
        // Too small for the window: the same words from both.
        case (.failure(let found), .failure(let expected)):
          #expect("\(found)" == "\(expected)", "\(operation.name) \(shape)")
        default:
          Issue.record("\(operation.name) \(shape), \(set): \(found), by definition \(expected)")
        }
      }
    }
  }
}
