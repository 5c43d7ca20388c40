// N pictures, A boxes a cell, K classes, H×W cells, S×S grid.

import Layers
import Tensors

/// `[yolo]`: of each box, the logistic of x, y, objectness and classes; w and h as they are.
///
/// - Source: Redmon and Farhadi, "YOLOv3", 2018, §2.1; Darknet, `src/yolo_layer.c`.
public struct DarknetYOLOHead: PlainLayer {
  public let kind: DarknetKind.YOLOHead

  /// - Parameter x: `[N, A·(5 + K), H, W]`.
  /// - Returns: the same shape.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let boxes = try x.reshaped(
      [x.shape[0], kind.anchors.count, 5 + kind.classes, x.shape[2], x.shape[3]])
    return try concatenate(
      [
        boxes[0..., 0..., ..<2].sigmoid(), boxes[0..., 0..., 2..<4],
        boxes[0..., 0..., 4...].sigmoid(),
      ], axis: 2
    ).reshaped(x.shape)
  }
}

/// `[region]`: as `[yolo]`, with a softmax over the classes where it says so.
///
/// - Source: Redmon and Farhadi, "YOLO9000", CVPR 2017, §2; Darknet, `src/region_layer.c`.
public struct DarknetRegionHead: PlainLayer {
  public let kind: DarknetKind.RegionHead

  /// - Parameter x: `[N, A·(5 + K), H, W]`.
  /// - Returns: the same numbers, `[N, A·(5 + K)·H·W]`.
  /// - Throws: `ShapeError` for a hierarchy of classes.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    try refuse(tree: kind.tree, "region")
    let coordinates = kind.coordinates
    let boxes = try x.reshaped(
      [
        x.shape[0], kind.anchors.count, coordinates + 1 + kind.classes, x.shape[2], x.shape[3],
      ])
    let classes = try boxes[0..., 0..., (coordinates + 1)...]
    return try concatenate(
      [
        boxes[0..., 0..., ..<2].sigmoid(), boxes[0..., 0..., 2..<coordinates],
        boxes[0..., 0..., coordinates..<(coordinates + 1)].sigmoid(),
        kind.hasSoftmax ? classes.softmax(axis: 2) : classes.sigmoid(),
      ], axis: 2
    ).flattened(from: 1)
  }
}

/// `[detection]`: a line of numbers, in this order: for each cell its K classes; for each cell its
/// A confidences; for each cell its A boxes x, y, √w, √h. Only a softmax, if any, is computed.
///
/// - Source: Redmon et al., "You Only Look Once", CVPR 2016, §2; Darknet, `src/detection_layer.c`.
public struct DarknetDetectionHead: PlainLayer {
  public let kind: DarknetKind.DetectionHead

  /// - Parameter x: `S·S·(5·A + K)` numbers a picture.
  /// - Returns: `[N, S·S·(5·A + K)]`.
  public func callAsFunction(_ x: Tensor) throws -> Tensor {
    let line = try x.flattened(from: 1)
    guard kind.hasSoftmax else { return line }
    let cells = kind.side * kind.side
    let classes = try line[0..., ..<(cells * kind.classes)]
      .reshaped([x.shape[0], cells, kind.classes]).softmax(axis: 2).flattened(from: 1)
    return try concatenate([classes, line[0..., (cells * kind.classes)...]], axis: 1)
  }
}
