@testable import Tensors

extension OperationCase {
  /// Regions on a batch of two: inside, over the border, tiny, outside, swapped.
  private static let table: [[Float]] = [
    [0, 3, 2, 40, 30], [1, -9, -20, 21, 60], [1, 17, 9, 18, 10], [0, 300, 10, 340, 60],
    [1, 30, 25, 12, 8], [0, 1.5, 0.25, 55.25, 41.75],
  ]
  private static let regions = Result { try Tensor(table) }

  static let regionPooling: [OperationCase] =
    [[2, 3], [4, 1]].flatMap { size in
      let map = Tensor.distinct(4, shape: [2, 2, 6, 7])
      let scale: Float = 0.125
      let pooled = OperationCase(
        "roiPool to \(size)", inputs: [map],
        { try $0[0].roiPool(regions.get(), outputSize: size, spatialScale: scale) },
        reference: {
          let grid = try RegionGrid(
            "", $0[0].shape, regions: [table.count, 5], outputSize: size, spatialScale: scale)
          return try Reference.roiPool(
            $0[0], RegionBins(grid, grid.regions(regions.get())))
        })
      let aligned = [(0, false), (0, true), (2, true), (3, false)].map { ratio, aligned in
        OperationCase(
          "roiAlign to \(size), ratio \(ratio)\(aligned ? ", aligned" : "")", inputs: [map],
          {
            try $0[0].roiAlign(
              regions.get(), outputSize: size, spatialScale: scale, samplingRatio: ratio,
              aligned: aligned)
          },
          reference: {
            try Reference.roiAlign(
              $0[0],
              table.map {
                MapRegion(
                  image: Int($0[0]), x1: $0[1] * scale, y1: $0[2] * scale, x2: $0[3] * scale,
                  y2: $0[4] * scale)
              }, outputSize: size, samplingRatio: ratio, aligned: aligned)
          })
      }
      return [pooled] + aligned
    }
}
