// O outputs, C inputs, K numbers that each output is a weighted sum of.

/// A convolution or linear layer of a plan, with all that happens to its result on the way to memory:
/// `activation(x ∗ weight + bias + residual)`, or `activation(x ∗ weight + bias) + residual`.
struct PlanProduct: Sendable {
  enum Form: Equatable, Sendable {
    case convolution(ConvolutionOptions)
    case linear
  }

  let form: Form
  /// `[O, C / groups, rows, columns]` or `[O, C]`.
  private(set) var weight: Tensor
  /// `[O]`.
  private(set) var bias: Tensor?
  var activation = FusedActivation.none
  var hasResidual = false
  /// Whether the residual is added after the activation.
  var addsResidualLast = false

  init(form: Form, weight: Tensor, bias: Tensor?) {
    self.form = form
    self.weight = weight
    self.bias = bias
  }

  private var outputs: Int { weight.shape[0] }
  private var groups: Int {
    if case .convolution(let options) = form { options.groups } else { 1 }
  }

  /// This product, whose result is scaled and shifted: another weight and another bias.
  func followed(by affine: ChannelAffine) throws -> PlanProduct {
    var product = self
    product.weight = try weight.changed { output, _, w in
      Float(Double(w) * Double(affine.scale(of: output)))
    }
    let old = bias?.values ?? [Float](repeating: 0, count: outputs)
    product.bias = try Tensor(
      old.enumerated().map { output, b in
        Float(Double(b) * Double(affine.scale(of: output)) + Double(affine.shift(of: output)))
      })
    return product
  }

  /// Whether zeros of a padding lie around what this product reads: they are not shifted.
  var isPadded: Bool {
    if case .convolution(let options) = form { options.padding > 0 } else { false }
  }

  /// This product of a scaled and shifted x: another weight, and another bias. With padding, only a
  /// scale can be taken in.
  func preceded(by affine: ChannelAffine) throws -> PlanProduct {
    let width = weight.shape[1]  // inputs of one group
    let taps = weight.shape.dropFirst(2).reduce(1, *)
    let perGroup = max(outputs / groups, 1)
    func input(_ output: Int, _ place: Int) -> Int { output / perGroup * width + place / taps }

    var product = self
    product.weight = try weight.changed { output, place, w in
      Float(Double(w) * Double(affine.scale(of: input(output, place))))
    }
    guard affine.hasShift else { return product }
    let row = width * taps
    var sums = (bias?.values ?? [Float](repeating: 0, count: outputs)).map(Double.init)
    weight.withFloats { w in
      for output in 0..<outputs {
        for place in 0..<row {
          sums[output] +=
            Double(w[output * row + place]) * Double(affine.shift(of: input(output, place)))
        }
      }
    }
    product.bias = try Tensor(sums.map { Float($0) })
    return product
  }
}

extension Tensor {
  /// Every number of a weight from its output (axis 0), its place in that output's row, and itself.
  fileprivate func changed(_ change: (Int, Int, Float) -> Float) throws -> Tensor {
    let row = shape.dropFirst().reduce(1, *)
    return try Tensor(shape: shape, operation: "InferencePlan") { out in
      withFloats { w in
        for output in 0..<shape[0] {
          for place in 0..<row {
            let i = output * row + place
            out[i] = change(output, place, w[i])
          }
        }
      }
    }
  }
}
