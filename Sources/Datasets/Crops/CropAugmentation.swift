import Tensors

/// What may be done to a training crop so that the next epoch does not see it again as it was.
///
/// - Example:
///       let settings = CropAugmentation(flip: 0.5, color: 0.1, noise: 0)
///       try PastureCrops(split: .training, batchSize: 9, augmentation: settings).batch(0).labels
public struct CropAugmentation: Hashable, Sendable {
  /// The probability of a left-right flip.
  public var flip: Float
  /// Brightness, contrast and colourfulness each change by up to this share.
  public var color: Float
  /// The standard deviation of the noise added to each sample is up to this.
  public var noise: Float

  /// How much of each is done.
  public init(flip: Float = 0.5, color: Float = 0.2, noise: Float = 0.02) {
    self.flip = flip
    self.color = color
    self.noise = noise
  }

  /// Changes one crop in place: three planes of size × size samples, 0 … 1 before and after.
  package func apply(
    to crop: inout ArraySlice<Float>, size: Int, using generator: inout SeededGenerator
  ) {
    let start = crop.startIndex
    let plane = size * size
    if generator.chance(flip) {
      for row in 0..<(3 * size) {
        let line = start + row * size
        for x in 0..<(size / 2) { crop.swapAt(line + x, line + size - 1 - x) }
      }
    }
    func around1() -> Float { 1 + color * (generator.unit() * 2 - 1) }
    let (brightness, contrast, saturation) = (around1(), around1(), around1())
    let level = noise * generator.unit()
    for i in 0..<plane {
      let (r, g, b) = (crop[start + i], crop[start + plane + i], crop[start + 2 * plane + i])
      let grey = 0.299 * r + 0.587 * g + 0.114 * b
      for (channel, value) in [r, g, b].enumerated() {
        var changed = grey + (value - grey) * saturation
        changed = (changed - 0.5) * contrast + 0.5
        changed *= brightness
        if level > 0 {
          // Three even draws sum to something close enough to a bell; deviation 1 after scaling.
          let sum = generator.unit() + generator.unit() + generator.unit() - 1.5
          changed += level * 2 * sum
        }
        crop[start + channel * plane + i] = max(0, min(1, changed))
      }
    }
  }
}
