extension PlanGraph {
  /// Lets convolutions and linear layers add a residual and apply an activation while they store
  /// their result, which spares a feature map's way to memory and back for each.
  mutating func fuseTails() {
    var place = 0
    while place < nodes.count {
      let fused: Fusion? =
        switch nodes[place].kind {
        case .activation(let activation): fusion(of: activation, at: place)
        case .sum: fusion(ofSumAt: place)
        default: nil
        }
      guard let fused else {
        place += 1
        continue
      }
      // What the sum adds may be computed after the product, which therefore moves to the sum.
      nodes[place] = fused.node
      nodes.remove(at: fused.dropped)
    }
  }

  private struct Fusion {
    /// Takes the place of the activation or sum.
    let node: Node
    /// Where the product stood.
    let dropped: Int
  }

  private func fusion(of activation: FusedActivation, at place: Int) -> Fusion? {
    guard let (before, product) = product(behind: nodes[place].operands[0]),
      product.activation == .none, !product.addsResidualLast
    else { return nil }
    var fused = product
    fused.activation = activation
    return Fusion(node: joined(before, place, .product(fused)), dropped: before)
  }

  private func fusion(ofSumAt place: Int) -> Fusion? {
    let operands = nodes[place].operands
    var best: Fusion?
    for (index, other) in [(0, 1), (1, 0)] {
      guard let (before, product) = product(behind: operands[index]), !product.hasResidual,
        before > best?.dropped ?? -1
      else { continue }
      var fused = product
      fused.hasResidual = true
      fused.addsResidualLast = product.activation != .none
      var node = joined(before, place, .product(fused))
      node.operands = [node.operands[0], operands[other]]
      best = Fusion(node: node, dropped: before)
    }
    return best
  }

  /// The product whose whole result an operand is, when nobody else reads it.
  private func product(behind operand: Operand) -> (place: Int, product: PlanProduct)? {
    guard let view = operand.view, isWhole(view), useCounts[view.value] == 1,
      let place = nodes.firstIndex(where: { $0.value == view.value }),
      case .product(let product) = nodes[place].kind
    else { return nil }
    return (place, product)
  }

  private func joined(_ first: Int, _ second: Int, _ kind: PlanKind) -> Node {
    var node = nodes[first]
    node.kind = kind
    node.operation += " " + nodes[second].operation
    node.value = nodes[second].value
    node.shape = nodes[second].shape
    return node
  }
}
