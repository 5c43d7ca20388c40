import ArgumentParser
import Foundation
import Fovea
import LessonKit

/// `fovea detect PICTURE… --model NAME`.
struct DetectCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect",
    abstract: "Finds things in pictures of your own.",
    discussion: """
      Prints a line for each thing: file, name, score, and the box's corners in pixels of the \
      picture. With --json one JSON line for each picture: {"file", "width", "height", \
      "detections": [{"class", "name", "score", "box": [x1, y1, x2, y2]}]}. With -o the pictures are \
      written with what was found on them: into a .png for one picture, else into a folder, under \
      their own names. A picture that cannot be read is told of, and the others go on.
      """)

  @Argument(help: ArgumentHelp("PNG pictures.", valueName: "picture"))
  var pictures: [String]

  @Option(help: "A model, such as sliding-window.")
  var model: String

  @Option(help: ArgumentHelp("Other weights than those that ship.", valueName: "file"))
  var weights: String?

  @Option(help: ArgumentHelp("What the model is made from, where it needs it.", valueName: "file"))
  var config: String?

  @Option(help: ArgumentHelp("Names for the classes, one a line.", valueName: "file"))
  var names: String?

  @Option(help: "Things below this score are left out. (default: 0.5; sliding-window 0.95)")
  var score: Float?

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("A .png for one picture, or a folder.", valueName: "file|dir"))
  var output: String?

  @Flag(help: "One JSON line for each picture.")
  var json = false

  func validate() throws {
    guard PictureModels.names.contains(model) else {
      let meant = NearestName.of(model, in: PictureModels.names).map { "; did you mean \($0)?" }
      throw ValidationError(
        "--model: expected one of \(PictureModels.names.joined(separator: ", ")), found "
          + "“\(model)”" + (meant ?? ""))
    }
    guard score.map({ 0...1 ~= $0 }) ?? true else {
      throw ValidationError("--score: expected a number in 0…1, found \(score ?? 0)")
    }
    if let output { try DetectedPictures.check(output, for: pictures) }
  }

  func run() throws {
    let reader = try PictureModels.named(
      model, weights: weights, configuration: config, classNames: names.map(Self.classNames),
      leastScore: score)
    let files = output.map { DetectedPictures($0, for: pictures) }
    var failures = 0
    for (index, path) in pictures.enumerated() {
      do {
        let image = try Image(contentsOf: path)
        let answer = try reader.answer(for: image)
        try files?.write(try answer.drawn(on: image, classNames: reader.classNames), index)
        print(
          json
            ? answer.json(file: path, image: image, classNames: reader.classNames)
            : answer.table(file: path, classNames: reader.classNames))
      } catch {
        FoveaCommand.complain("fovea: \(path): \(error)")
        failures += 1
      }
    }
    if failures > 0 { throw ExitCode(1) }
  }

  static func classNames(_ path: String) throws -> [String] {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else {
      throw CommandFailure("\(path): expected a text file of class names, one a line")
    }
    let lines = text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline)
      .map { $0.trimmingCharacters(in: .whitespaces) }
    return Array(lines.reversed().drop(while: \.isEmpty).reversed())
  }
}

/// Where annotated pictures go.
struct DetectedPictures {
  /// One for each picture.
  let paths: [String]

  /// - Parameter output: ends in .png for a single picture; else it is a folder.
  init(_ output: String, for pictures: [String]) {
    guard !Self.isFile(output) else {
      paths = [output]
      return
    }
    var used: Set<String> = []
    paths = pictures.map { picture in
      // Pictures of the same name from two folders: photo.png, photo-2.png.
      let stem = URL(filePath: picture).deletingPathExtension().lastPathComponent
      let names = (1...).lazy.map { $0 == 1 ? "\(stem).png" : "\(stem)-\($0).png" }
      let name = names.first { used.insert($0).inserted } ?? "\(stem).png"
      return URL(filePath: output).appending(path: name).path
    }
  }

  private static func isFile(_ output: String) -> Bool {
    output.lowercased().hasSuffix(".png") && !isFolder(output)
  }

  private static func isFolder(_ path: String) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      && isFolder.boolValue
  }

  /// Refuses what cannot be meant, before any work is done.
  static func check(_ output: String, for pictures: [String]) throws {
    if isFile(output), pictures.count > 1 {
      throw ValidationError(
        "-o: expected a folder for \(pictures.count) pictures, found the file \(output)")
    }
    let ending = URL(filePath: output).pathExtension.lowercased()
    if ["jpg", "jpeg", "gif", "bmp", "tif", "tiff", "webp"].contains(ending), !isFolder(output) {
      throw ValidationError("-o: expected a name ending in .png, or a folder, found \(output)")
    }
    let sources = Set(pictures.map { resolved($0) })
    if let twin = DetectedPictures(output, for: pictures).paths.first(where: {
      sources.contains(resolved($0))
    }) {
      throw ValidationError("-o: expected another file than the picture itself, found \(twin)")
    }
  }

  private static func resolved(_ path: String) -> String {
    URL(filePath: path).standardizedFileURL.resolvingSymlinksInPath().path
  }

  /// Makes the folder when it is not there. The file is written aside and renamed.
  func write(_ image: Image, _ index: Int) throws {
    let folder = URL(filePath: paths[index]).deletingLastPathComponent().path
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw CommandFailure("\(folder): no folder can be made there")
    }
    try image.write(to: paths[index])
  }
}
