import Foundation
import Testing

@testable import Fovea

struct ResourcesTests {
  /// A folder of its own for each test, removed afterwards.
  private func withFolder(_ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent(
      "fovea-resources-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  private func write(_ path: String, under root: URL) throws {
    let file = root.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data("x".utf8).write(to: file)
  }

  @Test func homeComesBeforeInstalledComesBeforeBuilt() throws {
    try withFolder { root in
      let relative = "lessons/weights/model.safetensors"
      let resources = Resources(
        home: root.appendingPathComponent("home").path,
        executable: root.appendingPathComponent("prefix/bin/fovea").path)
      try write("prefix/bin/Fovea_Lessons.resources/weights/model.safetensors", under: root)
      #expect(try resources.path(relative).contains("/bin/Fovea_Lessons.resources/"))
      try write("prefix/share/fovea/lessons/weights/model.safetensors", under: root)
      #expect(try resources.path(relative).contains("/share/fovea/lessons/"))
      try write("home/lessons/weights/model.safetensors", under: root)
      #expect(try resources.weights("model").contains("/home/lessons/"))
    }
  }

  @Test func whatIsMissingIsNamedWithItsNeighbours() throws {
    try withFolder { root in
      try write("examples/pictures/pasture-01.png", under: root)
      let resources = Resources(roots: [root.path])
      #expect(throws: ResourceError.self) { try resources.example("pasture-99.png") }
      do {
        _ = try resources.example("pasture-99.png")
      } catch let error as ResourceError {
        #expect(error.path == "examples/pictures/pasture-99.png")
        #expect(error.neighbours == ["pasture-01.png"])
        #expect(error.description.contains(root.path))
      }
    }
  }

  @Test func withoutAnyRootTheErrorSaysWhatToSet() {
    let error = ResourceError(path: "lessons", searched: [], neighbours: [])
    #expect(error.description.contains("FOVEA_HOME"))
  }

  @Test(arguments: [
    (1, "The heat map, 14×20", "01-the-heat-map-14-20.png"), (12, "", "12.png"),
    (3, "../../etc/passwd", "03-etc-passwd.png"),
  ])
  func captionsBecomeFileNames(number: Int, caption: String, name: String) {
    // × is neither a letter nor a digit.
    #expect(PictureFolder.fileName(number: number, caption: caption) == name)
  }

  @Test func shippedPicturesAndWeightsAreThere() throws {
    let picture = try Image(example: "pasture-01.png")
    #expect(picture.width == 192 && picture.height == 144)
    #expect(try PastureClassifier.trained().parameterCount <= 200_000)
  }

  @Test func saveGoesByTheExtension() throws {
    try withFolder { root in
      let tensor = try Tensor([[0, 0.5], [1, 0.25]])
      let base = root.appendingPathComponent("x").path
      try save(tensor, to: base + ".npy")
      #expect(try Tensor(npy: base + ".npy").values == tensor.values)
      try save(tensor, to: base + ".safetensors")
      #expect(try Checkpoint(contentsOf: base + ".safetensors").tensors["tensor"]?.shape == [2, 2])
      try save(tensor, to: base + ".png")
      #expect(try Image(contentsOf: base + ".png").width > 1)
      #expect(throws: SaveError.self) { try save(tensor, to: base + ".txt") }
    }
  }
}
