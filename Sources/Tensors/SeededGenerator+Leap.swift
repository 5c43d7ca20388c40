// Steps of xoshiro are linear over the bits of its state, so many steps at once are a polynomial of
// single steps, modulo the generator's characteristic polynomial. That lets several threads draw one
// sequence.
//
// - Source: Haramoto, Matsumoto, Nishimura, Panneton and L'Ecuyer, "Efficient jump ahead for
//   F2-linear random number generators", INFORMS Journal on Computing, 2008, §2.

extension SeededGenerator {
  /// So many draws at once: x to the power of their number, modulo the characteristic polynomial, as
  /// bits from the lowest power up. (`Tests/Oracles/xoshiro_leaps.py` computes them.)
  struct Leap {
    let draws: Int
    let polynomial: [UInt64]

    static let short = Leap(
      draws: 1 << 13,
      polynomial: [
        0x669D_A123_7388_0674, 0xB1DF_898A_4A6F_1548, 0x3210_4B94_FE25_34D3,
        0xDA66_E09E_52B3_41D1,
      ])
    static let long = Leap(
      draws: 1 << 16,
      polynomial: [
        0x7E89_AC5C_A2FB_F2C7, 0x92AE_7CA3_70C0_BF6B, 0xEF43_BEAA_06F0_2FB8,
        0xD87F_8CE2_3081_7A21,
      ])
  }

  /// Draws and forgets `leap.draws` numbers, in the time of about 300.
  mutating func leap(_ leap: Leap) {
    var (a, b, c, d) = (UInt64(0), UInt64(0), UInt64(0), UInt64(0))
    for word in leap.polynomial {
      for bit in 0..<64 {
        let mask = 0 &- (word >> UInt64(bit) & 1)
        a ^= state.0 & mask
        b ^= state.1 & mask
        c ^= state.2 & mask
        d ^= state.3 & mask
        _ = next()
      }
    }
    state = (a, b, c, d)
  }

  /// Draws and forgets `count` numbers.
  mutating func leap(over count: Int) {
    for _ in 0..<count / Leap.long.draws { leap(.long) }
    for _ in 0..<count % Leap.long.draws / Leap.short.draws { leap(.short) }
    for _ in 0..<count % Leap.short.draws { _ = next() }
  }
}
