import ArgumentParser
import Foundation
import Fovea

/// `fovea trace MODEL --input X.npy|PICTURE --out DIR`.
struct TraceCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "trace",
    abstract: "One forward pass; every stage as .npy, and as a picture where it is a feature map.",
    discussion: """
      A picture is brought to the numbers the network wants; an .npy array, [N, 3, H, W] or \
      [3, H, W], is taken as it is. Prints each stage's shape, least and greatest number. \
      The model `yolo` is any Darknet network: its --config is a .cfg, its --weights a .weights file, \
      its stages are numbered as Darknet's layers, and pictures are letterboxed (stretched for \
      version 1) as Darknet does.
      """)

  @Argument(help: "A model; `fovea models` lists them.")
  var model: String

  @Option(help: ArgumentHelp("A safetensors, npz, PyTorch or .weights file.", valueName: "file"))
  var weights: String?

  @Option(help: ArgumentHelp("A Darknet .cfg, for the model yolo.", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("An .npy array, or a picture.", valueName: "file"))
  var input: String

  @Option(help: ArgumentHelp("The folder to write into.", valueName: "dir"))
  var out: String

  @Option(help: "Resize the picture first, as in 224x224.")
  var size: PictureSize?

  func validate() throws {
    guard Model.names.contains(model) || isDarknet else {
      throw ValidationError("\(ModelError(unknown: model)), or yolo with --config")
    }
    guard isDarknet == (config != nil) else {
      throw ValidationError(
        isDarknet
          ? "--config: expected a .cfg for the model yolo, found none"
          : "--config: expected the model yolo, found \(model)")
    }
    guard size == nil || !isDarknet else {
      throw ValidationError("--size: expected none, since the .cfg says it")
    }
    guard size == nil || !isArray else {
      throw ValidationError("--size: expected a picture to resize, found the array \(input)")
    }
  }

  private var isArray: Bool { input.hasSuffix(".npy") }
  private var isDarknet: Bool { model == "yolo" }

  func run() throws {
    if let config { return try trace(DarknetConfiguration(contentsOf: config)) }
    let picture = try pictureOrArray()  // before a large network is made for nothing
    let model = try model(weights: weights)
    try trace(model, try isArray ? picture : model.normalized(picture))
  }

  private func trace(_ configuration: DarknetConfiguration) throws {
    var generator = SeededGenerator(seed: 1)
    let network: DarknetNetwork
    if let weights {
      network = try DarknetNetwork(unloaded: configuration)
      try network.load(contentsOf: weights)
    } else {
      FoveaCommand.complain(
        "fovea: there are no weights at hand; these are new ones (seed 1). Try --weights FILE")
      network = try DarknetNetwork(configuration, using: &generator)
    }
    let x =
      isArray
      ? try pictureOrArray()
      : try DarknetPicture(
        Image(contentsOf: input), for: network.blueprint.input, framing: network.framing
      ).tensor
    try trace(Model(network, named: model), x)
  }

  private func trace(_ model: Model, _ x: Tensor) throws {
    var lines = [["stage", "shape", "least", "greatest"]]
    do {
      for stage in try model.trace(x, to: out) {
        let values = stage.output.values
        lines.append([
          stage.name, "\(stage.output.shape)", "\(values.min() ?? .nan)",
          "\(values.max() ?? .nan)",
        ])
      }
    } catch let error as ShapeError where !isArray && size == nil && !isDarknet {
      throw CommandFailure("\(error)\n  or: --size WxH, which resizes the picture first")
    }
    print(TextColumns(lines, rightAligned: [2, 3]))
  }

  /// With the weights asked for, else those at hand, else new ones, which it says.
  private func model(weights: String?) throws -> Model {
    if let weights {
      return try Model(named: model, weights: Checkpoint(contentsOf: weights).tensors)
    }
    if Model.hasWeightsAtHand(model) { return try Model.withWeightsAtHand(model).model }
    FoveaCommand.complain(
      "fovea: \(model) has no weights at hand; these are new ones (seed 1). Try --weights FILE")
    var generator = SeededGenerator(seed: 1)
    return try Model(named: model, using: &generator)
  }

  /// An array as it is, or a picture in 0…1: `[N, 3, H, W]`.
  private func pictureOrArray() throws -> Tensor {
    if isArray {
      let array = try Tensor(npy: input)
      return array.rank == 3 ? try array.unsqueezed(axis: 0) : array
    }
    var image = try Image(contentsOf: input).rgb()
    if let size { image = try image.resized(width: size.width, height: size.height) }
    return try image.tensor()
  }
}
