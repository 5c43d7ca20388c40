extension PlanGraph {
  /// Takes every multiplication and addition by constants that stands next to a convolution or linear
  /// layer into its weights: batch norm behind it, the normalisation of pixels before it.
  ///
  /// - Source: Jacob et al., "Quantization and Training of Neural Networks", CVPR 2018, §3.2, for the
  ///   folding of batch norm.
  mutating func foldAffines() throws {
    while let change = try firstFold() {
      nodes[change.kept] = change.node
      nodes.remove(at: change.dropped)
    }
  }

  private struct Fold {
    /// Which node becomes which, and which is not needed any more.
    let kept: Int
    let node: Node
    let dropped: Int
  }

  private func firstFold() throws -> Fold? {
    let (producers, uses) = (producers, useCounts)
    for (place, node) in nodes.enumerated() {
      guard let x = node.operands.first?.view, isWhole(x), uses[x.value] == 1,
        let before = producers[x.value]
      else { continue }
      let earlier = nodes[before]
      let isSameShape = x.shape == earlier.shape
      switch (earlier.kind, node.kind) {
      case (.affine(let first), .affine(let second))
      where isSameShape || (first.isForAll && second.isForAll):
        var merged = node
        merged.operands = earlier.operands
        merged.operation = earlier.operation + " " + node.operation
        merged.kind = .affine(first.followed(by: second))
        merged.flops = max(node.flops, earlier.flops)
        return Fold(kept: place, node: merged, dropped: before)

      case (.product(let product), .affine(let affine))
      where product.takes(affine, resultShape: earlier.shape, isSameShape: isSameShape):
        var folded = earlier
        folded.kind = .product(try product.followed(by: affine))
        folded.operation += " " + node.operation
        folded.value = node.value
        folded.shape = node.shape
        return Fold(kept: before, node: folded, dropped: place)

      case (.affine(let affine), .product(let product))
      where isSameShape && !product.hasResidual
        && (affine.isForAll || product.isByChannel(x.shape))
        && !(product.isPadded && affine.hasShift):
        var folded = node
        folded.operation = earlier.operation + " " + node.operation
        folded.operands[0] = earlier.operands[0].reshaped(x.shape)
        folded.kind = .product(try product.preceded(by: affine))
        return Fold(kept: place, node: folded, dropped: before)

      default: continue
      }
    }
    return nil
  }
}

extension PlanProduct {
  /// Whether an affine on the result can be taken in.
  fileprivate func takes(_ affine: ChannelAffine, resultShape: [Int], isSameShape: Bool) -> Bool {
    guard activation == .none, !hasResidual else { return false }
    return affine.isForAll || (isSameShape && isByChannel(resultShape))
  }

  /// Whether axis 1 of something of this shape is what the weight's rows (or columns) count.
  fileprivate func isByChannel(_ shape: [Int]) -> Bool {
    form != .linear || shape.count == 2
  }
}

extension PlanGraph.Operand {
  /// The same numbers in another shape.
  func reshaped(_ shape: [Int]) -> PlanGraph.Operand {
    switch self {
    case .view(let view): .view(.init(value: view.value, offset: view.offset, shape: shape))
    case .constant(let tensor):
      .constant(Tensor(shape: shape, storage: tensor.storage, offset: tensor.offset))
    }
  }
}
