/// How far a box lies from a reference, and how much larger it is: what a network learns instead of
/// corners. Unitless.
///
/// - Example:
///       let offset = BoxOffset(dx: 0.5, dy: 0, dw: 0.7, dh: 0)
///       offset.dx + offset.dy + offset.dw + offset.dh
///       offset.values
///       BoxOffset.zero
public struct BoxOffset: Hashable, Sendable {
  /// Shift of the centre, in widths and heights of the reference.
  public var dx, dy: Float
  /// Natural logarithm of the ratio of the widths, and of the heights.
  public var dw, dh: Float

  /// Takes the numbers as they are.
  public init(dx: Float, dy: Float, dw: Float, dh: Float) {
    self.dx = dx
    self.dy = dy
    self.dw = dw
    self.dh = dh
  }

  /// No shift, the same size.
  public static let zero = BoxOffset(dx: 0, dy: 0, dw: 0, dh: 0)

  /// dx, dy, dw, dh: the order of a network's four outputs.
  public var values: [Float] { [dx, dy, dw, dh] }
}

extension BoxOffset: CustomStringConvertible {
  public var description: String { "BoxOffset(dx: \(dx), dy: \(dy), dw: \(dw), dh: \(dh))" }
}

/// Turns a box into an offset from a reference (a proposal, an anchor, a default box) and back.
///
/// Offsets are multiplied by `weights`, so that a network has numbers of about 1 to learn; dividing by
/// a standard deviation or a "variance" is the same: weights of 10, 10, 5, 5 are deviations, or SSD's
/// variances, of 0.1, 0.1, 0.2, 0.2.
///
/// - Source: Girshick et al., "R-CNN", CVPR 2014, appendix C, equations 1–4 and 6–9;
///   torchvision's `BoxCoder`.
/// - Example:
///       let anchor = Box(x1: 0, y1: 0, x2: 10, y2: 10)
///       let offset = try BoxCodec.plain.encode(Box(x1: 2, y1: 0, x2: 12, y2: 20), from: anchor)
///       BoxCodec.plain.decode(offset, from: anchor)
///       let codec = try BoxCodec(weights: [10, 10, 5, 5])
///       let offsets = try codec.encode([anchor], from: [anchor.moved(x: 1, y: 0)])
///       try BoxCodec.regionHead.decode(offsets, from: [anchor.moved(x: 1, y: 0)])
public struct BoxCodec: Equatable, Sendable {
  /// What dx, dy, dw and dh are multiplied by.
  public var weights: BoxOffset
  /// The largest dw and dh that are believed, after division by the weights: larger ones would make
  /// boxes of any size, up to infinity.
  public var largestLogarithm: Float

  /// - Parameters:
  ///   - weights: four, of dx, dy, dw and dh.
  ///   - largestLogarithm: the largest dw and dh that are believed.
  /// - Throws: `BoxError` unless the weights are positive and the limit is a number.
  public init(
    weights: [Float] = [1, 1, 1, 1], largestLogarithm: Float = BoxCodec.sixteenStrides
  ) throws {
    guard weights.count == 4, weights.allSatisfy({ $0.isFinite && $0 > 0 }) else {
      throw BoxError(
        operation: "BoxCodec", expected: "four positive weights, of dx, dy, dw and dh",
        found: "\(weights)", hint: "the weight of a variance v is 1 / v")
    }
    guard largestLogarithm.isFinite, largestLogarithm <= 20 else {
      throw BoxError(
        operation: "BoxCodec", expected: "a limit of dw and dh of at most 20",
        found: "\(largestLogarithm)", hint: "e²⁰ is half a billion")
    }
    self.init(
      checked: BoxOffset(dx: weights[0], dy: weights[1], dw: weights[2], dh: weights[3]),
      largestLogarithm)
  }

  private init(checked weights: BoxOffset, _ limit: Float) {
    (self.weights, largestLogarithm) = (weights, limit)
  }

  /// log(1000 / 16): from one cell of a map to the longest side of a picture.
  public static let sixteenStrides: Float = 4.135166556742356

  /// Plain offsets: of R-CNN, of a region proposal network.
  public static let plain = BoxCodec(
    checked: BoxOffset(dx: 1, dy: 1, dw: 1, dh: 1), sixteenStrides)

  /// Weights 10, 10, 5, 5: of the second stage of Fast, Faster and Mask R-CNN.
  public static let regionHead = BoxCodec(
    checked: BoxOffset(dx: 10, dy: 10, dw: 5, dh: 5), sixteenStrides)

  // quote: encode
  /// The offset that leads from `reference` to `box`.
  ///
  /// - Throws: `BoxError` when either has no area: the logarithm of nothing is no number.
  public func encode(_ box: Box, from reference: Box) throws -> BoxOffset {
    for (role, box) in [("a box", box), ("a reference", reference)] where box.isDegenerate {
      throw BoxError(
        operation: "encode", expected: "\(role) with an area", found: "\(box)",
        hint: "leave out boxes whose isDegenerate is true")
    }
    return BoxOffset(
      dx: weights.dx * (box.centerX - reference.centerX) / reference.width,
      dy: weights.dy * (box.centerY - reference.centerY) / reference.height,
      dw: weights.dw * logarithm(box.width / reference.width),
      dh: weights.dh * logarithm(box.height / reference.height))
  }
  // end quote

  // quote: decode
  /// The box to which `offset` leads from `reference`.
  ///
  /// Never fails, whatever a network answered: an offset of NaN makes a box that is not finite.
  public func decode(_ offset: BoxOffset, from reference: Box) -> Box {
    Box(
      centerX: reference.centerX + offset.dx / weights.dx * reference.width,
      centerY: reference.centerY + offset.dy / weights.dy * reference.height,
      width: reference.width * exponential(min(offset.dw / weights.dw, largestLogarithm)),
      height: reference.height * exponential(min(offset.dh / weights.dh, largestLogarithm)))
  }
  // end quote

  /// `encode` of a list of boxes, each from its own of the references.
  ///
  /// - Throws: `BoxError` when the lists differ in length, or as `encode`.
  public func encode(_ boxes: [Box], from references: [Box]) throws -> [BoxOffset] {
    guard boxes.count == references.count else {
      throw BoxError(
        operation: "encode", expected: "a reference for each of \(boxes.count) boxes",
        found: "\(references.count) references")
    }
    return try zip(boxes, references).map { try encode($0, from: $1) }
  }

  /// `decode` of a list of offsets, each from its own of the references.
  ///
  /// - Throws: `BoxError` when the lists differ in length.
  public func decode(_ offsets: [BoxOffset], from references: [Box]) throws -> [Box] {
    guard offsets.count == references.count else {
      throw BoxError(
        operation: "decode", expected: "a reference for each of \(offsets.count) offsets",
        found: "\(references.count) references")
    }
    return zip(offsets, references).map { decode($0, from: $1) }
  }
}
