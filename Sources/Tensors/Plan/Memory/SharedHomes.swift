/// Which values lie within others: the parts of a concatenation in its result, and what an
/// elementwise step writes over what it read. A value that lies in no other is a root.
struct SharedHomes {
  struct Home: Equatable {
    var root: Int
    /// Floats from the root's beginning.
    var offset: Int
  }

  private let graph: PlanGraph
  private(set) var homes: [Home]
  /// The steps that read each value; `graph.nodes.count` stands for the caller, who reads outputs.
  private let readers: [[Int]]
  private let isInput: Set<Int>

  init(_ graph: PlanGraph) {
    self.graph = graph
    homes = graph.counts.indices.map { Home(root: $0, offset: 0) }
    isInput = Set(graph.inputs.map(\.value))
    var readers = [[Int]](repeating: [], count: graph.counts.count)
    for (place, node) in graph.nodes.enumerated() {
      for view in node.operands.compactMap(\.view) { readers[view.value].append(place) }
    }
    for view in graph.outputs.compactMap(\.view) { readers[view.value].append(graph.nodes.count) }
    self.readers = readers
    for place in graph.nodes.indices { placeParts(of: place) }
    for place in graph.nodes.indices { placeOver(place) }
  }

  private func members(of root: Int) -> [Int] { homes.indices.filter { homes[$0].root == root } }
  private func isRoot(_ value: Int) -> Bool { homes[value] == Home(root: value, offset: 0) }

  /// The last step that reads anything in a root.
  func lastRead(ofRoot root: Int) -> Int? { members(of: root).flatMap { readers[$0] }.max() }

  /// A root and all within it become part of another.
  private mutating func move(root: Int, to home: Home) {
    for member in members(of: root) {
      homes[member] = Home(root: home.root, offset: home.offset + homes[member].offset)
    }
  }

  /// Lets the operands of a concatenation be computed where they are wanted, when each of them is
  /// one contiguous stretch of the result.
  private mutating func placeParts(of place: Int) {
    let node = graph.nodes[place]
    guard case .concatenate(let axis) = node.kind, node.shape[..<axis].allSatisfy({ $0 == 1 })
    else { return }
    var offset = 0
    for operand in node.operands {
      if let view = operand.view, graph.isWhole(view), isRoot(view.value),
        !isInput.contains(view.value)
      {
        move(root: view.value, to: Home(root: homes[node.value].root, offset: offset))
      }
      offset += operand.shape.reduce(1, *)
    }
  }

  /// Whether two views are the same or lie in different roots, so that writing one place after the
  /// other over the first hurts no reading of the second.
  private func isApart(_ other: PlanGraph.View, from view: PlanGraph.View) -> Bool {
    (other.value == view.value && other.offset == view.offset)
      || homes[other.value].root != homes[view.value].root
  }

  /// Lets an elementwise step write over an operand that nobody reads afterwards.
  private mutating func placeOver(_ place: Int) {
    let node = graph.nodes[place]
    switch node.kind {
    case .activation, .affine, .sum, .elementwise: break
    default: return
    }
    for view in node.operands.compactMap(\.view) {
      guard graph.isWhole(view), graph.counts[node.value] == view.count,
        !isInput.contains(view.value), lastRead(ofRoot: homes[view.value].root) == place,
        node.operands.compactMap(\.view).allSatisfy({ isApart($0, from: view) })
      else { continue }
      if isRoot(node.value) {
        homes[node.value] = homes[view.value]
        return
      }
      if isRoot(view.value), homes[node.value].root != view.value {
        move(root: view.value, to: homes[node.value])
        return
      }
    }
  }
}
