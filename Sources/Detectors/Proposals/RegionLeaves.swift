// n regions, B bins.

import Boxes
import Images

/// What grouping wants to know of the regions it begins with, whatever it goes by.
struct RegionLeaves: Sendable {
  let map: RegionMap
  let sizes: [Int]
  let boxes: [Box]
  let neighbours: [(Int, Int)]
  /// `[n, B]`: the histogram of colours, then that of textures; each adds up to 1.
  let histograms: [Float]
  /// How many of the bins are of colours.
  let colorLength: Int
  /// B.
  let length: Int

  init(_ map: RegionMap, bins: HistogramBins) {
    self.map = map
    sizes = map.sizes
    boxes = map.boxes
    neighbours = map.neighbours
    colorLength = bins.colorLength
    length = bins.colorLength + bins.textureLength
    histograms = Self.histograms(map, sizes, bins)
  }

  /// How often each bin is met in each region, as a share of all its pixels and channels.
  private static func histograms(
    _ map: RegionMap, _ sizes: [Int], _ bins: HistogramBins
  ) -> [Float] {
    let colors = bins.colorLength
    let length = colors + bins.textureLength
    let (perColor, perTexture) = (bins.channels, bins.channels * HistogramBins.directions)
    var counts = [Int32](repeating: 0, count: sizes.count * length)
    counts.withUnsafeMutableBufferPointer { counts in
      bins.color.withUnsafeBufferPointer { color in
        bins.texture.withUnsafeBufferPointer { texture in
          for (i, label) in map.pixels.enumerated() {
            let start = Int(label) * length
            for k in 0..<perColor { counts[start + Int(color[i * perColor + k])] += 1 }
            for k in 0..<perTexture {
              counts[start + colors + Int(texture[i * perTexture + k])] += 1
            }
          }
        }
      }
    }
    return [Float](unsafeUninitializedCapacity: counts.count) { shares, initialized in
      for (label, size) in sizes.enumerated() {
        let (ofColor, ofTexture) = (1 / Float(size * perColor), 1 / Float(size * perTexture))
        let start = label * length
        for k in 0..<length {
          shares[start + k] = Float(counts[start + k]) * (k < colors ? ofColor : ofTexture)
        }
      }
      initialized = counts.count
    }
  }
}
