import Checkpoints
import Datasets
import Foundation
import Layers
import Tensors

extension Recipe {
  /// Trains the model, and leaves in the folder: `NAME.safetensors`, the weights in half precision
  /// with recipe, seed, steps and validation score as notes; `log.csv` and `loss.png`; and, until it
  /// is done, `state.safetensors`, from which a run that was stopped goes on, to the same weights.
  ///
  /// - Throws: `TrainingError` when the loss is no longer a number, when the folder holds an
  ///   unfinished run that is not to be resumed, a finished one that is, or a state that belongs to
  ///   another one; and what the recipe throws.
  public func train(_ options: TrainingOptions) throws -> TrainingReport {
    var run = try TrainingRun(self, options)
    return try run.train()
  }
}

/// One run of one recipe.
struct TrainingRun<R: Recipe> {
  private let recipe: R
  private let options: TrainingOptions
  private let files: TrainingFiles
  private let model: R.Model
  private var optimizer: any Optimizer
  private var log = TrainingLog()
  private var mean = LossMean()
  private var progress: ProgressReporter
  private var lastScore: TrainingScore?
  private var secondsBefore = 0.0
  private let clock = ContinuousClock()
  private let start: ContinuousClock.Instant
  private var secondsAtLastSave = 0.0

  init(_ recipe: R, _ options: TrainingOptions) throws {
    guard recipe.steps > 0 else {
      throw TrainingError(
        operation: "train", expected: "at least one step", found: "\(recipe.steps)")
    }
    self.recipe = recipe
    self.options = options
    progress = options.progress
    files = try TrainingFiles(folder: options.folder, name: recipe.name)
    var generator = recipe.generator(.weights)
    model = try recipe.model(using: &generator)
    optimizer = try recipe.optimizer(for: model)
    start = clock.now
    if options.resumes, try files.holdUnfinishedRun() {
      let state = try TrainingState(
        contentsOf: files.state, into: model, &optimizer, fingerprint: recipe.fingerprint,
        steps: recipe.steps)
      secondsBefore = state.seconds
      log = try files.log(upTo: state.step)
    } else {
      try files.requireNoUnfinishedRun()
      try begin()
    }
  }

  /// Puts the trunk in its place, where the recipe wants one.
  private func begin() throws {
    guard let name = recipe.trunk else { return }
    guard let weights = options.trunk else {
      throw TrainingError(
        operation: "train", expected: "the weights of \(name), which \(recipe.name) begins with",
        found: "none", hint: "options.trunk = try Checkpoint(contentsOf: …).tensors")
    }
    try recipe.begin(model, with: weights)
  }

  /// Steps made so far.
  private var step: Int { optimizer.state.step }

  private var seconds: Double {
    let elapsed = (clock.now - start).components
    return secondsBefore + Double(elapsed.seconds) + Double(elapsed.attoseconds) * 1e-18
  }

  mutating func train() throws -> TrainingReport {
    let recipe = recipe
    let first = step
    var done = first
    let batches = BatchQueue(
      steps: first..<recipe.steps, ahead: 4 * options.makers, makers: options.makers
    ) { step in
      var generator = recipe.generator(.batch, step: step)
      return try recipe.batch(at: step, using: &generator)
    }
    defer { batches.stop() }
    secondsAtLastSave = seconds
    while !options.shouldStop(), let batch = try batches.next() {
      try learn(from: batch, at: done)
      done += 1
      try record(done, startedAt: first)
      if isTimeToSave(done) { try save() }
    }
    try save()
    guard done == recipe.steps else {
      progress.say("\(recipe.name) stopped after step \(done); it can be resumed")
      return report(.stopped(state: files.state))
    }
    try finish()
    return report(.finished(weights: files.weights))
  }

