import Tensors

// N images, C channels, H×W pixels.

extension Image {
  /// The picture as numbers: `[1, C, H, W]`, each sample divided by 255, so in 0…1.
  ///
  /// C is 1, 3 or 4, as in the picture; a model that wants three channels wants `rgb().tensor()`.
  ///
  /// - Example: `try Image(example: "pasture-01.png").tensor().shape`
  public func tensor() throws -> Tensor { try Image.tensor(of: [self]) }

  /// Pictures of one size as one batch: `[N, C, H, W]`, in 0…1.
  ///
  /// - Throws: `ImageError` when there is no picture, or when sizes or channels differ.
  public static func tensor(of images: [Image]) throws -> Tensor {
    guard let first = images.first else {
      throw ImageError("tensor(of:)", expected: "at least one image", found: "an empty list")
    }
    if let odd = images.firstIndex(where: {
      $0.width != first.width || $0.height != first.height || $0.channels != first.channels
    }) {
      throw ImageError(
        "tensor(of:)", expected: "every image like the first, \(first)",
        found: "\(images[odd]) at index \(odd)",
        hint: "resize with resized(width:height:) and convert with rgb()")
    }
    let plane = first.width * first.height
    let channels = first.channels
    return try Tensor(
      shape: [images.count, channels, first.height, first.width], operation: "tensor(of:)"
    ) { floats in
      for (n, image) in images.enumerated() {
        image.samples.withUnsafeBufferPointer { samples in
          for channel in 0..<channels {
            let into = floats + (n * channels + channel) * plane
            for i in 0..<plane { into[i] = Float(samples[i * channels + channel]) * (1 / 255) }
          }
        }
      }
    }
  }

  /// A picture of the numbers of a tensor: 0 is black, 1 is full, what lies outside is clamped,
  /// and NaN becomes 0.
  ///
  /// - Parameter tensor: `[C, H, W]` or `[1, C, H, W]` with C = 1 (grey), 3 (RGB) or 4 (RGBA).
  /// - Throws: `ShapeError` for any other shape, `ImageError` for a size no picture may have.
  /// - Example: `try Image(Tensor.full([3, 24, 32], 0.5))`
  public init(_ tensor: Tensor) throws {
    var shape = tensor.shape
    if shape.count == 4, shape[0] == 1 { shape.removeFirst() }
    guard shape.count == 3, [1, 3, 4].contains(shape[0]) else {
      throw ShapeError(
        operation: "Image", expected: "[C, H, W] or [1, C, H, W] with C = 1, 3 or 4",
        found: "\(tensor.shape)", hint: "pick one image with x[0], or draw channels with mosaic")
    }
    let (channels, height, width) = (shape[0], shape[1], shape[2])
    try Image.checkSize(width, height, operation: "Image")
    let plane = width * height
    let samples = tensor.withFloats { floats in
      [UInt8](unsafeUninitializedCapacity: plane * channels) { buffer, initialized in
        for channel in 0..<channels {
          for i in 0..<plane { buffer[i * channels + channel] = byte(floats[channel * plane + i]) }
        }
        initialized = plane * channels
      }
    }
    self.init(width: width, height: height, channels: channels, samples: samples)
  }
}
