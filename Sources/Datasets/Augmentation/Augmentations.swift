import Tensors

/// Several augmentations one after the other, each done with a probability.
///
///     let augmentations = Augmentations()
///       .then(ColorJitter())
///       .then(HorizontalFlip(), probability: 0.5)
///     let changed = try augmentations(example, using: &generator)
///
/// - Example:
///       var generator = SeededGenerator(seed: 1)
///       let augmentations = Augmentations().then(ColorJitter()).then(HorizontalFlip(), probability: 0.5)
///       augmentations.name
///       try augmentations(DetectionExample(pastureSeed: 7), using: &generator)
public struct Augmentations: Augmentation {
  /// One of them.
  public struct Step: Sendable {
    public var augmentation: any Augmentation
    /// In 0…1.
    public var probability: Float
  }

  public var steps: [Step] = []

  /// None: every example stays as it is.
  public init() {}

  /// These, and then another.
  ///
  /// - Parameter probability: in 0…1; what lies outside counts as the nearer end, NaN as 0.
  public func then(_ augmentation: any Augmentation, probability: Float = 1) -> Augmentations {
    var copy = self
    copy.steps.append(Step(augmentation: augmentation, probability: probability))
    return copy
  }

  /// Those of its steps, one after the other.
  public var name: String {
    steps.isEmpty ? "as it is" : steps.map(\.augmentation.name).joined(separator: ", ")
  }

  /// Each step draws whether it happens, and then from a generator of its own: what one draws does
  /// not change what the next one does.
  public func callAsFunction(
    _ example: DetectionExample, using generator: inout SeededGenerator
  ) throws -> DetectionExample {
    var changed = example
    for step in steps {
      let happens = generator.chance(step.probability)
      var own = SeededGenerator(seed: Int(truncatingIfNeeded: generator.next()))
      if happens { changed = try step.augmentation(changed, using: &own) }
    }
    return changed
  }
}

extension Augmentations {
  /// What SSD is trained with: colours, expansion, a crop, a flip.
  ///
  /// - Source: Liu et al., "SSD", ECCV 2016, §2.2 "Data augmentation" and §3.6.
  /// - Example: `Augmentations.ssd.name`
  public static let ssd = Augmentations()
    .then(ColorJitter())
    .then(Expand(), probability: 0.5)
    .then(IoUCrop())
    .then(HorizontalFlip(), probability: 0.5)

  /// What YOLO is trained with: scaling and translation by up to a fifth, exposure and saturation
  /// by up to a factor of 1.5, a flip.
  ///
  /// - Source: Redmon et al., "You Only Look Once", CVPR 2016, §2.2; the hue is YOLO9000's.
  /// - Example: `Augmentations.yolo.name`
  public static let yolo = Augmentations()
    .then(ScaleAndTranslate(scale: 0.8...1.2, shift: 0.2))
    .then(ColorJitter())
    .then(HorizontalFlip(), probability: 0.5)
}
