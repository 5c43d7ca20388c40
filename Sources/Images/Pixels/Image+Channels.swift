// Between grey, RGB and RGBA.
extension Image {
  /// One channel of luma (ITU-R BT.601, as Pillow's `convert("L")`). Transparency is laid over
  /// white first.
  ///
  /// - Example: `try Image(example: "pasture-01.png").grey()`
  public func grey() -> Image {
    if channels == 1 { return self }
    let source = rgb()
    let count = width * height
    let samples = source.samples.withUnsafeBufferPointer { from in
      [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        for i in 0..<count {
          buffer[i] = luma601(from[3 * i], from[3 * i + 1], from[3 * i + 2])
        }
        initialized = count
      }
    }
    return Image(width: width, height: height, channels: 1, samples: samples)
  }

  /// Three channels. Grey is repeated; transparency is laid over `background`.
  public func rgb(over background: Color = .white) -> Image {
    if channels == 3 { return self }
    let count = width * height
    let back = [Int(background.red), Int(background.green), Int(background.blue)]
    let samples = samples.withUnsafeBufferPointer { from in
      [UInt8](unsafeUninitializedCapacity: count * 3) { buffer, initialized in
        for i in 0..<count {
          for channel in 0..<3 {
            if channels == 1 {
              buffer[3 * i + channel] = from[i]
            } else {
              let alpha = Int(from[4 * i + 3])
              let mix = Int(from[4 * i + channel]) * alpha + back[channel] * (255 - alpha)
              buffer[3 * i + channel] = UInt8((mix + 127) / 255)
            }
          }
        }
        initialized = count * 3
      }
    }
    return Image(width: width, height: height, channels: 3, samples: samples)
  }

  /// Four channels; opaque where there was no alpha.
  public func rgba() -> Image {
    if channels == 4 { return self }
    let count = width * height
    let samples = samples.withUnsafeBufferPointer { from in
      [UInt8](unsafeUninitializedCapacity: count * 4) { buffer, initialized in
        for i in 0..<count {
          for channel in 0..<3 {
            buffer[4 * i + channel] = channels == 1 ? from[i] : from[3 * i + channel]
          }
          buffer[4 * i + 3] = 255
        }
        initialized = count * 4
      }
    }
    return Image(width: width, height: height, channels: 4, samples: samples)
  }
}
