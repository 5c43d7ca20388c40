import ArgumentParser
import Fovea

/// `fovea inspect FILE|DIR`.
struct InspectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "inspect",
    abstract: "Says what a picture, array, checkpoint or annotation file holds.",
    discussion: """
      A PNG, an npy or npz array, a safetensors or PyTorch checkpoint, Darknet's \
      cfg (each layer with its shapes) or weights, a COCO annotation or results file, or \
      a folder of COCO, VOC or YOLO annotations: which of them it is shows in the content. \
      Annotations that make no sense are listed with file and line, and then the exit code is 1.
      """)

  @Argument(help: ArgumentHelp("A file, or a folder of annotations.", valueName: "path"))
  var path: String

  @Flag(help: "Show every problem and every tensor, not just the first ones.")
  var all = false

  @Flag(help: "Skip annotations that make no sense, count them, and exit with 0.")
  var lenient = false

  @Flag(help: "One JSON object instead of tables.")
  var json = false

  func run() throws {
    let inspection = try Inspection(path, options: .init(showsAll: all, isLenient: lenient))
    print(json ? inspection.json : inspection.text)
    if !inspection.isSound { throw ExitCode(1) }
  }
}
