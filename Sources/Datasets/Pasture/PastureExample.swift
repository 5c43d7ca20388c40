import Images

/// The pictures in `examples/pictures`, each with the seed and size that draw it.
///
/// Their seeds are below those of every split, so no model has learnt from them.
public struct PastureExample: Hashable, Sendable {
  public let fileName: String
  public let seed: Int
  public let width, height: Int

  /// `pasture-01.png` and so on.
  public static let all: [PastureExample] = {
    let small = [83, 57, 27, 38, 76, 44, 79, 69].map { (seed: $0, width: 192, height: 144) }
    let large = [70, 26, 65].map { (seed: $0, width: 480, height: 360) }
    return (small + large).enumerated().map { i, example in
      PastureExample(
        fileName: "pasture-\(i < 9 ? "0" : "")\(i + 1).png", seed: example.seed,
        width: example.width, height: example.height)
    }
  }()

  public func scene() throws -> PastureScene {
    try Pasture.scene(seed: seed, width: width, height: height)
  }

  /// Writes all example pictures into a folder.
  public static func writeAll(to folder: String) throws {
    try PastureExport.makeFolder(folder)
    for example in all { try example.scene().image.write(to: folder + "/" + example.fileName) }
  }
}
