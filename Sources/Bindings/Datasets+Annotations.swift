import Fovea
import LessonSwift

extension HostLibrary {
  /// Data sets on disk: what they list, and their pictures with what is in them.
  mutating func addAnnotations() {
    type(DetectionDataset.self, named: "DetectionDataset", help: "Pictures and what is in them.")
    type(DatasetReading.self, named: "DatasetReading", help: "A data set, and what is wrong in it.")
    type(DatasetClass.self, named: "DatasetClass")
    type(DatasetPicture.self, named: "DatasetPicture")
    type(Annotation.self, named: "Annotation", help: "One thing in a picture, as a file states it.")
    type(DetectionExample.self, named: "DetectionExample", help: "A picture with its things.")
    type(DetectionObject.self, named: "DetectionObject", help: "One thing in an example.")
    type(DatasetError.self, named: "DatasetError")

    initializer(
      "init(contentsOf path: String, lenient: Bool = false) throws", of: DetectionDataset.self,
      help: "A COCO file, or a folder of COCO, VOC or YOLO annotations."
    ) { (path: String, lenient: Bool) in
      try DetectionDataset(contentsOf: path, lenient: lenient)
    }
    staticMethod(
      "static func read(_ path: String, isLenient: Bool = false) throws -> DatasetReading",
      on: DetectionDataset.self, help: "With the pictures' folder and a list of problems."
    ) { (path: String, isLenient: Bool) in
      try DetectionDataset.read(path, isLenient: isLenient)
    }
    property("classes: [DatasetClass]", on: DetectionDataset.self) { (dataset: DetectionDataset) in
      dataset.classes
    }
    property("pictures: [DatasetPicture]", on: DetectionDataset.self) {
      (dataset: DetectionDataset) in dataset.pictures
    }
    property("annotations: [Annotation]", on: DetectionDataset.self) {
      (dataset: DetectionDataset) in dataset.annotations
    }
    property("dataset: DetectionDataset", on: DatasetReading.self) { (reading: DatasetReading) in
      reading.dataset
    }
    property("skipped: Int", on: DatasetReading.self, help: "How many annotations were left out.") {
      (reading: DatasetReading) in reading.skipped
    }
    method(
      "func example(_ index: Int, masks: Bool = true) throws -> DetectionExample",
      on: DatasetReading.self, help: "A picture of the data set with its things."
    ) { (reading: DatasetReading, index: Int, masks: Bool) in
      try reading.example(index, masks: masks)
    }
    addAnnotationProperties()
    addExampleProperties()
  }

  private mutating func addAnnotationProperties() {
    property("id: Int", on: DatasetClass.self) { (kind: DatasetClass) in kind.id }
    property("name: String", on: DatasetClass.self) { (kind: DatasetClass) in kind.name }
    property("keypointNames: [String]", on: DatasetClass.self) { (kind: DatasetClass) in
      kind.keypointNames
    }
    property("id: Int", on: DatasetPicture.self) { (picture: DatasetPicture) in picture.id }
    property("fileName: String", on: DatasetPicture.self) { (picture: DatasetPicture) in
      picture.fileName
    }
    property("width: Int", on: DatasetPicture.self) { (picture: DatasetPicture) in picture.width }
    property("height: Int", on: DatasetPicture.self) { (picture: DatasetPicture) in
      picture.height
    }
    for (name, field) in [
      ("id", \Annotation.id), ("pictureID", \.pictureID), ("classID", \.classID),
    ] as [(String, KeyPath<Annotation, Int>)] {
      property("\(name): Int", on: Annotation.self) { (annotation: Annotation) in
        annotation[keyPath: field]
      }
    }
    for (name, field) in [
      ("isCrowd", \Annotation.isCrowd), ("isDifficult", \.isDifficult),
      ("isTruncated", \.isTruncated), ("isIgnored", \.isIgnored),
    ] as [(String, KeyPath<Annotation, Bool>)] {
      property("\(name): Bool", on: Annotation.self) { (annotation: Annotation) in
        annotation[keyPath: field]
      }
    }
    property("box: Box", on: Annotation.self) { (annotation: Annotation) in annotation.box }
    property("area: Double", on: Annotation.self) { (annotation: Annotation) in annotation.area }
  }

  private mutating func addExampleProperties() {
    initializer("init(_ scene: PastureScene, masks: Bool = true)", of: DetectionExample.self) {
      (scene: PastureScene, masks: Bool) in DetectionExample(scene, masks: masks)
    }
    property("image: Image", on: DetectionExample.self) { (example: DetectionExample) in
      example.image
    }
    property("objects: [DetectionObject]", on: DetectionExample.self) {
      (example: DetectionExample) in example.objects
    }
    property("box: Box", on: DetectionObject.self) { (object: DetectionObject) in object.box }
    property("classIndex: Int", on: DetectionObject.self) { (object: DetectionObject) in
      object.classIndex
    }
    property("mask: Mask?", on: DetectionObject.self) { (object: DetectionObject) in object.mask }
    for (name, field) in [
      ("isCrowd", \DetectionObject.isCrowd), ("isDifficult", \.isDifficult),
      ("isTruncated", \.isTruncated), ("isIgnored", \.isIgnored),
    ] as [(String, KeyPath<DetectionObject, Bool>)] {
      property("\(name): Bool", on: DetectionObject.self) { (object: DetectionObject) in
        object[keyPath: field]
      }
    }
  }
}
