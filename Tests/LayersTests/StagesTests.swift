import Testing

@testable import Layers
@testable import Tensors

@Suite struct StagesTests {
  /// One head on two levels, with a sum that is no layer's.
  struct Net: Layer, LayerContainer {
    let trunk = Sequential([ReLU(), Sequential([ReLU(), ReLU()])])
    let head = LeakyReLU(slope: 0.1)
    var children: [LayerChild] { [("trunk", trunk), ("head", head)] }

    func callAsFunction(_ x: Tensor) throws -> Tensor {
      let a = try inside("trunk") { try trunk(x) }
      let b = try inside("head") { try inside("deeper") { try head(a) } }
      let c = try inside("head") { try head(b) }
      return try inside("sum") { try a + c }
    }
  }

  @Test func namesWhatRan() throws {
    let net = Net()
    let x = try Tensor([1, -2])
    let stages = try net.stages { _ = try net(x) }
    #expect(
      stages.map(\.name) == ["trunk.0", "trunk.1.0", "trunk.1.1", "head", "head#2", "sum"])
    #expect(stages.map { $0.layer == nil } == [false, false, false, false, false, true])
    #expect(stages.last?.output.values == [2, 0])
    let table = try net.table(inputShape: [2]) { _ = try net($0) }
    #expect(table.rows.map(\.kind) == ["ReLU", "ReLU", "ReLU", "LeakyReLU", "LeakyReLU", "–"])
  }

  @Test func outsideNothingIsKept() throws {
    let net = Net()
    #expect(try net.stages {}.isEmpty)
    _ = try net(Tensor([1]))
  }
}
