import Boxes

/// Reads a folder of YOLO labels: for each picture in `images/`, a text file in `labels/`, a line a
/// thing: the class from 0, then a box (centre x, centre y, width, height) or a polygon
/// (x y x y x y …), all in 0…1 of the picture. A picture without a label file shows nothing.
///
/// Without `images/`, the pictures and the labels lie side by side in the folder, as Darknet's do.
/// Class names come from `data.yaml`, `classes.txt` or `*.names`; without any they are numbers.
///
/// Pixels are rounded to a millionth (2⁻²⁰), which undoes the rounding of 0…1 and nothing else: a
/// box of whole pixels comes back as one.
struct YOLOReader {
  let folder: String
  var problems: ProblemList
  private var dataset = DetectionDataset()
  private let classNames: [String]?

  init(folder: String, isLenient: Bool) throws {
    self.folder = folder
    problems = ProblemList(isLenient: isLenient)
    classNames = try ClassNames.find(in: folder)
  }

  mutating func read() throws -> DetectionDataset {
    let hasImages = DatasetFile.kind(folder + "/images") == .folder
    let pictures = try Self.files(
      in: folder, below: hasImages ? "images" : "", endings: ["png", "jpg", "jpeg"])
    let labels = try Self.files(in: folder, below: hasImages ? "labels" : "", endings: ["txt"])
    var pending = Set(labels)
    for name in pictures {
      let stem = DatasetFile.withoutEnding(name)
      let label = (hasImages ? "labels" + stem.dropFirst("images".count) : stem) + ".txt"
      guard let size = PictureSize(ofFile: folder + "/" + name) else {
        try problems.refuse(
          .missingPicture, Place(file: folder + "/" + name),
          expected: "a PNG or JPEG whose size can be read", found: "something else")
        continue
      }
      let picture = DatasetPicture(
        id: dataset.pictures.count + 1, fileName: name, width: size.width, height: size.height)
      dataset.pictures.append(picture)
      if pending.remove(label) != nil { try readLabels(folder + "/" + label, picture) }
    }
    if hasImages {
      for label in labels where pending.contains(label) {
        problems.note(
          .missingPicture, Place(file: folder + "/" + label),
          expected: "a picture images\(DatasetFile.withoutEnding(label).dropFirst(6)).png or .jpg",
          found: "none")
      }
    }
    addClasses()
    var check = AnnotationCheck(dataset)
    dataset.annotations = try dataset.annotations.filter { try check.accepts($0, &problems) }
    return dataset
  }

  private mutating func addClasses() {
    let most = dataset.annotations.map(\.classID).max() ?? 0
    let names = classNames ?? (0..<most).map { "\($0)" }
    dataset.classes = names.enumerated().map { DatasetClass(id: $0.offset + 1, name: $0.element) }
  }

  private mutating func readLabels(_ path: String, _ picture: DatasetPicture) throws {
    for line in try TextLines(path, what: "a YOLO label file").words {
      try readLine(line.words, Place(file: path, line: line.number), picture)
    }
  }

  private mutating func readLine(
    _ words: [Substring], _ place: Place, _ picture: DatasetPicture
  ) throws {
    let numbers = words.dropFirst().compactMap { Double($0) }.filter(\.isFinite)
    guard numbers.count == words.count - 1, numbers.count == 4 || numbers.count >= 6,
      numbers.count % 2 == 0
    else {
      let isNumeric = numbers.count == words.count - 1
      return try problems.refuse(
        .degenerateBox, place,
        expected: "a class, then 4 numbers (a box) or 6, 8, 10 … (a polygon), all finite",
        found: isNumeric
          ? "\(numbers.count) numbers" : shown(words.joined(separator: " ")))
    }
    let count = classNames?.count ?? 10_000
    guard let index = Int(words[0]), (0..<max(1, count)).contains(index) else {
      return try problems.refuse(
        .unknownClass, place, expected: "a class of 0 to \(count - 1)", found: shown(words[0]))
    }
    guard numbers.allSatisfy({ (-0.01...1.01).contains($0) }) else {
      return try problems.refuse(
        .boxOutsidePicture, place, expected: "places and sizes in 0…1 of the picture",
        found: shown(words.joined(separator: " ")),
        hint: "are these pixels? x and width are divided by the picture's width, y and height by "
          + "its height")
    }
    let (width, height) = (Double(picture.width), Double(picture.height))
    var polygon: [Double]?
    let bounds: PreciseBox
    if numbers.count == 4 {
      bounds = PreciseBox(
        x: Self.pixel((numbers[0] - numbers[2] / 2) * width),
        y: Self.pixel((numbers[1] - numbers[3] / 2) * height),
        width: Self.pixel(numbers[2] * width), height: Self.pixel(numbers[3] * height))
    } else {
      let points = numbers.enumerated().map {
        Self.pixel($0.element * ($0.offset % 2 == 0 ? width : height))
      }
      polygon = points
      bounds = PreciseBox(around: points)
    }
    guard !bounds.isDegenerate else {
      return try problems.refuse(
        .degenerateBox, place, expected: "a box with an inside",
        found: "width \(jsonNumber(bounds.width)) px, height \(jsonNumber(bounds.height)) px",
        hint: "--lenient skips such boxes and counts them")
    }
    dataset.annotations.append(
      Annotation(
        id: dataset.annotations.count + problems.problems.count + 1, pictureID: picture.id,
        classID: index + 1, bounds: bounds, segmentation: polygon.map { .polygons([$0]) },
        place: place))
  }

  private static func pixel(_ value: Double) -> Double {
    (value * 1_048_576).rounded() / 1_048_576
  }

  /// The files below a folder with one of the endings, as paths from `root`, sorted.
  private static func files(
    in root: String, below: String, endings: Set<String>, depth: Int = 0
  ) throws -> [String] {
    let folder = below.isEmpty ? root : root + "/" + below
    guard DatasetFile.kind(folder) == .folder, depth < 8 else { return [] }
    var found: [String] = []
    for name in try DatasetFile.names(in: folder) {
      let path = below.isEmpty ? name : below + "/" + name
      switch DatasetFile.kind(root + "/" + path) {
      case .folder where !below.isEmpty:
        found += try files(in: root, below: path, endings: endings, depth: depth + 1)
      case .file:
        let isList = below.isEmpty && ClassNames.fileNames.contains(name)
        if endings.contains(DatasetFile.ending(of: name)), !isList { found.append(path) }
      default: break
      }
    }
    return found
  }
}

extension PreciseBox {
  /// The smallest box around points x, y, x, y …
  init(around points: [Double]) {
    var (left, top, right, bottom) = (
      Double.infinity, Double.infinity, -Double.infinity, -Double.infinity
    )
    for i in stride(from: 0, to: points.count - 1, by: 2) {
      (left, right) = (min(left, points[i]), max(right, points[i]))
      (top, bottom) = (min(top, points[i + 1]), max(bottom, points[i + 1]))
    }
    self.init(x: left, y: top, width: right - left, height: bottom - top)
  }
}
