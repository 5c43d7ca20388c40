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
      [3, H, W], is taken as it is. Prints each stage's shape, least and greatest number.
      """)

  @Argument(help: "A model; `fovea models` lists them.")
  var model: String

  @Option(help: ArgumentHelp("A safetensors or npz file.", valueName: "file"))
  var weights: String?

  @Option(help: ArgumentHelp("An .npy array, or a picture.", valueName: "file"))
  var input: String

  @Option(help: ArgumentHelp("The folder to write into.", valueName: "dir"))
  var out: String

  @Option(help: "Resize the picture first, as in 224x224.")
  var size: PictureSize?

  /// As many maps of a stage are drawn; ResNet's last has 2048.
  private static let drawnMaps = 64

  func validate() throws {
    guard Model.names.contains(model) else {
      throw ValidationError("\(ModelError(unknown: model))")
    }
    guard size == nil || !isArray else {
      throw ValidationError("--size: expected a picture to resize, found the array \(input)")
    }
  }

  private var isArray: Bool { input.hasSuffix(".npy") }

  func run() throws {
    let model = try model(weights: weights)
    let x = try input(of: model)
    let stages = try model.network.stages(x)
    try FileManager.default.createDirectory(atPath: out, withIntermediateDirectories: true)
    var lines = [["stage", "shape", "least", "greatest"]]
    try write(x, "input")
    for stage in stages {
      try write(stage.output, stage.name)
      let summary = stage.output.values
      lines.append([
        stage.name, "\(stage.output.shape)", "\(summary.min() ?? .nan)",
        "\(summary.max() ?? .nan)",
      ])
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

  private func input(of model: Model) throws -> Tensor {
    if isArray {
      let array = try Tensor(npy: input)
      return array.rank == 3 ? try array.unsqueezed(axis: 0) : array
    }
    var image = try Image(contentsOf: input).rgb()
    if let size { image = try image.resized(width: size.width, height: size.height) }
    return try model.normalized(image.tensor())
  }

  private func write(_ tensor: Tensor, _ name: String) throws {
    let path = URL(filePath: out).appending(path: name).path
    try tensor.writeNPY(to: path + ".npy")
    guard tensor.rank == 4, tensor.shape[2] * tensor.shape[3] > 1 else { return }
    let maps = try tensor[0][..<min(tensor.shape[1], Self.drawnMaps)]  // [C, H, W]
    let rest = tensor.shape[1] - maps.shape[0]
    let title = "\(name) \(tensor.shape)" + (rest > 0 ? ", the first \(maps.shape[0]) maps" : "")
    try maps.mosaic(title: title).write(to: path + ".png")
  }
}
