import ArgumentParser
import Fovea
import Training

/// `fovea evaluate MODEL`, and `fovea evaluate --annotations GT --detections DT`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measures a trained model, or scores anybody's results file.",
    usage: """
      fovea evaluate <model> [--weights <file>] [--images <n>] [--json]
      fovea evaluate --annotations <file> --detections <file> [--metric <metric>] \
      [--iou-type <type>] [--area-bands <bands>] [--curves <dir>] [--json]
      """,
    discussion: """
      A model is measured on pictures that nothing in its making has seen. A results file is scored \
      as pycocotools does (coco), or as VOC's development kit does (voc07: eleven points, voc12: \
      area; at IoU 0.5, difficult and crowd truths ignored).
      """)

  @Argument(help: "A trained model, such as pasture-classifier.")
  var model: String?

  @Option(help: ArgumentHelp("Other weights than those that ship.", valueName: "file"))
  var weights: String?

  @Option(help: "How many pictures or crops the model is measured on (default: 4000).")
  var images: Int?

  @OptionGroup(title: "Scoring a results file") var results: ResultsOptions

  @Flag(help: "One JSON object instead of tables.")
  var json = false

  func validate() throws {
    guard let model else {
      guard weights == nil, images == nil else {
        throw ValidationError("--weights and --images belong to a model; found none")
      }
      return try results.validate(isAsked: true)
    }
    guard results.isEmpty else {
      throw ValidationError(
        "expected a model or --annotations with --detections, found both: \(model) has its own "
          + "pictures")
    }
  }

  func run() throws {
    guard let model else { return print(try results.report(asJSON: json)) }
    let recipe: any Recipe
    do { recipe = try Recipes.named(model) } catch let error as TrainingError {
      throw ValidationError("\(error)")
    }
    let report = try recipe.evaluate(
      weights: weights ?? Resources().weights(recipe.name), images: images ?? 4000)
    print(json ? report.json : report.text)
  }
}
