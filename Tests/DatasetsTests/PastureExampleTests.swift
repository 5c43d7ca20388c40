import Foundation
import Images
import Testing

@testable import Datasets

@Suite struct PastureExampleTests {
  static let folder =
    URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().path + "/examples/pictures"

  @Test(arguments: PastureExample.all)
  func pictureIsTheSceneOfItsSeed(example: PastureExample) throws {
    let path = Self.folder + "/" + example.fileName
    #expect(try Image(contentsOf: path) == example.scene().image)
    let bytes = try FileManager.default.attributesOfItem(atPath: path)[.size] as? Int ?? .max
    #expect(bytes < 400_000)
  }

  @Test func theFolderHoldsNothingElse() throws {
    let names = try FileManager.default.contentsOfDirectory(atPath: Self.folder)
    let pictures = names.filter { $0.hasPrefix("pasture-") }.sorted()
    #expect(pictures == PastureExample.all.map(\.fileName))
  }

  @Test func noSplitHasTheirSeeds() throws {
    let largest = PastureExample.all.map(\.seed).max() ?? .max
    for split in PastureSplit.allCases { #expect(try split.seed(0) > largest) }
  }
}
