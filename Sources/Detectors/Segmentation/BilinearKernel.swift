// C channels in, O channels out, K×K kernel, f = factor of the enlargement.

import Tensors

/// The weights with which a transposed convolution of stride f enlarges each channel by itself, by
/// bilinear interpolation: what a learnt upsampling begins as.
///
/// Each channel of the result is made of the channel of the same number; other pairs begin at 0.
///
/// - Parameters:
///   - inputChannels: C.
///   - outputChannels: O; channels beyond the C-th begin at 0.
///   - factor: f; the kernel has K = 2f − (f mod 2) cells on a side, and fits a stride of f and a
///     padding of (K − f) / 2, rounded up.
/// - Returns: `[C, O, K, K]`.
/// - Throws: `ShapeError` for a size below 1.
/// - Source: Long et al., "Fully Convolutional Networks", CVPR 2015, §3.3 and §4.3; the formula is
///   that of Caffe's bilinear filler.
/// - Example: `try bilinearKernel(inputChannels: 1, outputChannels: 1, factor: 2).shape`
public func bilinearKernel(
  inputChannels: Int, outputChannels: Int, factor: Int
) throws -> Tensor {
  let operation = "bilinearKernel"
  for (name, size) in [
    ("inputChannels", inputChannels), ("outputChannels", outputChannels), ("factor", factor),
  ] where size < 1 || size > 65_536 {
    throw ShapeError(
      operation: operation, expected: "\(name) of 1 to 65536", found: "\(name): \(size)")
  }
  let side = 2 * factor - factor % 2
  let centre = Float(side - 1) / 2
  // quote: bilinear
  let line = (0..<side).map { 1 - abs(Float($0) - centre) / Float(factor) }  // [K]
  // end quote
  let shape = [inputChannels, outputChannels, side, side]
  return try Tensor(shape: shape, operation: operation) { weights in
    var i = 0
    for input in 0..<inputChannels {
      for output in 0..<outputChannels {
        for row in line {
          for column in line {
            weights[i] = input == output ? row * column : 0
            i += 1
          }
        }
      }
    }
  }
}
