import Boxes

// Box sizes as points over width and height, anchors as rectangles from the origin.
extension Chart {
  /// Every box as a point: its width to the right, its height upwards, in pixels.
  ///
  /// - Parameter anchors: drawn as rectangles whose lower left corner is the origin, so that the
  ///   upper right corner stands where boxes of that size do.
  /// - Parameter title: stands above.
  /// - Example: `Chart(boxSizes: [BoxSize(width: 9, height: 8)], anchors: [BoxSize(width: 8, height: 8)])`
  public init(boxSizes sizes: [BoxSize], anchors: [BoxSize] = [], title: String = "Box sizes") {
    self.init(title: title, x: "width in pixels", y: "height in pixels")
    self = points("\(sizes.count) boxes", x: sizes.map(\.width), y: sizes.map(\.height))
      .outlining(anchors)
  }

  /// The state of k-means: boxes in the colour of the anchor they belong to, and the anchors.
  ///
  /// - Example: `Chart(try AnchorClusters([BoxSize(width: 9, height: 8)], anchors: [BoxSize(width: 8, height: 8)]))`
  public init(_ clusters: AnchorClusters) {
    let title =
      "k-means after \(clusters.iteration) iterations, mean IoU \(shortNumber(clusters.meanIoU))"
    self.init(title: title, x: "width in pixels", y: "height in pixels")
    for (index, anchor) in clusters.anchors.enumerated() {
      let members = zip(clusters.sizes, clusters.assignments).filter { $0.1 == index }.map(\.0)
      let name = "\(shortNumber(anchor.width))×\(shortNumber(anchor.height))"
      self = points(name, x: members.map(\.width), y: members.map(\.height))
    }
    self = outlining(clusters.anchors)
  }

  /// Mean IoU against the number of anchors, from one on, with the place where the curve bends.
  ///
  /// - Source: Redmon and Farhadi, "YOLO9000", CVPR 2017, figure 2.
  /// - Parameter meanIoU: one for each number of anchors, in 0…1.
  /// - Example: `Chart(elbowOf: [0.4, 0.6, 0.65, 0.68])`
  public init(elbowOf meanIoU: [Float]) {
    self.init(title: "How many anchors?", x: "anchors", y: "mean IoU with the nearest anchor")
    self = line("", x: meanIoU.indices.map { Float($0 + 1) }, y: meanIoU)
    if let index = elbow(of: meanIoU) {
      self = rule(
        "the elbow: \(index + 1) anchors, \(shortNumber(meanIoU[index]))", y: meanIoU[index])
    }
  }

  private func outlining(_ anchors: [BoxSize]) -> Chart {
    guard !anchors.isEmpty else { return ranging(fromZero: self) }
    let x = anchors.flatMap { [0, $0.width, $0.width, .nan] }
    let y = anchors.flatMap { [$0.height, $0.height, 0, .nan] }
    let name = anchors.count == 1 ? "1 anchor" : "\(anchors.count) anchors"
    return ranging(
      fromZero: adding(Series(kind: .outline, name: name, names: [], x: x, y: y)))
  }

  /// Both axes from 0, so that rectangles are whole.
  private func ranging(fromZero chart: Chart) -> Chart {
    let x = chart.series.flatMap(\.x).filter(\.isFinite).max() ?? 1
    let y = chart.series.flatMap(\.y).filter(\.isFinite).max() ?? 1
    guard x > 0, y > 0 else { return chart }
    return chart.ranging(x: 0...x * 1.05, y: 0...y * 1.05)
  }
}
