internal import CKernels

/// A convolution or linear layer of a plan, ready to run. INTERIM until PreparedConvolution lands.
struct PreparedProduct: Sendable {
  let product: PlanProduct
  let geometry: ConvolutionGeometry?
  let xShape: [Int]
  let scratchFloats = 0
  let algorithm: String
  let weightBytes: Int
  let count: Int
  let kernels: Kernels

  init?(_ node: PlanGraph.Node, kernels: Kernels) throws {
    guard case .product(let product) = node.kind else { return nil }
    self.product = product
    self.kernels = kernels
    xShape = node.operands[0].shape
    weightBytes = product.weight.count * 4
    count = node.shape.reduce(1, *)
    switch product.form {
    case .convolution(let o):
      let shape = try ConvolutionShape(
        conv2D: xShape, weight: product.weight.shape, bias: product.bias?.shape, stride: o.stride,
        padding: o.padding, dilation: o.dilation, groups: o.groups)
      geometry = shape.geometry
      algorithm = "direct"
    case .linear:
      geometry = nil
      algorithm = "direct"
    }
  }

  func run(
    _ x: UnsafePointer<Float>, residual: UnsafeMutablePointer<Float>?,
    into y: UnsafeMutablePointer<Float>, scratch: UnsafeMutablePointer<Float>, _ loops: CKTable
  ) throws {
    if let geometry {
      try product.weight.withFloats { w in
        try withOptionalFloats(product.bias) { b in
          try convolve(input: x, weight: w, bias: b, output: y, geometry: geometry, loops: loops)
        }
      }
    } else {
      let input = try Tensor(shape: xShape, operation: "") {
        $0.update(from: x, count: xShape.reduce(1, *))
      }
      let result = try linear(input, product.weight, bias: product.bias)
      result.withFloats { y.update(from: $0, count: result.count) }
    }
    func activate() {
      switch product.activation {
      case .none: break
      case .relu: loops.relu(y, y, count)
      case .leakyReLU(let slope): loops.leaky_relu(y, slope, y, count)
      }
    }
    if let residual, !product.addsResidualLast { loops.add(y, residual, y, count) }
    activate()
    if let residual, product.addsResidualLast { loops.add(y, residual, y, count) }
  }
}
