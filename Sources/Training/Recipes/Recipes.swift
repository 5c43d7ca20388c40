import Checkpoints
import Layers

/// The models that Fovea trains.
public enum Recipes {
  public static func all() throws -> [any Recipe] {
    [
      try PastureClassifierRecipe(), PastureWindowSegmenterRecipe(), PastureFlatSegmenterRecipe(),
      PastureSegmenterRecipe(), try PastureOverFeatRecipe(), PastureRCNNRecipe(),
      PastureSPPnetRecipe(), try PastureFastRCNNRecipe(), try PastureFasterRCNNRecipe(),
      try PastureMaskRCNNRecipe(), try PasturePoseRecipe(),
      PastureYOLOv1Recipe(), PastureYOLOv3Recipe(),
      try PastureSSDRecipe(),
      PastureDetectNetRecipe(),
    ]
  }

  /// The recipe of that name.
  ///
  /// - Throws: `TrainingError` that lists the names there are.
  public static func named(_ name: String) throws -> any Recipe {
    let all = try all()
    guard let recipe = all.first(where: { $0.name == name }) else {
      throw TrainingError(
        operation: "recipe", expected: "one of \(all.map(\.name).joined(separator: ", "))",
        found: "“\(name)”")
    }
    return recipe
  }
}

extension Recipe {
  /// The model with the numbers of a file.
  ///
  /// - Throws: `CheckpointError` for a file that cannot be read, `LoadError` for one that holds
  ///   another model.
  public func model(weights path: String) throws -> Model {
    var generator = generator(.weights)
    let model = try model(using: &generator)
    try model.load(Checkpoint(contentsOf: path).tensors)
    return model
  }

  /// Measures the numbers of a file on the test split.
  ///
  /// - Throws: as `model(weights:)`.
  public func evaluate(weights path: String, images: Int) throws -> any ScoreReport {
    try report(on: model(weights: path), images: images)
  }
}
