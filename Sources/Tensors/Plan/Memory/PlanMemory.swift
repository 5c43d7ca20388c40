/// Where a value lies while a plan runs, in floats from the beginning of what holds it.
enum PlanPlace: Sendable {
  case input(Int, offset: Int)
  case output(Int, offset: Int)
  case arena(offset: Int)
  case constant(Tensor)
}

/// A place for every value of a graph: the caller's inputs, the outputs, which are new tensors, and
/// one arena for the rest, in which values that are never needed at the same time share their place.
struct PlanMemory {
  private let graph: PlanGraph
  private let shared: SharedHomes
  /// Of roots only.
  private var places: [Int: PlanPlace] = [:]
  /// Where each step's scratch memory lies, in floats.
  private(set) var scratchOffsets: [Int]
  private(set) var arenaFloats = 0

  /// - Parameter scratch: floats that each step needs for itself.
  init(_ graph: PlanGraph, scratch: [Int]) {
    self.graph = graph
    shared = SharedHomes(graph)
    scratchOffsets = scratch.map { _ in 0 }
    for (index, input) in graph.inputs.enumerated() {
      places[input.value] = .input(index, offset: 0)
    }
    for (index, output) in graph.outputs.enumerated() {
      guard let view = output.view, graph.isWhole(view) else { continue }
      let home = shared.homes[view.value]
      if home.offset == 0, graph.counts[home.root] == view.count, places[home.root] == nil {
        places[home.root] = .output(index, offset: 0)
      }
    }
    layOut(scratch)
  }

  private mutating func layOut(_ scratch: [Int]) {
    var births: [Int: Int] = [:]
    for (place, node) in graph.nodes.enumerated() {
      let root = shared.homes[node.value].root
      births[root] = min(births[root] ?? place, place)
    }
    var roots: [Int] = []
    var blocks: [ArenaLayout.Block] = []
    for (root, birth) in births.sorted(by: { $0.key < $1.key }) where places[root] == nil {
      roots.append(root)
      let death = max(birth, shared.lastRead(ofRoot: root) ?? birth)
      blocks.append(.init(floats: graph.counts[root], life: birth...death))
    }
    let steps = scratch.indices.filter { scratch[$0] > 0 }
    blocks += steps.map { .init(floats: scratch[$0], life: $0...$0) }
    let layout = ArenaLayout(blocks)
    for (root, offset) in zip(roots, layout.offsets) { places[root] = .arena(offset: offset) }
    for (step, offset) in zip(steps, layout.offsets.dropFirst(roots.count)) {
      scratchOffsets[step] = offset
    }
    arenaFloats = layout.total
  }

  /// Where a view or constant lies.
  func place(of operand: PlanGraph.Operand) -> PlanPlace {
    switch operand {
    case .constant(let tensor): .constant(tensor)
    case .view(let view): place(ofValue: view.value, offset: view.offset)
    }
  }

  func place(ofValue value: Int, offset: Int = 0) -> PlanPlace {
    let home = shared.homes[value]
    let within = home.offset + offset
    return switch places[home.root] {
    case .input(let index, _): .input(index, offset: within)
    case .output(let index, _): .output(index, offset: within)
    case .arena(let start): .arena(offset: start + within)
    case .constant, nil: .arena(offset: within)  // neither is ever stored
    }
  }

  /// Whether a step would do nothing: a concatenation all of whose parts lie in it already.
  func isInPlace(_ node: PlanGraph.Node) -> Bool {
    guard case .concatenate(let axis) = node.kind, node.shape[..<axis].allSatisfy({ $0 == 1 })
    else { return false }
    var offset = 0
    for operand in node.operands {
      guard let view = operand.view, homeIsWithin(view, node.value, at: offset) else {
        return false
      }
      offset += view.count
    }
    return true
  }

  /// Whether a view lies so many floats into a value.
  private func homeIsWithin(_ view: PlanGraph.View, _ value: Int, at offset: Int) -> Bool {
    let (part, whole) = (shared.homes[view.value], shared.homes[value])
    return part.root == whole.root && part.offset + view.offset == whole.offset + offset
  }

  /// Whether an output lies where the caller gets it, so that it need not be copied there.
  func isInOutput(_ index: Int) -> Bool {
    guard let view = graph.outputs[index].view else { return false }
    if case .output(index, offset: 0) = place(ofValue: view.value, offset: view.offset) {
      return true
    }
    return false
  }
}

/// The memory of one run.
struct PlanBuffers {
  let arena: Storage
  let inputs: [Tensor]
  let outputs: [Storage]

  /// What holds a place, and the offset in it.
  private func holder(of place: PlanPlace) -> (storage: Storage, offset: Int) {
    switch place {
    case .input(let index, let offset): (inputs[index].storage, inputs[index].offset + offset)
    case .output(let index, let offset): (outputs[index], offset)
    case .arena(let offset): (arena, offset)
    case .constant(let tensor): (tensor.storage, tensor.offset)
    }
  }

  /// Valid as long as the buffers and the plan are.
  func pointer(_ place: PlanPlace) -> UnsafeMutablePointer<Float> {
    let (storage, offset) = holder(of: place)
    return storage.base + offset
  }

  func tensor(_ place: PlanPlace, shape: [Int]) -> Tensor {
    let (storage, offset) = holder(of: place)
    return Tensor(shape: shape, storage: storage, offset: offset)
  }
}
