import Foundation
import Images

/// Writes scenes as pictures with one annotation file: what other programs can train on.
///
///     DIR/images/000001.png …
///     DIR/annotations.json      (COCO)
///
/// Each file is written aside and then renamed, the annotations last, so that a folder with an
/// `annotations.json` is complete.
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
  /// - Throws: `ImageError` for a bad size or a folder or file that cannot be written.
  public func write(to folder: String, progress: (Int, Int) -> Void = { _, _ in }) throws {
    // The first scene before the folder: a bad size leaves nothing behind.
    _ = try Pasture.scene(seed: seeds[0], width: width, height: height)
    let pictures = folder + "/images"
    try Self.makeFolder(pictures)
    var annotations = CocoAnnotations.pasture
    for (i, seed) in seeds.enumerated() {
      let scene = try Pasture.scene(seed: seed, width: width, height: height)
      let digits = "\(i + 1)"
      let name = String(repeating: "0", count: max(0, 6 - digits.count)) + digits + ".png"
      try scene.image.write(to: pictures + "/" + name)
      annotations.add(scene, fileName: "images/" + name)
      progress(i + 1, seeds.count)
    }
    let file = folder + "/annotations.json"
    do {
      try annotations.json().write(to: URL(fileURLWithPath: file), options: .atomic)
    } catch {
      throw ImageError(
        file, expected: "to write annotations there", found: error.localizedDescription,
        hint: "check that the disk is not full and that you may write there")
    }
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
