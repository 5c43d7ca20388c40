import Boxes

extension Image {
  /// The picture as an affine map takes it into a frame of the given size.
  ///
  /// A new pixel shows what lies under its centre, mixed from the four nearest samples (`.bilinear`)
  /// or taken from the nearest (`.nearest`, `.area`); a centre that comes from outside the picture
  /// shows `color`. Nothing is smoothed before: a picture that becomes much smaller should be
  /// resized first.
  ///
  /// - Parameter transform: from pixels of this picture to pixels of the new one.
  /// - Throws: `ImageError` for a size no picture has, or a map that flattens the picture.
  /// - Source: Pillow's `Image.transform` with AFFINE; rounded where Pillow cuts.
  public func warped(
    by transform: Transform, width newWidth: Int, height newHeight: Int,
    color: Color = .black, by method: Resampling = .bilinear
  ) throws -> Image {
    try Image.checkSize(newWidth, newHeight, operation: "warped")
    let back = try transform.checkedInverse("warped")
    var result = try Image(width: newWidth, height: newHeight, like: self, color: color)
    samples.withUnsafeBufferPointer { source in
      result.samples.withUnsafeMutableBufferPointer { target in
        for y in 0..<newHeight {
          for x in 0..<newWidth {
            let at = back(Point(Float(x) + 0.5, Float(y) + 0.5))
            guard at.x >= 0, at.y >= 0, at.x < Float(width), at.y < Float(height) else { continue }
            let into = (y * newWidth + x) * channels
            if method == .bilinear {
              mix(source, at, target, into)
            } else {
              let from = (Int(at.y) * width + Int(at.x)) * channels
              for channel in 0..<channels { target[into + channel] = source[from + channel] }
            }
          }
        }
      }
    }
    return result
  }

  /// The four samples around a place inside the picture, each by its nearness; those of the border
  /// are repeated.
  @inline(__always)
  private func mix(
    _ source: UnsafeBufferPointer<UInt8>, _ at: Point, _ target: UnsafeMutableBufferPointer<UInt8>,
    _ into: Int
  ) {
    let (x, y) = (at.x - 0.5, at.y - 0.5)
    let (left, top) = (x.rounded(.down), y.rounded(.down))
    let (right, below) = (x - left, y - top)  // shares of the right and of the lower sample
    let (x0, y0) = (max(0, Int(left)), max(0, Int(top)))
    let (x1, y1) = (min(width - 1, Int(left) + 1), min(height - 1, Int(top) + 1))
    for channel in 0..<channels {
      func sample(_ x: Int, _ y: Int) -> Float {
        Float(source[(y * width + x) * channels + channel])
      }
      let above = sample(x0, y0) * (1 - right) + sample(x1, y0) * right
      let under = sample(x0, y1) * (1 - right) + sample(x1, y1) * right
      target[into + channel] = UInt8((above * (1 - below) + under * below).rounded())
    }
  }
}

extension Mask {
  /// The mask as an affine map takes it into a frame of the given size: a pixel belongs to it when
  /// its centre comes from a pixel that did.
  ///
  /// - Throws: `BoxError` for a size no mask has, `ImageError` for a map that flattens it.
  public func warped(
    by transform: Transform, width newWidth: Int, height newHeight: Int
  ) throws -> Mask {
    var result = try Mask(width: newWidth, height: newHeight)
    let back = try transform.checkedInverse("warped")
    for y in 0..<newHeight {
      for x in 0..<newWidth {
        let at = back(Point(Float(x) + 0.5, Float(y) + 0.5))
        guard at.x >= 0, at.y >= 0, at.x < Float(width), at.y < Float(height) else { continue }
        result.bits[y * newWidth + x] = bits[Int(at.y) * width + Int(at.x)]
      }
    }
    return result
  }
}

extension Box {
  /// The smallest box around what an affine map makes of this one: the box itself where the map
  /// only moves, scales and flips; larger where it turns.
  public func transformed(by transform: Transform) -> Box {
    let corners = [Point(x1, y1), Point(x2, y1), Point(x2, y2), Point(x1, y2)].map(
      transform.callAsFunction)
    return corners.dropFirst().reduce(
      Box(x1: corners[0].x, y1: corners[0].y, x2: corners[0].x, y2: corners[0].y)
    ) { box, corner in
      Box(
        x1: min(box.x1, corner.x), y1: min(box.y1, corner.y), x2: max(box.x2, corner.x),
        y2: max(box.y2, corner.y))
    }
  }
}

extension Transform {
  fileprivate func checkedInverse(_ operation: String) throws -> Transform {
    guard isFinite, let inverse else {
      throw ImageError(
        operation, expected: "an affine map that can be undone", found: "\(self)",
        hint: "scales of 0 flatten the picture")
    }
    return inverse
  }
}
