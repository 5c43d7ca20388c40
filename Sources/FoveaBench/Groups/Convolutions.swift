import Fovea

/// A convolution layer: channels in and out, kernel, stride, and the side of its square input.
struct ConvolutionLayer {
  let network: String
  let input: Int
  let output: Int
  let kernel: Int
  let stride: Int
  let side: Int
  var images = 1

  var name: String {
    "\(network) \(images > 1 ? "\(images)× " : "")\(input)→\(output) \(kernel)×\(kernel)"
      + (stride > 1 ? "/\(stride)" : "") + " @\(side)"
  }
  var id: String { "\(network)-\(images)-\(input)-\(output)-\(kernel)-\(stride)-\(side)" }
  var padding: Int { kernel / 2 }
  var flops: Double {
    let cells = (side + 2 * padding - kernel) / stride + 1
    return 2 * Double(images * output * cells * cells) * Double(input * kernel * kernel)
  }
  func tensors(_ given: Workload.Given) throws -> (x: Tensor, weight: Tensor) {
    var random = given.random
    return (
      try .normal([images, input, side, side], using: &random),
      try .normal([output, input, kernel, kernel], deviation: 0.05, using: &random)
    )
  }
}

/// Every kind of layer that VGG-16 at 300, ResNet-50 at 224 and YOLOv3 at 416 pixels go through.
enum Convolutions {
  private static let vgg = [
    (3, 64, 300), (64, 64, 300), (64, 128, 150), (128, 128, 150), (128, 256, 75),
    (256, 256, 75), (256, 512, 37), (512, 512, 37), (512, 512, 18),
  ].map { ConvolutionLayer(network: "vgg", input: $0, output: $1, kernel: 3, stride: 1, side: $2) }

  private static let resNet = [
    (3, 64, 7, 2, 224), (64, 64, 1, 1, 56), (64, 64, 3, 1, 56), (64, 256, 1, 1, 56),
    (256, 64, 1, 1, 56), (256, 512, 1, 2, 56), (128, 128, 3, 2, 56), (128, 128, 3, 1, 28),
    (128, 512, 1, 1, 28), (512, 128, 1, 1, 28), (256, 256, 3, 1, 14), (256, 1024, 1, 1, 14),
    (1024, 256, 1, 1, 14), (512, 512, 3, 1, 7), (512, 2048, 1, 1, 7), (2048, 512, 1, 1, 7),
  ].map {
    ConvolutionLayer(network: "resnet", input: $0, output: $1, kernel: $2, stride: $3, side: $4)
  }

  private static let yolo = [
    (3, 32, 3, 1, 416), (32, 64, 3, 2, 416), (64, 128, 3, 2, 208), (64, 128, 3, 1, 104),
    (128, 64, 1, 1, 104), (128, 256, 3, 2, 104), (128, 256, 3, 1, 52), (256, 128, 1, 1, 52),
    (256, 512, 3, 2, 52), (256, 512, 3, 1, 26), (512, 256, 1, 1, 26), (512, 1024, 3, 2, 26),
    (512, 1024, 3, 1, 13), (1024, 512, 1, 1, 13), (768, 256, 1, 1, 26), (384, 128, 1, 1, 52),
  ].map {
    ConvolutionLayer(network: "yolo", input: $0, output: $1, kernel: $2, stride: $3, side: $4)
  }

  static var workloads: [Workload] {
    (vgg + resNet + yolo).map { layer in
      Workload("conv-\(layer.id)", .convolution, layer.name) { given in
        let (x, weight) = try layer.tensors(given)
        return Workload.Prepared(flops: layer.flops) {
          [try conv2D(x, weight, stride: layer.stride, padding: layer.padding)]
        }
      }
    } + [1, 2].map { depthwise(stride: $0) }
  }

  /// Nine multiplications for each number read, so memory is the limit.
  private static func depthwise(stride: Int) -> Workload {
    let end = stride == 1 ? "" : "/\(stride)"
    return Workload(
      "conv-depthwise\(stride == 1 ? "" : "-\(stride)")", .convolution,
      "depthwise 128 3×3\(end) @56"
    ) { given in
      var random = given.random
      let x = try Tensor.normal([1, 128, 56, 56], using: &random)
      let weight = try Tensor.normal([128, 1, 3, 3], using: &random)
      let cells = 128 * (56 / stride) * (56 / stride)
      return Workload.Prepared(flops: Double(2 * cells * 9), bytes: Double(4 * (x.count + cells))) {
        [try conv2D(x, weight, stride: stride, padding: 1, groups: 128)]
      }
    }
  }
}
