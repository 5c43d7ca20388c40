import Checkpoints
import Foundation
import Images
import Synchronization
import Tensors
import Testing

@testable import Training

@Suite struct TrainingRunTests {
  @Test func learnsTheLineAndWritesWhatItSays() throws {
    try withTemporaryFolder { folder in
      let report = try LineRecipe().train(.quiet(folder))
      #expect(report.outcome == .finished(weights: folder + "/line.safetensors"))
      #expect(report.step == 60)
      let score = try #require(report.score)
      #expect(score.name == "closeness")
      #expect(score.value > 0.85)

      let checkpoint = try Checkpoint(contentsOf: folder + "/line.safetensors")
      #expect(checkpoint.names == ["intercept", "slope"])
      #expect(abs(try checkpoint.tensor("slope").item() - 2) < 0.1)
      #expect(checkpoint.metadata["recipe"] == "line")
      #expect(checkpoint.metadata["seed"] == "1")
      #expect(checkpoint.metadata["steps"] == "60")
      #expect(checkpoint.metadata["rate"] == "0.1")
      #expect(checkpoint.metadata["parameters"] == "2")
      // The score in the file is that of the numbers in the file.
      let error =
        abs(try checkpoint.tensor("slope").item() - 2)
        + abs(try checkpoint.tensor("intercept").item() + 1)
      #expect(checkpoint.metadata["validation_closeness"] == String(format: "%.5f", 1 - error))

      #expect(report.log.rows.map(\.step).contains(60))
      #expect(report.log.rows.count { $0.score != nil } == 8)
      let (first, last) = (try #require(report.log.rows.first), try #require(report.log.rows.last))
      #expect(last.loss < first.loss / 3)
      #expect(abs(last.loss - last.terms.reduce(0, +)) < 1e-9)
      let csv = try String(contentsOfFile: folder + "/log.csv", encoding: .utf8)
      #expect(csv == report.log.csv)
      #expect(
        csv.hasPrefix("step,seconds,learning_rate,loss,square,shrink,validation_closeness\n"))
      let names = try FileManager.default.contentsOfDirectory(atPath: folder)
      #expect(names.sorted() == ["line.safetensors", "log.csv", "loss.png"])
      let curve = try Image(contentsOf: folder + "/loss.png")
      #expect(curve.width > 300)
      // Something is drawn: not all pixels are alike.
      #expect(try curve.tensor().min().item() < curve.tensor().max().item())
    }
  }

  @Test(arguments: [1, 3])
  func theSameSeedGivesTheSameWeights(makers: Int) throws {
    func weights(_ recipe: LineRecipe, makers: Int) throws -> [UInt8] {
      try withTemporaryFolder { folder in
        var options = TrainingOptions.quiet(folder)
        options.makers = makers
        _ = try recipe.train(options)
        return Array(try Data(contentsOf: URL(filePath: folder + "/line.safetensors")))
      }
    }
    let first = try weights(LineRecipe(), makers: 1)
    #expect(try weights(LineRecipe(), makers: makers) == first)
    #expect(try weights(LineRecipe(seed: 2), makers: makers) != first)
  }

  @Test func aStoppedRunGoesOnBitForBit() throws {
    let whole = try withTemporaryFolder { folder in
      _ = try LineRecipe().train(.quiet(folder))
      return try Data(contentsOf: URL(filePath: folder + "/line.safetensors"))
    }
    try withTemporaryFolder { folder in
      var options = TrainingOptions.quiet(folder)
      for stop in [1, 23, 24] {
        let asked = Mutex(0)
        let before = stop == 1 ? 0 : (stop == 23 ? 1 : 24)
        options.shouldStop = {
          asked.withLock { asked in
            asked += 1
            return asked > stop
          }
        }
        let report = try LineRecipe().train(options)
        #expect(report.outcome == .stopped(state: folder + "/state.safetensors"))
        #expect(report.step == before + stop)
        options.resumes = true
      }
      options.shouldStop = { false }
      let report = try LineRecipe().train(options)
      #expect(report.outcome == .finished(weights: folder + "/line.safetensors"))
      #expect(try Data(contentsOf: URL(filePath: folder + "/line.safetensors")) == whole)
      // The log goes on too: steps rise, and none comes twice.
      let steps = report.log.rows.map(\.step)
      #expect(steps == Array(Set(steps)).sorted())
      #expect(steps.first == 8)  // the first of eight scores, at ⌈60 / 8⌉
    }
  }

  @Test func aStateSavedOnTheWayIsEnough() throws {
    // As after a power cut: nobody asked the run to stop, it just ended, here by an error.
    try withTemporaryFolder { folder in
      var options = TrainingOptions.quiet(folder)
      options.stepsBetweenSaves = 7
      var broken = LineRecipe()
      broken.brokenStep = 40
      #expect(throws: TrainingError.self) { try broken.train(options) }
      options.resumes = true
      let report = try LineRecipe().train(options)
      #expect(report.step == 60)
      let whole = try withTemporaryFolder { try LineRecipe().train(.quiet($0)) }
      #expect(report.score == whole.score)
    }
  }

