import Testing

@testable import Tensors

@Suite struct TensorSummaryTests {
  @Test func readsLikeTheDesign() throws {
    let values = (0..<27_648).map { Float($0 % 10) < 3 ? 0 : Float($0 % 100) / 20 }
    var features = try Tensor(values, shape: [1, 64, 18, 24])
    features.trace = Origin(
      operation: "conv2D", inputs: [], flops: 61_300_000, milliseconds: 1.94,
      field: ReceptiveField(stride: 8, size: 67, start: -29))
    #expect(
      features.summary.text(named: "features") == """
        features  Tensor [1, 64, 18, 24]  N C H W  f32 108 KiB
                  min 0  max 4.95  μ 1.78  σ 1.68  zeros 30 %   ▇▃▃▃▃▃▃▃
                  stride 8 px, sees 67 px · conv2D · 61.3 MFLOP · 1.9 ms
        """)
  }

  @Test func statisticsMatchTheirDefinitions() throws {
    let x = Tensor.seeded(1, shape: [40, 50])
    let summary = x.summary
    #expect(summary.histogram.reduce(0, +) == 2000)
    #expect(summary.minimum == x.values.min() && summary.maximum == x.values.max())
    let mean = x.values.reduce(0.0) { $0 + Double($1) } / 2000
    #expect(abs(summary.mean - mean) < 1e-12)
    let variance = try Double(x.variance().item())
    #expect(abs(summary.deviation * summary.deviation - variance) < 1e-5)
    #expect(summary.axisNames == ["rows", "columns"] && summary.bytes == 8000)
  }

  struct Example: Sendable {
    let values: [Float]
    let shape: [Int]
    let text: String
    init(_ values: [Float], _ shape: [Int], _ text: String) {
      self.values = values
      self.shape = shape
      self.text = text
    }
  }

  static let alternating: [Float] = (0..<16).map { place in
    Float(place) * (place % 2 == 0 ? 2e37 : -2e37)
  }

  static let examples: [Example] = [
    Example([], [0, 3], "Tensor [0, 3]  rows columns  f32 0 B  empty"),
    Example([2.5], [], "Tensor []  2.5  f32 4 B"),
    Example([2.5], [1], "Tensor [1]  [2.5]  f32 4 B"),
    Example([.nan], [], "Tensor []  NaN  f32 4 B\n⚠ 1 NaN among 1 numbers"),
    Example([1, 2, 3], [3], "Tensor [3]  f32 12 B\n[1.0, 2.0, 3.0]"),
    Example(
      [.nan, .nan], [1, 2],
      """
      Tensor [1, 2]  rows columns  f32 8 B
      [[NaN, NaN]]
      ⚠ 2 NaN among 2 numbers, the first at [0, 0]
      """),
    Example(
      [Float](repeating: .nan, count: 14), [14],
      "Tensor [14]  f32 56 B\nno finite number\n⚠ 14 NaN among 14 numbers, the first at [0]"),
    Example([Float](repeating: 0.5, count: 14), [14], "Tensor [14]  f32 56 B\nall 0.5"),
    Example(
      [Float](repeating: 1, count: 12) + [.infinity, -.infinity, .nan], [3, 5],
      """
      Tensor [3, 5]  rows columns  f32 60 B
      the others all 1
      ⚠ 1 NaN, 1 ∞, 1 -∞ among 15 numbers, the first at [2, 2]
      """),
    Example(
      alternating, [16],
      """
      Tensor [16]  f32 64 B
      min -3e38  max 2.8e38  μ -1e37  σ 1.76e38  zeros 6 %   ▇▇▇▇▇▇▇▇
      """),
  ]

  @Test(arguments: examples)
  func everyTensorHasASummary(example: Example) throws {
    #expect(try Tensor(example.values, shape: example.shape).summary.text() == example.text)
  }

  @Test func printsNestedRoundedAndElided() throws {
    #expect("\(try Tensor([[1, 2.5], [3, 4]]))" == "[[1.0, 2.5], [3.0, 4.0]]")
    #expect("\(try Tensor(1 / 3))" == "0.3333")
    #expect(
      "\(try Tensor([0.1, -0.0, 12345.678, 1e-7, 3e20, -.infinity]))"
        == "[0.1, 0.0, 12345.7, 1e-7, 3e20, -∞]")
    #expect("\(try Tensor.range(0..<100))" == "[0.0, 1.0, 2.0, …, 97.0, 98.0, 99.0]")
    #expect(
      "\(try Tensor.range(0..<90).reshaped([10, 9]))" == """
        [[0.0, 1.0, 2.0, …, 6.0, 7.0, 8.0], [9.0, 10.0, 11.0, …, 15.0, 16.0, 17.0], …, \
        [72.0, 73.0, 74.0, …, 78.0, 79.0, 80.0], [81.0, 82.0, 83.0, …, 87.0, 88.0, 89.0]]
        """)
    #expect("\(try Tensor.zeros([2, 0]))" == "[] of shape [2, 0]")
    let deep = try Tensor.zeros([Int](repeating: 2, count: 18))
    #expect(deep.description.count < 400)
  }

  @Test(arguments: [
    (0, "0"), (4.8149, "4.81"), (0.0372, "0.0372"), (12, "12"), (123.4, "123"), (99_999, "99999"),
    (1_234_567, "1234567"), (12_345_678, "1.23e7"), (0.0000123, "1.23e-5"), (-0.5, "-0.5"),
    (.infinity, "∞"), (-.infinity, "-∞"), (.nan, "NaN"), (0.9999, "1"), (1e300, "1e300"),
    (9.9999e-6, "1e-5"), (-9.9999e9, "-1e10"), (.leastNonzeroMagnitude, "4.94e-324"),
  ])
  func shortNumbersHaveThreeDigits(value: Double, text: String) {
    #expect(NumberText.short(value) == text)
  }

  @Test func unitsAreChosenBySize() {
    #expect(NumberText.bytes(48) == "48 B")
    #expect(NumberText.bytes(1_572_864) == "1.5 MiB")
    #expect(NumberText.flops(999) == "999 FLOP")
    #expect(NumberText.flops(2_000_000_000) == "2 GFLOP")
    #expect(NumberText.duration(milliseconds: 0.042) == "42 µs")
    #expect(NumberText.duration(milliseconds: 234.4) == "234 ms")
    #expect(NumberText.duration(milliseconds: 2500) == "2.5 s")
    #expect(NumberText.share(0, of: 5) == "0 %")
    #expect(NumberText.share(1, of: 500) == "< 1 %")
    #expect(NumberText.share(499, of: 500) == "> 99 %")
    #expect(NumberText.share(500, of: 500) == "100 %")
  }
}
