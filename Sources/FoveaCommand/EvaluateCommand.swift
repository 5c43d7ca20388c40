import ArgumentParser
import Fovea
import Training

/// `fovea evaluate MODEL`, and `fovea evaluate --annotations GT --detections DT`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measures a trained model, or scores anybody's results file.",
    usage: """
      fovea evaluate <model> [--weights <file>] [--config <file>] [--names <file>] [--split <split>] [--images <n>] [--json]
      fovea evaluate --annotations <file> --detections <file> [--metric <metric>] \
      [--iou-type <type>] [--area-bands <bands>] [--curves <dir>] [--json]
      """,
    discussion: """
      A model is measured on pictures that nothing in its making has learnt from: a classifier on \
      4000 crops of the test split, a detector or a segmenter on the 500 scenes of the validation \
      split, or of the test split with --split test. A results file is scored \
      as pycocotools does (coco), or as VOC's development kit does (voc07: eleven points, voc12: \
      area; at IoU 0.5, difficult and crowd truths ignored). A model that is made from a \
      configuration takes --config and --weights; of its classes, named by --names, those count that \
      the Pasture has.
      """)

  @Argument(help: "A trained model, such as pasture-classifier.")
  var model: String?

  @Option(help: ArgumentHelp("Other weights than those that ship.", valueName: "file"))
  var weights: String?

  @Option(help: ArgumentHelp("What the model is made from, where it needs it.", valueName: "file"))
  var config: String?

  @Option(
    help: ArgumentHelp(
      "Names for the classes, one a line; those of the Pasture are measured.", valueName: "file"))
  var names: String?

  @Option(
    help: "How many pictures or crops the model is measured on (default: 4000 crops, 500 scenes).")
  var images: Int?

  @Option(help: "Whole scenes of which split: validation or test (default: validation).")
  var split: PastureSplit?

  @OptionGroup(title: "Scoring a results file") var results: ResultsOptions

  @Flag(help: "One JSON object instead of tables.")
  var json = false

  func validate() throws {
    guard let model else {
      guard [weights, config, names].allSatisfy({ $0 == nil }), images == nil, split == nil else {
        throw ValidationError(
          "--weights, --config, --names, --images and --split belong to a model; found none")
      }
      return try results.validate(isAsked: true)
    }
    guard results.isEmpty else {
      throw ValidationError(
        "expected a model or --annotations with --detections, found both: \(model) has its own "
          + "pictures")
    }
    guard (config == nil && names == nil) || PictureModels.names.contains(model) else {
      throw ValidationError("--config and --names belong to a detector, such as yolo, not \(model)")
    }
  }

  func run() throws {
    guard let model else { return print(try results.report(asJSON: json)) }
    let report =
      if config == nil, names == nil,
        let recipe = try? Recipes.named(model) as? any SceneRecipe
      {
        try recipe.evaluate(
          weights: weights ?? Resources().weights(model), split: split ?? .validation,
          images: images ?? 500)
      } else if PictureModels.names.contains(model) {
        try detectorReport(model)
      } else {
        try recipeReport(model)
      }
    print(json ? report.json : report.text)
  }

  /// Of whatever answers boxes, on whole scenes.
  private func detectorReport(_ name: String) throws -> any ScoreReport {
    let model = try PictureModels.named(
      name, weights: weights, configuration: config,
      classNames: names.map(DetectCommand.classNames),
      leastScore: PictureModels.entry(name).leastScoreMeasured)
    var progress = ProgressReporter.standardError
    let start = ContinuousClock.now
    let images = images ?? 500
    return try model.score(on: split ?? .validation, images: images, name: name) { done in
      let seconds = (ContinuousClock.now - start) / .seconds(1)
      progress.report(
        name, done: done, of: images, details: "", seconds: seconds,
        left: seconds / Double(done) * Double(images - done))
      if done == images { progress.clear() }
    }
  }

  /// Of a model that its recipe knows how to measure.
  private func recipeReport(_ name: String) throws -> any ScoreReport {
    guard split == nil else {
      throw ValidationError("--split belongs to a detector; \(name) has crops of its own")
    }
    let recipe: any Recipe
    do { recipe = try Recipes.named(name) } catch let error as TrainingError {
      throw ValidationError("\(error)")
    }
    return try recipe.evaluate(
      weights: weights ?? Resources().weights(recipe.name), images: images ?? 4000)
  }
}