  /// One step: forward, backward, and a small change of every weight.
  private mutating func learn(from batch: R.Batch, at step: Int) throws {
    optimizer.clearGradients()
    var generator = recipe.generator(.dropout, step: step)
    let terms = try recipe.losses(of: model, on: batch, using: &generator)
    guard var loss = terms.first?.value else {
      throw TrainingError(operation: "train", expected: "at least one loss", found: "none")
    }
    for term in terms.dropFirst() { loss = try loss + term.value }
    let values = try terms.map { Double(try $0.value.item()) }
    guard values.allSatisfy(\.isFinite) else {
      let found = zip(terms, values).map { "\($0.name) \($1)" }.joined(separator: ", ")
      throw TrainingError(
        operation: "train", place: "step \(step)", expected: "a loss that is a number",
        found: found, hint: "a smaller learning rate, a longer warm-up, or a largest gradient norm")
    }
    try loss.backward()
    if let norm = recipe.largestGradientNorm {
      _ = try clipGradients(of: optimizer.parameters, toNorm: norm)
    }
    try optimizer.step()
    log.termNames = terms.map(\.name)
    mean.add(values)
  }

  private var stepsBetweenRows: Int { options.stepsBetweenRows ?? max(1, recipe.steps / 200) }

  /// Writes a row of the log when it is time for one, and tells how far it is.
  private mutating func record(_ done: Int, startedAt first: Int) throws {
    let isScored = options.scores > 0 && isMilestone(done, options.scores)
    if isScored {
      let score = try recipe.score(of: model)
      lastScore = score
      log.scoreName = score.name
    }
    if isScored || done % max(1, stepsBetweenRows) == 0 || done == recipe.steps {
      let terms = mean.take()
      log.rows.append(
        TrainingLog.Row(
          step: done, seconds: seconds, learningRate: optimizer.learningRate(done - 1),
          loss: terms.reduce(0, +), terms: terms, score: isScored ? lastScore?.value : nil))
    }
    var details = log.rows.last.map { String(format: "loss %.4f", $0.loss) } ?? ""
    if let lastScore { details += String(format: "  %@ %.4f", lastScore.name, lastScore.value) }
    let pace = (seconds - secondsBefore) / Double(done - first)
    progress.report(
      recipe.name, done: done, of: recipe.steps, details: details, seconds: seconds,
      left: Double(recipe.steps - done) * pace)
  }

  /// Whether the run passes one of `count` evenly spread marks at this step; the end is one.
  private func isMilestone(_ done: Int, _ count: Int) -> Bool {
    done * count / recipe.steps > (done - 1) * count / recipe.steps
  }

  private func isTimeToSave(_ done: Int) -> Bool {
    if let every = options.stepsBetweenSaves, every > 0, done % every == 0 { return true }
    return seconds - secondsAtLastSave >= options.secondsBetweenSaves
  }

  private mutating func save() throws {
    try TrainingState.save(
      model: model, optimizer: optimizer, seconds: seconds, fingerprint: recipe.fingerprint,
      to: files.state)
    try files.write(log, title: recipe.name)
    secondsAtLastSave = seconds
  }

  /// Writes the weights, and scores them as they were written: rounded to half precision.
  private mutating func finish() throws {
    let name = recipe.name
    var progress = progress
    try recipe.complete(model) { progress.say("\(name): \($0)") }
    var notes = recipe.notes.merging(recipe.settings, uniquingKeysWith: { $1 })
    notes["recipe"] = recipe.name
    notes["seed"] = "\(recipe.seed)"
    notes["steps"] = "\(recipe.steps)"
    notes["batch"] = "\(recipe.batchSize)"
    notes["parameters"] = "\(model.parameterCount)"
    try Checkpoint.write(
      model.stateDictionary, to: files.weights, precision: .float16, metadata: notes)
    try model.load(Checkpoint(contentsOf: files.weights).tensors)
    let score = try recipe.finalScore(of: model)
    lastScore = score
    notes["validation_\(score.name)"] = String(format: "%.5f", score.value)
    try Checkpoint.write(
      model.stateDictionary, to: files.weights, precision: .float16, metadata: notes,
      synchronised: true)
    files.removeState()
    progress.say(
      "\(recipe.name) finished in \(ProgressReporter.duration(seconds)): "
        + String(format: "validation %@ %.4f", score.name, score.value) + ", \(files.weights)")
  }

  private func report(_ outcome: TrainingReport.Outcome) -> TrainingReport {
    TrainingReport(outcome: outcome, step: step, seconds: seconds, log: log, score: lastScore)
  }
}
