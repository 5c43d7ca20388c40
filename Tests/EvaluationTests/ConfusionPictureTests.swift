import Images
import Testing

@testable import Evaluation

@Suite struct ConfusionPictureTests {
  /// All cats are called cat; of two dogs one is called cat. Brightness follows the share of a row.
  @Test func brightCellsAreLargeShares() throws {
    let confusion = try ConfusionMatrix(
      classNames: ["cat", "dog"], truths: [0, 0, 1, 1], predictions: [0, 0, 0, 1])
    let image = try confusion.picture()
    // The corner of each cell, away from its number; cells are 44 by 36, the last ends 8 from the
    // picture's border.
    func corner(_ t: Int, _ p: Int) throws -> Color {
      try image.pixel(x: image.width - 8 - (2 - p) * 44 + 3, y: image.height - 8 - (2 - t) * 36 + 3)
    }
    #expect(try corner(0, 0) == Colormap.viridis.color(1))
    #expect(try corner(0, 1) == Colormap.viridis.color(0))
    #expect(try corner(1, 0) == Colormap.viridis.color(0.5))
    #expect(try corner(1, 1) == Colormap.viridis.color(0.5))
  }

  @Test func rowsWithoutPicturesAndManyClasses() throws {
    let empty = try ConfusionMatrix(classNames: ["a"]).picture()
    #expect(empty.width > 44)
    let many = try ConfusionMatrix(classNames: (0..<61).map { "class \($0)" })
    #expect(
      throws: EvaluationError(
        operation: "ConfusionMatrix.picture", expected: "at most 60 classes", found: "61")
    ) { try many.picture() }
    #expect(throws: Never.self) {
      try ConfusionMatrix(classNames: (0..<60).map { "class number \($0)" }).picture()
    }
  }
}
