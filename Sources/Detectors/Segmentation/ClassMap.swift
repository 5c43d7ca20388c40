// H×W pixels, K classes.

import Boxes
import Tensors

/// What each pixel of a picture shows: one class number a pixel.
///
/// - Example:
///
///       let scene = try Pasture.scene(seed: 83)
///       let map = try ClassMap(scene)
///       map.width * map.height == map.classes.count
///       map.present.map { PastureSegmenter.classNames[$0] }
///       map.mask(of: 6).area
///       map.regions(of: 6).count
///       try map.picture()
///       try map.overlay(on: scene.image)
///       let all = try ClassMap(Tensor.zeros([144, 192]))
///       try all.mistakes(against: map, on: scene.image)
public struct ClassMap: Hashable, Sendable {
  /// In pixels.
  public let width, height: Int
  /// The class of each pixel, row by row, each 0…255.
  public let classes: [Int]

  /// A map from the numbers of its classes.
  ///
  /// - Parameters:
  ///   - width: in pixels; `height` likewise.
  ///   - classes: row by row.
  /// - Throws: `ShapeError` unless there is one number, 0…255, for each pixel.
  /// - Example: `try ClassMap(width: 2, height: 1, classes: [0, 2])`
  public init(width: Int, height: Int, classes: [Int]) throws {
    let (count, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, width > 0, height > 0, classes.count == count else {
      throw ShapeError(
        operation: "ClassMap", expected: "a class for each of \(width)×\(height) pixels",
        found: "\(classes.count) classes")
    }
    if let bad = classes.first(where: { !(0...255).contains($0) }) {
      throw ShapeError(operation: "ClassMap", expected: "classes 0…255", found: "\(bad)")
    }
    (self.width, self.height, self.classes) = (width, height, classes)
  }

  /// A map from a tensor of class numbers.
  ///
  /// - Parameter map: `[H, W]` or `[1, H, W]`, whole numbers: what `argmax` over the classes answers.
  /// - Throws: `ShapeError` for another shape.
  public init(_ map: Tensor) throws {
    let shape = map.rank == 3 && map.shape[0] == 1 ? Array(map.shape.dropFirst()) : map.shape
    guard shape.count == 2 else {
      throw ShapeError(
        operation: "ClassMap", expected: "a map of shape [H, W] or [1, H, W]",
        found: "\(map.shape)", hint: "logits.argmax(axis: 1)[0]")
    }
    try self.init(width: shape[1], height: shape[0], classes: map.wholeNumbers())
  }

  /// Which classes there are, in order.
  public var present: [Int] { Set(classes).sorted() }

  /// The pixels of one class, by its number (`kind`).
  public func mask(of kind: Int) -> Mask {
    Mask(width: width, height: height, bits: classes.map { $0 == kind ? 1 : 0 })
  }

  /// The parts of one class (`kind`, its number) that hang together: pixels that share a side. The largest comes first;
  /// of equal ones, the topmost.
  ///
  /// All that a class map knows of things: two that touch are one region.
  public func regions(of kind: Int) -> [Mask] {
    var isOpen = classes.map { $0 == kind }
    var regions: [[Int]] = []
    for seed in classes.indices where isOpen[seed] {
      var (region, waiting) = ([Int](), [seed])
      isOpen[seed] = false
      while let place = waiting.popLast() {
        region.append(place)
        let (row, column) = place.quotientAndRemainder(dividingBy: width)
        for (next, isInside) in [
          (place - width, row > 0), (place + width, row < height - 1), (place - 1, column > 0),
          (place + 1, column < width - 1),
        ] where isInside && isOpen[next] {
          isOpen[next] = false
          waiting.append(next)
        }
      }
      regions.append(region)
    }
    let order = regions.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }
    return order.map { region in
      var bits = [UInt8](repeating: 0, count: width * height)
      for place in region.element { bits[place] = 1 }
      return Mask(width: width, height: height, bits: bits)
    }
  }
}

extension ClassMap: CustomStringConvertible {
  public var description: String { "ClassMap \(width)×\(height), classes \(present)" }
}
