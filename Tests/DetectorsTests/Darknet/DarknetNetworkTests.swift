import Checkpoints
import Foundation
import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct DarknetNetworkTests {
  /// Every layer from the picture on; between them the fixtures have every section, every
  /// activation, windows of every kind, and weights with and without batch norms.
  @Test(arguments: DarknetFixture.names)
  func everyLayerIsLibdarknets(name: String) throws {
    let fixture = try DarknetFixture(name)
    #expect(fixture.network.forgottenParameters().isEmpty)
    let input = try fixture.reference.tensor("input")
    let stages = try fixture.network.stages(input)
    #expect(stages.map(\.name) == (0..<stages.count).map(String.init))
    for layer in fixture.network.blueprint.layers where layer.number < stages.count {
      let (ours, theirs) = (
        stages[layer.number].output, try fixture.reference.tensor("\(layer.number)")
      )
      #expect(ours.count == layer.output.count, "layer \(layer.number)")
      if theirs.rank == 4 && ours.rank == 4 {
        #expect(ours.shape == theirs.shape, "layer \(layer.number)")
      }
      if layer.kind == .cost { continue }  // libdarknet computes it in training only
      // The rounding of all layers before is in it: 1.4e-5 at the worst.
      #expect(
        share(ours.values, theirs.values) < 3e-5, "layer \(layer.number) [\(layer.section)]")
    }
  }

  @Test(arguments: DarknetFixture.names)
  func aPlanAnswersTheSame(name: String) throws {
    guard name != "everything" else { return }  // stair looks at its values
    let fixture = try DarknetFixture(name)
    let input = try fixture.reference.tensor("input")
    let plan = try fixture.network.planned()
    let answers = try fixture.network.answers(input)
    let planned = try plan([input])
    #expect(answers.count == planned.count && !answers.isEmpty)
    for (answer, output) in zip(answers, planned) {
      #expect(share(output.values, answer.output.values) < 1e-5)
      #expect(try share(output.values, fixture.reference.tensor(answer.name).values) < 1e-5)
    }
  }

  @Test func aTrainingStepReachesEveryParameter() throws {
    for name in DarknetFixture.names where name != "everything" {
      let network = try DarknetFixture(name).network
      var generator = SeededGenerator(seed: 3)
      let x = try Tensor.uniform(
        [2] + network.standardInputShape.dropFirst(), using: &generator)
      let heads = try network.training(x, using: &generator)
      try heads.reduce(Tensor.zeros([])) { try $0 + ($1 * $1).mean() }.backward()
      #expect(network.trainedParameters().allSatisfy { $0.parameter.gradient != nil }, "\(name)")
    }
  }

  @Test func newWeightsSpread() throws {
    var generator = SeededGenerator(seed: 4)
    let network = try DarknetNetwork(
      DarknetConfiguration(contentsOf: DarknetFixture.path("version3.cfg")), using: &generator)
    let x = try Tensor.uniform(network.standardInputShape, using: &generator)
    for stage in try network.stages(x) { #expect(try stage.output.variance().item() > 1e-6) }
  }

  @Test func anotherSizeIsRefused() throws {
    let network = try DarknetFixture("version2").network
    let error = #expect(throws: ShapeError.self) {
      try network.answers(Tensor.zeros([1, 3, 24, 16]))
    }
    #expect(error?.expected.hasPrefix("pictures of shape [N, 3, 16, 24], as ") == true)
    #expect(try network.features(Tensor.zeros([2, 3, 16, 24])).shape == [2, 16, 4, 6])
    #expect(try network.flops().total > 0)
    #expect(try network.table().rows.map(\.parameterCount).reduce(0, +) == network.parameterCount)
  }

  @Test func aHierarchyOfClassesIsReadButNotRun() throws {
    let blueprint = try darknet("[softmax]\ntree=9k.tree\n")
    var maker = LayerMaker.withoutWeights
    let network = try DarknetNetwork(blueprint, maker: &maker)
    let error = #expect(throws: ShapeError.self) {
      try network.answers(Tensor.zeros([1, 3, 24, 32]))
    }
    #expect(error?.found == "a hierarchy, tree=9k.tree")
  }

  /// √v + 10⁻⁶ and back.
  @Test(arguments: [0, 1e-12, 1e-9, 1e-6, 0.01, 1, 1e4] as [Float])
  func varianceGoesBackToDarknet(v: Float) {
    let there = DarknetConvolution.variance(fromDarknet: v)
    let back = DarknetConvolution.variance(toDarknet: there)
    // Below (10⁻⁶)² the two formulas differ by what neither can tell.
    #expect(abs(back - v) <= 3e-7 * v + 1e-11)
  }

  @Test(arguments: DarknetFixture.names)
  func weightsAreWrittenAsTheyWereRead(name: String) throws {
    let fixture = try DarknetFixture(name)
    let folder = FileManager.default.temporaryDirectory.path + "/fovea-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/copy.weights"
    let layout = fixture.network.fileOrder
    let original = try Checkpoint(darknet: DarknetFixture.path("\(name).weights"), layout: layout)
    // The file's own numbers give the file's own bytes: Darknet's writer and ours agree.
    try Checkpoint.writeDarknet(original.tensors, layout: layout, to: path)
    #expect(
      try Data(contentsOf: URL(filePath: path))
        == Data(contentsOf: URL(filePath: DarknetFixture.path("\(name).weights"))))
    // Through the network, whose variances are kept another way, to a float's rounding.
    try Checkpoint.writeDarknet(fixture.network.darknetValues(), layout: layout, to: path)
    let copy = try Checkpoint(darknet: path, layout: layout)
    for name in original.names {
      let (a, b) = (try copy.tensor(name).values, try original.tensor(name).values)
      #expect(zip(a, b).allSatisfy { abs($0 - $1) <= 3e-7 * abs($1) }, "\(name)")
    }
  }

  @Test func configurationsAreWrittenAsTheyWereRead() throws {
    for name in DarknetFixture.names {
      let read = try DarknetConfiguration(contentsOf: DarknetFixture.path("\(name).cfg"))
      let again = try DarknetConfiguration(text: read.text)
      #expect(again.text == read.text)
      #expect(
        try DarknetBlueprint(again).layers.map(\.kind) == DarknetBlueprint(read).layers.map(\.kind))
      #expect(read.unknownKeys.isEmpty)
    }
  }
}

