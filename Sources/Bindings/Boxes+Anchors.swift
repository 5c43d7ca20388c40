import Fovea
import LessonSwift

extension HostLibrary {
  /// Sizes of boxes, and k-means over them.
  mutating func addAnchors() {
    type(BoxSize.self, named: "BoxSize", help: "Width and height without a place.")
    initializer("init(width: Float, height: Float)", of: BoxSize.self) {
      (width: Float, height: Float) in BoxSize(width: width, height: height)
    }
    for (name, field) in [
      ("width", \BoxSize.width), ("height", \.height), ("area", \.area),
      ("aspectRatio", \.aspectRatio),
    ] as [(String, KeyPath<BoxSize, Float>)] {
      property("\(name): Float", on: BoxSize.self) { (size: BoxSize) in size[keyPath: field] }
    }
    method(
      "func iou(with other: BoxSize) -> Float", on: BoxSize.self, help: "About a common centre."
    ) { (size: BoxSize, other: BoxSize) in size.iou(with: other) }
    property("size: BoxSize", on: Box.self) { (box: Box) in box.size }
    enumeration(
      AnchorClusters.Start.self, named: "AnchorStart",
      cases: ["plusPlus": .plusPlus, "random": .random])
    type(AnchorClusters.self, named: "AnchorClusters", help: "k-means with the distance 1 − IoU.")
    initializer(
      "init(_ sizes: [BoxSize], count: Int, start: AnchorStart = .plusPlus, "
        + "using generator: inout SeededGenerator) throws", of: AnchorClusters.self
    ) {
      (
        sizes: [BoxSize], count: Int, start: AnchorClusters.Start, generator: Inout<SeededGenerator>
      ) in
      try AnchorClusters(sizes, count: count, start: start, using: &generator.value)
    }
    initializer("init(_ sizes: [BoxSize], anchors: [BoxSize]) throws", of: AnchorClusters.self) {
      (sizes: [BoxSize], anchors: [BoxSize]) in try AnchorClusters(sizes, anchors: anchors)
    }
    for (name, list) in [
      ("sizes", \AnchorClusters.sizes), ("anchors", \.anchors), ("sortedAnchors", \.sortedAnchors),
    ] {
      property("\(name): [BoxSize]", on: AnchorClusters.self) { (clusters: AnchorClusters) in
        clusters[keyPath: list]
      }
    }
    property("assignments: [Int]", on: AnchorClusters.self) { (clusters: AnchorClusters) in
      clusters.assignments
    }
    property("counts: [Int]", on: AnchorClusters.self) { (clusters: AnchorClusters) in
      clusters.counts
    }
    property("iteration: Int", on: AnchorClusters.self) { (clusters: AnchorClusters) in
      clusters.iteration
    }
    property("isSettled: Bool", on: AnchorClusters.self) { (clusters: AnchorClusters) in
      clusters.isSettled
    }
    property("meanIoU: Float", on: AnchorClusters.self) { (clusters: AnchorClusters) in
      clusters.meanIoU
    }
    method("mutating func step()", on: AnchorClusters.self, help: "One iteration.") {
      (clusters: Inout<AnchorClusters>) in clusters.value.step()
    }
    method("mutating func run(limit: Int = 300)", on: AnchorClusters.self, help: "Until it rests.")
    {
      (clusters: Inout<AnchorClusters>, limit: Int) in clusters.value.run(limit: limit)
    }
    method("func next() -> AnchorClusters", on: AnchorClusters.self) {
      (clusters: AnchorClusters) in clusters.next()
    }
    method("func history(limit: Int = 300) -> [AnchorClusters]", on: AnchorClusters.self) {
      (clusters: AnchorClusters, limit: Int) in clusters.history(limit: limit)
    }
    function(
      "func anchorClusters(of sizes: [BoxSize], upTo largest: Int, starts: Int = 5, "
        + "using generator: inout SeededGenerator) throws -> [AnchorClusters]",
      help: "The best of several starts for 1, 2, … anchors."
    ) { (sizes: [BoxSize], largest: Int, starts: Int, generator: Inout<SeededGenerator>) in
      try anchorClusters(of: sizes, upTo: largest, starts: starts, using: &generator.value)
    }
    function("func elbow(of values: [Float]) -> Int?", help: "Where a rising curve bends.") {
      (values: [Float]) in elbow(of: values)
    }
  }

  /// Charts of boxes and anchors.
  mutating func addBoxCharts() {
    method(
      "func histogram(_ name: String, _ values: [Float], bins: Int = 20, "
        + "range: ClosedRange<Float>? = nil, isLogarithmic: Bool = false) -> Chart", on: Chart.self
    ) {
      (
        chart: Chart, name: String, values: [Float], bins: Int, range: ClosedRange<Float>?,
        isLogarithmic: Bool
      ) in
      chart.histogram(name, values, bins: bins, range: range, isLogarithmic: isLogarithmic)
    }
    initializer(
      "init(boxSizes sizes: [BoxSize], anchors: [BoxSize] = [], title: String = \"Box sizes\")",
      of: Chart.self
    ) { (sizes: [BoxSize], anchors: [BoxSize], title: String) in
      Chart(boxSizes: sizes, anchors: anchors, title: title)
    }
    initializer("init(_ clusters: AnchorClusters)", of: Chart.self) { (clusters: AnchorClusters) in
      Chart(clusters)
    }
    initializer("init(elbowOf meanIoU: [Float])", of: Chart.self) { (means: [Float]) in
      Chart(elbowOf: means)
    }
  }
}
