// S: the window's side, P: pixels of border around a resized picture.

import Boxes
import Images
import Tensors

/// A picture at several sizes, so that one window size finds things of every size.
///
/// Each size has a border of repeated pixels, so that windows may stick out a little: a thing at the
/// edge of the picture is then in the middle of some window, too.
///
/// - Source: Sermanet et al., "OverFeat", ICLR 2014, §3.3 (six scales).
/// - Differs: the border; the paper lets the things at the edge be off centre.
public struct PicturePyramid: Hashable, Sendable {
  /// Pixels of the picture's shorter side at each scale, largest first.
  public let shorterSides: [Int]
  /// P, on each side.
  public let border: Int

  /// - Throws: `ShapeError` unless the sides are 1 to 4096 pixels, and the border 0 to 256.
  public init(shorterSides: [Int], border: Int = 8) throws {
    guard !shorterSides.isEmpty, shorterSides.allSatisfy({ 1...4096 ~= $0 }), 0...256 ~= border
    else {
      throw ShapeError(
        operation: "PicturePyramid",
        expected: "shorter sides of 1 to 4096 pixels and a border of 0 to 256",
        found: "\(shorterSides), border \(border)")
    }
    self.shorterSides = shorterSides
    self.border = border
  }

  /// One size of one picture.
  public struct Level: Hashable, Sendable {
    /// Of the resized picture with its border, in pixels.
    public let width, height: Int
    /// How many pixels of it are one pixel of the picture, across and down (rounded sizes make the
    /// two differ a little).
    public let scaleX, scaleY: Float
    public let border: Int

    /// A rectangle of the resized picture, in pixels of the picture itself.
    public func inPicture(_ box: Box) -> Box {
      box.moved(x: -Float(border), y: -Float(border)).scaled(x: 1 / scaleX, y: 1 / scaleY)
    }

    /// How many windows of side S fit, `step` pixels apart: rows and columns.
    public func windowCounts(side: Int, step: Int) -> (rows: Int, columns: Int) {
      (max(0, (height - side) / step + 1), max(0, (width - side) / step + 1))
    }
  }

  /// The sizes of a picture of `width`×`height` pixels.
  public func levels(width: Int, height: Int) -> [Level] {
    let (width, height) = (max(1, width), max(1, height))
    return shorterSides.map { side in
      let scale = Float(side) / Float(min(width, height))
      let across = max(1, Int((Float(width) * scale).rounded()))
      let down = max(1, Int((Float(height) * scale).rounded()))
      return Level(
        width: across + 2 * border, height: down + 2 * border,
        scaleX: Float(across) / Float(width), scaleY: Float(down) / Float(height), border: border)
    }
  }

  /// The picture at one size.
  ///
  /// - Returns: `[1, 3, height, width]` of the level, in 0…1.
  /// - Throws: `ImageError` for a size that no picture has.
  public static func picture(_ image: Image, at level: Level) throws -> Tensor {
    let frame = level.inPicture(
      Box(x: 0, y: 0, width: Float(level.width), height: Float(level.height)))
    return try image.crops(of: [frame], width: level.width, height: level.height)
  }
}
