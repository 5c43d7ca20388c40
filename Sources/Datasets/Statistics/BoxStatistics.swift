import Boxes
import Images

/// How large the boxes of a data set are and what shape they have, class by class, as charts.
///
/// Crowds, ignored things and boxes without an area are left out.
///
/// - Example:
///       let boxes = try BoxStatistics(PastureSource(.training, count: 20))
///       boxes.sizes.count
///       try boxes.sizeChart().picture()
///       try boxes.areaSheet()
///       try boxes.aspectRatioSheet()
public struct BoxStatistics: Equatable, Sendable {
  public let classNames: [String]
  /// For each class, the sizes of its boxes in pixels.
  public private(set) var sizesByClass: [[BoxSize]]

  /// Nothing counted yet.
  public init(classNames: [String] = Pasture.classNames) {
    self.classNames = classNames
    sizesByClass = Array(repeating: [], count: classNames.count)
  }

  /// Counts examples of a source.
  ///
  /// - Parameter count: how many, from the first on; `nil` for all.
  /// - Throws: what reading an example throws.
  /// - Parameter source: whose examples are counted.
  /// - Parameter classNames: of the classes of its things.
  public init(
    _ source: any ExampleSource, count: Int? = nil, classNames: [String] = Pasture.classNames
  ) throws {
    self.init(classNames: classNames)
    for index in 0..<max(0, min(count ?? source.count, source.count)) {
      add(try source.example(index))
    }
  }

  public mutating func add(_ example: DetectionExample) {
    for thing in example.objects where !thing.isCrowd && !thing.isIgnored {
      if !thing.box.isDegenerate, sizesByClass.indices.contains(thing.classIndex) {
        sizesByClass[thing.classIndex].append(thing.box.size)
      }
    }
  }

  /// Of all classes: what k-means takes.
  public var sizes: [BoxSize] { sizesByClass.flatMap { $0 } }

  /// Every box as a point over width and height; anchors as rectangles.
  ///
  /// - Parameter anchors: drawn as rectangles from the lower left corner.
  public func sizeChart(anchors: [BoxSize] = []) -> Chart {
    Chart(boxSizes: sizes, anchors: anchors)
  }

  /// A histogram of areas for each class that has boxes, on one logarithmic axis.
  ///
  /// - Throws: `ImageError` when no box was counted.
  public func areaSheet() throws -> Image {
    try sheet("Areas of boxes, in square pixels", axis: "square pixels") { $0.area }
  }

  /// A histogram of width over height for each class that has boxes, on one logarithmic axis.
  ///
  /// - Throws: `ImageError` when no box was counted.
  public func aspectRatioSheet() throws -> Image {
    try sheet("Aspect ratios of boxes, width over height", axis: "width / height") {
      $0.aspectRatio
    }
  }

  private func sheet(
    _ title: String, axis: String, _ value: (BoxSize) -> Float
  ) throws -> Image {
    let all = sizes.map(value)
    guard let least = all.min(), let most = all.max() else {
      throw ImageError("BoxStatistics", expected: "at least one box", found: "none")
    }
    // One range for all classes, so that they can be compared.
    let range = least < most ? least...most : least / 2...most * 2
    let charts = try zip(classNames, sizesByClass).filter { !$0.1.isEmpty }.map { name, sizes in
      try Chart(title: "\(name) (\(sizes.count))", x: axis, y: "boxes", width: 360, height: 250)
        .histogram("", sizes.map(value), bins: 24, range: range, isLogarithmic: true)
        .ranging(x: range).logarithmicX().picture()
    }
    return try Image.grid(charts, title: title, gap: 10)
  }
}

extension BoxStatistics: CustomStringConvertible {
  /// `BoxStatistics of 412 boxes: person 40, sheep 120, …`.
  public var description: String {
    let counts = zip(classNames, sizesByClass).map { "\($0) \($1.count)" }
    return "BoxStatistics of \(sizes.count) boxes: " + counts.joined(separator: ", ")
  }
}