/// Debian's stock configurations, where the package `darknet` is installed; layer by layer against
/// libdarknet in `Tests/Oracles/darknet.py --shapes`.
@Suite(.enabled(if: FileManager.default.fileExists(atPath: "/usr/share/darknet/cfg/yolov3.cfg")))
struct DarknetStockTests {
  static func blueprint(_ name: String) throws -> DarknetBlueprint {
    try DarknetBlueprint(
      DarknetConfiguration(contentsOf: "/usr/share/darknet/cfg/\(name).cfg"))
  }

  @Test func allButTheOnesForTextBuild() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: "/usr/share/darknet/cfg")
      .filter { $0.hasSuffix(".cfg") }.map { String($0.dropLast(4)) }
    #expect(names.count > 40)
    for name in names.sorted() {
      if ["gru", "rnn", "rnn.train"].contains(name) {
        #expect(throws: DarknetError.self) { try Self.blueprint(name) }
      } else {
        #expect(throws: Never.self, "\(name)") { try Self.blueprint(name) }
      }
    }
  }

  /// Bytes of the files that Redmon publishes.
  @Test(arguments: [
    ("yolov3", 248_007_048), ("yolov3-tiny", 35_434_956), ("yolov2-tiny-voc", 63_471_556),
    ("yolov2", 203_934_260), ("yolov3-spp", 252_209_544),
  ])
  func weightsAreAsLongAsThePublishedFiles(name: String, bytes: Int) throws {
    let count = try Self.blueprint(name).fileOrder.reduce(0) { $0 + $1.shape.reduce(1, *) }
    // Files of version 0.1 have a header of 16 bytes, since 0.2 of 20.
    #expect([16, 20].contains(bytes - 4 * count))
  }

  /// S·S·(B·5 + C): 7·7·(2·5 + 20) in the small one, 7·7·(3·5 + 20) in the large one.
  @Test func versionOneHasTwoOrThreeBoxesACell() throws {
    #expect(try Self.blueprint("yolov1-tiny").last?.output.count == 1470)
    let large = try Self.blueprint("yolov1")
    #expect(large.last?.output.count == 1715)
    #expect(large.layers.contains { $0.section == "local" })
    #expect(
      try Self.blueprint("yolov3").heads.map(\.output.description)
        == ["19×19×255", "38×38×255", "76×76×255"])
  }
}
