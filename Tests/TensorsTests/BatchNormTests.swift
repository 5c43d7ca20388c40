import Testing

@testable import Tensors

@Suite struct BatchNormTests {
  /// A mean a thousand times the deviation does not drown it.
  @Test func largeMeansDoNotCancel() throws {
    let x = try Tensor.seeded(3, shape: [4, 2, 50, 50]) + 1000
    let one = try Tensor.ones([2])
    let (output, statistics) = try batchNormTraining(x, scale: one, shift: Tensor.zeros([2]))
    expectClose(statistics.mean, try Reference.mean(x, axes: [0, 2, 3], keepingAxes: false))
    expectClose(
      statistics.variance, try Reference.variance(x, axes: [0, 2, 3], keepingAxes: false),
      relative: 1e-4)
    #expect(abs(try output.mean().item()) < 1e-4)
  }

  @Test func constantChannelsBecomeTheShift() throws {
    let x = try Tensor.full([2, 1, 3, 3], 7)
    let (output, _) = try batchNormTraining(
      x, scale: Tensor([2]), shift: Tensor([0.5]))
    #expect(output.values.allSatisfy { $0 == 0.5 })
  }

  @Test func badBatchesAreRefused() throws {
    let x = Tensor.seeded(1, shape: [2, 3, 4, 4])
    let (three, two) = (try Tensor.ones([3]), try Tensor.ones([2]))
    expectRefusal(
      """
      batchNorm: expected runningMean of shape [3], one number a channel, found runningMean of \
      shape [2]
        try: x is [2, 3, 4, 4]; axis 1 is the channels
      """
    ) { try batchNorm(x, scale: three, shift: three, runningMean: two, runningVariance: three) }
    expectRefusal(
      """
      batchNormTraining: expected more than one number in each channel, found shape [1, 3]
        try: a larger batch, or inference, which needs no statistics
      """
    ) { try batchNormTraining(Tensor.ones([1, 3]), scale: three, shift: three).output }
    for shape in [[], [3], [2, 0, 4]] {
      #expect(throws: ShapeError.self) {
        try batchNormTraining(Tensor.zeros(shape), scale: three, shift: three)
      }
    }
    #expect(throws: ShapeError.self) {
      try batchNormTraining(Tensor.zeros([0, 3, 4, 4]), scale: three, shift: three)
    }
  }
}
