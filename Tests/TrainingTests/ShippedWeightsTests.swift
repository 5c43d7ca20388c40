import Checkpoints
import Detectors
import Foundation
import Testing

@testable import Training

/// What `docs/model-cards.md` says of the weights in `lessons/weights`.
@Suite struct ShippedWeightsTests {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent()
    .appending(path: "../../lessons/weights").standardizedFileURL.path

  @Test func pastureClassifierIsWhatItsCardSays() throws {
    let path = Self.folder + "/pasture-classifier.safetensors"
    let bytes = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    #expect(bytes < 2_000_000)
    let recipe = try PastureClassifierRecipe()
    let notes = try Checkpoint(contentsOf: path).metadata
    for (name, value) in recipe.settings.merging(recipe.notes, uniquingKeysWith: { $1 }) {
      #expect(notes[name] == value, "\(name)")
    }
    #expect(notes["seed"] == "\(recipe.seed)")
    #expect(notes["steps"] == "\(recipe.steps)")
    #expect(notes["batch"] == "\(recipe.batchSize)")
    // An eighth of the 4,000 crops of `fovea evaluate`: 98.1 % of all, never below 94 % of these.
    let score = try recipe.model(weights: path).score(on: .test, count: 500)
    #expect(try #require(score.confusion.accuracy) >= 0.94)
  }

  /// Of a few of the 500 scenes of `fovea evaluate`: the mean IoU of all of them is on the card.
  @Test func segmentersAreWhatTheirCardsSay() throws {
    let best = PastureSegmenterRecipe()
    let score = try check(best, scenes: 8) { try $0.score(on: .validation, count: $1) }
    #expect(score >= 0.8)
    let flat = try check(PastureFlatSegmenterRecipe(), scenes: 4) {
      try $0.score(on: .validation, count: $1)
    }
    let windows = try check(PastureWindowSegmenterRecipe(), scenes: 2) {
      try $0.score(on: .validation, count: $1, step: 8)
    }
    #expect(flat > 0.2 && windows > 0.2 && score > max(flat, windows))
  }

  private func check<R: Recipe>(
    _ recipe: R, scenes: Int, score: (R.Model, Int) throws -> SegmentationScore
  ) throws -> Double {
    let path = Self.folder + "/\(recipe.name).safetensors"
    let bytes = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    #expect(bytes < 2_000_000)
    let notes = try Checkpoint(contentsOf: path).metadata
    for (name, value) in recipe.settings.merging(recipe.notes, uniquingKeysWith: { $1 }) {
      #expect(notes[name] == value, "\(recipe.name): \(name)")
    }
    #expect(notes["seed"] == "\(recipe.seed)" && notes["steps"] == "\(recipe.steps)")
    return try #require(score(recipe.model(weights: path), scenes).confusion.meanIoU)
  }

  @Test func pastureOverFeatIsWhatItsCardSays() throws {
    let path = Self.folder + "/pasture-overfeat.safetensors"
    let bytes = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    #expect(bytes < 2_000_000)
    let recipe = try PastureOverFeatRecipe()
    let notes = try Checkpoint(contentsOf: path).metadata
    for (name, value) in recipe.settings.merging(recipe.notes, uniquingKeysWith: { $1 }) {
      #expect(notes[name] == value, "\(name)")
    }
    #expect(notes["seed"] == "\(recipe.seed)")
    #expect(notes["steps"] == "\(recipe.steps)")
    #expect(notes["batch"] == "\(recipe.batchSize)")
    #expect(notes["validation_voc_AP50"].flatMap(Double.init) ?? 0 >= 0.55)
    // A few of the 500 scenes of `fovea evaluate`.
    var options = OverFeatOptions()
    options.leastScore = 0.01
    let detector = try OverFeatDetector(network: recipe.model(weights: path), options: options)
    let score = try detector.score(on: .validation, images: 12, name: "m")
    #expect(try #require(score["voc_AP50"]) >= 0.7)
  }

  @Test func pastureFastRCNNIsWhatItsCardSays() throws {
    let path = Self.folder + "/pasture-fast-rcnn.safetensors"
    let bytes = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    #expect(bytes < 2_000_000)
    let recipe = try PastureFastRCNNRecipe()
    let notes = try Checkpoint(contentsOf: path).metadata
    for (name, value) in recipe.settings.merging(recipe.notes, uniquingKeysWith: { $1 }) {
      #expect(notes[name] == value, "\(name)")
    }
    #expect(notes["seed"] == "\(recipe.seed)")
    #expect(notes["steps"] == "\(recipe.steps)")
    // The first ten of the 500 scenes of `fovea evaluate`: 0.90 over all.
    let network = try recipe.model(weights: path)
    var options = FastRCNNOptions.pasture
    options.leastScore = 0.02
    let score = try FastRCNNDetector(network: network, options: options)
      .score(on: .validation, images: 10, name: recipe.name)
    #expect(try #require(score["voc_AP50"]) >= 0.8)
  }

  @Test func pastureRCNNIsWhatItsCardSays() throws {
    let path = Self.folder + "/pasture-rcnn.safetensors"
    let bytes = try #require(FileManager.default.attributesOfItem(atPath: path)[.size] as? Int)
    #expect(bytes < 2_000_000)
    let recipe = PastureRCNNRecipe()
    let notes = try Checkpoint(contentsOf: path).metadata
    for (name, value) in recipe.settings.merging(recipe.notes, uniquingKeysWith: { $1 }) {
      #expect(notes[name] == value, "\(name)")
    }
    #expect(notes["seed"] == "\(recipe.seed)")
    #expect(notes["steps"] == "\(recipe.steps)")
    #expect(notes["validation_voc_AP50"].flatMap(Double.init) ?? 0 >= 0.55)
    // A few of the 500 scenes of `fovea evaluate`.
    var options = RCNNOptions()
    options.leastScore = 0.02
    let detector = try RCNNDetector(network: recipe.model(weights: path), options: options)
    let score = try detector.score(on: .validation, images: 12, name: "m")
    #expect(try #require(score["voc_AP50"]) >= 0.65)
  }
}
