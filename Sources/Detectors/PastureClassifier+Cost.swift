import Layers

extension PastureClassifier {
  /// Multiplications and additions for one crop, in all convolutions (a multiplication and an
  /// addition are two). What the other layers need is a few hundredths of it.
  public var flopsPerCrop: Int {
    var side = Self.side
    var flops = 0
    for (_, layer) in trunk.stages + classifier.stages {
      switch layer {
      case let convolution as Conv2D:
        let weight = convolution.weight.value  // [O, C, K, K]
        let kernel = weight.shape.last ?? 1
        side = (side + 2 * convolution.padding - kernel) / convolution.stride + 1
        flops += 2 * weight.count * side * side
      case let pool as MaxPool2D:
        side = (side + 2 * pool.padding - pool.size) / pool.stride + 1
      default: break
      }
    }
    return flops
  }
}
