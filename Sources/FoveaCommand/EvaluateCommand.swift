import ArgumentParser
import Fovea
import Training

/// `fovea evaluate MODEL`.
struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate",
    abstract: "Measures a trained model on pictures that nothing in its making has seen.")

  @Argument(help: "A trained model, such as pasture-classifier.")
  var model: String

  @Option(help: ArgumentHelp("Other weights than those that ship.", valueName: "file"))
  var weights: String?

  @Option(help: "How many pictures or crops.")
  var images = 4000

  @Flag(help: "One JSON object instead of a table.")
  var json = false

  func run() throws {
    let recipe: any Recipe
    do { recipe = try Recipes.named(model) } catch let error as TrainingError {
      throw ValidationError("\(error)")
    }
    let report = try recipe.evaluate(
      weights: weights ?? Resources().weights(recipe.name), images: images)
    print(json ? report.json : report.text)
  }
}
