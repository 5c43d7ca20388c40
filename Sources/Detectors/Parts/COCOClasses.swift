/// The classes of COCO as torchvision's detectors number them: by COCO's own ids, 1 to 90, of which
/// ten were never used and are called "N/A"; background is class 0.
///
/// - Source: Lin et al., "Microsoft COCO", ECCV 2014, appendix; torchvision's `_COCO_CATEGORIES`.
public enum COCOClasses {
  /// 91 names, background first.
  public static let withBackground: [String] = [
    "background",
    "person", "bicycle", "car", "motorcycle", "airplane", "bus", "train", "truck", "boat",
    "traffic light", "fire hydrant", "N/A", "stop sign", "parking meter", "bench", "bird", "cat",
    "dog", "horse", "sheep", "cow", "elephant", "bear", "zebra", "giraffe", "N/A", "backpack",
    "umbrella", "N/A", "N/A", "handbag", "tie", "suitcase", "frisbee", "skis", "snowboard",
    "sports ball", "kite", "baseball bat", "baseball glove", "skateboard", "surfboard",
    "tennis racket", "bottle", "N/A", "wine glass", "cup", "fork", "knife", "spoon", "bowl",
    "banana", "apple", "sandwich", "orange", "broccoli", "carrot", "hot dog", "pizza", "donut",
    "cake", "chair", "couch", "potted plant", "bed", "N/A", "dining table", "N/A", "N/A", "toilet",
    "N/A", "tv", "laptop", "mouse", "remote", "keyboard", "cell phone", "microwave", "oven",
    "toaster", "sink", "refrigerator", "N/A", "book", "clock", "vase", "scissors", "teddy bear",
    "hair drier", "toothbrush",
  ]

  /// Names for a network of so many classes: these where they fit, else numbers.
  static func names(count: Int) -> [String] {
    if count == withBackground.count { return withBackground }
    if count == VOCClasses.withBackground.count { return VOCClasses.withBackground }
    return ["background"] + (1..<max(1, count)).map { "class \($0)" }
  }
}
