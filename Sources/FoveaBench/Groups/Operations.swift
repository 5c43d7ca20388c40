import Foundation
import Fovea

/// The library's operations at sizes that networks give them. Most are limited by memory: their
/// figure is GB/s, of the numbers that must be read and written at least.
enum Operations {
  /// A feature map of VGG's size: `[1, 64, 150, 150]`, 5.5 MiB.
  private static let map = [1, 64, 150, 150]

  static var workloads: [Workload] {
    [
      one("relu") { try $0.relu() },
      one("leaky-relu") { try $0.leakyReLU(slope: 0.1) },
      one("sigmoid") { try $0.sigmoid() },
      one("tanh") { try $0.tanh() },
      one("exp") { try $0.exp() },
      one("log") { try $0.log() },
      one("power-2.5") { try $0.power(2.5) },
      one("square-root") { try $0.squareRoot() },
      one("times-number") { try $0 * 3 },
      one("clamp") { try $0.clamp(-1...1) },
      two("add", map, map) { try $0 + $1 },
      two("add-per-channel", map, [64, 1, 1]) { try $0 + $1 },
      two("multiply", map, map) { try $0 * $1 },
      two("binary-cross-entropy", map, map) {
        try binaryCrossEntropyWithLogits($0, $1, reduction: .none)
      },
      two("compare", map, map) { try $0 .< $1 },
      one("max-pool-2x2") { try $0.maxPool2D(size: 2) },
      one("max-pool-3x3-stride-2") { try $0.maxPool2D(size: 3, stride: 2, padding: 1) },
      one("average-pool-2x2") { try $0.averagePool2D(size: 2) },
      one("global-average-pool") { try $0.adaptiveAveragePool2D(outputSize: [1, 1]) },
      one("upsample-nearest", [1, 64, 75, 75]) { try $0.upsampledNearest(to: [150, 150]) },
      one("upsample-bilinear", [1, 64, 75, 75]) { try $0.upsampledBilinear(to: [150, 150]) },
      two("concatenate", map, map) { try concatenate([$0, $1], axis: 1) },
      one("pad") { try $0.padded(by: 1) },
      one("slice") { try $0[0..., 8..<56, 10..<140, 10..<140] },
      one("channels-last") { try $0.permuted([0, 2, 3, 1]) },
      one("transpose", [2048, 2048]) { try $0.transposed() },
      one("sum") { try $0.sum() },
      one("mean-of-channels") { try $0.mean(axes: [0, 2, 3]) },
      one("sum-over-channels") { try $0.sum(axes: [1]) },
      one("variance") { try $0.variance(axes: [0, 2, 3]) },
      one("max-over-channels") { try $0.max(axes: [1]) },
      one("argmax-over-channels") { try $0.argmax(axis: 1) },
      one("softmax-of-rows", [4096, 81]) { try $0.softmax(axis: 1) },
      one("softmax-over-channels", [1, 21, 256, 256]) { try $0.softmax(axis: 1) },
      one("log-softmax-of-rows", [4096, 81]) { try $0.logSoftmax(axis: 1) },
      one("select-rows", [8192, 256]) { try $0.selecting(Array(stride(from: 0, to: 8192, by: 3))) },
      writing("write-fresh-malloc", "fresh from malloc") { try Fresh.malloc(bytes: $0) },
      writing("write-fresh", "fresh, in large pages") { try Fresh.pool(bytes: $0) },
      writing("write-used", "used before") { try Fresh.used(bytes: $0) },
      batchNormInference, batchNormInTraining, transposedConvolution, dropout, lossOfClasses,
      regionAlignment, regionAlignmentBack, suppression, pasting,
    ]
  }

  private static func one(
    _ id: String, _ shape: [Int] = map, _ operation: @escaping @Sendable (Tensor) throws -> Tensor
  ) -> Workload {
    Workload(id, .operations, "\(words(id)) \(size(shape))") { given in
      var random = given.random
      let x = try Tensor.uniform(shape, in: 0.1..<2, using: &random)
      let y = try operation(x)
      return Workload.Prepared(bytes: Double(4 * (x.count + y.count))) { [try operation(x)] }
    }
  }

  private static func two(
    _ id: String, _ a: [Int], _ b: [Int],
    _ operation: @escaping @Sendable (Tensor, Tensor) throws -> Tensor
  ) -> Workload {
    Workload(id, .operations, "\(words(id)) \(size(a)), \(size(b))") { given in
      var random = given.random
      let x = try Tensor.normal(a, using: &random)
      let y = try Tensor.normal(b, using: &random)
      let z = try operation(x, y)
      return Workload.Prepared(bytes: Double(4 * (x.count + y.count + z.count))) {
        [try operation(x, y)]
      }
    }
  }

  /// 64 MiB full of ones, in memory that `make` provides.
  private static func writing(
    _ id: String, _ name: String,
    _ make:
      @escaping @Sendable (_ bytes: Int) throws -> (_ body: (Fresh.Floats) -> Void) throws ->
      Void
  ) -> Workload {
    Workload(id, .operations, "write 64 MiB, \(name)") { _ in
      let bytes = 64 << 20
      let provide = try make(bytes)
      return Workload.Prepared(bytes: Double(bytes)) {
        try provide { $0.update(repeating: 1, count: bytes / 4) }
        return []
      }
    }
  }

