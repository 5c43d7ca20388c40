// Run lengths as COCO writes them, uncompressed.
extension Mask {
  /// Lengths of runs, **down the columns**, left to right: so many pixels outside, then so many
  /// inside, then outside again, and so on. The first may be 0.
  ///
  /// - Source: Lin et al., "Microsoft COCO", 2014; pycocotools, `maskApi.c`, `rleEncode`.
  public var runLengths: [Int] { RunLengthMask(self).runs }

  /// A mask from COCO's uncompressed run lengths.
  ///
  /// - Throws: `BoxError` when a run is negative, or the runs do not fill the picture exactly.
  public init(runLengths: [Int], width: Int, height: Int) throws {
    self = try RunLengthMask(runs: runLengths, width: width, height: height).mask
  }

  /// The pixels inside polygons, each x, y, x, y … in pixels; equal to pycocotools' to the pixel.
  ///
  /// - Throws: `BoxError` for a polygon without three points, or one that is endless.
  /// - Parameter width: of the picture, in pixels.
  /// - Parameter height: of the picture, in pixels.
  /// - Example: `try Mask(polygons: [[1, 1, 7, 1, 1, 7]], width: 8, height: 8)`
  public init(polygons: [[Double]], width: Int, height: Int) throws {
    self = try RunLengthMask(polygons: polygons, width: width, height: height).mask
  }
}
