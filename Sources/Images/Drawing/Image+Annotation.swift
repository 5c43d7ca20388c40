import Boxes

/// How detections are drawn on a picture.
public struct AnnotationStyle: Hashable, Sendable {
  /// One for each class, repeated when there are more classes.
  public var colors: [Color]
  /// In pixels; `nil` chooses what suits the picture's size.
  public var thickness: Int?
  public var showsScores: Bool
  /// A picture smaller than this is first enlarged by a whole factor, so that labels can be read;
  /// in pixels of its longer side. 0 never enlarges.
  public var smallestSide: Int

  public init(
    colors: [Color] = Palette.categorical, thickness: Int? = nil, showsScores: Bool = true,
    smallestSide: Int = 640
  ) {
    self.colors = colors
    self.thickness = thickness
    self.showsScores = showsScores
    self.smallestSide = smallestSide
  }

  func color(ofClass index: Int) -> Color {
    colors.isEmpty ? .red : colors[((index % colors.count) + colors.count) % colors.count]
  }
}

extension Image {
  /// The picture with every detection on it: a box in the colour of its class, and a plate with
  /// the class's name and the score.
  ///
  /// - Parameters:
  ///   - classNames: a class without a name is called by its number.
  ///   - truth: boxes that are known to be there, drawn dotted in white under the detections.
  /// - Returns: the picture, enlarged by a whole factor when it is small (see `AnnotationStyle`).
  /// - Throws: `ImageError` for a box that is not finite.
  /// - Parameter detections: boxes in pixels of the picture.
  /// - Example:
  ///       let image = try Image(example: "pasture-01.png")
  ///       let found = Detection(box: Box(x: 10, y: 20, width: 40, height: 30), classIndex: 1, score: 0.9)
  ///       try image.drawing([found], classNames: ["person", "sheep"])
  public func drawing(
    _ detections: [Detection], classNames: [String] = [], truth: [Box] = [],
    style: AnnotationStyle = AnnotationStyle()
  ) throws -> Image {
    if let bad = (detections.map(\.box) + truth).first(where: { !$0.isFinite }) {
      throw ImageError("drawing", expected: "detections with finite boxes", found: "\(bad)")
    }
    let factor = annotationFactor(smallestSide: style.smallestSide)
    var image = try scaled(by: factor)
    let thickness = min(max(1, style.thickness ?? max(image.width, image.height) / 250), 64)
    for box in truth.map({ $0.scaled(by: Float(factor)) }) {
      let width = Float(thickness)
      image.outline(box, LineStyle(Color.black.withAlpha(0.5), thickness: width + 1), thickness)
      image.outline(box, LineStyle(.white, thickness: width, pattern: .dotted), thickness)
    }
    // The best last, on top; its label first, in the best place.
    let order = detections.sorted { $0.score < $1.score }
    for detection in order {
      let box = detection.box.scaled(by: Float(factor))
      let shade = LineStyle(Color.black.withAlpha(0.35), thickness: Float(thickness + 2))
      image.outline(box, shade, thickness + 2)
      let line = LineStyle(
        style.color(ofClass: detection.classIndex), thickness: Float(thickness))
      image.outline(box, line, thickness)
    }
    var plates = LabelPlates()
    for detection in order.reversed() {
      let index = detection.classIndex
      var label = classNames.indices.contains(index) ? classNames[index] : "class \(index)"
      if style.showsScores { label += " \(twoDecimals(detection.score))" }
      plates.place(
        label, at: detection.box.scaled(by: Float(factor)), color: style.color(ofClass: index),
        thickness: thickness, on: image)
    }
    plates.draw(on: &image)
    return image
  }

  /// The whole factor that brings the longer side to at least so many pixels; at least 1.
  public func annotationFactor(smallestSide: Int = 640) -> Int {
    let side = max(width, height)
    let wanted = min(smallestSide, 4096)
    return max(1, min((wanted + side - 1) / side, Image.largestSide / side))
  }
}

/// 0.974 → "0.97".
func twoDecimals(_ value: Float) -> String {
  guard value.isFinite, abs(value) < 1e6 else { return "\(value)" }
  let hundredths = Int((abs(value) * 100).rounded())
  let rest = hundredths % 100
  let sign = value < 0 && hundredths > 0 ? "−" : ""
  return "\(sign)\(hundredths / 100).\(rest < 10 ? "0" : "")\(rest)"
}
