// Colours changed sample by sample; alpha stays.
extension Image {
  /// Other colours, the same shapes: each pixel's hue turned, its saturation and value multiplied.
  ///
  /// A grey picture has neither hue nor saturation, so only its value changes.
  ///
  /// - Parameters:
  ///   - hue: whole turns; 0.5 makes red cyan, 1 changes nothing. Wraps.
  ///   - saturation: a factor; 0 takes all colour out.
  ///   - value: a factor; 0 is black.
  /// - Throws: `ImageError` for a number that is not finite, or a negative factor.
  /// - Source: Darknet's `distort_image`, whose training of YOLO changes hue, saturation and
  ///   exposure this way.
  public func adjusting(hue: Float = 0, saturation: Float = 1, value: Float = 1) throws -> Image {
    try Image.check(hue.isFinite, "adjusting(hue:)", "a finite turn", hue)
    try Image.check(
      saturation.isFinite && saturation >= 0, "adjusting(saturation:)",
      "a finite factor of at least 0", saturation)
    try Image.check(
      value.isFinite && value >= 0, "adjusting(value:)", "a finite factor of at least 0", value)
    if channels == 1 { return brightened(by: value) }
    var copy = self
    for start in stride(from: 0, to: samples.count, by: channels) {
      var changed = HSV(
        red: Float(samples[start]) / 255, green: Float(samples[start + 1]) / 255,
        blue: Float(samples[start + 2]) / 255)
      changed.hue += hue
      changed.saturation *= saturation
      changed.value *= value
      let color = Color(changed)
      copy.samples[start] = color.red
      copy.samples[start + 1] = color.green
      copy.samples[start + 2] = color.blue
    }
    return copy
  }

  /// Each sample moved away from the picture's mean luma, or towards it.
  ///
  /// - Parameter factor: 1 changes nothing, 0 leaves one grey.
  /// - Throws: `ImageError` unless the factor is finite and at least 0.
  /// - Source: torchvision's `adjust_contrast`, on samples in 0 … 1.
  public func contrasted(by factor: Float) throws -> Image {
    try Image.check(
      factor.isFinite && factor >= 0, "contrasted", "a finite factor of at least 0", factor)
    var sum = 0.0
    for start in stride(from: 0, to: samples.count, by: channels) {
      let red = Double(samples[start])
      sum +=
        channels == 1
        ? red
        : 0.2989 * red + 0.587 * Double(samples[start + 1]) + 0.114 * Double(samples[start + 2])
    }
    let mean = Float(sum / Double(width * height)) / 255
    let table = (0...255).map { byte(mean + (Float($0) / 255 - mean) * min(factor, 1e6)) }
    var copy = self
    for i in samples.indices where channels != 4 || i & 3 != 3 {
      copy.samples[i] = table[Int(samples[i])]
    }
    return copy
  }

  private static func check(
    _ isGood: Bool, _ operation: String, _ expected: String, _ found: Float
  ) throws {
    guard isGood else { throw ImageError(operation, expected: expected, found: "\(found)") }
  }
}
