import Testing

@testable import Tensors

@Suite struct CreationTests {
  @Test func tensorsAreMadeOfWhatIsAsked() throws {
    #expect(try Tensor.zeros([2, 2]).values == [0, 0, 0, 0])
    #expect(try Tensor.ones([3]).values == [1, 1, 1])
    #expect(try Tensor.full([], 7).item() == 7)
    #expect(try Tensor.range(-2..<3).values == [-2, -1, 0, 1, 2])
    #expect(try Tensor.range(4..<4).shape == [0])
    #expect(try Tensor.eye(3).values == [1, 0, 0, 0, 1, 0, 0, 0, 1])
    #expect(try Tensor.evenlySpaced(from: 0, to: 1, count: 5).values == [0, 0.25, 0.5, 0.75, 1])
    #expect(try Tensor.evenlySpaced(from: 3, to: 9, count: 1).values == [3])
    #expect(try Tensor([[1, 2, 3], [4, 5, 6]]).shape == [2, 3])
    #expect(try Tensor([3, 1, 2]).wholeNumbers() == [3, 1, 2])
    #expect(try Tensor([0, 2] as [Int]).values == [0, 2])
  }

  @Test func relatedShapesShareTheirNumbers() throws {
    let x = try Tensor.range(0..<6)
    #expect(try x.reshaped([2, -1]).storage === x.storage)
    #expect(try x.unsqueezed(axis: 0).squeezed().storage === x.storage)
    #expect(try x.reshaped([1, 2, 3]).flattened(from: 1).shape == [1, 6])
  }

  @Test func infinitiesAndNaNPassThrough() throws {
    let x = try Tensor([.nan, .infinity, -.infinity])
    #expect(try x.relu().values.map(\.isNaN) == [true, false, false])
    #expect(try x.relu().values[1...] == [.infinity, 0])
    #expect(try x.leakyReLU(slope: 0.1).values[0].isNaN)
    #expect(try x.sigmoid().values[1...] == [1, 0] && x.sigmoid().values[0].isNaN)
    #expect(try x.tanh().values[1...] == [1, -1] && x.tanh().values[0].isNaN)
    #expect(try x.exp().values[1...] == [.infinity, 0] && x.exp().values[0].isNaN)
    #expect(try x.max().item().isNaN && x.min().item().isNaN && x.sum().item().isNaN)
    #expect(try x[1...].max().item() == .infinity && x[1...].min().item() == -.infinity)
    #expect(try maximum(x, 0 * x[1...1] + 1).values.allSatisfy(\.isNaN))
    #expect(try x.clamp(0...1).values[0].isNaN)
    #expect(try x.softmax(axis: 0).values.allSatisfy(\.isNaN))
    #expect(x.summary.firstNonFinite == [0])
  }
}
