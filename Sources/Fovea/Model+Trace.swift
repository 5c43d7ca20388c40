import Checkpoints
import Detectors
import Foundation
import Images
import Layers
import Tensors

extension Model {
  /// As many maps of a stage are drawn; ResNet's last has 2048.
  public static let drawnMaps = 64

  /// One forward pass, written down: `input` and every stage, under its name, as `.npy`; feature
  /// maps of a single picture as a mosaic, `.png`, too.
  ///
  /// - Parameters:
  ///   - x: `[N, 3, H, W]`, normalised.
  ///   - folder: made when it is not there; files of the same names are replaced.
  /// - Returns: the stages, in the order they ran.
  /// - Throws: `ShapeError` for an input that does not fit, before anything is written.
  @discardableResult
  public func trace(_ x: Tensor, to folder: String) throws -> [LayerStage] {
    let stages = try network.stages(x)
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    try Self.write(x, "input", folder)
    for stage in stages { try Self.write(stage.output, stage.name, folder) }
    return stages
  }

  private static func write(_ tensor: Tensor, _ name: String, _ folder: String) throws {
    let path = URL(filePath: folder).appending(path: name).path
    try tensor.writeNPY(to: path + ".npy")
    guard tensor.rank == 4, tensor.shape[0] == 1, tensor.shape[2] * tensor.shape[3] > 1 else {
      return
    }
    let maps = try tensor[0][..<min(tensor.shape[1], drawnMaps)]  // [C, H, W]
    let rest = tensor.shape[1] - maps.shape[0]
    let title = "\(name) \(tensor.shape)" + (rest > 0 ? ", the first \(maps.shape[0]) maps" : "")
    try maps.mosaic(title: title).write(to: path + ".png")
  }
}
