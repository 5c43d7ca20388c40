import Boxes

/// Labels beside boxes: each on a plate that stays inside the picture and, where there is room,
/// off the plates placed before it.
struct LabelPlates {
  private struct Plate {
    let text: String
    let frame: Box
    let color: Color
    let style: TextStyle
  }
  private var plates: [Plate] = []

  /// Chooses a place: above the box, below it, or inside; at its left or at its right.
  mutating func place(
    _ text: String, at box: Box, color: Color, thickness: Int, on image: Image,
    style wanted: TextStyle? = nil
  ) {
    let (imageWidth, imageHeight) = (Float(image.width), Float(image.height))
    // Smaller print before fewer letters.
    let largest = wanted?.size ?? LabelPlates.textSize(for: image)
    let size = stride(from: largest, to: 8, by: -1).first {
      TextStyle(size: $0).width(of: text) + 6 <= image.width
    }
    let style = TextStyle(size: size ?? 9, isBold: wanted?.isBold ?? false, color: color.textColor)
    let fitted = style.fitted(text, width: image.width - 6)
    let plateWidth = Float(style.width(of: fitted) + 5)
    let plateHeight = Float(style.lineHeight + 1)
    guard !fitted.isEmpty, plateHeight <= imageHeight + 4 else { return }

    let edge = Float(thickness / 2)
    let (left, right) = (box.x1.rounded() - edge, box.x2.rounded() + edge - plateWidth)
    let (top, bottom) = (box.y1.rounded() - edge, box.y2.rounded() + edge)
    let candidates: [(x: Float, y: Float)] = [
      (left, top - plateHeight), (right, top - plateHeight), (left, bottom), (right, bottom),
      (left, top), (right, top), (left, bottom - plateHeight), (right, bottom - plateHeight),
    ]
    let frames = candidates.map { place in
      Box(
        x: min(max(place.x, 0), max(0, imageWidth - plateWidth)),
        y: min(max(place.y, 0), max(0, imageHeight - plateHeight)),
        width: plateWidth, height: plateHeight)
    }
    // A moved plate hides part of its own box, so a place that fits as it is comes first.
    func cost(_ index: Int) -> Float {
      let frame = frames[index]
      let covered = plates.reduce(0) { $0 + $1.frame.intersectionArea(with: frame) }
      let moved =
        abs(frame.x1 - candidates[index].x) * 0.3 + abs(frame.y1 - candidates[index].y) * 2
      return covered * 4 + moved + Float(index)
    }
    guard let best = frames.indices.min(by: { cost($0) < cost($1) }) else { return }
    plates.append(Plate(text: fitted, frame: frames[best], color: color, style: style))
  }

  func draw(on image: inout Image) {
    for plate in plates {
      let frame = plate.frame
      image.fill(
        .rectangle(x: frame.x1, y: frame.y1, width: frame.width, height: frame.height),
        with: .solid(plate.color.withAlpha(1)))
      image.draw(
        text: plate.text, x: wholeNearest(frame.x1) + 3, y: wholeNearest(frame.y1) + 1,
        style: plate.style)
    }
  }

  /// Print that suits a picture of that size.
  static func textSize(for image: Image) -> Int {
    let side = max(image.width, image.height)
    return side < 480 ? 11 : side < 1200 ? 14 : side / 80
  }
}
