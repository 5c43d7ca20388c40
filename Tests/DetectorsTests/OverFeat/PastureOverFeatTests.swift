import Boxes
import Images
import Layers
import Tensors
import Testing

@testable import Detectors

@Suite struct PastureOverFeatTests {
  /// Random weights and statistics; dropout and batch norm play no part in what is compared.
  static func model(seed: Int = 1) throws -> PastureOverFeat {
    var generator = SeededGenerator(seed: seed)
    let model = try PastureOverFeat(using: &generator)
    for named in model.namedParameters() where named.role == .statistic {
      let range: Range<Float> = named.name.hasSuffix("running_var") ? 0.5..<2 : -0.3..<0.3
      named.parameter.value = try .uniform(
        named.parameter.value.shape, in: range, using: &generator)
    }
    return model
  }

  static func picture(_ height: Int, _ width: Int, seed: Int = 5) throws -> Tensor {
    var generator = SeededGenerator(seed: seed)
    return try Tensor.uniform([1, 3, height, width], in: 0..<1, using: &generator)
  }

  @Test func hasTheClassifiersTrunkAndHead() throws {
    var generator = SeededGenerator(seed: 2)
    let classifier = try PastureClassifier(using: &generator)
    let model = try Self.model()
    let names = Set(model.namedParameters().map(\.name))
    #expect(names.isSuperset(of: classifier.namedParameters().map(\.name)))
    #expect(
      model.parameterCount - classifier.parameterCount == 128 * 96 * 4 + 2 * 128 + 128 * 32 + 32)
    try model.takeOver(classifier)
    let crop = try Self.picture(32, 32)
    #expect(try model(crop).logits.values == classifier.logits(crop).values)
    #expect(model.forgottenParameters().isEmpty)
  }

  @Test(arguments: [(32, 32), (36, 40), (61, 50)])
  func everyCellIsTheNetworkOnItsCrop(height: Int, width: Int) throws {
    let model = try Self.model()
    let picture = try Self.picture(height, width)
    let dense = try model(picture)
    let (rows, columns) = ((height - 32) / 4 + 1, (width - 32) / 4 + 1)
    #expect(dense.logits.shape == [1, 9, rows, columns])
    #expect(dense.boxes.shape == [1, 32, rows, columns])
    let fine = try model.withOffsets(Self.picture(height + 2, width + 2))
    #expect(fine.logits.shape[2] >= 2 && fine.logits.shape[2] % 2 == 0)
    for row in 0..<rows {
      for column in 0..<columns {
        let crop = try picture[
          0..., 0..., (row * 4)..<(row * 4 + 32), (column * 4)..<(column * 4 + 32)]
        let alone = try model(crop)
        for (map, one) in [(dense.logits, alone.logits), (dense.boxes, alone.boxes)] {
          let cell = try map[0..., 0..., row..<row + 1, column..<column + 1]
          let largest = one.values.map(abs).max() ?? 0
          #expect(largest > 0.01)
          for (a, b) in zip(cell.values, one.values) {
            #expect(abs(a - b) <= 1e-5 * max(1, largest))
          }
        }
      }
    }
  }

  @Test func offsetsGiveTheWindowsInBetween() throws {
    let model = try Self.model()
    let picture = try Self.picture(46, 54)
    let fine = try model.withOffsets(picture)
    #expect(fine.logits.shape == [1, 9, 8, 12])
    for (row, column) in [(0, 0), (0, 1), (1, 0), (3, 4), (6, 11)] {
      let crop = try picture[
        0..., 0..., (row * 2)..<(row * 2 + 32), (column * 2)..<(column * 2 + 32)]
      let alone = try model(crop).logits
      let cell = try fine.logits[0..., 0..., row..<row + 1, column..<column + 1]
      for (a, b) in zip(cell.values, alone.values) { #expect(abs(a - b) < 1e-4) }
    }
  }

  @Test func whatNoWindowFitsIntoIsRefused() throws {
    let model = try Self.model()
    #expect(throws: ShapeError.self) { try model(Self.picture(31, 40)) }
    #expect(throws: ShapeError.self) { try model(Tensor.zeros([1, 1, 40, 40])) }
  }

  @Test func aWindowBoxGoesThereAndBack() {
    let window = Box(x: 10, y: 20, width: 32, height: 32)
    let box = Box(x1: 12, y1: 18, x2: 40, y2: 50)
    let back = WindowBox(box, in: window).box(in: window)
    for (a, b) in [
      (back.x1, box.x1), (back.y1, box.y1), (back.x2, box.x2), (back.y2, box.y2),
    ] { #expect(abs(a - b) < 1e-4) }
    #expect(WindowBox(window, in: window).edges == [-0.5, -0.5, 0.5, 0.5])
    // Whatever a network says, it is a finite box with its edges in order.
    for edges: [Float] in [
      [.nan, 0, .infinity, 1], [1, 1, -1, -1], [1e30, -1e30, 1e30, 1e30], [], [0, 0, 0, 0],
    ] {
      let odd = WindowBox(edges: edges).box(in: window)
      #expect(odd.isFinite && odd.x1 <= odd.x2 && odd.y1 <= odd.y2, "\(odd)")
    }
  }
}
