// N pictures, M windows of S×S pixels (S = 32), H×W pixels, K = 13 classes.

import Layers
import Tensors

/// The oldest way to a class at every pixel: cut a window around the pixel, ask a classifier what
/// stands in its middle, go on to the next pixel.
///
/// The network is the Pasture classifier's kind, half as wide: no layer pads, and one window gives
/// one answer. Neighbouring windows share all but a column, and everything is computed again.
///
/// ```
/// window          [M,  3, 32, 32]
/// features.0-3    [M, 16, 14, 14]   5×5 convolution, batch norm, ReLU, max pooling 2×2
/// features.4-7    [M, 32,  6,  6]   3×3, the same
/// features.8-10   [M, 48,  4,  4]   3×3, batch norm, ReLU
/// features.11-13  [M, 48,  2,  2]   3×3, batch norm, ReLU
/// classifier.0-2  [M, 64,  1,  1]   2×2, batch norm, ReLU
/// classifier.3    [M, 13,  1,  1]   1×1
/// ```
///
/// - Source: Cireşan et al., "Deep Neural Networks Segment Neuronal Membranes in Electron Microscopy
///   Images", NIPS 2012, §2.
/// - Example:
///
///       let model = try PastureWindowSegmenter.trained()
///       let image = try Image(example: "pasture-01.png").resized(width: 20, height: 15)
///       let x = try image.tensor()
///       let windows = try PastureWindowSegmenter.windows(of: x, at: [0, 150])
///       try model(windows).shape
///       try model.classes(x, step: 5).shape
///       try model.logits(x).shape
///       try model.classMap(of: image)
///       try model.activationBytes()
///       try model.table()
///       model.parameterCount
public struct PastureWindowSegmenter: Segmenter, TensorLayer {
  /// S: rows and columns of a window; its pixel stands in row and column 16.
  ///
  /// - Example: `PastureWindowSegmenter.side`
  public static let side = 32
  public static let classNames = PastureSegmenter.classNames

  public let trunk: Sequential
  public let classifier: Sequential

  /// With random weights.
  public init(using generator: inout SeededGenerator) throws {
    var maker = LayerMaker(generator)
    try self.init(maker: &maker)
    generator = maker.generator ?? generator
  }

  /// With trained weights, by their names in `stateDictionary`.
  ///
  /// - Throws: `LoadError` when they belong to another model.
  public init(weights: [String: Tensor]) throws {
    var maker = LayerMaker.withoutWeights
    try self.init(maker: &maker)
    try load(weights)
  }

  init(maker: inout LayerMaker) throws {
    func block(_ inputs: Int, _ outputs: Int, _ kernel: Int) throws -> [any TensorLayer] {
      [
        try maker.convolution(
          from: inputs, to: outputs, kernel: kernel, bias: false, initializer: .heNormal),
        try BatchNorm2D(channels: outputs), ReLU(),
      ]
    }
    trunk = Sequential(
      try block(3, 16, 5) + [MaxPool2D(2)] + block(16, 32, 3) + [MaxPool2D(2)] + block(32, 48, 3)
        + block(48, 48, 3))
    classifier = Sequential(
      try block(48, 64, 2) + [
        maker.convolution(
          from: 64, to: Self.classNames.count, kernel: 1, initializer: .xavierNormal)
      ])
  }

  public var children: [LayerChild] { [("features", trunk), ("classifier", classifier)] }

  public var classNames: [String] { Self.classNames }
  public static var normalization: PictureNormalization { .none }
  /// A single window: what one pixel costs.
  public static var inputShape: [Int] { [1, 3, side, side] }

  public func answers(_ x: Tensor) throws -> [(name: String, output: Tensor)] {
    [("logits", try self(x))]
  }

  public func features(_ x: Tensor) throws -> Tensor {
    try inside("features") { try trunk(centred(x)) }
  }

  /// One score per class for the pixel in the middle of each window.
  ///
  /// - Parameter windows: `[M, 3, 32, 32]`, in 0…1.
  /// - Returns: `[M, 13]`.
  public func callAsFunction(_ windows: Tensor) throws -> Tensor {
    try run(windows) { try $0($1) }
  }

  public func training(_ x: Tensor, using generator: inout SeededGenerator) throws -> Tensor {
    try run(x) { try $0.training($1, using: &generator) }
  }

  private func run(_ windows: Tensor, _ pass: LayerPass) throws -> Tensor {
    guard windows.rank == 4, windows.shape.dropFirst() == [3, Self.side, Self.side] else {
      throw ShapeError(
        operation: "PastureWindowSegmenter",
        expected: "windows of shape [M, 3, \(Self.side), \(Self.side)]", found: "\(windows.shape)",
        hint: "PastureWindowSegmenter.windows(of: picture, at: pixels)")
    }
    let maps = try inside("features") { try pass(trunk, centred(windows)) }  // [M, 48, 2, 2]
    return try inside("classifier") { try pass(classifier, maps) }.flattened(from: 1)
  }

