import Detectors
import Tensors

extension PictureModels {
  /// In the order of the course.
  public static let entries: [Entry] = [
    Entry(
      "sliding-window", weights: "pasture-classifier", leastScore: 0.95, leastScoreMeasured: 0.5
    ) { request in
      try SlidingWindowDetector(
        classifier: PastureClassifier(weights: request.checkpoint().tensors),
        threshold: request.leastScore)
    },
    Entry("pasture-segmenter-windows") { request in
      SegmenterModel(try PastureWindowSegmenter(weights: request.checkpoint().tensors))
    },
    Entry("pasture-segmenter-flat") { request in
      SegmenterModel(try PastureFlatSegmenter(weights: request.checkpoint().tensors))
    },
    Entry("pasture-segmenter") { request in
      SegmenterModel(try PastureSegmenter(weights: request.checkpoint().tensors))
    },
    // As many classes as the file's last layer has.
    Entry("segnet") { request in
      let weights = try request.checkpoint().tensors
      let count = weights["classifier.weight"]?.shape.first ?? SegNet.camVid.count
      return SegmenterModel(try SegNet(weights: weights, classCount: count))
    },
    Entry("fcn-resnet50") { request in
      let weights = try request.checkpoint().tensors
      let count = weights["classifier.4.weight"]?.shape.first ?? FCNResNet50.voc.count
      return SegmenterModel(try FCNResNet50(weights: weights, classCount: count))
    },
    Entry("pasture-overfeat", leastScoreMeasured: 0.01) { try overFeat($0, usesBoxes: true) },
    // The windows themselves are the boxes: what the box head is compared with.
    Entry("pasture-overfeat-windows", weights: "pasture-overfeat", leastScoreMeasured: 0.01) {
      try overFeat($0, usesBoxes: false)
    },
    Entry("rcnn-alexnet") { try $0.rcnn(AlexNet.self, VOCClasses.withBackground) },
    Entry("rcnn-vgg16") { try $0.rcnn(VGG16.self, VOCClasses.withBackground) },
    Entry("pasture-rcnn") { try $0.rcnn(PastureClassifier.self, PastureClassifier.classNames) },
    Entry("sppnet") { try $0.sppnet(ZF5.self, VOCClasses.withBackground) },
    Entry("sppnet-vgg16") { try $0.sppnet(VGG16.self, VOCClasses.withBackground) },
    Entry("pasture-sppnet") { try $0.sppnet(PastureTrunk.self, PastureClassifier.classNames) },
    Entry("fast-rcnn-vgg16") { request in
      let weights = try request.checkpoint().tensors
      var options = FastRCNNOptions()
      options.leastScore = request.leastScore
      return try FastRCNNDetector(network: FastRCNNVGG16(weights: weights), options: options)
    },
    Entry("faster-rcnn-vgg16") { try $0.fasterRCNN(FasterRCNNVGG16(weights: $0.tensors())) },
    Entry("faster-rcnn-resnet50-fpn") {
      try $0.fasterRCNN(FasterRCNNResNet50(weights: $0.tensors()))
    },
    Entry("mask-rcnn-resnet50-fpn") {
      try $0.fasterRCNN(FasterRCNNResNet50(.mask, weights: $0.tensors()))
    },
    Entry("keypoint-rcnn-resnet50-fpn") {
      try $0.fasterRCNN(FasterRCNNResNet50(.keypoints(), weights: $0.tensors()))
    },
    Entry("retinanet-resnet50-fpn") { request in
      var options = RetinaNetOptions()
      options.leastScore = request.leastScore
      return try RetinaNetDetector(network: RetinaNet(weights: request.tensors()), options: options)
    },
    Entry("pasture-fast-rcnn") { request in
      var options = FastRCNNOptions.pasture
      options.leastScore = request.leastScore
      return try FastRCNNDetector(
        network: PastureFastRCNN(weights: request.checkpoint().tensors), options: options)
    },
    Entry("pasture-faster-rcnn") { request in
      var options = FasterRCNNOptions()
      options.leastScore = request.leastScore
      return try FasterRCNNDetector(
        network: PastureFasterRCNN(weights: request.checkpoint().tensors), options: options)
    },
    Entry("pasture-mask-rcnn") { request in
      var options = FasterRCNNOptions()
      options.leastScore = request.leastScore
      return try FasterRCNNDetector(
        network: PastureMaskRCNN(weights: request.checkpoint().tensors), options: options)
    },
    Entry("pasture-pose") { request in
      var options = FasterRCNNOptions()
      options.leastScore = request.leastScore
      return try FasterRCNNDetector(
        network: PasturePose(weights: request.checkpoint().tensors), options: options)
    },
    // Scores have an IoU as a factor, so that they are low.
    Entry("pasture-yolo-v1", leastScore: 0.3) { request in
      try YOLOv1Detector(
        network: PastureYOLOv1(weights: request.checkpoint().tensors),
        leastScore: request.leastScore
      ).planned()
    },
    Entry("pasture-yolo-v3") { request in
      try YOLODetector(
        network: PastureYOLOv3(weights: request.checkpoint().tensors),
        leastScore: request.leastScore
      ).planned()
    },
    Entry("ssd300-vgg16", leastScoreMeasured: 0.01) { request in
      try request.ssd(SSD300VGG16(weights: request.checkpoint().tensors), width: 300, height: 300)
    },
    Entry("pasture-ssd", leastScoreMeasured: 0.01) { request in
      try request.ssd(PastureSSD(weights: request.checkpoint().tensors), width: 192, height: 144)
    },
    Entry("detectnet") { request in
      var options = DetectNetOptions()
      options.leastScore = request.leastScore
      return try DetectNetDetector(
        network: DetectNet(weights: request.checkpoint().tensors), options: options)
    },
    Entry("pasture-detectnet") { request in
      var options = DetectNetOptions.pasture
      options.leastScore = request.leastScore
      return try DetectNetDetector(
        network: PastureDetectNet(weights: request.checkpoint().tensors), options: options
      ).planned(width: 192, height: 144)
    },
    Entry("yolo", leastScoreMeasured: 0.005, takesConfiguration: true) { request in
      try DarknetDetector(
        network: DarknetNetwork(
          contentsOf: request.configurationPath(), weights: request.weightsPath()),
        threshold: request.leastScore)
    },
  ]

