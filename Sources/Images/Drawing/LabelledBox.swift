import Boxes

/// A box to be drawn, with words on a plate of its colour beside it.
public struct LabelledBox: Hashable, Sendable {
  /// In pixels of the picture.
  public var box: Box
  public var label: String
  public var color: Color
  public var pattern: LineStyle.Pattern

  public init(
    _ box: Box, label: String, color: Color = .red, pattern: LineStyle.Pattern = .solid
  ) {
    self.box = box
    self.label = label
    self.color = color
    self.pattern = pattern
  }
}

extension Image {
  /// The picture with all the boxes on it; their plates keep off each other where there is room.
  ///
  /// - Parameter boxes: the first is drawn on top, and its label gets the best place.
  /// - Throws: `ImageError` for a box that is not finite, or a thickness that is not positive.
  public func drawing(_ boxes: [LabelledBox], thickness: Int = 2) throws -> Image {
    var copy = self
    for box in boxes.reversed() {
      try copy.draw(box.box, color: box.color, thickness: thickness, pattern: box.pattern)
    }
    var plates = LabelPlates()
    for box in boxes where !box.label.isEmpty {
      plates.place(box.label, at: box.box, color: box.color, thickness: thickness, on: copy)
    }
    plates.draw(on: &copy)
    return copy
  }
}
