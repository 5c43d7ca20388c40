import Tensors

/// `max(0, x)`: what is below 0 becomes 0.
public struct ReLU: PlainLayer {
  public init() {}

  public func callAsFunction(_ x: Tensor) throws -> Tensor { try x.relu() }
}

/// `x` above 0, `slope · x` below: a ReLU that never quite sleeps, as in Darknet (slope 0.1).
public struct LeakyReLU: PlainLayer {
  public let slope: Float

  public init(slope: Float = 0.01) { self.slope = slope }

  public func callAsFunction(_ x: Tensor) throws -> Tensor { try x.leakyReLU(slope: slope) }
}
