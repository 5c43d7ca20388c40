/// What the clock said of one workload.
struct Measurement {
  let workload: Workload
  let flops: Double
  let bytes: Double
  /// Milliseconds of one run; the median over all repeats.
  let milliseconds: Double
  /// The fastest run: what the machine can do when nobody else uses it.
  let best: Double

  /// Billions of floating-point operations per second, by the median.
  var gigaflops: Double { flops / milliseconds * 1e-6 }
  /// Billions of bytes read and written per second, by the median.
  var gigabytes: Double { bytes / milliseconds * 1e-6 }
}

/// Milliseconds that `body` takes.
func milliseconds(_ body: () throws -> Void) rethrows -> Double {
  let clock = ContinuousClock()
  let start = clock.now
  try body()
  let elapsed = (clock.now - start).components
  return Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) * 1e-15
}

/// Times every workload once per repeat, in turn, so that a slow moment of the machine falls on all
/// of them alike; a first, untimed round warms caches, threads and memory up.
func measure(_ workloads: [Workload], repeats: Int) throws -> [Measurement] {
  let prepared = try workloads.map { try $0.prepare(Workload.Given()) }
  var times = [[Double]](repeating: [], count: workloads.count)
  for repetition in 0...repeats {
    for (index, one) in prepared.enumerated() {
      let time = try milliseconds { _ = try one.run() }
      if repetition > 0 { times[index].append(time) }
    }
  }
  return workloads.indices.map { index in
    let sorted = times[index].sorted()
    return Measurement(
      workload: workloads[index], flops: prepared[index].flops, bytes: prepared[index].bytes,
      milliseconds: sorted[sorted.count / 2], best: sorted[0])
  }
}
