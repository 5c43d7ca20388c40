/// Where the light comes from and what it does to a colour.
struct Light: Sendable {
  /// Unit vector towards the sun: x right, y down, z out of the picture towards the viewer.
  var direction: SIMD3<Float>
  /// What full sun adds, per channel.
  var sun: Tint
  /// What the sky gives from everywhere, per channel.
  var ambient: Tint

  /// The colour of a surface that turns `facing` towards the light: -1 away … 1 straight at it.
  @inline(__always)
  func shade(_ color: Tint, facing: Float) -> Tint {
    let half = max(0, facing * 0.5 + 0.5)  // half-Lambert: a soft fall-off into the shadow side
    var strength = ambient + sun * (half * half)
    strength.w = 1
    return color * strength
  }
}