  private static func words(_ id: String) -> String { id.replacing("-", with: " ") }
  private static func size(_ shape: [Int]) -> String {
    shape.map(String.init).joined(separator: "×")
  }

  private static let batchNormInference = Workload(
    "batch-norm", .operations, "batch norm, inference, \(size(map))"
  ) { given in
    var random = given.random
    let x = try Tensor.normal(map, using: &random)
    let (one, zero) = (try Tensor.ones([64]), try Tensor.zeros([64]))
    return Workload.Prepared(bytes: Double(8 * x.count)) {
      [try batchNorm(x, scale: one, shift: zero, runningMean: zero, runningVariance: one)]
    }
  }

  private static let batchNormInTraining = Workload(
    "batch-norm-training", .operations, "batch norm, training, \(size(map))"
  ) { given in
    var random = given.random
    let x = try Tensor.normal(map, using: &random)
    let (one, zero) = (try Tensor.ones([64]), try Tensor.zeros([64]))
    return Workload.Prepared(bytes: Double(12 * x.count)) {  // read twice
      [try batchNormTraining(x, scale: one, shift: zero).output]
    }
  }

  private static let transposedConvolution = Workload(
    "transposed-convolution", .operations, "transposed convolution 256→256 2×2/2 @28"
  ) { given in
    var random = given.random
    let x = try Tensor.normal([1, 256, 28, 28], using: &random)
    let weight = try Tensor.normal([256, 256, 2, 2], using: &random)
    return Workload.Prepared(flops: 2 * 256 * 256 * 4 * 28 * 28) {
      [try convTranspose2D(x, weight, stride: 2)]
    }
  }

  private static let dropout = Workload("dropout", .operations, "dropout \(size(map))") { given in
    var random = given.random
    let x = try Tensor.normal(map, using: &random)
    return Workload.Prepared(bytes: Double(8 * x.count)) {
      var random = SeededGenerator(seed: 2)
      return [try x.dropout(probability: 0.5, using: &random)]
    }
  }

  private static let lossOfClasses = Workload(
    "cross-entropy", .operations, "cross entropy 4096×81"
  ) { given in
    var random = given.random
    let logits = try Tensor.normal([4096, 81], using: &random)
    let classes = (0..<4096).map { $0 % 81 }
    return Workload.Prepared(bytes: Double(4 * logits.count)) {
      [try crossEntropy(logits, classes)]
    }
  }

  /// A thousand boxes of an 800×1067 picture, of 16 to 600 pixels a side, as proposals are.
  private static func proposals(using random: inout SeededGenerator) throws -> [Box] {
    let numbers = try Tensor.uniform([1000, 4], in: 0..<1, using: &random).values
    return (0..<1000).map { i in
      let side = 16 * pow(2, 5.2 * numbers[4 * i + 2])
      let tall = pow(2, 2 * numbers[4 * i + 3] - 1)
      return Box(
        centerX: 1067 * numbers[4 * i], centerY: 800 * numbers[4 * i + 1], width: side / tall,
        height: side * tall
      ).clipped(width: 1067, height: 800)
    }
  }

  private static func pyramid(using random: inout SeededGenerator) throws -> [Tensor] {
    try [(200, 267), (100, 134), (50, 67), (25, 34)].map {
      try Tensor.normal([1, 256, $0.0, $0.1], using: &random)
    }
  }

  private static let regionAlignment = Workload(
    "roi-align", .operations, "RoIAlign of 1000 regions to 7×7, pyramid @800×1067"
  ) { given in
    var random = given.random
    let (maps, boxes) = (try pyramid(using: &random), try proposals(using: &random))
    let pooling = try PyramidPooling(.align(samplingRatio: 2), strides: [4, 8, 16, 32])
    return Workload.Prepared(bytes: Double(4 * 1000 * 256 * 49)) {
      [try pooling(maps, regions: [boxes], bins: 7)]
    }
  }

  private static let regionAlignmentBack = Workload(
    "roi-align-training", .operations, "the same of 256 regions, with the way back"
  ) { given in
    var random = given.random
    let maps = try pyramid(using: &random).map { Parameter($0) }
    let boxes = Array(try proposals(using: &random).prefix(256))
    let pooling = try PyramidPooling(.align(samplingRatio: 2), strides: [4, 8, 16, 32])
    return Workload.Prepared {
      let pooled = try pooling(maps.map(\.tracked), regions: [boxes], bins: 7)
      try pooled.sum().backward()
      for map in maps { map.gradient = nil }
      return [pooled]
    }
  }

  private static let suppression = Workload(
    "suppression", .operations, "suppression of 1000 boxes at IoU 0.7"
  ) { given in
    var random = given.random
    let boxes = try proposals(using: &random)
    let scores = try Tensor.uniform([1000], in: 0..<1, using: &random).values
    return Workload.Prepared {
      [try Tensor(nonMaximumSuppression(boxes, scores: scores, threshold: 0.7).map { Float($0) })]
    }
  }

  private static let pasting = Workload(
    "paste-masks", .operations, "100 masks of 28×28 pasted into 800×1067"
  ) { given in
    var random = given.random
    let boxes = Array(try proposals(using: &random).prefix(100))
    let masks = try Tensor.uniform([100, 28, 28], in: 0..<1, using: &random)
    return Workload.Prepared {
      let pasted = try pastedMasks(masks, boxes: boxes, width: 1067, height: 800)
      return [try Tensor(pasted.map { Float($0.area) })]
    }
  }
}
