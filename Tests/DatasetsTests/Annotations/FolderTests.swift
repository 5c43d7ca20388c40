import Boxes
import Foundation
import Images
import Testing

@testable import Datasets

/// VOC and YOLO folders, and the Pasture written as each.
@Suite struct FolderTests {
  /// Scenes as they are drawn, without what YOLO leaves out when `plain`.
  func pasture(_ count: Int, pictures: String, plain: Bool = false) throws -> DetectionDataset {
    var dataset = DetectionDataset.pasture
    for seed in 0..<count {
      dataset.add(
        try Pasture.scene(seed: seed, width: 96, height: 72), fileName: "\(pictures)/\(seed).png")
    }
    if plain {
      dataset.annotations.removeAll { $0.isIgnored }
      for index in dataset.annotations.indices { dataset.annotations[index].id = index + 1 }
    }
    return dataset
  }

  @Test func vocReadsBackTheSame() throws {
    try inTemporaryFolder { folder in
      let dataset = try pasture(6, pictures: "JPEGImages")
      #expect(dataset.annotations.contains { $0.isDifficult })
      #expect(dataset.annotations.contains { $0.isTruncated })
      try dataset.writeVOC(to: folder)
      let reading = try DetectionDataset.read(folder)
      #expect(reading.format == .voc && reading.problems.isEmpty)
      #expect(reading.dataset.classes.map(\.name) == Pasture.classNames)
      #expect(reading.dataset.pictures.map(\.fileName) == dataset.pictures.map(\.fileName))
      // What VOC has: boxes, classes and two marks.
      let bare = dataset.annotations.map {
        Annotation(
          id: $0.id, pictureID: $0.pictureID, classID: $0.classID, bounds: $0.bounds,
          isDifficult: $0.isDifficult, isTruncated: $0.isTruncated)
      }
      #expect(reading.dataset.annotations == bare)
      #expect(reading.dataset.annotations[0].place.line == 7)
      // And again, to the byte.
      let first = try Data(contentsOf: URL(fileURLWithPath: folder + "/Annotations/3.xml"))
      try DetectionDataset(
        classes: reading.dataset.classes, pictures: reading.dataset.pictures,
        annotations: reading.dataset.annotations, info: dataset.info
      ).writeVOC(to: folder)
      #expect(try Data(contentsOf: URL(fileURLWithPath: folder + "/Annotations/3.xml")) == first)
      try Data("2\n0\n".utf8).write(to: URL(fileURLWithPath: folder + "/ImageSets/Main/train.txt"))
      let split = try DetectionDataset.readVOC(folder, split: "train").dataset
      #expect(split.pictures.map(\.fileName) == ["JPEGImages/2.png", "JPEGImages/0.png"])
      #expect(throws: DatasetError.self) { try DetectionDataset.readVOC(folder, split: "none") }
    }
  }

