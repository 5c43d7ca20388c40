import Layers
import Tensors
import Testing

@testable import Detectors

/// The published networks against the paper's tables; weights are whatever memory held, since only
/// shapes are looked at.
@Suite struct OverFeatNetworkTests {
  static func network(_ size: OverFeatNetwork.Size, classCount: Int = 1000) throws
    -> OverFeatNetwork
  {
    var maker = LayerMaker.withoutWeights
    return try OverFeatNetwork(size, classCount: classCount, maker: &maker)
  }

  /// Table 4: 145 and 144 million parameters; ours to the last one, by tables 1 and 3.
  @Test func parameterCounts() throws {
    let fast = [
      (96, 3 * 11 * 11), (256, 96 * 5 * 5), (512, 256 * 9), (1024, 512 * 9), (1024, 1024 * 9),
      (3072, 1024 * 6 * 6), (4096, 3072), (1000, 4096),
    ].reduce(0) { $0 + $1.0 * ($1.1 + 1) }
    let accurate = [
      (96, 3 * 7 * 7), (256, 96 * 7 * 7), (512, 256 * 9), (512, 512 * 9), (1024, 512 * 9),
      (1024, 1024 * 9), (4096, 1024 * 5 * 5), (4096, 4096), (1000, 4096),
    ].reduce(0) { $0 + $1.0 * ($1.1 + 1) }
    #expect(try Self.network(.fast).parameterCount == fast)
    #expect(try Self.network(.accurate).parameterCount == accurate)
    #expect(fast / 1_000_000 == 145 && accurate / 1_000_000 == 144)
  }

  /// Tables 1 and 3: what each stage makes of one window. One class less is asked for no fewer
  /// shapes.
  @Test(arguments: [
    (
      OverFeatNetwork.Size.fast,
      [
        [96, 28], [256, 12], [512, 12], [1024, 12], [1024, 6], [3072, 1], [4096, 1], [10, 1],
      ]
    ),
    (
      .accurate,
      [
        [96, 36], [256, 15], [512, 15], [512, 15], [1024, 15], [1024, 5], [4096, 1], [4096, 1],
        [10, 1],
      ]
    ),
  ])
  func stagesOfOneWindow(size: OverFeatNetwork.Size, shapes: [[Int]]) throws {
    let network = try Self.network(size, classCount: 10)
    let table = try network.table(inputShape: [1, 3, size.side, size.side])
    // The end of each stage: in front of the next convolution.
    var ends: [[Int]] = []
    for row in table.rows where row.outputShape.count == 4 {
      if row.kind == "Conv2D" { ends.append(row.outputShape) }
      if row.kind == "MaxPool2D", !ends.isEmpty { ends[ends.count - 1] = row.outputShape }
    }
    #expect(ends.map { [$0[1], $0[2]] } == shapes)
    #expect(ends.allSatisfy { $0[2] == $0[3] })
  }

  /// Table 5, its six scales, 1,575 windows together: the picture, the map in front of the last
  /// pooling, the classes of every window, and with offsets. A thin network of the same strides and kernels is run, since
  /// channels do not change where windows lie.
  @Test(arguments: [
    ([245, 245], [17, 17], [1, 1], [3, 3]), ([281, 317], [20, 23], [2, 3], [6, 9]),
    ([317, 389], [23, 29], [3, 5], [9, 15]), ([389, 461], [29, 35], [5, 7], [15, 21]),
    ([425, 497], [32, 38], [6, 8], [18, 24]), ([461, 569], [35, 44], [7, 10], [21, 30]),
  ])
  func gridsOfLargerPictures(
    picture: [Int], unpooled: [Int], coarse: [Int], fine: [Int]
  ) throws {
    var generator = SeededGenerator(seed: 1)
    var maker = LayerMaker(generator)
    let network = try OverFeatNetwork(.accurate, classCount: 2, width: 1.0 / 64, maker: &maker)
    let x = try Tensor.uniform([1, 3] + picture, in: -1..<1, using: &generator)
    let maps = try network.trunk.prefix(network.trunk.count - 1)(x)
    #expect(Array(maps.shape[2...]) == unpooled)
    let logits = try network(x)
    #expect(Array(logits.shape[2...]) == coarse)
    let woven = try network.withOffsets(x)
    #expect(Array(woven.shape[2...]) == fine)
    // The coarse grid is every third of the fine one.
    for row in 0..<coarse[0] {
      for column in 0..<coarse[1] {
        let a = try logits[0, 0..., row, column].values
        let b = try woven[0, 0..., 3 * row, 3 * column].values
        for (a, b) in zip(a, b) { #expect(abs(a - b) <= 1e-4 * max(1, abs(a))) }
      }
    }
  }

  /// The fast network on a picture one stride larger has four windows, 32 pixels apart.
  @Test func fastGrid() throws {
    var generator = SeededGenerator(seed: 2)
    var maker = LayerMaker(generator)
    let network = try OverFeatNetwork(.fast, classCount: 2, width: 1.0 / 64, maker: &maker)
    #expect(OverFeatNetwork.Size.fast.stride == 32 && OverFeatNetwork.Size.accurate.stride == 36)
    let x = try Tensor.uniform([1, 3, 231 + 32, 231 + 64], in: -1..<1, using: &generator)
    #expect(try network(x).shape == [1, 2, 2, 3])
    #expect(try network.withOffsets(x).shape == [1, 2, 2, 4])
    #expect(throws: ShapeError.self) { try network(Tensor.zeros([1, 3, 200, 231])) }
  }
}
