import Images
import Tensors

/// Grain: to every sample a number from a normal distribution is added. Nothing moves.
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let noise = GaussianNoise(deviation: 0.02...0.04)
///       noise.name
///       try noise(DetectionExample(pastureSeed: 7), using: &generator)
public struct GaussianNoise: Augmentation {
  /// The standard deviation, drawn from this range for each picture; 1 is the whole way from black
  /// to white.
  public var deviation: ClosedRange<Float>

  /// How strong the grain may be.
  public init(deviation: ClosedRange<Float> = 0...0.06) { self.deviation = deviation }

  public var name: String { "Gaussian noise" }

  public func callAsFunction(
    _ example: DetectionExample, using generator: inout SeededGenerator
  ) throws -> DetectionExample {
    guard deviation.lowerBound >= 0, deviation.upperBound <= 10 else {
      throw ImageError(
        "GaussianNoise", expected: "deviations in 0…10", found: "\(deviation)",
        hint: "samples are in 0…1")
    }
    let level = generator.between(deviation) * 255
    var image = example.image
    for i in image.samples.indices where image.channels != 4 || i & 3 != 3 {
      let noisy = Float(image.samples[i]) + generator.normal(deviation: level)
      image.samples[i] = UInt8(max(0, min(255, noisy.rounded())))
    }
    return example.with(image)
  }
}
