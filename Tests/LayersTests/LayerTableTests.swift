import Testing

@testable import Layers
@testable import Tensors

@Suite struct LayerTableTests {
  @Test func showsShapesAndSizes() throws {
    var generator = SeededGenerator(seed: 3)
    let net = try LayerFixtureTests.net(&generator)
    #expect(
      try net.table(inputShape: [1, 3, 10, 6]).description == """
        layer         kind         output         parameters
                      input        [1, 3, 10, 6]            
        features.0    Conv2D       [1, 4, 10, 6]         108
        features.1    BatchNorm2D  [1, 4, 10, 6]           8
        features.2    ReLU         [1, 4, 10, 6]           0
        features.3    MaxPool2D    [1, 4, 5, 3]            0
        features.4.0  Conv2D       [1, 4, 3, 1]          148
        features.4.1  ReLU         [1, 4, 3, 1]            0
        classifier.0  Flatten      [1, 12]                 0
        classifier.1  Linear       [1, 3]                 39
                                                         303
        """)
    #expect(throws: ShapeError.self) { try net.table(inputShape: [1, 3, 2, 2]) }
    #expect(throws: (any Error).self) { try net.table(inputShape: [1, -3, 2, 2]) }
  }

  @Test func showsCostsAndFields() throws {
    var generator = SeededGenerator(seed: 3)
    let net = try LayerFixtureTests.net(&generator)
    let x = try Tensor.zeros([1, 3, 10, 6])
    let table = try net.table(inputShape: x.shape)
    let total = try countingFlops { _ = try net(x) }.total
    #expect(table.rows.reduce(0) { $0 + $1.flops } == total)
    // What goes into a layer is what came out of the one before.
    #expect(table.rows[0].inputShape == [1, 3, 10, 6])
    for (before, after) in zip(table.rows, table.rows.dropFirst()) {
      #expect(after.inputShape == before.outputShape)
    }
    // 10·6 cells of 4 channels, 3·3·3 multiplications and additions each.
    #expect(table.rows[0].flops == 2 * 60 * 4 * 27)
    #expect(table.rows[0].field == ReceptiveField(stride: 1, size: 3, start: -1))
    #expect(table.rows[3].field == ReceptiveField(stride: 2, size: 4, start: -1))
    #expect(table.rows[7].field == nil)
  }
}
