extension Image {
  /// The mean of each channel over all pixels, rounded; opaque.
  public var meanColor: Color {
    var sums = [0, 0, 0]
    for start in stride(from: 0, to: samples.count, by: channels) {
      for channel in 0..<3 { sums[channel] += Int(samples[start + (channels == 1 ? 0 : channel)]) }
    }
    let count = width * height
    let mean = sums.map { UInt8(clamping: ($0 + count / 2) / count) }
    return Color(mean[0], mean[1], mean[2])
  }
}
