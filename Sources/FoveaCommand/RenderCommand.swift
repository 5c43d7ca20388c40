import ArgumentParser
import Datasets
import Foundation

/// `fovea render DIR`: Pasture scenes with annotations, for this or any other framework.
struct RenderCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "render",
    abstract: "Draws Pasture scenes with their annotations.",
    discussion: """
      coco: DIR/images/000001.png … and DIR/annotations.json, which pycocotools reads. \
      voc: DIR/JPEGImages, DIR/Annotations/000001.xml …, DIR/ImageSets. \
      yolo: DIR/images, DIR/labels/000001.txt …, DIR/data.yaml. \
      The same seed and size always draw the same scene.
      """)

  @Argument(help: ArgumentHelp("The folder to write into.", valueName: "dir"))
  var folder: String?

  @Option(help: "How many scenes.")
  var count = 10

  @Option(
    parsing: .unconditional,
    help: "The first scene's seed; with --split, its index in the split.")
  var seed = 0

  @Option(help: "Pixels across and down, as 192x144.")
  var size = PictureSize(width: 192, height: 144)

  @Option(help: "How the annotations are written: coco, voc or yolo.")
  var format = DatasetFormat.coco

  @Option(help: "Take the scenes of a split: training, validation or test.")
  var split: PastureSplit?

  @Flag(help: "Print counts, sizes and classes of the scenes; writes nothing without DIR.")
  var statistics = false

  @Flag(help: "Write the pictures of examples/pictures instead.")
  var examples = false

  @Flag(help: "Also write DIR/augmented.png: the first scene under every augmentation.")
  var augmented = false

  func validate() throws {
    guard folder != nil || (statistics && !examples) else {
      throw ValidationError("expected a folder to write into, as in `fovea render scenes`")
    }
  }

  func run() throws {
    if examples {
      if let folder { try PastureExample.writeAll(to: folder) }
      return
    }
    let export = try PastureExport(
      count: count, first: seed, of: split, width: size.width, height: size.height)
    if let folder {
      let isTerminal = isatty(STDERR_FILENO) == 1
      try export.write(to: folder, format: format) { done, all in
        if isTerminal, done == all || done % 10 == 0 { Self.tell("\r\(done) of \(all) scenes") }
      }
      Self.tell((isTerminal ? "\r" : "") + "\(count) scenes and their annotations in \(folder)\n")
    }
    if augmented, let folder {
      let sheet = try augmentationSheet(
        pastureSeed: split?.seed(seed) ?? seed, width: size.width, height: size.height)
      try sheet.write(to: folder + "/augmented.png")
    }
    if statistics { print(try export.statistics()) }
  }

  private static func tell(_ text: String) { FileHandle.standardError.write(Data(text.utf8)) }
}

/// A picture's size as it is typed: `192x144`.
struct PictureSize: ExpressibleByArgument, CustomStringConvertible {
  let width, height: Int

  init(width: Int, height: Int) { (self.width, self.height) = (width, height) }

  init?(argument: String) {
    let sides = argument.split(omittingEmptySubsequences: false) { $0 == "x" || $0 == "×" }
    guard sides.count == 2, let width = Int(sides[0]), let height = Int(sides[1]),
      width > 0, height > 0
    else { return nil }
    self.init(width: width, height: height)
  }

  var description: String { "\(width)x\(height)" }
  var defaultValueDescription: String { description }
}

extension DatasetFormat: ExpressibleByArgument {}

extension PastureSplit: ExpressibleByArgument {}
