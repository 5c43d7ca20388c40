import Tensors

/// `max(0, x)`: what is below 0 becomes 0.
///
/// - Source: Nair and Hinton, "Rectified linear units improve restricted Boltzmann machines", ICML
///   2010.
/// - Example: `try ReLU()(Tensor([-1, 2]))`
public struct ReLU: PlainLayer {
  /// Nothing to choose.
  public init() {}

  /// Any shape in, the same shape out.
  public func callAsFunction(_ x: Tensor) throws -> Tensor { try x.relu() }
}

/// `x` above 0, `slope · x` below: a ReLU that never quite sleeps, as in Darknet (slope 0.1).
///
/// - Example: `try LeakyReLU(slope: 0.1)(Tensor([-10, 2]))`
public struct LeakyReLU: PlainLayer {
  /// What negative numbers are multiplied by.
  public let slope: Float

  /// The same slope for every number.
  public init(slope: Float = 0.01) { self.slope = slope }

  /// Any shape in, the same shape out.
  public func callAsFunction(_ x: Tensor) throws -> Tensor { try x.leakyReLU(slope: slope) }
}
