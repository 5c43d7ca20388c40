// Reverse-mode automatic differentiation: each operation that saw a tracked input leaves a node
// behind; `backward()` walks the nodes from the loss to the parameters, newest first.

package enum GradientMode {
  @TaskLocal package static var isOn = true
}

/// Runs `body` without recording anything for `backward()`: for inference, and for changing
/// parameters.
///
/// - Parameter body: what is run; what it answers is answered.
/// - Example:
///       let weight = Parameter(try Tensor([1, 2]))
///       let x = try withoutGradient { try weight.tracked * 2 }
///       x.isTracked
public func withoutGradient<R>(_ body: () throws -> R) rethrows -> R {
  try GradientMode.$isOn.withValue(false, operation: body)
}

/// Runs `body` recording neither for `backward()` nor origins.
private func withoutRecording<R>(_ body: () throws -> R) rethrows -> R {
  try withoutGradient { try OriginMode.$isOn.withValue(false, operation: body) }
}

/// One recorded operation, or a parameter at the beginning of the chain.
///
/// Unchecked `Sendable`: nothing changes after `init` but in `deinit`, when nobody else looks.
package final class GradientNode: @unchecked Sendable {
  package typealias Backward = @Sendable (_ gradient: Tensor) throws -> [Tensor?]

  package let operation: String
  /// The shape of the result, and so of its gradient.
  let shape: [Int]
  private(set) var inputs: [GradientNode?]
  private(set) var backward: Backward?
  let parameter: Parameter?

  package init(leaf parameter: Parameter, shape: [Int]) {
    operation = "parameter"
    self.shape = shape
    inputs = []
    backward = nil
    self.parameter = parameter
  }

  package init(
    operation: String, shape: [Int], inputs: [GradientNode?], backward: @escaping Backward
  ) {
    self.operation = operation
    self.shape = shape
    self.inputs = inputs
    self.backward = backward
    parameter = nil
  }

  deinit {
    guard backward != nil else { return }
    let isFirst = ReleaseQueue.add(Held(inputs: inputs, backward: backward))
    inputs = []
    backward = nil
    if isFirst { ReleaseQueue.drain() }
  }

  private struct Held: Sendable {
    let inputs: [GradientNode?]
    let backward: Backward?
  }
}

extension Tensor {
  /// Whether `backward()` from here would reach a parameter.
  ///
  /// - Example:
  ///       let weight = Parameter(try Tensor([1, 2]))
  ///       let doubled = try weight.tracked * 2
  ///       doubled.isTracked
  public var isTracked: Bool { node != nil }

  /// The same numbers without a history.
  ///
  /// - Returns: the shape of `self`.
  /// - Example: `try Parameter(Tensor([1, 2])).tracked.detached().isTracked`
  public func detached() -> Tensor {
    guard node != nil else { return self }
    var copy = self
    copy.node = nil
    return copy
  }

  /// The same numbers knowing nothing of where they came from.
  package func bare() -> Tensor { Tensor(shape: shape, storage: storage, offset: offset) }

  /// Remembers how to send a gradient back through an operation, when recording is on and an input
  /// is tracked.
  ///
  /// - Parameter backward: gets the gradient of the result (same shape) and answers one gradient
  ///   per input, in order, each of that input's shape; `nil` where none is due. It runs without
  ///   recording. It should capture only what it needs.
  package func recording(
    _ operation: String, from inputs: [Tensor], backward: @escaping GradientNode.Backward
  ) -> Tensor {
    guard inputs.contains(where: { $0.node != nil }), GradientMode.isOn else { return self }
    var tensor = self
    tensor.node = GradientNode(
      operation: operation, shape: shape, inputs: inputs.map(\.node), backward: backward)
    return tensor
  }

  /// Computes the gradient of this number by every parameter it was computed from, and adds it to
  /// their `gradient`. May be called again on the same graph; gradients add up.
  ///
  /// - Throws: `ShapeError` unless this is a single, tracked number.
  /// - Source: Rumelhart, Hinton and Williams, "Learning representations by back-propagating
  ///   errors", Nature 1986.
  /// - Example:
  ///       let weight = Parameter(try Tensor([1, 2, 3]))
  ///       try (weight.tracked * weight.tracked).sum().backward()
  ///       weight.gradient
  public func backward() throws {
    guard count == 1 else {
      throw ShapeError(
        operation: "backward", expected: "a loss of one number", found: "shape \(shape)",
        hint: "take .sum() or .mean() first")
    }
    guard let root = node else {
      throw ShapeError(
        operation: "backward", expected: "a tensor computed from a parameter",
        found: "one without history",
        hint: "compute it from parameter.tracked, outside withoutGradient")
    }
    try withoutRecording {
      var gradients = [ObjectIdentifier(root): try Tensor.full(shape, 1)]
      for node in root.newestFirst() {
        guard let gradient = gradients.removeValue(forKey: ObjectIdentifier(node)) else { continue }
        if let parameter = node.parameter { try parameter.accumulate(gradient) }
        guard let backward = node.backward else { continue }
        let parts = try backward(gradient)
        guard parts.count == node.inputs.count else {
          throw ShapeError(
            operation: node.operation, expected: "a gradient for each of its inputs",
            found: "\(parts.count) gradients for \(node.inputs.count) inputs")
        }
        for (input, part) in zip(node.inputs, parts) {
          guard let input, let part = part?.detached() else { continue }
          guard part.shape == input.shape else {
            throw ShapeError(
              operation: node.operation, expected: "a gradient of shape \(input.shape)",
              found: "\(part.shape)")
          }
          let key = ObjectIdentifier(input)
          gradients[key] = try gradients[key].map { try $0 + part } ?? part
        }
      }
    }
  }
}

extension GradientNode {
  /// Every node behind this one, each before all of its inputs (a topological order).
  fileprivate func newestFirst() -> [GradientNode] {
    var finished: [GradientNode] = []
    var seen: Set<ObjectIdentifier> = [ObjectIdentifier(self)]
    var stack: [(node: GradientNode, next: Int)] = [(self, 0)]
    while let (node, next) = stack.last {
      guard next < node.inputs.count else {
        finished.append(node)
        stack.removeLast()
        continue
      }
      stack[stack.count - 1].next += 1
      if let input = node.inputs[next], seen.insert(ObjectIdentifier(input)).inserted {
        stack.append((input, 0))
      }
    }
    return finished.reversed()
  }
}
