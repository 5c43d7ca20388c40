/// One thing that is timed.
struct Benchmark {
  /// `peak`, `gemm`, `convolution` or `training`.
  let group: String
  let name: String
  /// Floating-point operations of one run, a multiplication and an addition counting as two.
  let flops: Double
  let run: () throws -> Void
}

/// What the clock said.
struct Measurement {
  let group: String
  let name: String
  let flops: Double
  /// Milliseconds of one run; the median over all repeats.
  let milliseconds: Double
  /// The fastest run: what the machine can do when nobody else uses it.
  let best: Double

  /// Billions of floating-point operations per second, by the median.
  var gigaflops: Double { flops / milliseconds * 1e-6 }
}

/// Times every benchmark once per repeat, in turn, so that a slow moment of the machine falls on all
/// of them alike; a first, untimed round warms caches, threads and memory up.
func measure(_ benchmarks: [Benchmark], repeats: Int) throws -> [Measurement] {
  var times = [[Double]](repeating: [], count: benchmarks.count)
  let clock = ContinuousClock()
  for repetition in 0...repeats {
    for (index, benchmark) in benchmarks.enumerated() {
      let start = clock.now
      try benchmark.run()
      let elapsed = (clock.now - start).components
      if repetition > 0 {
        times[index].append(Double(elapsed.seconds) * 1e3 + Double(elapsed.attoseconds) * 1e-15)
      }
    }
  }
  return zip(benchmarks, times).map { benchmark, times in
    let sorted = times.sorted()
    return Measurement(
      group: benchmark.group, name: benchmark.name, flops: benchmark.flops,
      milliseconds: sorted[sorted.count / 2], best: sorted[0])
  }
}
