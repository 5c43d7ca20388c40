/// Where the cells of a small mask lie on the picture.
///
/// A pixel is a square; its middle lies half a pixel from its corner. Whoever forgets that on the way
/// in (from the true mask to the small one that the head should say) or on the way out (from the small
/// mask to pixels) moves every outline by half a pixel: nothing to a cow of 300 pixels, but of a sheep
/// of 16 pixels it is a tenth of the overlap.
///
/// - Example:
///       let mask = try Mask(width: 32, height: 24, filling: Box(x1: 5, y1: 4, x2: 20, y2: 16))
///       let box = Box(x1: 5, y1: 4, x2: 20, y2: 16)
///       let small = try maskTargets([mask], boxes: [box], size: 28, alignment: .exact)
///       try small[0].pastedMask(in: box, width: 32, height: 24, alignment: .exact).area
public enum MaskAlignment: String, CaseIterable, Sendable {
  /// As torchvision, for its weights: targets are sampled as if the middles of pixels were at whole
  /// numbers, and a box is cut to whole pixels before its mask is stretched over it.
  case rounded
  /// Middles of pixels at halves, and nothing is rounded.
  case exact
}
