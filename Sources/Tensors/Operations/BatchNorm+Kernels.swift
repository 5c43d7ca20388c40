internal import CKernels

// C channels, each N runs of numbers; x̂ = (x − mean) · inverse.

/// What the gradients of a batch norm are made of, `[C]` each.
struct BatchNormSums: Sendable {
  /// Σ g: the gradient of the shift.
  let ofGradients: Tensor
  /// Σ g·x̂: the gradient of the scale.
  let ofProducts: Tensor

  init(
    _ gradient: Tensor, _ x: Tensor, _ mean: Tensor, _ inverse: Tensor, _ layout: ChannelLayout
  ) throws {
    let sums = try Storage(count: layout.channels)
    let products = try Storage(count: layout.channels)
    gradient.withFloats { g in
      x.withFloats { x in
        mean.withFloats { mean in
          inverse.withFloats { inverse in
            forEachPlane(layout.channels) { c in
              var (sum, product) = (0.0, 0.0)
              layout.forEachRun(c) { start in
                let part = BatchNormKernel.sums(g + start, x + start, mean[c], layout.run)
                sum += part.ofGradients
                product += part.ofProducts
              }
              sums.base[c] = Float(sum)
              products.base[c] = Float(product * Double(inverse[c]))
            }
          }
        }
      }
    }
    ofGradients = Tensor(shape: [layout.channels], storage: sums)
    ofProducts = Tensor(shape: [layout.channels], storage: products)
  }
}

extension ChannelLayout {
  /// Calls `body` with the place where each run of channel `c` begins.
  @inline(__always)
  func forEachRun(_ c: Int, _ body: (_ start: Int) -> Void) {
    for n in 0..<images { body((n &* channels &+ c) &* run) }
  }
}

/// The loops under batch norm.
enum BatchNormKernel {
  private typealias Lanes = SIMD16<Float>
  private static let block = 4096

  /// `x · scale + shift`, each channel by its own.
  static func affine(
    _ x: Tensor, _ layout: ChannelLayout, scale: Tensor, shift: Tensor
  ) throws -> Tensor {
    let loops = Kernels.current.loops
    return try Tensor(shape: x.shape, operation: "batchNorm") { out in
      x.withFloats { x in
        scale.withFloats { scale in
          shift.withFloats { shift in
            forEachPlane(layout.channels) { c in
              layout.forEachRun(c) { start in
                loops.scale_shift(x + start, scale[c], shift[c], out + start, layout.run)
              }
            }
          }
        }
      }
    }
  }

  /// Mean and mean squared distance from it, in two passes.
  static func statistics(
    _ x: Tensor, _ layout: ChannelLayout
  ) throws -> (mean: Tensor, variance: Tensor) {
    let loops = Kernels.current.loops
    let means = try Storage(count: layout.channels)
    let variances = try Storage(count: layout.channels)
    x.withFloats { x in
      forEachPlane(layout.channels) { c in
        var sum = 0.0
        layout.forEachRun(c) { sum += loops.sum(x + $0, layout.run) }
        let mean = Float(sum / Double(layout.count))
        var squares = 0.0
        layout.forEachRun(c) { squares += loops.sum_of_squares(x + $0, mean, layout.run) }
        means.base[c] = mean
        variances.base[c] = Float(squares / Double(layout.count))
      }
    }
    return (
      Tensor(shape: [layout.channels], storage: means),
      Tensor(shape: [layout.channels], storage: variances)
    )
  }

  /// `scale · inverse · (g − Σg / M − x̂ · Σ(g·x̂) / M)`.
  static func trainingGradient(
    _ gradient: Tensor, _ x: Tensor, _ mean: Tensor, _ inverse: Tensor, _ scale: Tensor,
    _ sums: BatchNormSums, _ layout: ChannelLayout
  ) throws -> Tensor {
    try Tensor(shape: x.shape, operation: "batchNormTraining") { out in
      gradient.withFloats { g in
        x.withFloats { x in
          forEachPlane(layout.channels) { c in
            func number(_ vector: Tensor) -> Float { vector.withFloats { $0[c] } }
            let (mean, inverse) = (number(mean), number(inverse))
            let factor = number(scale) * inverse
            let average = number(sums.ofGradients) / Float(layout.count)
            let slope = number(sums.ofProducts) / Float(layout.count) * inverse
            layout.forEachRun(c) { start in
              let (g, x, out) = (g + start, x + start, out + start)
              for i in 0..<layout.run {
                out[i] = factor * ((g[i] - average) - (x[i] - mean) * slope)
              }
            }
          }
        }
      }
    }
  }

  // MARK: Sums over one run

  /// Not Σ g·x − mean · Σ g, which cancels where the mean is large.
  static func sums(
    _ g: UnsafePointer<Float>, _ x: UnsafePointer<Float>, _ mean: Float, _ count: Int
  ) -> (ofGradients: Double, ofProducts: Double) {
    (
      summed(count) {
        load(g, $0)
      } tail: {
        g[$0]
      },
      summed(count) {
        load(g, $0) * (load(x, $0) - mean)
      } tail: {
        g[$0] * (x[$0] - mean)
      }
    )
  }

  @inline(__always)
  private static func load(_ x: UnsafePointer<Float>, _ i: Int) -> Lanes {
    UnsafeRawPointer(x + i).loadUnaligned(as: Lanes.self)
  }

  /// Σ over `0 ..< count`: sixteen sums side by side, gathered in Double every 4096 numbers.
  @inline(__always)
  private static func summed(
    _ count: Int, _ lanes: (Int) -> Lanes, tail: (Int) -> Float
  ) -> Double {
    var (total, i) = (0.0, 0)
    while i < count {
      let end = min(i &+ block, count)
      var sum = Lanes.zero
      while i &+ 16 <= end {
        sum += lanes(i)
        i &+= 16
      }
      total += Double(sum.sum())
      while i < end {
        total += Double(tail(i))
        i &+= 1
      }
    }
    return total
  }
}
