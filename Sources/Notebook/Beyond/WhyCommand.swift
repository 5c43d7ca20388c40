import Fovea
import LessonKit
import LessonSwift

extension Command {
  /// What no other notebook has.
  static let beyond = [
    Command(
      name: "why", argument: "X[…] | box N",
      help: "what a number saw, or how a box came; --gradient"
    ) { $0.why($1) },
    Command(
      name: "whatif", argument: "NAME = VALUE",
      help: "runs what depends on NAME again, old and new"
    ) { $0.whatIf($1) },
    Command(
      name: "compare", argument: "A B", help: "two detectors on the same picture; `on PICTURE`"
    ) { $0.compare($1) },
    Command(name: "break", argument: "[NAME]", help: "the lesson's mistakes on purpose") {
      $0.breakOnPurpose($1)
    },
  ]
}

extension Notebook {
  func why(_ argument: String) {
    let words = argument.split(separator: " ").map(String.init)
    switch words.first {
    case nil:
      printer.remark(
        "`:why` needs a number of a tensor, as in `:why features[0, 12, 5, 7]`, or a box, as in "
          + "`:why box 3`")
    case "box"?, "boxes"?: whyBox(words.dropFirst().joined(separator: " "))
    default: whyNumber(argument)
    }
  }

  /// Says why an expression could not be computed.
  func refuse(_ failure: CellFailure) { printer.failure(failure) }

  /// Shows a picture as a running cell would, with its file.
  func show(_ image: Image, caption: String) {
    let pixels = image.rgb(over: .white)
    guard
      let raster = Raster(width: pixels.width, height: pixels.height, samples: pixels.samples)
    else { return }
    printer.output(
      .picture(ShownPicture(caption: caption, raster: raster) { try pixels.pngBytes() }))
  }

  /// Pictures of a `:` command lie with those of the step it was typed at.
  func beginPictures() {
    printer.beginPromptCell(lesson: player?.lesson, step: (player?.position ?? 0) + 1)
  }

  /// A table of facts, two columns.
  func table(_ rows: [(String, String)], indent: String = " ") {
    let width = rows.map { TextWidth.of($0.0) }.max() ?? 0
    for (name, value) in rows {
      let gap = String(repeating: " ", count: width - TextWidth.of(name) + 2)
      terminal.writeLine(indent + style.color(name, .grey) + gap + TextWidth.printable(value))
    }
  }

  /// Runs a body with the variables as they are, whatever it does to them.
  func withVariablesKept<Result>(_ body: () throws -> Result) rethrows -> Result {
    let snapshot = engine.snapshot()
    let (output, redeclares) = (engine.onOutput, engine.allowsRedeclaration)
    engine.onOutput = { _ in }
    engine.allowsRedeclaration = true
    defer {
      engine.onOutput = output
      engine.allowsRedeclaration = redeclares
      engine.restore(snapshot)
    }
    return try body()
  }
}
