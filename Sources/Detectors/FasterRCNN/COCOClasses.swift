/// COCO's classes by their numbers in its annotation files: 80 classes numbered from 1 to 90, with
/// gaps where a class was planned and never annotated.
///
/// - Source: Lin et al., "Microsoft COCO: Common Objects in Context", 2014, appendix II;
///   `_COCO_CATEGORIES` of torchvision.
public enum COCOClasses {
  /// 91 names: the background, and 90 numbers, of which ten are "N/A".
  public static let names = [
    "background", "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck",
    "boat", "traffic light", "fire hydrant", "N/A", "stop sign", "parking meter", "bench", "bird",
    "cat", "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "N/A",
    "backpack",
    "umbrella", "N/A", "N/A", "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard",
    "sports ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard",
    "tennis racket", "bottle", "N/A", "wine glass", "cup", "fork", "knife", "spoon", "bowl",
    "banana",
    "apple", "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut", "cake",
    "chair",
    "couch", "potted plant", "bed", "N/A", "dining table", "N/A", "N/A", "toilet", "N/A", "tv",
    "laptop", "mouse", "remote", "keyboard", "cell phone", "microwave", "oven", "toaster", "sink",
    "refrigerator", "N/A", "book", "clock", "vase", "scissors", "teddy bear", "hair drier",
    "toothbrush",
  ]

  /// The 80 that are annotated, in order, without background: the classes of `coco.names`.
  public static let annotated = names.dropFirst().filter { $0 != "N/A" }

  /// Names for so many classes with background: COCO's 91, VOC's 21, the person of COCO's keypoints, or numbers.
  static func names(count: Int) -> [String] {
    switch count {
    case names.count: names
    case VOCClasses.withBackground.count: VOCClasses.withBackground
    case 2: ["background", "person"]
    default: ["background"] + (1..<max(1, count)).map { "class \($0)" }
    }
  }
}
