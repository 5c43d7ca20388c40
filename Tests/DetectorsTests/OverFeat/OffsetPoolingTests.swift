import Tensors
import Testing

@testable import Detectors

@Suite struct OffsetPoolingTests {
  /// The paper's own example: 20 cells in a row, windows of 3 begun at 0, 1 and 2.
  @Test func thePapersRowOfTwenty() throws {
    let row = (0..<20).map { Float($0) }
    let x = try Tensor((0..<5).flatMap { _ in row }, shape: [1, 1, 5, 20])
    let maps = try offsetMaxPool2D(x, size: 3)
    #expect(maps.map(\.shape) == Array(repeating: [1, 1, 1, 6], count: 9))
    #expect(maps[0].values == [2, 5, 8, 11, 14, 17])
    #expect(maps[1].values == [3, 6, 9, 12, 15, 18])
    #expect(maps[2].values == [4, 7, 10, 13, 16, 19])
    #expect(maps[3].values == maps[0].values)  // one row further down, where rows are equal
    let fine = try interleaved(maps, size: 3)
    #expect(fine.shape == [1, 1, 3, 18])
    #expect(try fine[0, 0, 0].values == (2..<20).map { Float($0) })
  }

  /// Woven together they are the pooling of stride 1, whatever the size.
  @Test(arguments: [(1, 4, 5), (2, 7, 9), (2, 8, 3), (3, 11, 14), (4, 7, 7)])
  func wovenTogetherTheyArePoolingOfStrideOne(size: Int, height: Int, width: Int) throws {
    var generator = SeededGenerator(seed: 3)
    let x = try Tensor.normal([2, 3, height, width], using: &generator)
    let fine = try interleaved(offsetMaxPool2D(x, size: size), size: size)
    let (rows, columns) = ((height - size + 1) / size * size, (width - size + 1) / size * size)
    #expect(fine.shape == [2, 3, rows, columns])
    let direct = try x.maxPool2D(size: size, stride: 1)
    #expect(try fine.values == direct[0..., 0..., ..<rows, ..<columns].values)
  }

  @Test func whatIsTooSmallIsRefused() throws {
    #expect(throws: ShapeError.self) {
      try offsetMaxPool2D(Tensor.zeros([1, 1, 4, 9]), size: 3)
    }
    for size in [0, -1, .max] {
      #expect(throws: ShapeError.self) {
        try offsetMaxPool2D(Tensor.zeros([1, 1, 9, 9]), size: size)
      }
    }
    #expect(throws: ShapeError.self) { try offsetMaxPool2D(Tensor.zeros([9, 9]), size: 2) }
    let map = try Tensor.zeros([1, 1, 2, 2])
    #expect(throws: ShapeError.self) { try interleaved([map, map, map], size: 2) }
    #expect(throws: ShapeError.self) { try interleaved([], size: 0) }
    #expect(throws: ShapeError.self) {
      try interleaved([map, map, map, Tensor.zeros([1, 1, 2, 3])], size: 2)
    }
  }
}
