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
    let loops = Kernels.current.loops
    let sums = try Storage(count: layout.channels)
    let products = try Storage(count: layout.channels)
    gradient.withFloats { g in
      x.withFloats { x in
        mean.withFloats { mean in
          inverse.withFloats { inverse in
            forEachPlane(layout.channels) { c in
              // Not Σ g·x − mean · Σ g, which cancels where the mean is large.
              var both = (gradient: 0.0, product: 0.0)
              withUnsafeMutableBytes(of: &both) { bytes in
                guard let both = bytes.assumingMemoryBound(to: Double.self).baseAddress else {
                  return
                }
                layout.forEachRun(c) {
                  loops.batch_norm_sums(g + $0, x + $0, mean[c], both, layout.run)
                }
              }
              sums.base[c] = Float(both.gradient)
              products.base[c] = Float(both.product * Double(inverse[c]))
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
    let loops = Kernels.current.loops
    return try Tensor(shape: x.shape, operation: "batchNormTraining") { out in
      gradient.withFloats { g in
        x.withFloats { x in
          forEachPlane(layout.channels) { c in
            func number(_ vector: Tensor) -> Float { vector.withFloats { $0[c] } }
            let (mean, inverse) = (number(mean), number(inverse))
            let factor = number(scale) * inverse
            let average = number(sums.ofGradients) / Float(layout.count)
            let slope = number(sums.ofProducts) / Float(layout.count) * inverse
            layout.forEachRun(c) {
              loops.batch_norm_gradient(
                g + $0, x + $0, factor, average, mean, slope, out + $0, layout.run)
            }
          }
        }
      }
    }
  }
}
