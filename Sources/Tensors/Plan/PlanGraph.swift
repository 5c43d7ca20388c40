/// A forward pass as data: what is computed from what.
///
/// A value is a block of floats that one node writes; what operations read are views of values, so
/// that reshapes and leading slices, which copy nothing, are no nodes at all.
struct PlanGraph: Sendable {
  struct View: Hashable, Sendable {
    let value: Int
    /// Where it begins in the value, in floats.
    let offset: Int
    let shape: [Int]

    var count: Int { shape.reduce(1, *) }
  }

  enum Operand: Sendable {
    case view(View)
    /// A weight, or anything else that does not depend on the inputs.
    case constant(Tensor)

    var view: View? {
      if case .view(let view) = self { view } else { nil }
    }
    var constant: Tensor? {
      if case .constant(let tensor) = self { tensor } else { nil }
    }
    var shape: [Int] {
      switch self {
      case .view(let view): view.shape
      case .constant(let tensor): tensor.shape
      }
    }
  }

  struct Node: Sendable {
    /// The layer it stands in: `features.0`.
    var name: String
    /// `conv2D`; after folding and fusing, `conv2D batchNorm relu`.
    var operation: String
    var kind: PlanKind
    var operands: [Operand]
    /// The value it writes.
    var value: Int
    var shape: [Int]
    var flops: Int
    let again: PlanNote.Again
    let loop: PlanNote.Loop?
  }

  /// Floats of each value.
  var counts: [Int] = []
  /// The values that the caller brings.
  var inputs: [View] = []
  /// In an order in which they can run.
  var nodes: [Node] = []
  var outputs: [Operand] = []

  mutating func addValue(count: Int) -> Int {
    counts.append(count)
    return counts.count - 1
  }

  /// Whether a view is a value from end to end.
  func isWhole(_ view: View) -> Bool { view.offset == 0 && view.count == counts[view.value] }

  /// The node that writes each value; none for inputs.
  var producers: [Int: Int] {
    var producers: [Int: Int] = [:]
    for (place, node) in nodes.enumerated() { producers[node.value] = place }
    return producers
  }

  /// How often each value is read, as an output too.
  var useCounts: [Int] {
    var uses = [Int](repeating: 0, count: counts.count)
    for node in nodes {
      for operand in node.operands {
        if let view = operand.view { uses[view.value] += 1 }
      }
    }
    for output in outputs {
      if let view = output.view { uses[view.value] += 1 }
    }
    return uses
  }

  /// Without nodes that no output depends on.
  mutating func dropUnused() {
    var wanted = Set(outputs.compactMap { $0.view?.value })
    var kept: [Node] = []
    for node in nodes.reversed() where wanted.contains(node.value) {
      wanted.formUnion(node.operands.compactMap { $0.view?.value })
      kept.append(node)
    }
    nodes = kept.reversed()
  }
}
