import Boxes
import Images

/// A picture of the Pasture and everything that is true of it.
///
/// - Example:
///       let scene = try Pasture.scene(seed: 7)
///       scene.seed
///       scene.width
///       scene.height
///       scene.things.count
///       scene.image
public struct PastureScene: Equatable, Sendable {
  /// What it was drawn from.
  public let seed: Int
  /// RGB.
  public let image: Image
  /// From the farthest to the nearest: a later one hides an earlier one where they overlap. Things
  /// of which no pixel shows are left out.
  public let things: [PastureThing]
  /// For each pixel, row by row, the `PastureStuff` on the ground or in the sky behind the things.
  let stuff: [UInt8]

  /// Of the picture, in pixels.
  public var width: Int { image.width }
  /// Of the picture, in pixels.
  public var height: Int { image.height }

  /// What each pixel shows, row by row: 0 … 4 stuff (sky, hills, grass, path, water), 5 … 12 things
  /// in the order of `Pasture.classNames`. The names are `Pasture.semanticNames`.
  public var semanticMap: [UInt8] {
    var map = stuff
    for thing in things {
      let value = UInt8(PastureStuff.allCases.count + thing.kind.rawValue)
      for (i, bit) in thing.mask.bits.enumerated() where bit != 0 { map[i] = value }
    }
    return map
  }
}

/// One thing in a scene.
///
/// - Example:
///       let scene = try Pasture.scene(seed: 7)
///       let thing = scene.things[0]
///       thing.kind
///       thing.box
///       thing.amodalBox
///       thing.mask
///       thing.area
///       thing.size
///       thing.visibleFraction
///       thing.isIgnored
///       thing.keypoints.count
public struct PastureThing: Equatable, Sendable {
  /// What it is.
  public let kind: PastureClass
  /// The pixels of the picture in which it is seen: those of which it covers at least half and
  /// nothing in front does.
  public let mask: Mask
  /// How many pixels `mask` has.
  public let area: Int
  /// The smallest box around `mask`, in pixels.
  public let box: Box
  /// The smallest box around the whole thing, as if nothing hid it and the picture had no borders;
  /// in pixels, may reach beyond the picture.
  public let amodalBox: Box
  /// Pixels seen, as a share of those the whole thing would fill: hidden parts and parts beyond the
  /// border count as not seen.
  public let visibleFraction: Float
  /// The 17 of a person, in `Keypoint`'s order; empty for everything else.
  public let keypoints: [PlacedKeypoint]

  /// The square root of the box's area, in pixels: how large it looks.
  public var size: Float { (box.width * box.height).squareRoot() }

  /// Too small (size under 8 pixels) or too hidden (less than a quarter seen) to be counted for or
  /// against a detector.
  public var isIgnored: Bool { size < 8 || visibleFraction < 0.25 }
}

extension PastureScene: CustomStringConvertible {
  public var description: String {
    "PastureScene \(width)×\(height), seed \(seed): "
      + things.map(\.kind.name).joined(separator: ", ")
  }
}

extension PastureThing: CustomStringConvertible {
  public var description: String {
    "PastureThing(\(kind.name), \(Int((visibleFraction * 100).rounded())) % visible, \(box))"
  }
}
