import Fovea
import LessonSwift

extension HostLibrary {
  /// Optimizers, schedules of the learning rate, clipping.
  mutating func addOptimizers() {
    addSchedules()
    type(DecayRule.self, named: "DecayRule", help: "Which parameters weight decay is for.")
    staticProperty("static let everything: DecayRule", on: DecayRule.self) { DecayRule.everything }
    staticProperty("static let weightsOnly: DecayRule", on: DecayRule.self) {
      DecayRule.weightsOnly
    }
    type(GradientError.self, named: "GradientError", help: "A gradient that is no number.")
    type(OptimizerState.self, named: "OptimizerState", help: "What an optimizer remembers.")
    property("step: Int", on: OptimizerState.self) { (state: OptimizerState) in state.step }
    property("values: [String: Tensor]", on: OptimizerState.self) { (state: OptimizerState) in
      state.values
    }
    type(SGD.self, named: "SGD", help: "Stochastic gradient descent, with momentum.")
    type(Adam.self, named: "Adam", help: "Each number by its own mean gradient and size.")
    type(AdamW.self, named: "AdamW", help: "Adam, with weight decay taken off the weights.")
    `protocol`(
      "Optimizer", of: [SGD.self, Adam.self, AdamW.self],
      help: "Changes parameters so that the loss falls, one step a batch.")

    initializer(
      "init(_ parameters: [NamedParameter], learningRate: Schedule, momentum: Float = 0, "
        + "nesterov: Bool = false, weightDecay: Float = 0, decaying: DecayRule = .everything) "
        + "throws", of: SGD.self, help: "v ← μ v + g, then w ← w - η v."
    ) {
      (
        parameters: [NamedParameter], rate: Schedule, momentum: Float, nesterov: Bool,
        decay: Float, decaying: DecayRule
      ) in
      try SGD(
        parameters, learningRate: rate, momentum: momentum, nesterov: nesterov,
        weightDecay: decay, decaying: decaying)
    }
    initializer(
      "init(_ parameters: [NamedParameter], learningRate: Schedule = 0.001, "
        + "betas: (Float, Float) = (0.9, 0.999), epsilon: Float = 1e-8, weightDecay: Float = 0, "
        + "decaying: DecayRule = .everything) throws", of: Adam.self
    ) {
      (
        parameters: [NamedParameter], rate: Schedule, betas: (Float, Float), epsilon: Float,
        decay: Float, decaying: DecayRule
      ) in
      try Adam(
        parameters, learningRate: rate, betas: betas, epsilon: epsilon, weightDecay: decay,
        decaying: decaying)
    }
    initializer(
      "init(_ parameters: [NamedParameter], learningRate: Schedule = 0.001, "
        + "betas: (Float, Float) = (0.9, 0.999), epsilon: Float = 1e-8, "
        + "weightDecay: Float = 0.01, decaying: DecayRule = .everything) throws", of: AdamW.self
    ) {
      (
        parameters: [NamedParameter], rate: Schedule, betas: (Float, Float), epsilon: Float,
        decay: Float, decaying: DecayRule
      ) in
      try AdamW(
        parameters, learningRate: rate, betas: betas, epsilon: epsilon, weightDecay: decay,
        decaying: decaying)
    }
    addOptimizer(SGD.self) { $0 }
    addOptimizer(Adam.self) { $0 }
    addOptimizer(AdamW.self) { $0 }
    addOptimizer((any Optimizer).self) { $0 }
    function(
      "func clipGradients(of parameters: [NamedParameter], toNorm norm: Float) throws -> Float",
      help: "Scales all gradients down together; answers the length they had."
    ) { (parameters: [NamedParameter], norm: Float) in
      try clipGradients(of: parameters, toNorm: norm)
    }
  }

  /// What every optimizer has.
  private mutating func addOptimizer<O>(
    _ type: O.Type, _ optimizer: @escaping (O) -> any Optimizer
  ) {
    func change(_ value: inout O, _ body: (inout any Optimizer) throws -> Void) throws {
      var changed = optimizer(value)
      defer { if let changed = changed as? O { value = changed } }
      try body(&changed)
    }
    method("mutating func step() throws", on: type, help: "Changes what has a gradient.") {
      (box: Inout<O>) in try change(&box.value) { try $0.step() }
    }
    method("func clearGradients()", on: type, help: "Before the next batch.") { (value: O) in
      optimizer(value).clearGradients()
    }
    property(
      "var learningRate: Schedule", on: type, get: { (value: O) in optimizer(value).learningRate },
      set: { (value: inout O, rate: Schedule) in try change(&value) { $0.learningRate = rate } })
    property("currentLearningRate: Float", on: type, help: "The next step goes by it.") {
      (value: O) in optimizer(value).currentLearningRate
    }
    property("parameters: [NamedParameter]", on: type) { (value: O) in optimizer(value).parameters }
    property("state: OptimizerState", on: type) { (value: O) in optimizer(value).state }
    method("mutating func restore(_ state: OptimizerState) throws", on: type) {
      (box: Inout<O>, state: OptimizerState) in try change(&box.value) { try $0.restore(state) }
    }
  }

  private mutating func addSchedules() {
    type(
      Schedule.self, named: "Schedule",
      help: "The learning rate by the step. A number is one too: always the same.")
    staticMethod("static func constant(_ rate: Float) -> Schedule", on: Schedule.self) {
      (rate: Float) in Schedule.constant(rate)
    }
    staticMethod(
      "static func step(_ rate: Float, every: Int, factor: Float = 0.1) throws -> Schedule",
      on: Schedule.self
    ) { (rate: Float, every: Int, factor: Float) in
      try Schedule.step(rate, every: every, factor: factor)
    }
    staticMethod(
      "static func step(_ rate: Float, at milestones: [Int], factor: Float = 0.1) -> Schedule",
      on: Schedule.self
    ) { (rate: Float, milestones: [Int], factor: Float) in
      Schedule.step(rate, at: milestones, factor: factor)
    }
    staticMethod(
      "static func cosine(_ rate: Float, to floor: Float = 0, steps: Int) throws -> Schedule",
      on: Schedule.self, help: "Half a cosine down to the floor."
    ) { (rate: Float, floor: Float, steps: Int) in
      try Schedule.cosine(rate, to: floor, steps: steps)
    }
    staticMethod(
      "static func warmUp(steps: Int, from: Float = 0.001, then next: Schedule) throws -> Schedule",
      on: Schedule.self, help: "A straight line up, then another schedule."
    ) { (steps: Int, from: Float, next: Schedule) in
      try Schedule.warmUp(steps: steps, from: from, then: next)
    }
    method("func callAsFunction(_ s: Int) -> Float", on: Schedule.self) {
      (schedule: Schedule, step: Int) in schedule(step)
    }
  }
}
