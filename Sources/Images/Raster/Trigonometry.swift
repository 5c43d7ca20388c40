/// Sine and cosine from a polynomial of our own.
///
/// The mathematics library of each machine may round the last bit its own way; these use only
/// additions, multiplications and roundings, which IEEE 754 fixes, so a drawing is the same
/// everywhere. Good to about 1e-6.
public enum Trigonometry {
  /// The sine of an angle given in whole turns: 0.25 is a quarter turn.
  public static func sine(turns: Float) -> Float {
    guard turns.isFinite else { return 0 }
    var t = turns - turns.rounded()  // -0.5 ... 0.5 turns
    if t > 0.25 { t = 0.5 - t }
    if t < -0.25 { t = -0.5 - t }
    let x = t * 6.283_185_5  // -π/2 ... π/2
    let s = x * x
    // The Taylor series of the sine up to x¹¹: its remainder is below 6e-8 here.
    var sum: Float = -1 / 39_916_800
    sum = sum * s + 1 / 362_880
    sum = sum * s - 1 / 5_040
    sum = sum * s + 1 / 120
    sum = sum * s - 1 / 6
    sum = sum * s + 1
    return x * sum
  }

  /// The cosine of an angle given in whole turns.
  public static func cosine(turns: Float) -> Float { sine(turns: turns + 0.25) }
}
