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
}
