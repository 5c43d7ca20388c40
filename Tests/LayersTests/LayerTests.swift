import Testing

@testable import Layers
@testable import Tensors

@Suite struct LayerTests {
  private func net() throws -> Sequential {
    var generator = SeededGenerator(seed: 3)
    return try LayerFixtureTests.net(&generator)
  }

  @Test func namesAreThoseOfPyTorch() throws {
    let parameters = try net().namedParameters()
    #expect(
      parameters.map(\.name) == [
        "features.0.weight", "features.1.weight", "features.1.bias", "features.1.running_mean",
        "features.1.running_var", "features.4.0.weight", "features.4.0.bias",
        "classifier.1.weight", "classifier.1.bias",
      ])
    #expect(
      parameters.map(\.role) == [
        .weight, .scale, .bias, .statistic, .statistic, .weight, .bias, .weight, .bias,
      ])
    #expect(try net().trainedParameters().count == 7)
    #expect(try net().namedParameters(prefix: "model.")[0].name == "model.features.0.weight")
  }

  @Test func parametersAreCountedOnce() throws {
    let net = try net()
    // 4·3·9 + 4 + 4 + (4·4·9 + 4) + (3·12 + 3); running statistics are not trained.
    #expect(net.parameterCount == 108 + 8 + 148 + 39)
    #expect(Sequential([net, net]).parameterCount == net.parameterCount)
  }

  @Test func aStateGoesAroundTheWorld() throws {
    var generator = SeededGenerator(seed: 4)
    let (first, second) = (try net(), try LayerFixtureTests.net(&generator))
    let x = try Tensor.normal([2, 3, 10, 6], using: &generator)
    _ = try first.training(x, using: &generator)  // moves the statistics
    #expect(try first(x).values != second(x).values)
    var state = first.stateDictionary
    state["features.1.num_batches_tracked"] = try Tensor(1)  // PyTorch's; passed over
    try second.load(state)
    #expect(try first(x).values == second(x).values)
  }

  @Test func aBadStateLoadsNothing() throws {
    let net = try net()
    let before = net.stateDictionary.mapValues(\.values)
    var state = try net.stateDictionary.mapValues { try $0 + 1 }
    state["features.0.weight"] = nil
    state["classifier.1.weight"] = try Tensor.zeros([3, 13])
    state["extra.weight"] = try Tensor.zeros([2])
    expectError(
      """
      load: expected the names and shapes of this model, found others; nothing loaded
        missing (1):
          features.0.weight expected [4, 3, 3, 3]
        extra (1):
          extra.weight found [2]
        misshapen (1):
          classifier.1.weight expected [3, 12], found [3, 13]
      """
    ) { try net.load(state) }
    #expect(net.stateDictionary.mapValues(\.values) == before)
  }

  @Test func longListsAreCutAtTen() throws {
    let values = try Dictionary(
      uniqueKeysWithValues: (0..<12).map { ("z\($0 + 10)", try Tensor(0)) })
    do {
      try Sequential([ReLU()]).load(values)
      Issue.record("expected an error")
    } catch let error as LoadError {
      #expect(error.extra.count == 12)
      let lines = error.description.split(separator: "\n")
      #expect(lines.count == 13)
      #expect(lines[2] == "    z10 found []")
      #expect(lines.last == "    … and 2 more")
    }
  }

  @Test func prefixesAreRecognised() throws {
    let net = try net()
    let wrapped = Dictionary(
      uniqueKeysWithValues: net.stateDictionary.map { ("module.\($0.key)", $0.value) })
    #expect(throws: LoadError.self) { try net.load(wrapped) }
    do { try net.load(wrapped) } catch {
      #expect("\(error)".hasSuffix("try: take \"module.\" off the checkpoint's names"))
    }
    let part = try #require(net.stages.first?.layer.stateDictionary)
    do { try net.load(part) } catch {
      #expect(
        "\(error)".hasSuffix(
          """
          try: load the part of the model whose "features.0.weight" is "0.weight" in the checkpoint
          """))
    }
    try net.stages.first?.layer.load(part)
  }

  @Test func errorsSayWhere() throws {
    let net = try net()
    do {
      _ = try net(Tensor.zeros([1, 4, 10, 6]))
      Issue.record("expected an error")
    } catch let error as ShapeError {
      #expect(error.operation == "features.0.conv2D")
    }
    do {
      _ = try net(Tensor.zeros([1, 3, 10, 8]))
      Issue.record("expected an error")
    } catch let error as ShapeError {
      #expect(error.operation == "classifier.1.linear")
    }
  }

  @Test func partsKeepTheirNames() throws {
    let net = try net()
    let features = try #require(net.stages.first?.layer as? Sequential)
    let head = features.prefix(2)
    #expect(head.namedParameters().map(\.name).first == "0.weight")
    #expect(features.dropFirst(4).namedParameters().map(\.name) == ["4.0.weight", "4.0.bias"])
    #expect(features.prefix(-1).count == 0 && features.dropFirst(99).count == 0)
    let x = try Tensor.ones([1, 3, 10, 6])
    let outputs = try features.outputs(x)
    #expect(outputs.map(\.name) == ["0", "1", "2", "3", "4"])
    #expect(outputs.map(\.output.shape)[3] == [1, 4, 5, 3])
    #expect(outputs[4].output.values == (try features(x)).values)
    #expect(outputs[1].output.values == (try head(x)).values)
  }

  @Test func namesMustDiffer() throws {
    expectError("Sequential: expected a name of its own for each layer, found \"a\" twice") {
      _ = try Sequential(named: ["a": ReLU(), "a": Flatten()])
    }
  }

  @Test func inferenceDoesNotMoveStatistics() throws {
    let norm = try BatchNorm2D(channels: 2)
    let before = norm.stateDictionary.mapValues(\.values)
    _ = try norm(Tensor.ones([2, 2, 3, 3]))
    #expect(norm.stateDictionary.mapValues(\.values) == before)
  }

  @Test func dropoutWorksInTrainingOnly() throws {
    var generator = SeededGenerator(seed: 1)
    let (dropout, x) = (try Dropout(0.5), try Tensor.ones([1000]))
    #expect(try dropout(x).values == x.values)
    let zeros = try dropout.training(x, using: &generator).values.count { $0 == 0 }
    #expect((400...600).contains(zeros))
  }
}
