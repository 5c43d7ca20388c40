import Boxes

extension DetectionDataset {
  /// Writes `Annotations/*.xml`, `ImageSets/Main/all.txt` and `classes.txt` into a folder; the
  /// pictures belong into its `JPEGImages/`.
  ///
  /// VOC has boxes and the marks difficult and truncated. Masks, keypoints and scores are left out;
  /// what is ignored or a crowd becomes difficult.
  ///
  /// - Throws: `DatasetError` when two pictures have one name, or a file cannot be written.
  public func writeVOC(to folder: String) throws {
    try DatasetFile.makeFolder(folder + "/Annotations")
    try DatasetFile.makeFolder(folder + "/ImageSets/Main")
    try DatasetFile.makeFolder(folder + "/JPEGImages")
    let names = try pictureStems(file: folder)
    let members = annotationsByPicture
    for (picture, name) in zip(pictures, names) {
      let annotations = members[picture.id, default: []].map { self.annotations[$0] }
      try DatasetFile.write(
        try vocXML(picture, annotations, file: folder), to: "\(folder)/Annotations/\(name).xml")
    }
    try ClassNames.write(classes.map(\.name), to: folder)
    try DatasetFile.write(
      names.map { $0 + "\n" }.joined(), to: "\(folder)/ImageSets/Main/all.txt")
  }

  func vocXML(
    _ picture: DatasetPicture, _ annotations: [Annotation], file: String
  ) throws -> String {
    let source = info.first { $0.key == "description" }?.value ?? "unknown"
    var xml = """
      <annotation>
        <folder>JPEGImages</folder>
        <filename>\(xmlText(DatasetFile.name(of: picture.fileName)))</filename>
        <source><database>\(xmlText(source))</database></source>
        <size><width>\(picture.width)</width><height>\(picture.height)</height><depth>3</depth></size>
        <segmented>0</segmented>

      """
    let names = Dictionary(
      classes.map { ($0.id, $0.name) }, uniquingKeysWith: { first, _ in first })
    for annotation in annotations {
      guard let name = names[annotation.classID] else {
        throw DatasetError(
          Place(file: file), expected: "to write a class of the data set",
          found: "class id \(annotation.classID) in annotation \(annotation.id)")
      }
      let box = annotation.bounds
      let isDifficult = annotation.isDifficult || annotation.isCrowd || annotation.isIgnored
      xml += """
          <object>
            <name>\(xmlText(name))</name>
            <pose>Unspecified</pose>
            <truncated>\(annotation.isTruncated ? 1 : 0)</truncated>
            <difficult>\(isDifficult ? 1 : 0)</difficult>
            <bndbox>
              <xmin>\(jsonNumber(box.x + 1))</xmin>
              <ymin>\(jsonNumber(box.y + 1))</ymin>
              <xmax>\(jsonNumber(box.x + box.width))</xmax>
              <ymax>\(jsonNumber(box.y + box.height))</ymax>
            </bndbox>
          </object>

        """
    }
    return xml + "</annotation>\n"
  }

  /// The pictures' names without folder and ending: what files beside them are called.
  func pictureStems(file: String) throws -> [String] {
    var seen: Set<String> = []
    return try pictures.map { picture in
      let stem = DatasetFile.stem(of: picture.fileName)
      guard !stem.isEmpty, stem != ".", stem != "..", seen.insert(stem).inserted else {
        throw DatasetError(
          Place(file: file), expected: "a name of its own for each picture",
          found: "\(shown(picture.fileName)) as well")
      }
      return stem
    }
  }
}

private func xmlText(_ text: String) -> String {
  var escaped = ""
  for scalar in text.unicodeScalars {
    switch scalar {
    case "&": escaped += "&amp;"
    case "<": escaped += "&lt;"
    case ">": escaped += "&gt;"
    case "\0"..<" ": escaped += " "
    default: escaped.unicodeScalars.append(scalar)
    }
  }
  return escaped
}
