/// What a data set holds, counted: what `fovea inspect` prints.
public struct DatasetSummary: Sendable {
  /// The things of one class, or of all.
  public struct Things: Sendable {
    public var name: String
    public var count = 0
    public var masks = 0, keypoints = 0, crowds = 0, difficult = 0, truncated = 0, ignored = 0
    /// √(width × height) in pixels, and width over height, ascending once counted.
    fileprivate(set) var sizes: [Double] = []
    fileprivate(set) var ratios: [Double] = []

    /// The size that a share of the things stays below: 0.5 is the median; `nil` without things.
    public func size(quantile: Double) -> Double? { Self.quantile(quantile, of: sizes) }

    /// The same for width over height.
    public func aspectRatio(quantile: Double) -> Double? { Self.quantile(quantile, of: ratios) }

    private static func quantile(_ share: Double, of sorted: [Double]) -> Double? {
      guard !sorted.isEmpty else { return nil }
      return sorted[Int(max(0, min(1, share)) * Double(sorted.count - 1))]
    }

    fileprivate mutating func count(_ annotation: Annotation) {
      count += 1
      masks += annotation.segmentation == nil ? 0 : 1
      keypoints += annotation.keypoints.contains(where: \.isLabelled) ? 1 : 0
      crowds += annotation.isCrowd ? 1 : 0
      difficult += annotation.isDifficult ? 1 : 0
      truncated += annotation.isTruncated ? 1 : 0
      ignored += annotation.isIgnored ? 1 : 0
      sizes.append(annotation.bounds.area.squareRoot())
      ratios.append(annotation.bounds.width / annotation.bounds.height)
    }
  }

  /// How many values lie in a range; the last range has no end.
  public struct Bin: Sendable {
    public let range: Range<Double>
    public let count: Int
  }

  public let pictures: Int
  public let picturesWithoutThings: Int
  public let classes: [Things]
  public let all: Things
  /// How many pictures have each size, the most frequent first.
  public let pictureSizes: [(width: Int, height: Int, count: Int)]
  /// Things by √(width × height) in pixels, and by width over height.
  public let sizes, ratios: [Bin]

  private static let sizeEdges: [Double] = [0, 8, 16, 32, 64, 96, 128, 256, .infinity]
  private static let ratioEdges: [Double] = [0, 0.25, 0.5, 0.8, 1.25, 2, 4, .infinity]

  public init(_ dataset: DetectionDataset) {
    var classes = dataset.classes.map { Things(name: $0.name) }
    var all = Things(name: "all")
    let indices = dataset.classIndices
    for annotation in dataset.annotations {
      all.count(annotation)
      if let index = indices[annotation.classID] { classes[index].count(annotation) }
    }
    for index in classes.indices {
      classes[index].sizes.sort()
      classes[index].ratios.sort()
    }
    all.sizes.sort()
    all.ratios.sort()
    self.classes = classes
    self.all = all
    pictures = dataset.pictures.count
    let shown = Set(dataset.annotations.map(\.pictureID))
    picturesWithoutThings = dataset.pictures.count { !shown.contains($0.id) }
    pictureSizes = Dictionary(grouping: dataset.pictures) { [$0.width, $0.height] }
      .map { (width: $0.key[0], height: $0.key[1], count: $0.value.count) }
      .sorted { ($1.count, $0.width, $0.height) < ($0.count, $1.width, $1.height) }
    sizes = Self.bins(all.sizes, Self.sizeEdges)
    ratios = Self.bins(all.ratios, Self.ratioEdges)
  }

  private static func bins(_ sorted: [Double], _ edges: [Double]) -> [Bin] {
    zip(edges, edges.dropFirst()).map { low, high in
      Bin(range: low..<high, count: sorted.count { $0 >= low && $0 < high })
    }
  }
}
