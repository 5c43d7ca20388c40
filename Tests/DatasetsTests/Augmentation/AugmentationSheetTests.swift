import Foundation
import Images
import Testing

@testable import Datasets

/// Pictures to look at, written to `FOVEA_SHEETS` or a temporary folder.
@Suite struct AugmentationSheetTests {
  @Test func theSheetShowsEveryAugmentation() throws {
    let folder =
      ProcessInfo.processInfo.environment["FOVEA_SHEETS"]
      ?? FileManager.default.temporaryDirectory.appendingPathComponent(
        "fovea-datasets-\(UUID().uuidString)"
      ).path
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let sheet = try augmentationSheet(pastureSeed: 57)
    try sheet.write(to: folder + "/augmentations.png")
    #expect(sheet.width > 1500 && sheet.height > 900)
    #expect(try augmentationSheet(pastureSeed: 57) == sheet)
    #expect(try augmentationSheet(pastureSeed: 57, seed: 2) != sheet)
  }
}