  @Test(arguments: [false, true])
  func yoloReadsBackTheSame(outlines: Bool) throws {
    try inTemporaryFolder { folder in
      let dataset = try pasture(6, pictures: "images", plain: true)
      #expect(try dataset.writeYOLO(to: folder, outlines: outlines) == 0)
      for seed in 0..<6 {
        try Pasture.scene(seed: seed, width: 96, height: 72).image
          .write(to: folder + "/images/\(seed).png")
      }
      let reading = try DetectionDataset.read(folder)
      #expect(reading.format == .yolo && reading.problems.isEmpty)
      #expect(reading.dataset.classes.map(\.name) == Pasture.classNames)
      #expect(reading.dataset.pictures.map(\.fileName) == dataset.pictures.map(\.fileName))
      #expect(reading.dataset.annotations.count == dataset.annotations.count)
      for (read, written) in zip(reading.dataset.annotations, dataset.annotations) {
        #expect(read.bounds == written.bounds && read.classID == written.classID)
        #expect(read.pictureID == written.pictureID && read.id == written.id)
        if outlines {
          #expect(
            try read.segmentation?.runs(width: 96, height: 72).mask
              == written.segmentation?.runs(width: 96, height: 72).mask)
        }
      }
    }
  }

  @Test func crowdsAndDifficultThingsStayOutOfYOLO() throws {
    try inTemporaryFolder { folder in
      var dataset = try pasture(1, pictures: "images", plain: true)
      dataset.annotations[0].isCrowd = true
      #expect(try dataset.writeYOLO(to: folder) == 1)
      let lines = try String(contentsOfFile: folder + "/labels/0.txt", encoding: .utf8)
      #expect(lines.split(separator: "\n").count == dataset.annotations.count - 1)
    }
  }

  static let object = """
    <annotation><filename>a.png</filename>
    <size><width>40</width><height>30</height></size>
    <object><name>cat</name>
    <bndbox><xmin>1</xmin><ymin>2</ymin><xmax>10</xmax><ymax>30</ymax></bndbox>
    <difficult>1</difficult><part><name>head</name><bndbox/></part></object></annotation>
    """

  func readVOC(_ xml: String, isLenient: Bool = false) throws -> DatasetReading {
    var answer: DatasetReading?
    try inTemporaryFolder { folder in
      try DatasetFile.makeFolder(folder + "/Annotations")
      try DatasetFile.write(xml, to: folder + "/Annotations/a.xml")
      answer = try DetectionDataset.read(folder, isLenient: isLenient)
    }
    return try #require(answer)
  }

  @Test func vocPixelsCountFromOne() throws {
    let annotation = try #require(try readVOC(Self.object).dataset.annotations.first)
    #expect(annotation.bounds == PreciseBox(x: 0, y: 1, width: 10, height: 29))
    #expect(annotation.isDifficult && !annotation.isTruncated && annotation.place.line == 3)
  }

  @Test(arguments: [
    ("<xmin>1<", "<xmin>11<", 4, "x 11…10"), ("<xmin>1<", "<xmin>one<", 4, "xmin \"one\""),
    ("<ymax>30<", "<ymax>nan<", 4, "y 2…nan"), ("<ymax>30</ymax>", "", 4, "ymax \"\""),
    ("<difficult>1<", "<difficult>yes<", 5, "\"yes\""), ("<width>40<", "<width>0<", 2, "0×30"),
    ("<name>cat</name>", "", 3, "none"), ("annotation>", "annotated>", 1, "<annotated>"),
    ("</object>", "", 5, "</annotation"),
  ])
  func mistakesInVOCAreNamed(_ old: String, _ new: String, _ line: Int, _ found: String) throws {
    let xml = Self.object.replacingOccurrences(of: old, with: new)
    #expect(xml != Self.object)
    let error = try #require(throws: DatasetError.self) { try readVOC(xml) }
    #expect(error.place.line == line && error.found.contains(found), "\(error)")
    #expect(error.place.file.hasSuffix("/Annotations/a.xml"))
  }

  func readYOLO(_ labels: String, names: String? = "cat\ndog\n", isLenient: Bool = false) throws
    -> DatasetReading
  {
    var answer: DatasetReading?
    try inTemporaryFolder { folder in
      try DatasetFile.makeFolder(folder + "/labels/train")
      try DatasetFile.makeFolder(folder + "/images/train")
      try Image(width: 40, height: 20).write(to: folder + "/images/train/a.png")
      try DatasetFile.write(labels, to: folder + "/labels/train/a.txt")
      if let names { try DatasetFile.write(names, to: folder + "/classes.txt") }
      answer = try DetectionDataset.read(folder, isLenient: isLenient)
    }
    return try #require(answer)
  }

  @Test func yoloLinesBecomeBoxesAndPolygons() throws {
    let dataset = try readYOLO("\r\n1 0.5 0.5 0.25 0.1\n0 0.1 0.1 0.2 0.1 0.2 0.3\n").dataset
    #expect(
      dataset.pictures == [
        DatasetPicture(id: 1, fileName: "images/train/a.png", width: 40, height: 20)
      ])
    #expect(dataset.annotations[0].bounds == PreciseBox(x: 15, y: 9, width: 10, height: 2))
    #expect(dataset.annotations[0].classID == 2 && dataset.annotations[0].place.line == 2)
    #expect(dataset.annotations[1].segmentation == .polygons([[4, 2, 8, 2, 8, 6]]))
    #expect(
      try readYOLO("3 0.5 0.5 0.1 0.1", names: nil).dataset.classes.map(\.name) == [
        "0", "1", "2", "3",
      ])
  }

  @Test(arguments: [
    ("0 0.5 0.5 0.1", "3 numbers"), ("0 0.5 0.5 0.1 x", "\"0 0.5 0.5 0.1 x\""),
    ("0 0.5 0.5 nan 0.1", "nan"), ("2 0.5 0.5 0.1 0.1", "\"2\""), ("0 0.5 0.5 0 0.1", "width 0 px"),
    ("0 20 10 5 5", "\"0 20 10 5 5\""), ("-1 0.5 0.5 0.1 0.1", "\"-1\""),
    ("cat 0.5 0.5 0.1 0.1", "\"cat\""),
    ("0 0.1 0.1 0.2 0.1 0.2", "5 numbers"), ("0 0.1 0.1 0.2 0.1 0.3 0.1", "height 0 px"),
    ("0 0.5 0.5 -0.1 0.1", "\"0 0.5 0.5 -0.1 0.1\""), ("0", "0 numbers"),
  ])
  func mistakesInYOLOAreNamed(_ line: String, _ found: String) throws {
    let text = "1 0.5 0.5 0.1 0.1\n\(line)\n"
    let error = try #require(throws: DatasetError.self) { try readYOLO(text) }
    #expect(error.place.line == 2 && error.found.contains(found), "\(error)")
    let lenient = try readYOLO(text, isLenient: true)
    #expect(lenient.dataset.annotations.count == 1 && lenient.skipped == 1)
  }

  @Test(arguments: [
    "train: x\nnames: [cat, \"dog\"]\n", "names:\n  - cat\n  - 'dog'\n",
    "names:\n  0: cat\n  1: dog\nnc: 2\n",
    "nc: 2\nnames: [\n  cat,\n  dog ]\n",
  ])
  func namesOfClassesInYAML(_ yaml: String) throws {
    #expect(try ClassNames.yaml(Array(yaml.utf8), file: "d") == ["cat", "dog"])
  }

  @Test func otherYAMLIsNotGuessed() throws {
    #expect(try ClassNames.yaml(Array("nc: 2\n".utf8), file: "d") == nil)
    for yaml in ["names: {0: cat}\n", "names: cat\n", "names:\n  1: cat\n", "names: [cat\n"] {
      #expect(throws: DatasetError.self, "\(yaml)") {
        try ClassNames.yaml(Array(yaml.utf8), file: "d")
      }
    }
  }

  @Test func picturesAreMeasuredByTheirHeads() throws {
    let png = PictureSize(try Image(width: 7, height: 5).pngBytes())
    #expect(png?.width == 7 && png?.height == 5)
    let jpeg: [UInt8] = [
      0xFF, 0xD8, 0xFF, 0xE0, 0, 4, 1, 2, 0xFF, 0xC4, 0, 3, 9, 0xFF, 0xC2, 0, 11, 8, 1, 0x2C, 2,
      0x80, 3, 0,
    ]
    #expect(PictureSize(jpeg)?.width == 640 && PictureSize(jpeg)?.height == 300)
    for count in jpeg.indices.dropLast(3) { #expect(PictureSize(Array(jpeg.prefix(count))) == nil) }
  }

  @Test func otherFoldersAreRefused() throws {
    try inTemporaryFolder { folder in
      #expect(throws: DatasetError.self) { try DetectionDataset.read(folder) }
      #expect(throws: DatasetError.self) { try DetectionDataset.read(folder + "/none") }
      #expect(throws: DatasetError.self) { try DetectionDataset.read("/dev/null") }
    }
  }
}
