import Fovea

/// What the processor can do at best: independent multiply-adds in registers, and one stream
/// through memory. Everything else is compared with these.
enum Peak {
  static var workloads: [Workload] {
    let threads = Workers.shared.threads
    return (threads > 1 ? [1, threads] : [1]).map(multiplyAdds) + [copy]
  }

  private static func multiplyAdds(threads: Int) -> Workload {
    Workload("peak-\(threads)", .peak, "multiply-adds, \(threads) thread\(threads == 1 ? "" : "s")")
    { _ in
      let kernels = Kernels.current
      let rounds = 20_000_000  // some 20 ms: longer than threads take to wake up
      return Workload.Prepared(
        flops: Double(kernels.multiplyAdds(rounds: 1)) * Double(rounds * threads)
      ) {
        Workers.shared.parallel(threads) { _ in _ = kernels.multiplyAdds(rounds: rounds) }
        return []
      }
    }
  }

  /// a + 1 for 64 MiB: far more than the caches hold.
  private static let copy = Workload("stream", .peak, "x + 1 of 64 MiB") { _ in
    let x = try Tensor.zeros([16 << 20])
    return Workload.Prepared(flops: Double(x.count), bytes: Double(8 * x.count)) { [try x + 1] }
  }
}
