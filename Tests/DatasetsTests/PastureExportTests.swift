import Boxes
import Foundation
import Images
import Testing

@testable import Datasets

@Suite struct PastureExportTests {
  /// A folder of its own, removed when `body` is done.
  private func inFolder(_ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.path + "/pasture-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try body(folder)
  }

  @Test func whatIsWrittenIsWhatWasDrawn() throws {
    try inFolder { folder in
      try PastureExport(count: 3, first: -1, width: 96, height: 72).write(to: folder)
      let file = try DetectionDataset.readCOCO(folder + "/annotations.json").dataset
      #expect(file.pictures.map(\.seed) == [-1, 0, 1])
      #expect(file.classes == DetectionDataset.pasture.classes)
      #expect(
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
          == ["annotations.json", "images"])
      for picture in file.pictures {
        let scene = try Pasture.scene(seed: picture.seed ?? 0, width: 96, height: 72)
        #expect(try Image(contentsOf: folder + "/" + picture.fileName) == scene.image)
        let annotations = file.annotations.filter { $0.pictureID == picture.id }
        #expect(annotations.count == scene.things.count)
        for (annotation, thing) in zip(annotations, scene.things) {
          #expect(annotation.classID == thing.kind.rawValue + 1)
          #expect(annotation.box == thing.box)
          #expect(try annotation.segmentation?.runs(width: 96, height: 72).mask == thing.mask)
          #expect(annotation.area == Double(thing.area))
          #expect(annotation.isCrowd == thing.isIgnored)
          #expect(annotation.keypoints.map(\.placed) == thing.keypoints)
        }
      }
    }
  }

  @Test func writingTwiceGivesTheSameBytes() throws {
    try inFolder { folder in
      let export = try PastureExport(count: 2, of: .test, width: 48, height: 36)
      try export.write(to: folder)
      let one = try Data(contentsOf: URL(fileURLWithPath: folder + "/annotations.json"))
      try export.write(to: folder)
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/annotations.json")) == one)
    }
  }

  @Test func badRequestsAreRefused() throws {
    #expect(throws: ImageError.self) { try PastureExport(count: 0) }
    #expect(throws: ImageError.self) { try PastureExport(count: 2, first: .max) }
    #expect(throws: ImageError.self) { try PastureExport(count: 2, first: 499, of: .test) }
    try inFolder { folder in
      #expect(throws: ImageError.self) {
        try PastureExport(count: 1, width: 0, height: 5).write(to: folder)
      }
      #expect(!FileManager.default.fileExists(atPath: folder))
    }
    #expect(throws: ImageError.self) {
      try PastureExport(count: 1).write(to: "/dev/null/pasture")
    }
  }
}
