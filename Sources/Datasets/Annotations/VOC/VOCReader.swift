import Boxes

/// Reads a folder as Pascal VOC lays it out: `Annotations/*.xml`, pictures in `JPEGImages/`, lists of
/// names in `ImageSets/Main/`.
///
/// VOC counts pixels from 1 and includes the last one, so the first pixel alone is xmin 1, xmax 1.
/// Here boxes are continuous: x = xmin − 1, width = xmax − xmin + 1.
///
/// Classes stand in the order of `classes.txt` where there is one, else of their names.
///
/// - Source: Everingham et al., "The PASCAL Visual Object Classes Challenge 2007 development kit".
struct VOCReader {
  let folder: String
  var problems: ProblemList
  private var dataset = DetectionDataset()
  private var classIDs: [String: Int] = [:]
  private let hasClassList: Bool

  init(folder: String, isLenient: Bool) throws {
    self.folder = folder
    problems = ProblemList(isLenient: isLenient)
    let names = try ClassNames.find(in: folder)
    hasClassList = names != nil
    for name in names ?? [] { addClass(name) }
  }

  private mutating func addClass(_ name: String) {
    classIDs[name] = dataset.classes.count + 1
    dataset.classes.append(DatasetClass(id: dataset.classes.count + 1, name: name))
  }

  /// - Parameter split: a list in `ImageSets/Main`, such as `train`; `nil` reads every picture.
  mutating func read(split: String? = nil) throws -> DetectionDataset {
    let annotations = folder + "/Annotations"
    var stems = try DatasetFile.names(in: annotations).filter { $0.hasSuffix(".xml") }
      .map { String($0.dropLast(4)) }
    if let split { stems = try names(ofSplit: split, all: stems) }
    let files = try stems.map { stem in
      let path = "\(annotations)/\(stem).xml"
      let text = try DatasetFile.bytes(path, what: "a VOC annotation file")
      return (path: path, stem: stem, root: try XMLNode.root(of: text, file: path))
    }
    if !hasClassList {
      let names = files.flatMap { $0.root.children.filter { $0.name == "object" } }
        .compactMap { $0["name"]?.text }
      for name in Set(names).sorted() where !name.isEmpty { addClass(name) }
    }
    for file in files { try readPicture(file.root, file.path, stem: file.stem) }
    var check = AnnotationCheck(dataset)
    dataset.annotations = try dataset.annotations.filter { try check.accepts($0, &problems) }
    return dataset
  }

  private func names(ofSplit split: String, all: [String]) throws -> [String] {
    let path = "\(folder)/ImageSets/Main/\(split).txt"
    let lines = try TextLines(path, what: "a list of pictures")
    let known = Set(all)
    return try lines.words.map { line in
      guard let name = line.words.first, known.contains(String(name)) else {
        throw DatasetError(
          Place(file: path, line: line.number), expected: "a name in Annotations/",
          found: shown(line.words.first ?? ""))
      }
      return String(name)
    }
  }

  private mutating func readPicture(_ root: XMLNode, _ file: String, stem: String) throws {
    guard root.name == "annotation" else {
      throw DatasetError(
        Place(file: file, line: root.line), expected: "a VOC file, <annotation>",
        found: "<\(root.name)>")
    }
    var name = root["filename"]?.text ?? ""
    if name.isEmpty { name = stem + ".jpg" }
    var picture = DatasetPicture(
      id: dataset.pictures.count + 1, fileName: "JPEGImages/" + name, width: 0, height: 0)
    (picture.width, picture.height) = try size(root["size"], picture, file, root.line)
    dataset.pictures.append(picture)
    for object in root.children where object.name == "object" {
      try readObject(object, pictureID: picture.id, file)
    }
  }

  /// The size that the file states; where it states none, the picture's own.
  private func size(
    _ node: XMLNode?, _ picture: DatasetPicture, _ file: String, _ line: Int
  ) throws -> (Int, Int) {
    let sides = ["width", "height"].map { node?[$0].flatMap { Int($0.text) } ?? 0 }
    if sides.allSatisfy({ (1...1_000_000).contains($0) }) { return (sides[0], sides[1]) }
    if let size = PictureSize(ofFile: folder + "/" + picture.fileName) {
      return (size.width, size.height)
    }
    throw DatasetError(
      Place(file: file, line: node?.line ?? line),
      expected: "<size> with a width and a height of at least 1 pixel",
      found: node == nil ? "no <size>, and no picture to measure" : "\(sides[0])×\(sides[1])")
  }

  private mutating func readObject(_ object: XMLNode, pictureID: Int, _ file: String) throws {
    let place = Place(file: file, line: object.line)
    let name = object["name"]?.text ?? ""
    guard let classID = classIDs[name] else {
      return try problems.refuse(
        .unknownClass, Place(file: file, line: object["name"]?.line ?? object.line),
        expected: hasClassList
          ? "a class of the \(dataset.classes.count) in the class list" : "a <name>",
        found: name.isEmpty ? "none" : shown(name))
    }
    guard let box = object["bndbox"] else {
      return try problems.refuse(
        .degenerateBox, place, expected: "an <object> with a <bndbox>", found: "one without")
    }
    let boxPlace = Place(file: file, line: box.line)
    let sides = ["xmin", "ymin", "xmax", "ymax"].map { box[$0].flatMap { Double($0.text) } }
    let numbers = sides.compactMap { $0 }
    guard numbers.count == 4 else {
      return try problems.refuse(
        .degenerateBox, boxPlace, expected: "xmin, ymin, xmax and ymax, each a number",
        found: zip(["xmin", "ymin", "xmax", "ymax"], sides).filter { $0.1 == nil }
          .map { "\($0.0) \(shown(box[$0.0]?.text ?? ""))" }.joined(separator: ", "))
    }
    let bounds = PreciseBox(
      x: numbers[0] - 1, y: numbers[1] - 1, width: numbers[2] - numbers[0] + 1,
      height: numbers[3] - numbers[1] + 1)
    guard !bounds.isDegenerate else {
      return try problems.refuse(
        .degenerateBox, boxPlace, expected: "xmin ≤ xmax and ymin ≤ ymax, finite",
        found: "x \(jsonNumber(numbers[0]))…\(jsonNumber(numbers[2])), "
          + "y \(jsonNumber(numbers[1]))…\(jsonNumber(numbers[3]))",
        hint: "--lenient skips such boxes and counts them")
    }
    dataset.annotations.append(
      Annotation(
        id: dataset.annotations.count + problems.problems.count + 1, pictureID: pictureID,
        classID: classID, bounds: bounds, isDifficult: try flag(object["difficult"], file),
        isTruncated: try flag(object["truncated"], file), place: place))
  }

  private func flag(_ node: XMLNode?, _ file: String) throws -> Bool {
    guard let node else { return false }
    switch node.text.lowercased() {
    case "1", "true": return true
    case "0", "false", "", "unspecified": return false
    default:
      throw DatasetError(
        Place(file: file, line: node.line), expected: "0 or 1 in <\(node.name)>",
        found: shown(node.text))
    }
  }
}
