// Masks to polygons: the way out into formats that know no masks.
extension Mask {
  /// The outlines of the mask's parts, each x, y, x, y … along the edges of pixels, so that
  /// `Mask(polygons:width:height:)`, and pycocotools, give back this mask to the pixel.
  ///
  /// Pixels belong together when they share a side. The outline of a part with holes goes on a line
  /// of no width into each hole, around it, and back.
  public var polygons: [[Double]] {
    let (labels, count) = parts()
    var loops: [[[Corner]]] = Array(repeating: [], count: count)
    forEachLoop(labels) { part, loop in loops[part].append(loop) }
    return loops.map(Self.joined)
  }

  /// The whole mask as one polygon, its parts joined by lines of no width; empty for an empty mask.
  public var outline: [Double] {
    let (labels, _) = parts()
    var loops: [[Corner]] = []
    forEachLoop(labels) { _, loop in loops.append(loop) }
    return Self.joined(loops)
  }

  private struct Corner: Hashable {
    var x, y: Int
  }

  /// One closed line through all loops: from the first corner of the first, out to each other loop
  /// and back on the same way. What is passed twice cancels: between an odd and an even number of
  /// crossings there is nothing.
  private static func joined(_ loops: [[Corner]]) -> [Double] {
    guard let first = loops.first, let start = first.first else { return [] }
    var line = first
    for loop in loops.dropFirst() {
      line.append(start)
      line += loop
      if let corner = loop.first { line.append(corner) }
    }
    return line.flatMap { [Double($0.x), Double($0.y)] }
  }

  /// The number of its part for each pixel, from 0 in the order of rows; -1 outside.
  private func parts() -> (labels: [Int32], count: Int) {
    var labels = [Int32](repeating: -1, count: bits.count)
    var count = 0
    var pending: [Int] = []
    for start in bits.indices where bits[start] != 0 && labels[start] < 0 {
      labels[start] = Int32(count)
      pending.append(start)
      while let pixel = pending.popLast() {
        let (y, x) = pixel.quotientAndRemainder(dividingBy: width)
        for (other, isInside) in [
          (pixel - 1, x > 0), (pixel + 1, x < width - 1), (pixel - width, y > 0),
          (pixel + width, y < height - 1),
        ] where isInside && bits[other] != 0 && labels[other] < 0 {
          labels[other] = Int32(count)
          pending.append(other)
        }
      }
      count += 1
    }
    return (labels, count)
  }

  /// Calls `visit` with every closed line between inside and outside and the part it belongs to.
  /// Inside is on the right hand; a part's outer line comes before those around its holes.
  private func forEachLoop(_ labels: [Int32], _ visit: (Int, [Corner]) -> Void) {
    // Every loop runs right along the top of some pixel.
    var isDone = [Bool](repeating: false, count: bits.count)
    for y in 0..<height {
      for x in 0..<width {
        let pixel = y * width + x
        if bits[pixel] == 0 || isDone[pixel] || contains(x: x, y: y - 1) { continue }
        visit(Int(labels[pixel]), loop(fromX: x, y: y, &isDone))
      }
    }
  }

  /// Walks around with the inside on the right hand, from the top left corner of a pixel.
  private func loop(fromX startX: Int, y startY: Int, _ isDone: inout [Bool]) -> [Corner] {
    var corners: [Corner] = []
    var (x, y) = (startX, startY)
    var (dx, dy) = (1, 0)
    repeat {
      if dx == 1 { isDone[y * width + x] = true }
      x += dx
      y += dy
      // The two pixels ahead; (-dy, dx) points to the right hand.
      let right = contains(x: x + (dx - dy - 1) / 2, y: y + (dx + dy - 1) / 2)
      let left = contains(x: x + (dx + dy - 1) / 2, y: y + (dy - dx - 1) / 2)
      if !right {
        (dx, dy) = (-dy, dx)  // pixels that only touch at a corner are not together
        corners.append(Corner(x: x, y: y))
      } else if left {
        (dx, dy) = (dy, -dx)
        corners.append(Corner(x: x, y: y))
      }
    } while x != startX || y != startY || dx != 1
    return corners
  }
}
