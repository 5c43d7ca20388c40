import Testing

@testable import Tensors

/// The exact words with which products and convolutions refuse what does not fit.
@Suite struct ConvolutionErrorTests {
  private func ones(_ shape: [Int]) throws -> Tensor { try .ones(shape) }

  @Test func matmulRefuses() {
    expectRefusal(
      """
      matmul: expected equal inner lengths: axis 1 of the left side, axis 0 of the right side, \
      found 3 and 4, from [2, 3] and [4, 3]
        try: the right side .transposed()
      """
    ) { try matmul(ones([2, 3]), ones([4, 3])) }
    expectRefusal(
      """
      matmul: expected tensors of at least 1 axis, found [] and [3]
        try: use * for a single number
      """
    ) { try matmul(Tensor(2), ones([3])) }
    expectRefusal(
      """
      matmul: expected equal lengths, or 1, along every axis, found [2] and [3]: 2 against 3 on \
      axis 0 of 1
        try: axes are matched from the last one; reshape or transpose one side
      """
    ) { try matmul(ones([2, 1, 4]), ones([3, 4, 1])) }
  }

  @Test func linearRefuses() {
    expectRefusal(
      """
      linear: expected 12 features on the last axis of x, as on axis 1 of the weight [5, 12], \
      found 2, x being [1, 3, 2, 2]
        try: x.flattened(from: 1)
      """
    ) { try linear(ones([1, 3, 2, 2]), ones([5, 12])) }
    expectRefusal("linear: expected a weight of 2 axes, [O, K], found 1 axes, [4]") {
      try linear(ones([4]), ones([4]))
    }
    expectRefusal(
      "linear: expected x of at least 1 axis, [..., 4], found a single number, of shape []"
    ) { try linear(Tensor(1), ones([3, 4])) }
    expectRefusal("linear: expected a bias of shape [3], one for each output, found [4]") {
      try linear(ones([2, 4]), ones([3, 4]), bias: ones([4]))
    }
  }

  @Test func conv2DRefusesChannelsAndAxes() {
    expectRefusal(
      """
      conv2D: expected x of 4 axes, [N, C, H, W], found 3 axes, [3, 8, 8]
        try: x.unsqueezed(axis: 0) makes a batch of one
      """
    ) { try conv2D(ones([3, 8, 8]), ones([4, 3, 3, 3])) }
    expectRefusal(
      "conv2D: expected a weight of 4 axes, [O, C / groups, rows, columns], found 2 axes, [3, 3]"
    ) { try conv2D(ones([1, 3, 8, 8]), ones([3, 3])) }
    expectRefusal(
      """
      conv2D: expected 1 channels on axis 1 of x, as on axis 1 of the weight [4, 1, 3, 3], found 3, \
      x being [1, 3, 8, 8]
        try: a picture is [N, C, H, W]; check the channels before this layer
      """
    ) { try conv2D(ones([1, 3, 8, 8]), ones([4, 1, 3, 3])) }
    expectRefusal(
      """
      conv2D: expected 2 × 2 channels on axis 1 of x, as the weight [4, 2, 3, 3] and groups: 2 say, \
      found 3, x being [1, 3, 8, 8]
        try: a picture is [N, C, H, W]; check the channels before this layer
      """
    ) { try conv2D(ones([1, 3, 8, 8]), ones([4, 2, 3, 3]), groups: 2) }
    expectRefusal(
      """
      conv2D: expected a number of output channels that groups: 2 divides, found 3 on axis 0 of the \
      weight [3, 2, 3, 3]
      """
    ) { try conv2D(ones([1, 4, 8, 8]), ones([3, 2, 3, 3]), groups: 2) }
    expectRefusal(
      "conv2D: expected a bias of shape [4], one for each output channel, found [3]"
    ) { try conv2D(ones([1, 3, 8, 8]), ones([4, 3, 3, 3]), bias: ones([3])) }
  }

