import Fovea

/// Whole networks in inference, one picture at a time: by their plan, and operation by operation.
enum Networks {
  static var workloads: [Workload] {
    [vgg, resNet, yolo].flatMap { network in
      [
        Workload(network.id, .networks, network.name) { try network.planned($0) },
        Workload("\(network.id)-eager", .networks, "\(network.name), eager") {
          try network.eager($0)
        },
      ]
    } + [Workload(pyramid.id, .networks, pyramid.name) { try pyramid.planned($0) }]
  }

  static let vgg = Network("vgg16-features-300", "VGG-16 features @300", [1, 3, 300, 300]) {
    // `VGG16.trunk`, without 400 MB of classifier that nobody runs.
    var random = $0
    var layers: [any TensorLayer] = []
    var inputs = 3
    for (outputs, count) in [(64, 2), (128, 2), (256, 3), (512, 3), (512, 3)] {
      for _ in 0..<count {
        layers += [
          try Conv2D(
            inputChannels: inputs, outputChannels: outputs, kernel: 3, padding: 1, using: &random),
          ReLU(),
        ]
        inputs = outputs
      }
      layers.append(try MaxPool2D(2))
    }
    let model = Sequential(layers)
    return (model, { [try model($0)] })
  }

  static let resNet = resNet(images: 1, side: 224)

  /// ResNet-50 at other sizes.
  static func resNet(images: Int, side: Int) -> Network {
    Network(
      "resnet50-\(images > 1 ? "\(images)x" : "")\(side)",
      "ResNet-50 \(images > 1 ? "\(images)× " : "")@\(side)", [images, 3, side, side]
    ) {
      var random = $0
      let model = try ResNet50(using: &random)
      return (model, { [try model($0)] })
    }
  }

  /// What Faster R-CNN does before it knows of any region.
  static let pyramid = Network(
    "resnet50-fpn-800", "ResNet-50, pyramid, proposal head @800×1088", [1, 3, 800, 1088]
  ) {
    var random = $0
    let model = try FasterRCNNResNet50(using: &random)
    return (
      model,
      {
        let maps = try model.maps($0)
        return maps + (try model.proposalMaps(maps)).flatMap { [$0.logits, $0.offsets] }
      }
    )
  }

  static let yolo = Network("yolov3-416", "YOLOv3 @416", [1, 3, 416, 416]) {
    var random = $0
    let model = try YOLOv3Network(using: &random)
    return (model, { try model($0) })
  }
}

/// A network as it is timed: at one size, with random weights unless others were given.
struct Network: Sendable {
  typealias Pass = (Tensor) throws -> [Tensor]

  let id: String
  let name: String
  /// `[N, 3, H, W]`.
  let shape: [Int]
  private let make: @Sendable (SeededGenerator) throws -> (model: any Layer, pass: Pass)

  init(
    _ id: String, _ name: String, _ shape: [Int],
    make: @escaping @Sendable (SeededGenerator) throws -> (model: any Layer, pass: Pass)
  ) {
    self.id = id
    self.name = name
    self.shape = shape
    self.make = make
  }

  /// Operation by operation: how the prompt and a first look run it.
  func eager(_ given: Workload.Given) throws -> Workload.Prepared {
    let (x, pass) = try prepare(given)
    let flops = try withoutGradient { try countingFlops { _ = try pass(x) } }.total
    return Workload.Prepared(flops: Double(flops)) { try withoutGradient { try pass(x) } }
  }

  /// The input, and the network as a function.
  func prepare(_ given: Workload.Given) throws -> (x: Tensor, pass: Pass) {
    let (model, pass) = try make(given.random)
    if let weights = given.weights { try model.load(weights) }
    var random = SeededGenerator(seed: 7)
    return (try given.input ?? Tensor.uniform(shape, using: &random), pass)
  }
}
