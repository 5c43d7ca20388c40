/// Files of weights that others publish, and the models that they fit by name and shape.
public struct PublishedWeights: Hashable, Sendable {
  /// `resnet50-0676ba61.pth`
  public let name: String
  /// As `fovea trace` and `fovea detect` call it.
  public let model: String
  /// What its publisher calls it, or what it needs besides: `ResNet50_Weights.IMAGENET1K_V1`.
  public let source: String

  /// At `https://download.pytorch.org/models/`, by the order of the course.
  ///
  /// - Source: torchvision 0.14, `torchvision/models`; `Tests/Oracles/published_weights.py` compares.
  public static let torchvision: [PublishedWeights] = [
    .init("alexnet-owt-7be5be79.pth", "alexnet", "AlexNet_Weights.IMAGENET1K_V1"),
    .init("vgg16-397923af.pth", "vgg16", "VGG16_Weights.IMAGENET1K_V1"),
    .init("resnet50-0676ba61.pth", "resnet50", "ResNet50_Weights.IMAGENET1K_V1"),
    .init("resnet50-11ad3fa6.pth", "resnet50", "ResNet50_Weights.IMAGENET1K_V2"),
    .init(
      "fcn_resnet50_coco-1167a1af.pth", "fcn-resnet50",
      "FCN_ResNet50_Weights.COCO_WITH_VOC_LABELS_V1"),
    .init(
      "fasterrcnn_resnet50_fpn_coco-258fb6c6.pth", "faster-rcnn-resnet50-fpn",
      "FasterRCNN_ResNet50_FPN_Weights.COCO_V1"),
    .init(
      "maskrcnn_resnet50_fpn_coco-bf2d0c1e.pth", "mask-rcnn-resnet50-fpn",
      "MaskRCNN_ResNet50_FPN_Weights.COCO_V1"),
    .init(
      "keypointrcnn_resnet50_fpn_coco-9f466800.pth", "keypoint-rcnn-resnet50-fpn",
      "KeypointRCNN_ResNet50_FPN_Weights.COCO_LEGACY"),
    .init(
      "keypointrcnn_resnet50_fpn_coco-fc266e95.pth", "keypoint-rcnn-resnet50-fpn",
      "KeypointRCNN_ResNet50_FPN_Weights.COCO_V1"),
    .init(
      "retinanet_resnet50_fpn_coco-eeacb38b.pth", "retinanet-resnet50-fpn",
      "RetinaNet_ResNet50_FPN_Weights.COCO_V1"),
    .init("ssd300_vgg16_coco-b556d3b4.pth", "ssd300-vgg16", "SSD300_VGG16_Weights.COCO_V1"),
  ]

  /// At `https://pjreddie.com/media/files/`, for the configurations of the same names.
  public static let darknet: [PublishedWeights] = [
    "yolov2", "yolov2-voc", "yolov2-tiny", "yolov2-tiny-voc", "yolov3", "yolov3-spp", "yolov3-tiny",
  ].map { PublishedWeights("\($0).weights", "yolo", "--config \($0).cfg") }

  private init(_ name: String, _ model: String, _ source: String) {
    (self.name, self.model, self.source) = (name, model, source)
  }
}
