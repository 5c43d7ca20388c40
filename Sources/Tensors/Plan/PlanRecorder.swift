import Synchronization

/// Says that a storage holds what a forward pass computed from the inputs of a plan in the making.
package final class StorageWatch: Sendable {
  let recorder: PlanRecorder
  let value: Int
  /// Where the value begins in its storage.
  let start: Int

  init(recorder: PlanRecorder, value: Int, start: Int) {
    self.recorder = recorder
    self.value = value
    self.start = start
  }

  /// Somebody reads the floats.
  package func noteReading(shape: [Int]) { recorder.noteReading(self, shape: shape) }
}

/// Follows one forward pass and writes its operations down as a graph.
///
/// It recognises its tensors by their storage, which it marks: an operation on a marked tensor is
/// recorded and its result is marked in turn. A tensor without a mark does not depend on the inputs
/// and is a constant. Whoever reads a marked tensor's floats outside of an operation makes the pass
/// depend on values, which a plan cannot follow: it is refused.
package final class PlanRecorder: Sendable {
  /// The recorder of the forward pass that this task runs.
  @TaskLocal static var current: PlanRecorder?

  private struct State {
    var graph = PlanGraph()
    /// The values that the running operation may read; nil between operations.
    var readable: Set<Int>?
    var operation = ""
    var path: [String] = []
    var refusal: ShapeError?

    /// Keeps the first reason.
    mutating func refuse(_ expected: String, _ found: String, _ hint: String) {
      if refusal == nil {
        let place = path.isEmpty ? "InferencePlan" : "InferencePlan.\(path.joined(separator: "."))"
        refusal = ShapeError(operation: place, expected: expected, found: found, hint: hint)
      }
    }
  }
  private let state = Mutex(State())
  private let isDone = Atomic<Bool>(false)

  /// Runs `forward` on zeros.
  ///
  /// - Throws: what `forward` throws, and `ShapeError` when a plan could not repeat what it did.
  static func graph(
    inputs shapes: [[Int]], _ forward: ([Tensor]) throws -> [Tensor]
  ) throws -> PlanGraph {
    let recorder = PlanRecorder()
    defer { recorder.isDone.store(true, ordering: .releasing) }
    let inputs = try shapes.map { shape in
      let zeros = try Tensor.zeros(shape)
      let value = recorder.state.withLock { state in
        let value = state.graph.addValue(count: zeros.count)
        state.graph.inputs.append(.init(value: value, offset: 0, shape: shape))
        return value
      }
      zeros.storage.watch = StorageWatch(recorder: recorder, value: value, start: 0)
      return zeros
    }
    let outputs: [Tensor]
    do {
      outputs = try $current.withValue(recorder) { try withoutGradient { try forward(inputs) } }
    } catch {
      // Zeros may have led the pass astray: then that they were looked at is the better reason.
      throw recorder.refusal ?? error
    }
    if let refusal = recorder.refusal { throw refusal }
    return recorder.state.withLock { state in
      state.graph.outputs = outputs.map { recorder.operand($0) }
      return state.graph
    }
  }

  private var refusal: ShapeError? { state.withLock { $0.refusal } }

  /// The recorder that follows one of these tensors.
  static func following(_ tensors: [Tensor]) -> PlanRecorder? {
    for tensor in tensors {
      if let watch = tensor.storage.watch, !watch.recorder.isDone.load(ordering: .acquiring) {
        return watch.recorder
      }
    }
    return nil
  }

  /// What a tensor is to the graph.
  private func operand(_ tensor: Tensor) -> PlanGraph.Operand {
    guard let watch = tensor.storage.watch, watch.recorder === self else {
      // A constant here; to a plan around this one, a look at values.
      tensor.storage.watch?.noteReading(shape: tensor.shape)
      return .constant(tensor.bare())
    }
    return .view(
      .init(value: watch.value, offset: tensor.offset - watch.start, shape: tensor.shape))
  }

  // MARK: Operations

  /// Runs an operation and writes it down.
  func record(
    _ operation: String, from inputs: [Tensor], flops: Int, note: PlanNote?,
    _ body: () throws -> Tensor
  ) rethrows -> Tensor {
    let inputs = inputs + (note?.further ?? [])
    let operands = inputs.map(operand)
    guard begin(operation, operands) else { return try body() }
    defer { state.withLock { $0.readable = nil } }
    let result = try body()
    // The same numbers in another shape, or none of the inputs' own.
    guard result.storage.watch == nil,
      !inputs.contains(where: { $0.storage === result.storage })
    else { return result }
    let value: Int? = state.withLock { state in
      guard let note else {
        state.refuse(
          "operations that a plan can repeat", "\(operation), which it cannot",
          "plan the part before it")
        return nil
      }
      let value = state.graph.addValue(count: result.count)
      state.graph.nodes.append(
        PlanGraph.Node(
          name: state.path.joined(separator: "."), operation: operation, kind: note.kind,
          operands: operands, value: value, shape: result.shape, flops: flops,
          again: note.again, loop: note.loop))
      return value
    }
    if let value {
      result.storage.watch = StorageWatch(recorder: self, value: value, start: result.offset)
    }
    return result
  }

  /// - Returns: false within another operation, which speaks for all it consists of.
  private func begin(_ operation: String, _ operands: [PlanGraph.Operand]) -> Bool {
    let isHere = PlanRecorder.current === self
    return state.withLock { state in
      guard isHere else {
        state.refuse(
          "a forward pass on one thread", "\(operation) on another",
          "plan what each thread does by itself")
        return false
      }
      guard state.readable == nil else { return false }
      state.readable = Set(operands.compactMap { $0.view?.value })
      state.operation = operation
      return true
    }
  }

  fileprivate func noteReading(_ watch: StorageWatch, shape: [Int]) {
    guard !isDone.load(ordering: .acquiring) else { return }
    state.withLock { state in
      guard let readable = state.readable else {
        let last = state.operation.isEmpty ? "an input" : "the result after \(state.operation)"
        state.refuse(
          "a forward pass whose steps do not depend on the numbers in it",
          "one that reads the values of \(last), of shape \(shape)",
          "plan the part before it, and go on from the plan's outputs")
        return
      }
      if !readable.contains(watch.value) {
        state.refuse(
          "operations that read what they are given",
          "\(state.operation), which also reads a tensor of shape \(shape)",
          "plan the part before it")
      }
    }
  }

  // MARK: Names

  /// Operations inside `body` belong to the layer `name`.
  package static func named<R>(_ name: String, _ body: () throws -> R) rethrows -> R {
    guard let recorder = current else { return try body() }
    recorder.state.withLock { $0.path.append(name) }
    defer { recorder.state.withLock { _ = $0.path.popLast() } }
    return try body()
  }
}
