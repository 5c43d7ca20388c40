extension PlanGraph {
  /// The graph in the few kinds that the other passes know: convolutions and linear layers with
  /// constant weights become products; whatever is one multiplication and one addition by constants
  /// becomes a `ChannelAffine`; an addition of equal shapes becomes a sum.
  mutating func lower() {
    for place in nodes.indices {
      if let lowered = nodes[place].lowered {
        nodes[place].kind = lowered.kind
        nodes[place].operands = lowered.operands
      }
    }
  }
}

extension PlanGraph.Node {
  fileprivate var lowered: (kind: PlanKind, operands: [PlanGraph.Operand])? {
    switch kind {
    case .convolution(let options): product(.convolution(options))
    case .linear: product(.linear)
    case .batchNorm(let epsilon):
      constants(from: 1).map {
        let affine = ChannelAffine(
          scale: $0[0], shift: $0[1], mean: $0[2], variance: $0[3], epsilon: epsilon)
        return (.affine(affine), [operands[0]])
      }
    case .scalars(let scale, let shift):
      (.affine(ChannelAffine(scale: [scale], shift: [shift])), operands)
    case .arithmetic(let operation): arithmetic(operation)
    default: nil
    }
  }

  /// The operands from one place on, when all of them are constants.
  private func constants(from place: Int) -> [Tensor]? {
    let constants = operands.dropFirst(place).compactMap(\.constant)
    return constants.count == operands.count - place ? constants : nil
  }

  private func product(
    _ form: PlanProduct.Form
  ) -> (kind: PlanKind, operands: [PlanGraph.Operand])? {
    guard let constants = constants(from: 1), let weight = constants.first else { return nil }
    let product = PlanProduct(form: form, weight: weight, bias: constants.dropFirst().first)
    return (.product(product), [operands[0]])
  }

  private func arithmetic(
    _ operation: PlanArithmetic
  ) -> (kind: PlanKind, operands: [PlanGraph.Operand])? {
    let (a, b) = (operands[0], operands[1])
    if let constant = b.constant, a.shape == shape,
      let affine = ChannelAffine(operation, x: shape, constant: constant, isOnTheRight: true)
    {
      return (.affine(affine), [a])
    }
    if let constant = a.constant, b.shape == shape,
      let affine = ChannelAffine(operation, x: shape, constant: constant, isOnTheRight: false)
    {
      return (.affine(affine), [b])
    }
    if operation == .add, a.shape == shape, b.shape == shape { return (.sum, operands) }
    return nil
  }
}
