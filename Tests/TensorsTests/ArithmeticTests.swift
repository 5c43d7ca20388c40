import Testing

@testable import Tensors

@Suite struct ArithmeticTests {
  @Test func shapesStretchFromTheLastAxis() throws {
    let picture = try Tensor.range(0..<12).reshaped([1, 2, 2, 3])
    let channels = try Tensor([10, 20]).reshaped([2, 1, 1])
    #expect(
      try (picture + channels).values == [10, 11, 12, 13, 14, 15, 26, 27, 28, 29, 30, 31])
    let column = try Tensor([1, 2]).reshaped([2, 1])
    let row = try Tensor([10, 20, 30])
    #expect(try (column * row).values == [10, 20, 30, 20, 40, 60])
    #expect(try (column * row).shape == [2, 3])
    #expect(try (1 - row / 10).values == [0, -1, -2])
    #expect(try (row .> 10).values == [0, 1, 1])
  }

  @Test func aMismatchNamesBothShapesAndTheAxis() throws {
    let error = #expect(throws: ShapeError.self) {
      try Tensor.zeros([2, 3, 4]) + Tensor.zeros([2, 4])
    }
    #expect(
      error?.description
        == """
        +: expected equal lengths, or 1, along every axis, found [2, 3, 4] and [2, 4]: \
        3 against 2 on axis 1 of 3
          try: axes are matched from the last one; reshape or transpose one side
        """)
  }
}
