@testable import Tensors

extension OperationCase {
  private static let sizes: [(shape: [Int], size: [Int])] = [
    ([2, 2, 3, 4], [6, 8]), ([1, 2, 3, 4], [7, 5]), ([1, 2, 5, 7], [3, 2]),
    ([1, 1, 1, 1], [3, 2]),
    ([1, 2, 4, 3], [1, 1]), ([0, 2, 4, 3], [2, 2]),
  ]

  static let upsampling: [OperationCase] = sizes.flatMap { shape, size in
    let x: [Tensor] = [.seeded(11, shape: shape)]
    var cases = [
      OperationCase(
        "upsampledNearest \(shape) to \(size)", inputs: x,
        { try $0[0].upsampledNearest(to: size) },
        reference: { try nearest($0[0], size) })
    ]
    for corners in [false, true] {
      cases.append(
        OperationCase(
          "upsampledBilinear \(shape) to \(size)\(corners ? ", corners" : "")", inputs: x,
          { try $0[0].upsampledBilinear(to: size, alignCorners: corners) },
          reference: { try bilinear($0[0], size, alignCorners: corners) }))
    }
    return cases
  }

  /// Row ⌊i·H / OH⌋, in whole numbers.
  private static func nearest(_ x: Tensor, _ size: [Int]) throws -> Tensor {
    try sampled(x, size) { plane, y, i in plane[y * x.shape[2] / size[0]][i * x.shape[3] / size[1]]
    }
  }

  /// The definition, with a tent of width 1 around the place of each cell.
  private static func bilinear(
    _ x: Tensor, _ size: [Int], alignCorners: Bool
  ) throws -> Tensor {
    func place(_ i: Int, _ from: Int, _ to: Int) -> Double {
      if alignCorners { return to > 1 ? Double(i) * Double(from - 1) / Double(to - 1) : 0 }
      let center = (Double(i) + 0.5) * Double(from) / Double(to) - 0.5
      return min(max(center, 0), Double(from - 1))
    }
    return try sampled(x, size) { plane, y, i in
      let (row, column) = (place(y, x.shape[2], size[0]), place(i, x.shape[3], size[1]))
      var sum = 0.0
      for (y, line) in plane.enumerated() {
        for (i, value) in line.enumerated() {
          sum += max(0, 1 - abs(row - Double(y))) * max(0, 1 - abs(column - Double(i))) * value
        }
      }
      return sum
    }
  }

  private static func sampled(
    _ x: Tensor, _ size: [Int], _ value: ([[Double]], Int, Int) -> Double
  ) throws -> Tensor {
    let (height, width) = (x.shape[2], x.shape[3])
    let numbers = x.values.map(Double.init)
    var result: [Float] = []
    for plane in 0..<(x.shape[0] * x.shape[1]) {
      let rows = (0..<height).map { y in
        (0..<width).map { numbers[(plane * height + y) * width + $0] }
      }
      for y in 0..<size[0] {
        for i in 0..<size[1] { result.append(Float(value(rows, y, i))) }
      }
    }
    return try Tensor(result, shape: x.shape.prefix(2) + size)
  }
}
