import Testing

@testable import Tensors

@Suite struct SlicingTests {
  let x: Tensor
  init() throws { x = try Tensor.range(0..<24).reshaped([2, 3, -1]) }

  @Test func everyKindOfIndexPicksItsPlaces() throws {
    #expect(try x[1, 2, 3].item() == 23)
    #expect(try x[1].shape == [3, 4])
    #expect(try x[0, 1..., ..<2].values == [4, 5, 8, 9])
    #expect(try x[0..., 0, 1...2].values == [1, 2, 13, 14])
    #expect(try x[..<1, ...0, 3...].values == [3])
    #expect(try x[0, 1..<1].shape == [0, 4])
    #expect(try x[0, 3...].shape == [0, 4])
    #expect(try x[].values == x.values)
  }

  @Test func leadingSlicesShareTheirNumbers() throws {
    #expect(try x[1].storage === x.storage)
    #expect(try x[1, 1...].storage === x.storage)
    #expect(try x[1, 1..., 2].storage !== x.storage)
    #expect(try x[1, 1...].values == (16..<24).map(Float.init))
  }

  @Test func replacingLeavesTheOriginalAlone() throws {
    let y = try x.replacing(at: 0, 1..., ..<2, with: 9)
    #expect(try y[0].values == [0, 1, 2, 3, 9, 9, 6, 7, 9, 9, 10, 11])
    #expect(x.values == (0..<24).map(Float.init))
    let row = try Tensor([7, 8, 9])
    #expect(try x.replacing(at: 1, 0..., 0, with: row)[1, 0..., 0].values == [7, 8, 9])
  }

  @Test func aBadIndexNamesAxisLengthAndFinding() throws {
    func refusal(_ indices: [any TensorIndex]) -> String {
      do throws(any Error) {
        return "no error, shape \(try x.sliced(indices).shape)"
      } catch { return "\(error)" }
    }
    #expect(
      refusal([0, 3])
        == "subscript: expected an index in 0 ..< 3 on axis 1, found 3 for shape [2, 3, 4]")
    #expect(
      refusal([-1])
        == """
        subscript: expected an index in 0 ..< 2 on axis 0, found -1 for shape [2, 3, 4]
          try: count from 0; the last one is 1
        """)
    #expect(
      refusal([0, 0, 2...4])
        == "subscript: expected a range within 0 ..< 4 on axis 2, found 2..<5 for shape [2, 3, 4]")
    #expect(
      refusal([0, 0, 0, 0]) == "subscript: expected at most 3 indices for shape [2, 3, 4], found 4")
    #expect(refusal([..<Int.max]).contains("within 0 ..< 2 on axis 0"))
    #expect(refusal([0...Int.max]).contains("within 0 ..< 2 on axis 0"))
    #expect(refusal([Int.min...]).contains("within 0 ..< 2 on axis 0"))
  }
}
