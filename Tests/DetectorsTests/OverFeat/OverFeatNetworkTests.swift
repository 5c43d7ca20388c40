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
}
