/// SHA-256 of some bytes, in hexadecimal: to notice when a frozen thing changes.
///
/// - Source: NIST FIPS 180-4, §6.2.
struct SHA256 {
  private var state: [UInt32] = [
    0x6A09_E667, 0xBB67_AE85, 0x3C6E_F372, 0xA54F_F53A, 0x510E_527F, 0x9B05_688C, 0x1F83_D9AB,
    0x5BE0_CD19,
  ]

  /// The fractional parts of the cube roots of the first 64 primes, in 32 bits.
  private static let constants: [UInt32] = {
    var primes: [UInt64] = []
    var candidate: UInt64 = 2
    while primes.count < 64 {
      if primes.allSatisfy({ candidate % $0 != 0 }) { primes.append(candidate) }
      candidate += 1
    }
    return primes.map { prime in
      // The largest r with r³ ≤ prime · 2⁹⁶, found bit by bit; its lower 32 bits are the fraction.
      var root: UInt64 = 0
      for bit in stride(from: 34, through: 0, by: -1) {
        let next = root | 1 << UInt64(bit)
        let square = next.multipliedFullWidth(by: next)
        // next < 2³⁵, so next² < 2⁷⁰ and next³ < 2¹⁰⁵.
        let low = square.low.multipliedFullWidth(by: next)
        let high = low.high + square.high * next
        if high < prime << 32 || (high == prime << 32 && low.low == 0) { root = next }
      }
      return UInt32(truncatingIfNeeded: root)
    }
  }()

  static func hex(of bytes: [UInt8]) -> String {
    var digest = SHA256()
    var message = bytes + [0x80]
    while message.count % 64 != 56 { message.append(0) }
    let bits = UInt64(bytes.count) * 8
    for shift in stride(from: 56, through: 0, by: -8) {
      message.append(UInt8(truncatingIfNeeded: bits >> UInt64(shift)))
    }
    for start in stride(from: 0, to: message.count, by: 64) {
      digest.absorb(message[start..<(start + 64)])
    }
    return digest.state.map { word in
      let text = String(word, radix: 16)
      return String(repeating: "0", count: 8 - text.count) + text
    }.joined()
  }

  private mutating func absorb(_ block: ArraySlice<UInt8>) {
    func turn(_ x: UInt32, _ n: UInt32) -> UInt32 { x >> n | x << (32 - n) }
    var w = [UInt32](repeating: 0, count: 64)
    for i in 0..<16 {
      for k in 0..<4 { w[i] = w[i] << 8 | UInt32(block[block.startIndex + 4 * i + k]) }
    }
    for i in 16..<64 {
      let a = turn(w[i - 15], 7) ^ turn(w[i - 15], 18) ^ w[i - 15] >> 3
      let b = turn(w[i - 2], 17) ^ turn(w[i - 2], 19) ^ w[i - 2] >> 10
      w[i] = w[i - 16] &+ a &+ w[i - 7] &+ b
    }
    var s = state
    for i in 0..<64 {
      let sum1 = turn(s[4], 6) ^ turn(s[4], 11) ^ turn(s[4], 25)
      let choice = s[4] & s[5] ^ ~s[4] & s[6]
      let t1 = s[7] &+ sum1 &+ choice &+ Self.constants[i] &+ w[i]
      let sum0 = turn(s[0], 2) ^ turn(s[0], 13) ^ turn(s[0], 22)
      let majority = s[0] & s[1] ^ s[0] & s[2] ^ s[1] & s[2]
      s = [t1 &+ sum0 &+ majority, s[0], s[1], s[2], s[3] &+ t1, s[4], s[5], s[6]]
    }
    for i in 0..<8 { state[i] = state[i] &+ s[i] }
  }
}
