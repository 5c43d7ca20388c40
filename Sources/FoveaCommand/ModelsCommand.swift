import ArgumentParser
import Foundation
import Fovea

/// `fovea models`.
struct ModelsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "models",
    abstract: "Every model: its size, its cost, weights at hand, measured score.",
    discussion: """
      GFLOPs are counted for an input of that shape; a multiplication and an addition count as \
      two. Weights at hand ship with Fovea; other networks take files by --weights: those that \
      torchvision and Darknet's author publish are listed below, with the model they fit.
      """)

  func run() throws {
    var lines = [["model", "parameters", "GFLOPs", "input", "weights at hand", "measured"]]
    for name in Model.names {
      let (model, weights) = try Model.withWeightsAtHand(name)
      let gigaflops = Double(try model.network.flopsByShape().total) / 1e9
      lines.append([
        name, "\(model.parameterCount)",
        String(format: gigaflops < 0.1 ? "%.4f" : "%.2f", gigaflops),
        "\(model.inputShape.dropFirst().map(String.init).joined(separator: "×"))",
        weights.map { URL(filePath: $0.file).lastPathComponent } ?? "–",
        weights.flatMap(Self.score) ?? "–",
      ])
    }
    print(TextColumns(lines, rightAligned: [1, 2]))
    print()
    let known = Set(Model.names + PictureModels.names)
    let files = (PublishedWeights.torchvision + PublishedWeights.darknet).map { file in
      [
        file.name, file.model,
        known.contains(file.model) ? file.source : "\(file.source) (not in Fovea yet)",
      ]
    }
    print(
      TextColumns([["published file", "fits", "there called, or with"]] + files, rightAligned: []))
  }

  /// What the maker of the weights measured, as the file itself says.
  private static func score(_ weights: Checkpoint) -> String? {
    let figures = [
      ("validation_accuracy", "accuracy"), ("validation_mIoU", "mean IoU"),
      ("validation_voc_AP50", "VOC AP50"), ("validation_mask_AP50", "mask AP50"),
      ("validation_keypoint_AP50", "keypoint AP50"),
    ]
    return figures.lazy.compactMap { note, name in
      weights.metadata[note].flatMap(Double.init).map {
        String(format: "validation %@ %.2f %%", name, 100 * $0)
      }
    }.first
  }
}

/// Lines of words, in columns.
struct TextColumns: CustomStringConvertible {
  let lines: [[String]]
  let rightAligned: Set<Int>

  init(_ lines: [[String]], rightAligned: Set<Int>) {
    self.lines = lines
    self.rightAligned = rightAligned
  }

  var description: String {
    let columns = lines.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      lines.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    return lines.map { line in
      let padded = line.enumerated().map { column, word in
        let space = String(repeating: " ", count: widths[column] - word.count)
        if rightAligned.contains(column) { return space + word }
        return column == line.count - 1 ? word : word + space
      }
      return padded.joined(separator: "  ")
    }
    .joined(separator: "\n")
  }
}