  @Test func conv2DRefusesSizesAndOptions() {
    expectRefusal(
      """
      conv2D: expected at least 5 rows, padding included, under a kernel of 3 with dilation 2, found \
      4, x being [1, 1, 4, 9] with padding 0
        try: padding: 1 or more, or a larger picture
      """
    ) { try conv2D(ones([1, 1, 4, 9]), ones([1, 1, 3, 3]), dilation: 2) }
    expectRefusal(
      """
      conv2D: expected at least 7 columns, padding included, under a kernel of 7, found 6, x being \
      [1, 1, 9, 4] with padding 1
        try: padding: 2 or more, or a larger picture
      """
    ) { try conv2D(ones([1, 1, 9, 4]), ones([1, 1, 7, 7]), padding: 1) }
    expectRefusal(
      "conv2D: expected a kernel of at least 1 columns, found 0 in the weight [1, 1, 3, 0]"
    ) { try conv2D(ones([1, 1, 4, 4]), ones([1, 1, 3, 0])) }
    for (label, call) in [
      ("stride: of at least 1, found 0", { try conv2D($0, $1, stride: 0) }),
      ("padding: of at least 0, found -1", { try conv2D($0, $1, padding: -1) }),
      ("dilation: of at least 1, found 0", { try conv2D($0, $1, dilation: 0) }),
      ("groups: of at least 1, found 0", { try conv2D($0, $1, groups: 0) }),
    ] as [(String, (Tensor, Tensor) throws -> Tensor)] {
      expectRefusal("conv2D: expected \(label)") {
        try call(ones([1, 1, 4, 4]), ones([1, 1, 3, 3]))
      }
    }
  }

  @Test func absurdNumbersAreRefusedBeforeAnythingIsAllocated() throws {
    let x = try ones([1, 1, 4, 4])
    let weight = try ones([1, 1, 3, 3])
    for absurd in [Int.max, Int.max / 2, Int.max / 4, 1 << 40] {
      #expect(throws: (any Error).self) { try conv2D(x, weight, padding: absurd) }
      #expect(throws: (any Error).self) { try conv2D(x, weight, dilation: absurd) }
      #expect(throws: (any Error).self) {
        try conv2D(x, weight, padding: absurd, dilation: absurd)
      }
      #expect(throws: (any Error).self) { try conv2D(x, weight, groups: absurd) }
      #expect(throws: (any Error).self) { try convTranspose2D(x, weight, stride: absurd) }
      #expect(throws: (any Error).self) { try convTranspose2D(x, weight, dilation: absurd) }
      #expect(throws: (any Error).self) { try convTranspose2D(x, weight, padding: absurd) }
      #expect(throws: (any Error).self) { try convTranspose2D(x, weight, outputPadding: absurd) }
      // One step of any size is still one window.
      let picture = Parameter(x)
      let y = try conv2D(picture.tracked, weight, stride: absurd)
      #expect(y.values == [9])
      try y.sum().backward()
      #expect(picture.gradient?.values == [1, 1, 1, 0, 1, 1, 1, 0, 1, 1, 1, 0, 0, 0, 0, 0])
    }
  }

  @Test func convTranspose2DRefuses() {
    expectRefusal(
      """
      convTranspose2D: expected 4 channels on axis 1 of x, as on axis 0 of the weight [4, 3, 2, 2], \
      found 3, x being [1, 3, 5, 5]
        try: a transposed convolution's weight is [C, O / groups, rows, columns]
      """
    ) { try convTranspose2D(ones([1, 3, 5, 5]), ones([4, 3, 2, 2])) }
    expectRefusal(
      """
      convTranspose2D: expected outputPadding: of at least 0 and below stride: or dilation: (2), \
      found 2
      """
    ) { try convTranspose2D(ones([1, 3, 5, 5]), ones([3, 4, 2, 2]), stride: 2, outputPadding: 2) }
    expectRefusal(
      """
      convTranspose2D: expected rows in the result, at least 1 of them, found -1, x being \
      [1, 3, 2, 5] with padding 2
        try: less padding
      """
    ) { try convTranspose2D(ones([1, 3, 2, 5]), ones([3, 4, 2, 2]), padding: 2) }
  }
}
