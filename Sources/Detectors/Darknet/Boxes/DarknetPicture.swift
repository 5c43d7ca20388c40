// C channels, H×W pixels.

import Boxes
import Images
import Tensors

/// A picture as Darknet shows it to a network, and the way back for boxes.
///
/// - Source: Darknet, `src/image.c` (`letterbox_image`, `resize_image`) and `src/yolo_layer.c`
///   (`correct_yolo_boxes`).
public struct DarknetPicture: Sendable {
  /// How a picture of other proportions becomes the network's input.
  public enum Framing: Sendable {
    /// Its proportions are kept, the rest is grey: `darknet detector test`.
    case letterbox
    /// It is stretched: `darknet yolo test`, for YOLO version 1, whose boxes are not corrected.
    case stretch
  }

  /// `[1, 3, H, W]` in 0…1.
  public let tensor: Tensor
  public let placement: DarknetPlacement

  /// - Throws: `ShapeError` for a network that does not take three channels.
  public init(_ image: Image, for input: DarknetShape, framing: Framing) throws {
    guard input.channels == 3 else {
      throw ShapeError(
        operation: "DarknetPicture", expected: "a network for pictures of 3 channels",
        found: "\(input.channels)", hint: "fovea trace takes an .npy array")
    }
    let placement = DarknetPlacement(
      pictureWidth: image.width, pictureHeight: image.height, width: input.width,
      height: input.height, framing: framing)
    let picture = try image.rgb().tensor()  // [1, 3, h, w]
    let (left, top) = placement.corner
    tensor = try Tensor(shape: [1, 3, input.height, input.width], operation: "DarknetPicture") {
      floats in
      floats.update(repeating: 0.5, count: 3 * input.height * input.width)
      picture.withFloats { source in
        for channel in 0..<3 {
          let plane = Plane(
            values: source + channel * image.width * image.height, width: image.width,
            height: image.height)
          plane.resize(
            width: placement.newWidth, height: placement.newHeight,
            to: floats + (channel * input.height + top) * input.width + left,
            rowStride: input.width)
        }
      }
    }
    self.placement = placement
  }
}

/// One channel of a picture.
private struct Plane {
  let values: UnsafePointer<Float>
  let width, height: Int

  /// Between the four samples around, the corners' centres staying the corners: nothing is averaged
  /// when a picture shrinks. First along the rows, then down the columns, as `resize_image`.
  func resize(
    width newWidth: Int, height newHeight: Int, to target: UnsafeMutablePointer<Float>,
    rowStride: Int
  ) {
    let xScale = Float(width - 1) / Float(max(1, newWidth - 1))
    let yScale = Float(height - 1) / Float(max(1, newHeight - 1))
    var part = [Float](repeating: 0, count: newWidth * height)  // [height, newWidth]
    for row in 0..<height {
      let line = values + row * width
      for column in 0..<newWidth {
        if column == newWidth - 1 || width == 1 {
          part[row * newWidth + column] = line[width - 1]
          continue
        }
        let x = Float(column) * xScale
        let left = min(Int(x), width - 2)
        let share = x - Float(left)
        part[row * newWidth + column] = (1 - share) * line[left] + share * line[left + 1]
      }
    }
    for row in 0..<newHeight {
      let y = Float(row) * yScale
      let above = min(Int(y), height - 1)
      let share = y - Float(above)
      let isLast = row == newHeight - 1 || height == 1 || above + 1 >= height
      for column in 0..<newWidth {
        var value = (1 - share) * part[above * newWidth + column]
        if !isLast { value += share * part[(above + 1) * newWidth + column] }
        target[row * rowStride + column] = value
      }
    }
  }
}

/// Where a picture lies in a network's input.
public struct DarknetPlacement: Hashable, Sendable {
  public let pictureWidth, pictureHeight: Int
  /// Of the input.
  public let width, height: Int
  /// Of the picture in it.
  public let newWidth, newHeight: Int

  init(
    pictureWidth: Int, pictureHeight: Int, width: Int, height: Int,
    framing: DarknetPicture.Framing
  ) {
    (self.pictureWidth, self.pictureHeight) = (pictureWidth, pictureHeight)
    (self.width, self.height) = (width, height)
    let isWide =
      Float(width) / Float(pictureWidth) < Float(height) / Float(pictureHeight)
    // Cut, not rounded. A long thin picture would vanish there; here a line of it stays.
    switch framing {
    case .stretch: (newWidth, newHeight) = (width, height)
    case .letterbox where isWide:
      (newWidth, newHeight) = (width, max(1, pictureHeight * width / pictureWidth))
    case .letterbox:
      (newWidth, newHeight) = (max(1, pictureWidth * height / pictureHeight), height)
    }
  }

  /// Column and row of the picture's first pixel.
  var corner: (left: Int, top: Int) { ((width - newWidth) / 2, (height - newHeight) / 2) }

  /// A box in parts of the input, 0…1, as one of the picture, in its pixels; not clipped to it.
  ///
  /// The picture is taken to lie in the very middle, also where a row or column of grey is left over.
  public func box(centerX: Float, centerY: Float, width w: Float, height h: Float) -> Box {
    let left = Float(Double(width - newWidth) / 2 / Double(width))
    let top = Float(Double(height - newHeight) / 2 / Double(height))
    let (shareX, shareY) = (Float(newWidth) / Float(width), Float(newHeight) / Float(height))
    return Box(
      centerX: (centerX - left) / shareX * Float(pictureWidth),
      centerY: (centerY - top) / shareY * Float(pictureHeight),
      width: w / shareX * Float(pictureWidth), height: h / shareY * Float(pictureHeight))
  }
}
