import Testing

@testable import Layers
@testable import Tensors

@Suite struct OptimizerTests {
  struct Fixture: Decodable, Sendable {
    struct Run: Decodable, Sendable {
      let name: String
      let trajectory: [[String: Numbers]]
    }
    let start: [String: Numbers]
    let gradients: [[String: Numbers]]
    let runs: [Run]
  }

  static let names = [
    "SGD", "SGD momentum", "SGD momentum decay", "SGD nesterov decay", "Adam", "Adam decay",
    "AdamW", "AdamW decay", "AdamW weights only",
  ]

  static func make(
    _ name: String, _ parameters: [NamedParameter]
  ) throws -> any Optimizer {
    switch name {
    case "SGD": return try SGD(parameters, learningRate: 0.1)
    case "SGD momentum": return try SGD(parameters, learningRate: 0.1, momentum: 0.9)
    case "SGD momentum decay":
      return try SGD(parameters, learningRate: 0.1, momentum: 0.9, weightDecay: 0.05)
    case "SGD nesterov decay":
      return try SGD(
        parameters, learningRate: 0.1, momentum: 0.9, nesterov: true, weightDecay: 0.05)
    case "Adam": return try Adam(parameters, learningRate: 0.1)
    case "Adam decay":
      return try Adam(
        parameters, learningRate: 0.05, betas: (0.8, 0.99), epsilon: 1e-6, weightDecay: 0.1)
    case "AdamW": return try AdamW(parameters, learningRate: 0.1)
    case "AdamW decay":
      return try AdamW(parameters, learningRate: 0.05, betas: (0.8, 0.99), weightDecay: 0.3)
    default:
      return try AdamW(
        parameters, learningRate: 0.05, weightDecay: 0.3, decaying: .weightsOnly)
    }
  }

