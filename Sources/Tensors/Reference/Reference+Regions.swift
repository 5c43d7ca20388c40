// R regions, C channels, H×W cells in, PH×PW bins out.

extension Reference {
  /// The largest number of each bin; 0 for an empty one, and NaN wins.
  package static func roiPool(_ x: Tensor, _ bins: RegionBins) throws -> Tensor {
    let grid = bins.grid
    let cells = x.values
    var result: [Float] = []
    for region in bins.regions.indices {
      for channel in 0..<grid.channels {
        let plane = (bins.regions[region].image * grid.channels + channel) * grid.cells
        for row in bins.rows(of: region) {
          for column in bins.columns(of: region) {
            var values: [Float] = []
            for y in row {
              for x in column { values.append(cells[plane + y * grid.width + x]) }
            }
            let largest = values.max() ?? 0
            result.append(values.contains(where: \.isNaN) ? .nan : largest)
          }
        }
      }
    }
    return try Tensor(result, shape: grid.outputShape)
  }

  /// The mean of the points of each bin, each mixed out of four cells.
  package static func roiAlign(
    _ x: Tensor, _ regions: [MapRegion], outputSize: [Int], samplingRatio: Int, aligned: Bool
  ) throws -> Tensor {
    let (channels, height, width) = (x.shape[1], x.shape[2], x.shape[3])
    let cells = x.values
    var result: [Float] = []
    for region in regions {
      let down = points(
        from: region.y1, to: region.y2, bins: outputSize[0], samplingRatio, aligned)
      let across = points(
        from: region.x1, to: region.x2, bins: outputSize[1], samplingRatio, aligned)
      for channel in 0..<channels {
        let start = (region.image * channels + channel) * height * width
        let plane = Array(cells[start..<(start + height * width)])
        for rows in down {
          for columns in across {
            var sum = 0.0
            for y in rows {
              for x in columns { sum += mixed(plane, height, width, y, x) }
            }
            result.append(Float(sum / Double(Swift.max(1, rows.count * columns.count))))
          }
        }
      }
    }
    return try Tensor(result, shape: [regions.count, channels] + outputSize)
  }

  /// Where the points of each bin lie along one axis, in cells.
  private static func points(
    from: Float, to: Float, bins: Int, _ samplingRatio: Int, _ aligned: Bool
  ) -> [[Double]] {
    let start = Double(from) - (aligned ? 0.5 : 0)
    let extent = Double(to - from)
    let bin = (aligned ? extent : Swift.max(extent, 1)) / Double(bins)
    let count = samplingRatio > 0 ? samplingRatio : Swift.max(0, Int(bin.rounded(.up)))
    return (0..<bins).map { i in
      (0..<count).map { point -> Double in
        let share = (Double(point) + 0.5) / Double(count)
        return start + (Double(i) + share) * bin
      }
    }
  }

  /// The bilinear mix of the four cells around a point.
  private static func mixed(
    _ plane: [Float], _ height: Int, _ width: Int, _ y: Double, _ x: Double
  ) -> Double {
    guard y >= -1, y <= Double(height), x >= -1, x <= Double(width) else { return 0 }
    let inY = Swift.min(Swift.max(y, 0), Double(height - 1))
    let inX = Swift.min(Swift.max(x, 0), Double(width - 1))
    let (top, left) = (Int(inY), Int(inX))
    let (bottom, right) = (Swift.min(top + 1, height - 1), Swift.min(left + 1, width - 1))
    let (below, beside) = (inY - Double(top), inX - Double(left))
    func cell(_ y: Int, _ x: Int) -> Double { Double(plane[y * width + x]) }
    let upper = (1 - beside) * cell(top, left) + beside * cell(top, right)
    let lower = (1 - beside) * cell(bottom, left) + beside * cell(bottom, right)
    return (1 - below) * upper + below * lower
  }
}
