/// A convolution or linear layer of a plan, its weights packed for one shape of input.
struct PreparedProduct: Sendable {
  private enum Layer: Sendable {
    case convolution(PreparedConvolution)
    case linear(PreparedLinear)
  }

  private let layer: Layer
  private let activation: FusedActivation
  private let addsResidualLast: Bool

  /// Nil for every other kind of node.
  init?(_ node: PlanGraph.Node) throws {
    guard case .product(let product) = node.kind else { return nil }
    let inputShape = node.operands[0].shape
    switch product.form {
    case .convolution(let options):
      layer = .convolution(
        try PreparedConvolution(
          weight: product.weight, bias: product.bias, stride: options.stride,
          padding: options.padding, dilation: options.dilation, groups: options.groups,
          inputShape: inputShape))
    case .linear:
      layer = .linear(
        try PreparedLinear(weight: product.weight, bias: product.bias, inputShape: inputShape))
    }
    activation = product.activation
    addsResidualLast = product.addsResidualLast
  }

  var scratchFloats: Int {
    switch layer {
    case .convolution(let layer): layer.scratchFloats
    case .linear(let layer): layer.scratchFloats
    }
  }
  var weightBytes: Int {
    switch layer {
    case .convolution(let layer): layer.weightBytes
    case .linear(let layer): layer.weightBytes
    }
  }
  /// What a profile calls the way it is computed.
  var algorithm: String {
    switch layer {
    case .convolution(let layer): layer.algorithm.rawValue
    case .linear: "product"
    }
  }

  func run(
    _ x: UnsafePointer<Float>, residual: UnsafePointer<Float>?,
    into result: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>
  ) throws {
    switch layer {
    case .convolution(let layer):
      try layer.run(
        x, residual: residual, activation: activation, residualLast: addsResidualLast,
        into: result, scratch: scratch)
    case .linear(let layer):
      try layer.run(
        x, residual: residual, activation: activation, residualLast: addsResidualLast,
        into: result, scratch: scratch)
    }
  }
}