  private func centred(_ x: Tensor) throws -> Tensor {
    try x * (1 / PastureSegmenter.deviation) - PastureSegmenter.mean / PastureSegmenter.deviation
  }
}

extension PastureWindowSegmenter {
  /// The windows around some pixels of one picture; what lies outside the picture is grey.
  ///
  /// - Parameters:
  ///   - picture: `[1, 3, H, W]`, in 0…1.
  ///   - pixels: M places, each `row · W + column`.
  /// - Returns: `[M, 3, 32, 32]`.
  /// - Throws: `ShapeError` for another shape, or a pixel outside the picture.
  public static func windows(of picture: Tensor, at pixels: [Int]) throws -> Tensor {
    let operation = "PastureWindowSegmenter.windows"
    guard picture.rank == 4, picture.shape[0] == 1, picture.shape[1] == 3 else {
      throw ShapeError(
        operation: operation, expected: "a picture of shape [1, 3, H, W]",
        found: "\(picture.shape)")
    }
    let (height, width) = (picture.shape[2], picture.shape[3])
    if let pixel = pixels.first(where: { !(0..<height * width).contains($0) }) {
      throw ShapeError(
        operation: operation, expected: "pixels 0 ..< \(height * width)", found: "\(pixel)")
    }
    let grey = try picture.padded(by: side / 2, with: PastureSegmenter.mean)
    let (rows, columns) = (height + side, width + side)
    return try Tensor(shape: [pixels.count, 3, side, side], operation: operation) { out in
      grey.withFloats { grey in
        var out = out
        for pixel in pixels {
          let (top, left) = pixel.quotientAndRemainder(dividingBy: width)
          for channel in 0..<3 {
            for row in 0..<side {
              let line = grey + (channel * rows + top + row) * columns + left
              out.update(from: line, count: side)
              out += side
            }
          }
        }
      }
    }
  }

  /// The class of every pixel of a grid over one picture: of each `step`-th row and column.
  ///
  /// - Parameters:
  ///   - picture: `[1, 3, H, W]`, in 0…1.
  ///   - step: 1 for every pixel, which takes H·W windows.
  /// - Returns: `[⌈H / step⌉, ⌈W / step⌉]`, whole numbers.
  /// - Throws: `ShapeError` for another shape, or a step below 1.
  public func classes(_ picture: Tensor, step: Int = 1) throws -> Tensor {
    guard step >= 1, picture.rank == 4, !picture.shape.contains(0) else {
      throw ShapeError(
        operation: "PastureWindowSegmenter.classes",
        expected: "a picture of shape [1, 3, H, W] and a step of at least 1",
        found: "\(picture.shape), a step of \(step)")
    }
    let (height, width) = (picture.shape[2], picture.shape[3])
    let (rows, columns) = ((height + step - 1) / step, (width + step - 1) / step)
    let pixels = (0..<rows).flatMap { row in
      (0..<columns).map { row * step * width + $0 * step }
    }
    return try logits(picture, at: pixels).argmax(axis: 1).reshaped([rows, columns])
  }

  /// One score per class and pixel, each by a window of its own: H·W of them a picture.
  ///
  /// - Parameter pictures: `[N, 3, H, W]`, in 0…1.
  /// - Returns: `[N, 13, H, W]`.
  /// - Throws: `ShapeError` for another shape.
  public func logits(_ pictures: Tensor) throws -> Tensor {
    guard pictures.rank == 4, !pictures.shape.contains(0) else {
      throw ShapeError(
        operation: "PastureWindowSegmenter.logits", expected: "pictures of shape [N, 3, H, W]",
        found: "\(pictures.shape)")
    }
    let (height, width) = (pictures.shape[2], pictures.shape[3])
    let maps = try (0..<pictures.shape[0]).map { number in
      try logits(pictures[number...number], at: Array(0..<height * width))  // [H·W, 13]
        .transposed().reshaped([1, Self.classNames.count, height, width])
    }
    return try concatenate(maps, axis: 0)
  }

  /// The scores of some pixels of one picture, a few hundred windows at a time.
  ///
  /// - Parameter pixels: M places, each `row · W + column`.
  /// - Returns: `[M, 13]`.
  public func logits(_ picture: Tensor, at pixels: [Int]) throws -> Tensor {
    let chunk = max(1, min(512, pixels.count))
    let plan = try planned(inputShape: [chunk, 3, Self.side, Self.side])
    var parts: [Tensor] = []
    for start in stride(from: 0, to: pixels.count, by: chunk) {
      let part = Array(pixels[start..<min(start + chunk, pixels.count)])
      let windows = try Self.windows(of: picture, at: part)
      parts.append(
        try part.count == chunk ? plan(windows) : withoutGradient { try self(windows) })
    }
    return try parts.isEmpty
      ? Tensor.zeros([0, Self.classNames.count]) : concatenate(parts, axis: 0)
  }
}