  private func start(_ fixture: Fixture) throws -> [NamedParameter] {
    [
      NamedParameter(
        "weight", Parameter(try #require(fixture.start["weight"]).tensor()), role: .weight),
      NamedParameter("bias", Parameter(try #require(fixture.start["bias"]).tensor()), role: .bias),
    ]
  }

  private func follow(_ step: [String: Numbers], _ parameters: [NamedParameter]) throws {
    for named in parameters { named.parameter.gradient = try step[named.name]?.tensor() }
  }

  @Test(arguments: names)
  func followsPyTorch(_ name: String) throws {
    let fixture = try readFixture("optimizers", as: Fixture.self)
    let run = try #require(fixture.runs.first { $0.name == name })
    let parameters = try start(fixture)
    var optimizer = try Self.make(name, parameters)
    #expect(run.trajectory.count == 5)
    for (step, expected) in zip(fixture.gradients, run.trajectory) {
      try follow(step, parameters)
      try optimizer.step()
      for named in parameters {
        expectClose(
          named.parameter.value, try #require(expected[named.name]).tensor(), relative: 2e-6,
          "\(named.name), step \(optimizer.state.step)")
      }
    }
  }

  /// A run that is stopped, saved and restored ends in the very same bits.
  @Test(arguments: names)
  func resumesBitForBit(_ name: String) throws {
    let fixture = try readFixture("optimizers", as: Fixture.self)
    let straight = try start(fixture)
    var optimizer = try Self.make(name, straight)
    for step in fixture.gradients {
      try follow(step, straight)
      try optimizer.step()
    }
    let stopped = try start(fixture)
    var first = try Self.make(name, stopped)
    for step in fixture.gradients.prefix(2) {
      try follow(step, stopped)
      try first.step()
    }
    var second = try Self.make(name, stopped)
    try second.restore(first.state)
    #expect(second.state.step == 2)
    for step in fixture.gradients.dropFirst(2) {
      try follow(step, stopped)
      try second.step()
    }
    #expect(second.state.step == 5)
    for (a, b) in zip(straight, stopped) {
      #expect(
        a.parameter.value.values.map(\.bitPattern) == b.parameter.value.values.map(\.bitPattern))
    }
  }

  @Test func strangeStatesAreRefused() throws {
    let fixture = try readFixture("optimizers", as: Fixture.self)
    let parameters = try start(fixture)
    var adam = try Adam(parameters)
    try follow(fixture.gradients[0], parameters)
    try adam.step()
    let good = adam.state
    #expect(
      good.values.keys.sorted() == [
        "bias.exp_avg", "bias.exp_avg_sq", "bias.step", "weight.exp_avg", "weight.exp_avg_sq",
        "weight.step",
      ])
    var bad = good
    bad.values["weight.exp_avg"] = try Tensor.zeros([6])
    bad.values["bias.step"] = nil
    bad.values["other.exp_avg"] = try Tensor(0)
    expectError(
      """
      load: expected the names and shapes of this model, found others; nothing loaded
        missing (1):
          bias.step expected []
        extra (1):
          other.exp_avg
        misshapen (1):
          weight.exp_avg expected [2, 3], found [6]
      """
    ) { try adam.restore(bad) }
    bad = good
    bad.values["bias.step"] = try Tensor(0.5)
    #expect(throws: ShapeError.self) { try adam.restore(bad) }
    #expect(throws: ShapeError.self) { try adam.restore(OptimizerState(step: -1)) }
    #expect(adam.state.values.mapValues(\.values) == good.values.mapValues(\.values))
  }

  @Test func aGradientOfAnotherShapeChangesNothing() throws {
    let parameters = try start(readFixture("optimizers", as: Fixture.self))
    let before = parameters.map(\.parameter.value.values)
    parameters[0].parameter.gradient = try Tensor.ones([2, 3])
    parameters[1].parameter.gradient = try Tensor.ones([4])
    for name in Self.names {
      var optimizer = try Self.make(name, parameters)
      #expect(throws: ShapeError.self) { try optimizer.step() }
      #expect(optimizer.state.step == 0 && optimizer.state.values.isEmpty)
    }
    #expect(parameters.map(\.parameter.value.values) == before)
  }

  @Test func statisticsAndFrozenPartsStayAsTheyAre() throws {
    let norm = try BatchNorm2D(channels: 2)
    for named in norm.namedParameters() { named.parameter.gradient = try Tensor.ones([2]) }
    var optimizer = try SGD(
      norm.namedParameters().filter { $0.name != "bias" } + norm.namedParameters().prefix(1),
      learningRate: 0.5)
    #expect(optimizer.parameters.map(\.name) == ["weight"])
    try optimizer.step()
    #expect(norm.scale.value.values == [0.5, 0.5])
    #expect(norm.shift.value.values == [0, 0])
    #expect(norm.runningMean.value.values == [0, 0])
    optimizer.clearGradients()
    #expect(norm.scale.gradient == nil && norm.shift.gradient != nil)
    norm.clearGradients()
    #expect(norm.shift.gradient == nil)
  }

  @Test func clippingKeepsTheDirection() throws {
    let parameters = try start(readFixture("optimizers", as: Fixture.self))
    parameters[0].parameter.gradient = try Tensor([3, 0, 0, 0, 0, 0], shape: [2, 3])
    parameters[1].parameter.gradient = try Tensor([0, 4, 0])
    #expect(try clipGradients(of: parameters, toNorm: 10) == 5)
    #expect(parameters[1].parameter.gradient?.values == [0, 4, 0])
    #expect(try clipGradients(of: parameters + parameters, toNorm: 1) == 5)
    let clipped = try #require(parameters[1].parameter.gradient).values
    #expect(abs(clipped[1] - 0.8) < 1e-6)
    parameters[1].parameter.gradient = try Tensor([0, .nan, 0])
    #expect(throws: GradientError(parameter: "bias")) {
      try clipGradients(of: parameters, toNorm: 1)
    }
  }
}