  @Test func aLossThatIsNoNumberIsSaidWithItsStep() throws {
    try withTemporaryFolder { folder in
      var recipe = LineRecipe()
      recipe.brokenStep = 5
      let error = #expect(throws: TrainingError.self) { try recipe.train(.quiet(folder)) }
      #expect(error?.place == "step 5")
      #expect(error?.expected == "a loss that is a number")
      #expect(error?.found.hasPrefix("square inf, shrink 0.0") == true)
    }
  }

  @Test func anUnfinishedRunIsNotWrittenOver() throws {
    try withTemporaryFolder { folder in
      var options = TrainingOptions.quiet(folder)
      options.shouldStop = { true }
      _ = try LineRecipe().train(options)
      let error = #expect(throws: TrainingError.self) { try LineRecipe().train(.quiet(folder)) }
      #expect(error?.hint == "--resume to go on, --out for another folder")
    }
  }

  @Test func resumingWhereNothingIsBegins() throws {
    try withTemporaryFolder { folder in
      var options = TrainingOptions.quiet(folder)
      options.resumes = true
      let report = try LineRecipe().train(options)
      #expect(report.outcome == .finished(weights: folder + "/line.safetensors"))
      let whole = try withTemporaryFolder { try LineRecipe().train(.quiet($0)) }
      #expect(report.score == whole.score && report.step == whole.step)
      // What is done is not trained again by mistake.
      let error = #expect(throws: TrainingError.self) { try LineRecipe().train(options) }
      #expect(error?.found == "line.safetensors, of a finished one")
    }
  }

  @Test func aStateOfAnotherRunIsRefused() throws {
    try withTemporaryFolder { folder in
      var options = TrainingOptions.quiet(folder)
      options.shouldStop = { true }
      _ = try LineRecipe().train(options)
      options.resumes = true
      let error = #expect(throws: TrainingError.self) {
        try LineRecipe(rate: 0.2).train(options)
      }
      #expect(error?.expected == "the state of “line batch=8 rate=0.2 seed=1 steps=60”")
      #expect(error?.found == "“line batch=8 rate=0.1 seed=1 steps=60”")
    }
  }

  @Test func aDamagedStateIsRefused() throws {
    try withTemporaryFolder { folder in
      var options = TrainingOptions.quiet(folder)
      let asked = Mutex(0)
      options.shouldStop = {
        asked.withLock { asked in
          asked += 1
          return asked > 3
        }
      }
      _ = try LineRecipe().train(options)
      options.shouldStop = { false }
      options.resumes = true
      let path = folder + "/state.safetensors"
      let good = try Data(contentsOf: URL(filePath: path))
      let state = try Checkpoint(contentsOf: path)
      #expect(
        state.names == [
          "model.intercept", "model.slope", "optimizer.intercept.momentum_buffer",
          "optimizer.slope.momentum_buffer",
        ])

      func refusal(_ change: ([String: Tensor], [String: String]) throws -> Void) throws -> String {
        try change(state.tensors, state.metadata)
        do {
          _ = try LineRecipe().train(options)
          return "accepted"
        } catch { return "\(error)" }
      }
      func rewriting(
        _ edit: (inout [String: Tensor], inout [String: String]) throws -> Void
      ) throws -> String {
        try refusal { tensors, metadata in
          var (tensors, metadata) = (tensors, metadata)
          try edit(&tensors, &metadata)
          try Checkpoint.write(tensors, to: path, metadata: metadata)
        }
      }
      #expect(
        try refusal { _, _ in try good.prefix(good.count - 1).write(to: URL(filePath: path)) }
          .hasPrefix("\(path), tensor"))
      #expect(
        try refusal { _, _ in try Data("{".utf8).write(to: URL(filePath: path)) }
          .hasPrefix("\(path), byte 0: expected 8 bytes"))
      #expect(
        try rewriting { _, metadata in metadata["format"] = nil }
          .contains("expected a training state of format 1, found none"))
      #expect(
        try rewriting { _, metadata in metadata["step"] = "61" }
          .contains("expected a step from 0 to 60, found 61"))
      #expect(
        try rewriting { _, metadata in metadata["step"] = "-1" }
          .contains("expected a step from 0 to 60, found -1"))
      #expect(
        try rewriting { _, metadata in metadata["seconds"] = "nan" }
          .contains("expected how many seconds it took, found nan"))
      #expect(
        try rewriting { tensors, _ in tensors["model.slope"] = nil }.contains("missing (1):"))
      #expect(
        try rewriting { tensors, _ in tensors["model.slope"] = try Tensor([1, 2]) }
          .contains("slope expected [1], found [2]"))
      #expect(
        try rewriting { tensors, _ in tensors["optimizer.slope.momentum_buffer"] = try Tensor(1) }
          .contains("slope.momentum_buffer expected [1], found []"))
      #expect(
        try rewriting { tensors, _ in tensors["other"] = try Tensor(1) }
          .contains("expected tensors of the model and the optimizer only, found others"))
      #expect(try rewriting { _, _ in } == "accepted")
    }
  }
}
