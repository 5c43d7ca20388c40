import Foundation
import Images

/// Writes scenes as pictures with annotations: what other programs can train on.
///
///     coco: images/000001.png …      annotations.json
///     voc:  JPEGImages/000001.png …  Annotations/000001.xml …  ImageSets/Main/all.txt  classes.txt
///     yolo: images/000001.png …      labels/000001.txt …       data.yaml  classes.txt
///
/// Each file is written aside and then renamed, the annotations last, so that a folder with an
/// `annotations.json`, an `all.txt` or a `data.yaml` is complete.
public struct PastureExport: Sendable {
  public let width, height: Int
  private let seeds: [Int]

  /// The most scenes that one export may hold.
  public static let largestCount = 1_000_000

  /// - Parameters:
  ///   - split: `nil` takes the seeds `first`, `first + 1`, …; otherwise the scenes of the split
  ///     from its index `first` on.
  /// - Throws: `ImageError` when there are too few or too many scenes, or not so many seeds.
  public init(
    count: Int, first: Int = 0, of split: PastureSplit? = nil, width: Int = 192, height: Int = 144
  ) throws {
    guard (1...Self.largestCount).contains(count) else {
      throw ImageError(
        "render", expected: "a count of 1 to \(Self.largestCount) scenes", found: "\(count)")
    }
    let (last, overflow) = first.addingReportingOverflow(count - 1)
    guard !overflow else {
      throw ImageError(
        "render", expected: "a seed that \(count) more fit after", found: "\(first)")
    }
    seeds = try (first...last).map { try split?.seed($0) ?? $0 }
    (self.width, self.height) = (width, height)
  }

  /// - Parameter progress: called after each scene with how many are done and how many there are.
  /// - Throws: `ImageError` for a bad size or a folder or picture that cannot be written,
  ///   `DatasetError` for annotations that cannot.
  public func write(
    to folder: String, format: DatasetFormat = .coco,
    progress: (Int, Int) -> Void = { _, _ in }
  ) throws {
    // The first scene before the folder: a bad size leaves nothing behind.
    _ = try Pasture.scene(seed: seeds[0], width: width, height: height)
    let pictures = format == .voc ? "JPEGImages" : "images"
    try Self.makeFolder(folder + "/" + pictures)
    var dataset = DetectionDataset.pasture
    for (i, seed) in seeds.enumerated() {
      let scene = try Pasture.scene(seed: seed, width: width, height: height)
      let digits = "\(i + 1)"
      let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".png"
      try scene.image.write(to: "\(folder)/\(pictures)/\(name)")
      dataset.add(scene, fileName: "\(pictures)/\(name)")
      progress(i + 1, seeds.count)
    }
    try dataset.write(to: folder, format: format)
  }

  /// Counts the same scenes without writing them.
  public func statistics() throws -> PastureStatistics {
    try PastureStatistics(seeds: seeds, width: width, height: height)
  }

  /// Makes a folder and those above it.
  ///
  /// - Throws: `ImageError` naming what stands in the way.
  static func makeFolder(_ path: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch {
      var parent = URL(fileURLWithPath: path)
      var isFolder: ObjCBool = false
      while parent.path != "/",
        !FileManager.default.fileExists(atPath: parent.path, isDirectory: &isFolder)
      {
        parent.deleteLastPathComponent()
      }
      throw ImageError(
        path, expected: "to make a folder there",
        found: isFolder.boolValue
          ? "a folder \(parent.path) that allows no new ones"
          : "\(parent.path), which is not a folder",
        hint: "choose another folder")
    }
  }
}
