import Synchronization

/// A tensor that training changes, with its gradient and its name.
///
/// A reference: a layer, an optimizer and a checkpoint all speak of the same numbers.
///
/// - Example:
///       let weight = Parameter(try Tensor([1, 2]), name: "weight")
///       weight.name
///       try (weight.tracked * 3).sum().backward()
///       weight.gradient
///       weight.value = try weight.value - weight.gradient! * 0.1
///       weight.clearGradient()
///       weight.value
public final class Parameter: Sendable {
  /// As in PyTorch's `state_dict`: `features.0.weight`.
  public let name: String
  private let state: Mutex<State>

  private struct State {
    var value: Tensor
    var gradient: Tensor?
  }

  /// The numbers to begin with, of any shape.
  ///
  /// - Parameter name: as a checkpoint calls them.
  /// - Example: `Parameter(try Tensor.zeros([4]), name: "bias")`
  public init(_ value: Tensor, name: String = "") {
    self.name = name
    state = Mutex(State(value: value.bare()))
  }

  /// The numbers, without a history. Setting them keeps the gradient.
  ///
  /// - Returns: the same shape for ever, unless you set another.
  public var value: Tensor {
    get { state.withLock { $0.value } }
    set { state.withLock { $0.value = newValue.bare() } }
  }

  /// What `backward()` has added up since `clearGradient()`.
  ///
  /// - Returns: the shape of `value`; `nil` before the first `backward()`.
  public var gradient: Tensor? {
    get { state.withLock { $0.gradient } }
    set { state.withLock { $0.gradient = newValue?.bare() } }
  }

  /// The numbers as the start of a computation: operations on `tracked` reach this parameter when
  /// `backward()` runs. Inside `withoutGradient` it is the same as `value`.
  ///
  /// - Returns: the shape of `value`.
  public var tracked: Tensor {
    let value = self.value
    guard GradientMode.isOn else { return value }
    var tensor = value
    tensor.node = GradientNode(leaf: self, shape: value.shape)
    return tensor
  }

  /// Sets the gradient to `nil`: before each step of training.
  public func clearGradient() { state.withLock { $0.gradient = nil } }

  /// Adds to the gradient; safe when several threads do so at once.
  package func accumulate(_ gradient: Tensor) throws {
    let gradient = gradient.bare()
    try state.withLock { state in
      state.gradient = try withoutGradient {
        try state.gradient.map { try $0 + gradient } ?? gradient
      }
    }
  }
}

extension Parameter: CustomStringConvertible {
  /// Its name, and its numbers when there are few, else its shape.
  public var description: String {
    let numbers = value.count <= 6 ? "\(value)" : "\(value.shape)"
    return "Parameter(\(name.isEmpty ? "" : "\(name), ")\(numbers))"
  }
}
