// What regions look like.

extension RegionMap: Picture {
  /// Each region in a colour of its own, without meaning; borders between them dark.
  public func picture() throws -> Image {
    // A step around the circle of hues that never comes back: neighbours in number differ most.
    let colors = (0..<count).map { label in
      let turn = Float(label) * 0.618_034
      return Color(
        HSV(
          hue: turn - turn.rounded(.down), saturation: 0.45 + 0.3 * Float(label % 3) / 2,
          value: 0.95 - 0.25 * Float(label % 4) / 3))
    }
    return try painted(colors)
  }

  /// Each region in the mean colour of its pixels: what is left of the picture.
  ///
  /// - Throws: `ImageError` when the picture has another size.
  public func meanColors(of image: Image) throws -> Image {
    try checkSize(of: image, "meanColors")
    let source = image.rgb()
    var sums = [SIMD3<Int>](repeating: .zero, count: count)
    for (i, label) in pixels.enumerated() {
      sums[Int(label)] &+= SIMD3(
        Int(source.samples[3 * i]), Int(source.samples[3 * i + 1]), Int(source.samples[3 * i + 2]))
    }
    return try painted(
      zip(sums, sizes).map { sum, size in
        let mean = (0..<3).map { UInt8(clamping: (sum[$0] + size / 2) / max(1, size)) }
        return Color(mean[0], mean[1], mean[2])
      })
  }

  /// The picture with a line, one pixel wide, along every border between regions.
  ///
  /// - Throws: `ImageError` when the picture has another size.
  public func outlined(on image: Image, color: Color = .yellow) throws -> Image {
    try checkSize(of: image, "outlined")
    var result = image.rgb()
    for y in 0..<height {
      for x in 0..<width {
        let label = pixels[y * width + x]
        let isBorder =
          (x + 1 < width && pixels[y * width + x + 1] != label)
          || (y + 1 < height && pixels[(y + 1) * width + x] != label)
        if isBorder { result.blend(color, x: x, y: y) }
      }
    }
    return result
  }

  private func checkSize(of image: Image, _ operation: String) throws {
    guard image.width == width, image.height == height else {
      throw ImageError(
        "RegionMap.\(operation)", expected: "the picture that was cut, \(width)×\(height)",
        found: "\(image)")
    }
  }

  /// - Parameter colors: one a region.
  private func painted(_ colors: [Color]) throws -> Image {
    var result = try Image(width: width, height: height)
    for (i, label) in pixels.enumerated() {
      let color = colors[Int(label)]
      result.samples[3 * i] = color.red
      result.samples[3 * i + 1] = color.green
      result.samples[3 * i + 2] = color.blue
    }
    return result
  }
}
