import Layers
import Tensors

/// Weights that a program in any language makes again, bit for bit, from the parameters' names:
/// so that two implementations of a network can be compared without a file between them.
///
/// Number i of a parameter is `SplitMix64(FNV-1a(name) + (i + 1) · 0x9E37…7C15)`; its upper 24 bits
/// are a multiple of 2⁻²³ in −1 ..< 1, exact in float32. Weights are spread by √(6 / fan in), which
/// keeps the size of a signal through ReLUs (He's uniform); biases lie within ⅛, scales within ¼ of
/// 1. Batch norm's statistics are left as they are: they have to fit the weights.
///
/// `Tests/Oracles/backbones.py` is the other implementation.
extension Layer {
  package func setReproducibleWeights() throws {
    for named in namedParameters() where named.role != .statistic {
      let shape = named.parameter.value.shape
      let (factor, offset) = Self.spread(named.role, shape)
      named.parameter.value = try Tensor(shape: shape, operation: "setReproducibleWeights") {
        let key = stableHash(named.name)
        let count = shape.reduce(1, *)
        for i in 0..<count { $0[i] = reproducible(key, UInt64(i)) * factor + offset }
      }
    }
  }

  private static func spread(
    _ role: NamedParameter.Role, _ shape: [Int]
  ) -> (factor: Float, offset: Float) {
    switch role {
    case .weight: ((6 / Float(shape.dropFirst().reduce(1, *))).squareRoot(), 0)
    case .bias: (0.125, 0)
    case .scale: (0.25, 1)
    case .statistic: (0, 0)
    }
  }
}

/// FNV-1a, 64 bits, of a name's UTF-8.
package func stableHash(_ name: String) -> UInt64 {
  name.utf8.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
}

/// SplitMix64's finaliser: 64 bits that only depend on the key and the place.
package func stableMix(_ key: UInt64, _ place: UInt64) -> UInt64 {
  var z = (place &+ 1) &* 0x9E37_79B9_7F4A_7C15 &+ key
  z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
  z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
  return z ^ (z >> 31)
}

/// A multiple of 2⁻²³ in −1 ..< 1.
private func reproducible(_ key: UInt64, _ place: UInt64) -> Float {
  Float(stableMix(key, place) >> 40) * 0x1p-23 - 1
}
