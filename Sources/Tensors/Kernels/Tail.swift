internal import CKernels

/// An activation that a product can apply while it stores its result.
package enum FusedActivation: Equatable, Sendable {
  case none
  /// max(x, 0); NaN stays NaN.
  case relu
  /// x where x > 0, otherwise slope · x.
  case leakyReLU(slope: Float)
}

/// What happens to the result of a product or convolution on its way to memory:
/// `activation(x + bias + residual)`, or `activation(x + bias) + residual`.
///
/// It spares a network the reading and writing of every feature map once per layer.
struct Tail {
  /// One number for each row of the result (each output channel), or nil for zeros.
  var bias: UnsafePointer<Float>?
  /// Numbers laid out exactly as the result, or nil. Not the result itself: a deep product stores
  /// sums there that are not finished.
  var residual: UnsafePointer<Float>?
  var activation = FusedActivation.none
  /// Whether the residual is added after the activation, as in Darknet's shortcuts; otherwise before,
  /// as in ResNet's blocks.
  var addsResidualLast = false

  /// The tail as a loop wants it.
  ///
  /// - Parameters:
  ///   - row: of the result, the loop's first.
  ///   - place: floats from the start of the result to what the loop writes first.
  @inline(__always)
  func loop(row: Int, place: Int) -> CKTail {
    var tail = CKTail(
      bias: bias.map { $0 + row }, residual: residual.map { $0 + place },
      activation: CKActivationNone, slope: 0, residual_is_last: addsResidualLast ? 1 : 0)
    switch activation {
    case .none: break
    case .relu: tail.activation = CKActivationReLU
    case .leakyReLU(let slope):
      tail.activation = CKActivationLeakyReLU
      tail.slope = slope
    }
    return tail
  }

  /// The tail of a result that begins so many rows and floats further on.
  func moved(rows: Int, places: Int) -> Tail {
    var tail = self
    tail.bias = bias.map { $0 + rows }
    tail.residual = residual.map { $0 + places }
    return tail
  }

  /// The tail of one number.
  func applied(to x: Float, row: Int, place: Int) -> Float {
    let sum = x + (bias.map { $0[row] } ?? 0)
    let added = residual.map { $0[place] } ?? 0
    return addsResidualLast ? activated(sum) + added : activated(sum + added)
  }

  private func activated(_ x: Float) -> Float {
    switch activation {
    case .none: x
    case .relu: x < 0 ? 0 : x
    case .leakyReLU(let slope): x < 0 ? slope * x : x
    }
  }
}

/// Calls `body` with the tail as a loop wants it, or with nil.
@inline(__always)
func withLoop<R>(
  _ tail: Tail?, row: Int, place: Int, _ body: (UnsafePointer<CKTail>?) -> R
) -> R {
  guard let tail else { return body(nil) }
  return withUnsafePointer(to: tail.loop(row: row, place: place)) { body($0) }
}
