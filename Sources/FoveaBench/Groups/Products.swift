import Fovea

/// Matrix products: squares, and the shapes of networks.
enum Products {
  private static let shapes = [
    (64, 64, 64), (256, 256, 256), (1024, 1024, 1024), (64, 4096, 1024), (2048, 64, 2048),
    (512, 4608, 196), (1, 4096, 4096), (64, 4096, 4096),
  ]

  static var workloads: [Workload] {
    shapes.flatMap { rows, depth, columns in
      let flops = 2.0 * Double(rows) * Double(depth) * Double(columns)
      let size = "\(rows)×\(depth)×\(columns)"
      @Sendable func tensors(_ given: Workload.Given) throws -> (a: Tensor, b: Tensor) {
        var random = given.random
        return (
          try .normal([rows, depth], using: &random), try .normal([depth, columns], using: &random)
        )
      }
      return [
        Workload("matmul-\(rows)-\(depth)-\(columns)", .gemm, "matmul \(size)") { given in
          let (a, b) = try tensors(given)
          return Workload.Prepared(flops: flops) { [try matmul(a, b)] }
        },
        Workload("linear-\(rows)-\(depth)-\(columns)", .gemm, "linear \(size)") { given in
          let (a, b) = try tensors(given)
          let weight = try b.transposed()
          return Workload.Prepared(flops: flops) { [try linear(a, weight)] }
        },
      ]
    }
  }
}
