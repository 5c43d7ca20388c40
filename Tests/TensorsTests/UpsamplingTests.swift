import Testing

@testable import Tensors

@Suite struct UpsamplingTests {
  @Test func cornersStayOrEdgesStay() throws {
    let x = try Tensor([0, 3], shape: [1, 1, 1, 2])
    #expect(try x.upsampledBilinear(to: [1, 4], alignCorners: true).values == [0, 1, 2, 3])
    #expect(try x.upsampledBilinear(to: [1, 4]).values == [0, 0.75, 2.25, 3])
    #expect(try x.upsampledNearest(by: 2).values == [0, 0, 3, 3, 0, 0, 3, 3])
  }

  @Test(arguments: [0, -1, .nan, .infinity, 1e-6, 1e30] as [Float])
  func badScalesAreRefused(_ scale: Float) {
    let x = Tensor.seeded(1, shape: [1, 1, 3, 4])
    #expect(throws: ShapeError.self) { try x.upsampledNearest(by: scale) }
    #expect(throws: ShapeError.self) { try x.upsampledBilinear(by: scale) }
  }
}
