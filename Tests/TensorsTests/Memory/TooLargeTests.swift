import Testing

@testable import Tensors

/// Every operation that makes a tensor out of smaller ones refuses a result that no machine holds:
/// with a `ShapeError` when its size cannot even be counted, otherwise with an `AllocationError`.
@Suite struct TooLargeTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    let make: @Sendable () throws -> Tensor
    init(_ name: String, _ make: @escaping @Sendable () throws -> Tensor) {
      self.name = name
      self.make = make
    }
    var testDescription: String { name }
  }

  private static let million = 1 << 20
  private static let countless = 1 << 40

  static let cases: [Case] = [
    Case("zeros") { try .zeros([million, million]) },
    Case("ones") { try .ones([countless]) },
    Case("full") { try .full([Int.max], 3) },
    Case("range") { try .range(0..<countless) },
    Case("range of everything") { try .range(Int.min..<Int.max) },
    Case("evenlySpaced") { try .evenlySpaced(from: 0, to: 1, count: Int.max) },
    Case("eye") { try .eye(million) },
    Case("eye that cannot be counted") { try .eye(1 << 33) },
    Case("normal") {
      var random = SeededGenerator(seed: 1)
      return try .normal([countless], using: &random)
    },
    Case("uniform") {
      var random = SeededGenerator(seed: 1)
      return try .uniform([countless, 1 << 30], using: &random)
    },
    Case("broadcasted") { try Tensor(1).broadcasted(to: [countless]) },
    Case("row + column") { try row + column },
    Case("row * column") { try row * column },
    Case("row .< column") { try row .< column },
    Case("maximum") { try maximum(row, column) },
    Case("matmul") { try matmul(column, row.reshaped([1, million])) },
    Case("batched matmul") {
      try matmul(Tensor.zeros([million, 1, 1, 1]), Tensor.zeros([million, 1, 1]))
    },
    Case("linear") { try linear(column, column) },
    Case("linear with bias") { try linear(column, column, bias: row) },
    Case("concatenate") { try concatenate([Tensor](repeating: row, count: 1 << 20)) },
    Case("stack") { try stack([Tensor](repeating: row, count: 1 << 20)) },
    Case("padded") { try cell.padded(by: million) },
    Case("padded beyond counting") { try cell.padded(by: Int.max / 2) },
    Case("upsampledNearest to") { try cell.upsampledNearest(to: [million, million]) },
    Case("upsampledNearest by") { try cell.upsampledNearest(by: 1e6) },
    Case("upsampledBilinear to") { try cell.upsampledBilinear(to: [million, million]) },
    Case("upsampledBilinear by") { try cell.upsampledBilinear(by: 1e18) },
    Case("conv2D") { try conv2D(cell, cell, padding: million) },
    Case("conv2D beyond counting") { try conv2D(cell, cell, padding: Int.max / 4) },
    Case("convTranspose2D") {
      try convTranspose2D(Tensor.zeros([1, 1, 2, 2]), cell, stride: million)
    },
    Case("convTranspose2D beyond counting") {
      try convTranspose2D(Tensor.zeros([1, 1, 9, 9]), cell, stride: Int.max / 4)
    },
    Case("adaptiveMaxPool2D") { try cell.adaptiveMaxPool2D(outputSize: [million, million]) },
    Case("adaptiveAveragePool2D") {
      try cell.adaptiveAveragePool2D(outputSize: [million, million])
    },
    Case("maxUnpool2D") {
      try cell.maxUnpool2D(indices: Tensor.zeros([1, 1, 1, 1]), outputSize: [million, million])
    },
    Case("selecting") {
      try Tensor.zeros([1, 1 << 20]).selecting([Int](repeating: 0, count: 1 << 20))
    },
  ]

  private static var row: Tensor { get throws { try .zeros([million]) } }
  private static var column: Tensor { get throws { try .zeros([million, 1]) } }
  private static var cell: Tensor { get throws { try .ones([1, 1, 1, 1]) } }

  @Test(arguments: cases, [false, true])
  func isRefused(test: Case, byReference: Bool) {
    do {
      let found = try byReference ? withReferenceKernels(test.make) : test.make()
      Issue.record("expected a refusal, found shape \(found.shape)")
    } catch {
      #expect(error is AllocationError || error is ShapeError, "\(error)")
    }
  }

  /// An empty tensor may have axes of any countable length; nothing may be made as long as they are.
  @Test(arguments: [false, true])
  func emptyTensorsWithLongAxesDoNotTrap(byReference: Bool) throws {
    let operations: [(String, (Tensor) throws -> Tensor)] = [
      ("maxPool2D", { try $0.maxPool2D(size: 2) }),
      ("averagePool2D", { try $0.averagePool2D(size: 2) }),
      ("adaptiveMaxPool2D", { try $0.adaptiveMaxPool2D(outputSize: [2, 2]) }),
      ("adaptiveAveragePool2D", { try $0.adaptiveAveragePool2D(outputSize: [2, 2]) }),
      ("upsampledNearest", { try $0.upsampledNearest(to: [4, 4]) }),
      ("upsampledBilinear", { try $0.upsampledBilinear(to: [4, 4]) }),
      ("conv2D", { try conv2D($0, .ones([1, 1, 3, 3]), padding: 1) }),
      ("convTranspose2D", { try convTranspose2D($0, .ones([1, 1, 3, 3])) }),
      ("batchNorm", { try batchNormTraining($0, scale: .ones([1]), shift: .ones([1])).output }),
      ("padded", { try $0.padded(by: 1) }),
      ("slice", { try $0[0..., 0, 1..., ..<1] }),
      ("permuted", { try $0.permuted([3, 2, 1, 0]) }),
      ("transposed", { try $0.transposed() }),
      ("sum to nothing", { try $0.sum(axes: [2, 3]) }),
      ("sum over nothing", { try $0.sum(axes: [0]) }),
      ("max", { try $0.max(axes: [2]) }),
      ("argmax", { try $0.argmax(axis: 2) }),
      ("softmax", { try $0.softmax(axis: 2) }),
      ("logSoftmax", { try $0.logSoftmax(axis: 3) }),
      ("matmul", { try matmul($0, $0.transposed()) }),
      ("linear", { try linear($0, .ones([3, 2])) }),
      ("concatenate", { try concatenate([$0, $0], axis: 1) }),
      ("stack", { try stack([$0, $0], axis: 2) }),
      ("selecting", { try $0.selecting([0, 5], axis: 2) }),
      ("gather", { try $0.gather($0, axis: 2) }),
      ("replacing", { try $0.replacing(at: 0..<0, with: 1) }),
      ("x + x", { try $0 + $0 }),
      ("relu", { try $0.relu() }),
      (
        "dropout",
        {
          var random = SeededGenerator(seed: 1)
          return try $0.dropout(probability: 0.5, using: &random)
        }
      ),
    ]
    let long = try Tensor.zeros([0, 1, 1 << 40, 2])
    for (name, operation) in operations {
      do {
        let found = try byReference ? withReferenceKernels { try operation(long) } : operation(long)
        #expect(found.count < 100, "\(name)")
      } catch {
        #expect(error is AllocationError || error is ShapeError, "\(name): \(error)")
      }
    }
  }
}
