import Layers
import Tensors

/// The functions that Darknet's layers may end with.
///
/// - Source: Darknet, `src/activations.h`.
public enum DarknetActivation: String, Hashable, Sendable, CaseIterable {
  case logistic, loggy, relu, elu, selu, relie, plse, hardtan, lhtan, linear, ramp, leaky, tanh
  case stair

  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    switch self {
    case .linear: return x
    case .leaky: return try x.leakyReLU(slope: 0.1)
    case .relu: return try x.relu()
    case .relie: return try x.leakyReLU(slope: 0.01)
    case .ramp: return try x.relu() + 0.1 * x
    case .logistic: return try x.sigmoid()
    case .loggy: return try 2 * x.sigmoid() - 1
    case .tanh: return try x.tanh()
    case .elu: return try x.relu() + Self.bent(x)
    case .selu:
      let (scale, slope): (Float, Float) = (1.0507, 1.6732)
      return try scale * x.relu() + (scale * slope) * Self.bent(x)
    case .hardtan: return try x.clamp(-1...1)
    // Between 0 and 1 as it is; outside a thousandth of the way further.
    case .lhtan: return try 0.001 * x + 0.999 * x.clamp(0...1)
    // A straight line from 0 at −4 to 1 at 4; outside a hundredth of the way further.
    case .plse:
      let middle = try x.clamp(-4...4)
      return try 0.125 * middle + 0.5 + 0.01 * (x - middle)
    case .stair: return try Self.stair(x)
    }
  }

  /// eˣ − 1 below 0, and 0 above.
  private static func bent(_ x: Tensor) throws -> Tensor {
    try minimum(x, Tensor(0)).exp() - 1
  }

  /// Flat from an even whole number to the next odd one, then a slope of 1. It looks at its values:
  /// no gradient goes through, and no plan is made of it. No stock configuration has it.
  private static func stair(_ x: Tensor) throws -> Tensor {
    let values = x.values.map { value in
      let whole = value.rounded(.down)
      let isEven = whole.remainder(dividingBy: 2) == 0
      return (value / 2).rounded(.down) + (isEven ? 0 : value - whole)
    }
    return try Tensor(values, shape: x.shape)
  }
}
