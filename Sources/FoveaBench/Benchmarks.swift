import Tensors

/// All benchmarks, group by group.
enum Benchmarks {
  static let groups = ["peak", "gemm", "convolution", "training"]

  static func all(of wanted: Set<String>) throws -> [Benchmark] {
    var random = SeededGenerator(seed: 1)
    // Always measured: what the others are compared with.
    var all = [peak(threads: 1)]
    if Workers.shared.threads > 1 { all.append(peak(threads: Workers.shared.threads)) }
    if wanted.contains("gemm") { all += try products(&random) }
    if wanted.contains("convolution") { all += try convolutions(&random) }
    if wanted.contains("training") { all += try training(&random) }
    return all
  }

  /// Independent multiply-adds in registers on every thread.
  private static func peak(threads: Int) -> Benchmark {
    let kernels = Kernels.current
    let rounds = 2_000_000
    let flops = Double(kernels.multiplyAdds(rounds: 1)) * Double(rounds * threads)
    return Benchmark(
      group: "peak", name: "multiply-adds, \(threads) thread\(threads == 1 ? "" : "s")",
      flops: flops
    ) {
      Workers.shared.parallel(threads) { _ in _ = kernels.multiplyAdds(rounds: rounds) }
    }
  }

  private static func products(_ random: inout SeededGenerator) throws -> [Benchmark] {
    let shapes = [
      (64, 64, 64), (256, 256, 256), (1024, 1024, 1024), (64, 4096, 1024), (2048, 64, 2048),
      (512, 4608, 196), (1, 4096, 4096), (64, 4096, 4096),
    ]
    var list: [Benchmark] = []
    for (rows, depth, columns) in shapes {
      let a = try Tensor.normal([rows, depth], using: &random)
      let b = try Tensor.normal([depth, columns], using: &random)
      let flops = 2.0 * Double(rows) * Double(depth) * Double(columns)
      list.append(
        Benchmark(group: "gemm", name: "matmul \(rows)×\(depth)×\(columns)", flops: flops) {
          _ = try matmul(a, b)
        })
      let weight = try b.transposed()
      list.append(
        Benchmark(group: "gemm", name: "linear \(rows)×\(depth)×\(columns)", flops: flops) {
          _ = try linear(a, weight)
        })
    }
    return list
  }

  /// A convolution layer: channels in and out, kernel, stride, and the side of its square input.
  private struct Layer {
    let network: String
    let input: Int
    let output: Int
    let kernel: Int
    let stride: Int
    let side: Int
    var images = 1

    var name: String {
      "\(network) \(images > 1 ? "\(images)× " : "")\(input)→\(output) \(kernel)×\(kernel)"
        + (stride > 1 ? "/\(stride)" : "") + " @\(side)"
    }
    var padding: Int { kernel / 2 }
    var flops: Double {
      let cells = (side + 2 * padding - kernel) / stride + 1
      return 2 * Double(images * output * cells * cells) * Double(input * kernel * kernel)
    }
    func tensors(_ random: inout SeededGenerator) throws -> (x: Tensor, weight: Tensor) {
      (
        try .normal([images, input, side, side], using: &random),
        try .normal([output, input, kernel, kernel], deviation: 0.05, using: &random)
      )
    }
  }

  private static let layers: [Layer] =
    [
      (3, 64, 300), (64, 64, 300), (64, 128, 150), (128, 128, 150), (128, 256, 75),
      (256, 256, 75), (256, 512, 37), (512, 512, 37), (512, 512, 18),
    ].map { Layer(network: "vgg", input: $0, output: $1, kernel: 3, stride: 1, side: $2) }
    + [
      (3, 64, 7, 2, 224), (64, 64, 1, 1, 56), (64, 64, 3, 1, 56), (64, 256, 1, 1, 56),
      (256, 512, 1, 2, 56), (128, 128, 3, 2, 56), (128, 128, 3, 1, 28), (512, 128, 1, 1, 28),
      (256, 256, 3, 1, 14), (1024, 256, 1, 1, 14), (512, 512, 3, 1, 7), (2048, 512, 1, 1, 7),
    ].map { Layer(network: "resnet", input: $0, output: $1, kernel: $2, stride: $3, side: $4) }

  private static func convolutions(_ random: inout SeededGenerator) throws -> [Benchmark] {
    var list: [Benchmark] = []
    for layer in layers {
      let (x, weight) = try layer.tensors(&random)
      list.append(
        Benchmark(group: "convolution", name: layer.name, flops: layer.flops) {
          _ = try conv2D(x, weight, stride: layer.stride, padding: layer.padding)
        })
    }
    // Depthwise: nine multiplications for each number read, so memory is the limit.
    let x = try Tensor.normal([1, 128, 56, 56], using: &random)
    let weight = try Tensor.normal([128, 1, 3, 3], using: &random)
    list.append(
      Benchmark(
        group: "convolution", name: "depthwise 128 3×3 @56", flops: 2 * 128 * 56 * 56 * 9
      ) { _ = try conv2D(x, weight, padding: 1, groups: 128) })
    return list
  }

  /// Forward and backward: three products of the same size, where the input has a gradient too.
  private static func training(_ random: inout SeededGenerator) throws -> [Benchmark] {
    let layers = [
      (3, 16, 3, 1, 32, 64), (16, 32, 3, 1, 16, 64), (32, 64, 3, 1, 8, 64),
      (64, 64, 3, 1, 56, 4), (64, 128, 3, 2, 56, 4), (256, 256, 3, 1, 14, 16),
      (256, 64, 1, 1, 28, 8),
    ].map {
      Layer(
        network: "train", input: $0, output: $1, kernel: $2, stride: $3, side: $4, images: $5)
    }
    var list: [Benchmark] = []
    for layer in layers {
      let (x, weight) = try layer.tensors(&random)
      let (px, pw) = (Parameter(x), Parameter(weight))
      func forward() throws -> Tensor {
        try conv2D(px.tracked, pw.tracked, stride: layer.stride, padding: layer.padding)
      }
      list.append(
        Benchmark(group: "training", name: "\(layer.name) forward", flops: layer.flops) {
          _ = try forward()
        })
      list.append(
        Benchmark(
          group: "training", name: "\(layer.name) forward and backward", flops: 3 * layer.flops
        ) { try forward().sum().backward() })
    }
    return list
  }
}
