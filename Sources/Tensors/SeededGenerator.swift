/// A small, fast, reproducible source of randomness: the same seed gives the same numbers on every
/// machine. All randomness in Fovea comes from a generator that the caller passes in.
///
/// - Source: Blackman and Vigna, "Scrambled linear pseudorandom number generators", 2021
///   (xoshiro256**), seeded through SplitMix64 as its authors advise.
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       generator.unit()
public struct SeededGenerator: RandomNumberGenerator, Sendable, Equatable {
  var state: (UInt64, UInt64, UInt64, UInt64)

  /// The same seed, the same numbers.
  public init(seed: Int) {
    var mixer = UInt64(bitPattern: Int64(seed))
    func nextSeed() -> UInt64 {
      mixer &+= 0x9E37_79B9_7F4A_7C15
      var z = mixer
      z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
      z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
      return z ^ (z >> 31)
    }
    state = (nextSeed(), nextSeed(), nextSeed(), nextSeed())
  }

  /// All that it will ever draw, in four words.
  package var words: [UInt64] { [state.0, state.1, state.2, state.3] }

  /// The generator of those words; `nil` unless there are four, not all 0.
  package init?(words: [UInt64]) {
    guard words.count == 4, words.contains(where: { $0 != 0 }) else { return nil }
    state = (words[0], words[1], words[2], words[3])
  }

  public mutating func next() -> UInt64 {
    func rotated(_ x: UInt64, _ k: UInt64) -> UInt64 { (x << k) | (x >> (64 - k)) }
    let result = rotated(state.1 &* 5, 7) &* 9
    let t = state.1 << 17
    state.2 ^= state.0
    state.3 ^= state.1
    state.1 ^= state.2
    state.0 ^= state.3
    state.2 ^= t
    state.3 = rotated(state.3, 45)
    return result
  }

  /// A number in 0 ..< 1, from the upper 24 bits of one draw.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       generator.unit()
  public mutating func unit() -> Float { Float(next() >> 40) * 0x1p-24 }

  /// A number in `range`, evenly spread.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       generator.uniform(-1..<1)
  public mutating func uniform(_ range: Range<Float>) -> Float {
    range.lowerBound + (range.upperBound - range.lowerBound) * unit()
  }

  /// A whole number in `0 ..< count`; 0 when `count` is not positive.
  ///
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       generator.index(below: 6)
  public mutating func index(below count: Int) -> Int {
    count > 0 ? Int(next() % UInt64(count)) : 0
  }

  /// True with probability `p`.
  ///
  /// - Parameter p: in 0…1.
  /// - Example:
  ///       var generator = SeededGenerator(seed: 1)
  ///       generator.chance(0.5)
  public mutating func chance(_ p: Float) -> Bool { unit() < p }

  public static func == (a: SeededGenerator, b: SeededGenerator) -> Bool { a.state == b.state }
}

extension SeededGenerator: CustomStringConvertible {
  public var description: String { "SeededGenerator" }
}
