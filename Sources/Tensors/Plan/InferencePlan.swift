import Synchronization

/// A forward pass worked out beforehand, for inputs of fixed shapes: batch norm and other constant
/// factors folded into weights, activations and residuals fused into the layer before them, weights
/// packed once, and all values in one block of memory that is used again and again.
///
/// ```swift
/// let plan = try InferencePlan(inputs: [[1, 3, 224, 224]]) { try model($0[0]) }
/// let logits = try plan(picture)
/// ```
///
/// The pass is run once, on zeros, to see what it does, and must do the same for any numbers: one
/// that looks at values on its way (to sort boxes, say) is refused; plan the part before it.
///
/// Results differ from those of the pass itself by rounding only. The weights are those of the moment
/// of planning: a later change of a `Parameter` is not seen. Nothing is recorded for `backward()`.
///
/// One plan may run on several threads at once; each run then has a block of memory of its own.
public final class InferencePlan: Sendable {
  /// What `callAsFunction` takes.
  public let inputShapes: [[Int]]
  /// What it answers.
  public let outputShapes: [[Int]]
  /// Bytes of the block that all values between inputs and outputs share.
  public let arenaBytes: Int
  /// Bytes of the weights, packed.
  public let weightBytes: Int
  /// Bytes of all results of all operations, had each a place of its own.
  public let activationBytes: Int

  let steps: [PlanStep]
  let kernels: Kernels
  private let outputs: [Output]
  private let arenaFloats: Int
  /// Blocks that no run uses at the moment.
  private let idle = Mutex<[Storage]>([])

  private enum Output: Sendable {
    /// A step writes it.
    case computed
    /// It is copied from elsewhere: an input, or what another output shows too.
    case copied(PlanPlace)
    /// It does not depend on the inputs.
    case constant(Tensor)
  }

  /// Plans `forward` for inputs of these shapes.
  ///
  /// - Throws: what `forward` throws, and `ShapeError` when it depends on the values it sees or
  ///   contains an operation of training.
  public convenience init(
    inputs shapes: [[Int]], _ forward: ([Tensor]) throws -> [Tensor]
  ) throws {
    try self.init(try PlanRecorder.graph(inputs: shapes, forward))
  }

  /// Plans a forward pass of one result.
  public convenience init(
    inputs shapes: [[Int]], _ forward: ([Tensor]) throws -> Tensor
  ) throws {
    try self.init(inputs: shapes) { [try forward($0)] }
  }

  private init(_ traced: PlanGraph) throws {
    let kernels = Kernels.current
    self.kernels = kernels
    var graph = traced
    graph.dropUnused()
    activationBytes = graph.nodes.reduce(0) { $0 + graph.counts[$1.value] * 4 }
    if !kernels.isReference {
      graph.lower()
      try graph.foldAffines()
      graph.fuseTails()
    }
    let prepared = try graph.nodes.map { try PreparedProduct($0) }
    let memory = PlanMemory(graph, scratch: prepared.map { $0?.scratchFloats ?? 0 })
    steps = zip(graph.nodes, prepared).enumerated().compactMap { place, step in
      if memory.isInPlace(step.0) { return nil }
      return PlanStep(
        step.0, step.1, memory: memory, scratch: memory.scratchOffsets[place], kernels: kernels)
    }
    outputs = graph.outputs.indices.map { index in
      if memory.isInOutput(index) { return .computed }
      if let tensor = graph.outputs[index].constant { return .constant(tensor) }
      return .copied(memory.place(of: graph.outputs[index]))
    }
    inputShapes = graph.inputs.map(\.shape)
    outputShapes = graph.outputs.map(\.shape)
    arenaFloats = memory.arenaFloats
    arenaBytes = memory.arenaFloats * 4
    weightBytes = prepared.reduce(0) { $0 + ($1?.weightBytes ?? 0) }
  }

  // MARK: Running

  /// Runs the plan.
  ///
  /// - Parameter inputs: of `inputShapes`, in order.
  /// - Returns: new tensors of `outputShapes`.
  /// - Throws: `ShapeError` for other shapes, `AllocationError`.
  public func callAsFunction(_ inputs: [Tensor]) throws -> [Tensor] {
    let loops = kernels.loops
    return try run(inputs) { try $0.run($1, loops) }
  }

  /// Runs a plan of one input and one output.
  ///
  /// - Throws: `ShapeError` when it has more, or for another shape.
  public func callAsFunction(_ input: Tensor) throws -> Tensor {
    guard let result = try self([input]).first, outputShapes.count == 1 else {
      throw ShapeError(
        operation: "InferencePlan", expected: "a plan of one output",
        found: "one of \(outputShapes.count)", hint: "plan([x]) answers all of them")
    }
    return result
  }

  /// How many blocks wait for the next run; for tests.
  var idleArenas: Int { idle.withLock { $0.count } }

  /// Runs every step by `body`.
  func run(
    _ inputs: [Tensor], _ body: (PlanStep, PlanBuffers) throws -> Void
  ) throws -> [Tensor] {
    try check(inputs)
    let arena = try idle.withLock { $0.popLast() } ?? Storage(count: arenaFloats)
    defer { idle.withLock { $0.append(arena) } }
    let buffers = PlanBuffers(
      arena: arena, inputs: inputs,
      outputs: try outputShapes.map { try Storage(count: $0.reduce(1, *)) })
    return try withExtendedLifetime(buffers) {
      for step in steps { try body(step, buffers) }
      return outputs.indices.map { index in
        let shape = outputShapes[index]
        switch outputs[index] {
        case .computed: break
        case .copied(let place):
          buffers.outputs[index].base.update(
            from: buffers.pointer(place), count: shape.reduce(1, *))
        case .constant(let tensor): return tensor
        }
        return Tensor(shape: shape, storage: buffers.outputs[index])
      }
    }
  }

  private func check(_ inputs: [Tensor]) throws {
    guard inputs.count == inputShapes.count else {
      throw ShapeError(
        operation: "InferencePlan", expected: "\(inputShapes.count) inputs, as planned",
        found: "\(inputs.count)")
    }
    for (index, (input, shape)) in zip(inputs, inputShapes).enumerated() {
      guard input.shape == shape else {
        throw ShapeError(
          operation: "InferencePlan", expected: "input \(index) of shape \(shape), as planned",
          found: "shape \(input.shape)", hint: "make another plan for that shape")
      }
      input.storage.watch?.noteReading(shape: shape)  // a plan is no part of another
    }
  }
}