  private static func overFeat(
    _ request: PictureModelRequest, usesBoxes: Bool
  ) throws -> OverFeatDetector {
    var options = OverFeatOptions()
    options.leastScore = request.leastScore
    options.usesBoxes = usesBoxes
    return try OverFeatDetector(
      network: PastureOverFeat(weights: request.checkpoint().tensors), options: options)
  }
}

extension PictureModelRequest {
  /// Planned for pictures of one size: those it is measured on.
  fileprivate func ssd(
    _ network: any SSDNetwork, width: Int, height: Int
  ) throws -> SSDDetector {
    var options = SSDOptions()
    options.leastScore = leastScore
    return try SSDDetector(network: network, options: options)
      .planned(width: width, height: height)
  }

  fileprivate func rcnn<Trunk: RCNNTrunk>(
    _ trunk: Trunk.Type, _ classNames: [String]
  ) throws -> RCNNDetector<Trunk> {
    var options = RCNNOptions()
    options.leastScore = leastScore
    return try RCNNDetector(
      network: RCNNNetwork<Trunk>(weights: checkpoint().tensors, classNames: classNames),
      options: options)
  }

  fileprivate func tensors() throws -> [String: Tensor] { try checkpoint().tensors }

  fileprivate func fasterRCNN(_ network: any FasterRCNNNetwork) throws -> FasterRCNNDetector {
    var options = FasterRCNNOptions()
    options.leastScore = leastScore
    if network is FasterRCNNVGG16 { options.suppression = 0.3 }  // as its code has it
    return try FasterRCNNDetector(network: network, options: options)
  }

  fileprivate func sppnet<Trunk: SPPnetTrunk>(
    _ trunk: Trunk.Type, _ classNames: [String]
  ) throws -> SPPnetDetector<Trunk> {
    var options = RCNNOptions()
    options.leastScore = leastScore
    return try SPPnetDetector(
      network: SPPnet<Trunk>(weights: checkpoint().tensors, classNames: classNames),
      options: options)
  }
}
